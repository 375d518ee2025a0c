import type {Intent} from '../../session/intent.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {LoadView, SessionView} from '../../session/view.ts';
import {plotsAreVisible, type Prompt, type ScreenState, type SnapsScreen} from '../ui-state.ts';
import {editLine, pasteLine} from './edit-line.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {commandUsage, parseCommand, previewCommand} from './parse-command.ts';
import {parseTarget, targetUsage, type ParsedTarget} from './parse-target.ts';
import {previewTarget} from './preview-target.ts';
import {raisingIsOff} from './raising.ts';
import {editText, parseEdit, previewEdit, previewFilter} from './snapshot-edit.ts';

/** A prompt with nothing typed, with its preview. */
export function openPrompt(kind: Prompt['kind'], context: KeyContext): Partial<ScreenState> {
  const prompt: Prompt = {kind, text: '', cursor: 0};
  return {prompt, hint: previewOf(prompt, context)};
}

/** `name | note` of a snapshot, as it is now. */
export function openEdit({file, name, note}: SnapshotListing): Partial<ScreenState> {
  const text = editText(name, note);
  const prompt: Prompt = {kind: 'snapshot-edit', text, cursor: text.length, subject: file};
  return {prompt, hint: previewEdit(text)};
}

/** The filter of view 6; every key of it filters at once. */
export function openFilter(snaps: SnapsScreen, view: SessionView | null): Partial<ScreenState> {
  const {filter} = snaps;
  const prompt: Prompt = {kind: 'snapshot-filter', text: filter, cursor: filter.length, subject: filter};
  return {prompt, hint: previewFilter(filter, view)};
}

/** A key while a prompt is open. `X` is text except where it can only be the stop. */
export function handlePrompt(state: KeyState, prompt: Prompt, press: KeyPress, context: KeyContext): KeyOutcome {
  if (press === 'escape') {
    const back = prompt.kind === 'snapshot-filter' ? filtered(state, prompt.subject ?? '') : {};
    return outcome(state, {...back, ...closed});
  }
  if (press === 'enter') return submit(state, prompt, context);
  if (press === 'X' && (prompt.kind === 'target' || isCommandWord(prompt))) {
    return outcome(state, {prompt: null, hint: null}, [{kind: 'emergency-stop'}]);
  }
  return typed(state, editLine(prompt, press) ?? prompt, context);
}

/** Pasted text goes into an open prompt and nowhere else: never into load keys. */
export function handlePaste(state: KeyState, pasted: string, context: KeyContext): KeyOutcome {
  const {prompt} = state.screen;
  if (prompt === null) return refuse(state, 'pasted text is not taken as keys');
  return typed(state, pasteLine(prompt, pasted), context);
}

function typed(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const live = prompt.kind === 'snapshot-filter' ? filtered(state, prompt.text) : {};
  return outcome(state, {...live, prompt, hint: previewOf(prompt, context)});
}

/** Under another filter the cursor stays on its snapshot, or goes to the first row. */
function filtered(state: KeyState, filter: string): Partial<ScreenState> {
  const {snaps} = state.screen;
  return filter === snaps.filter ? {} : {snaps: {...snaps, filter, row: 0}};
}

/** The same prompt against a newer view; the same state where nothing it says has changed. */
export function refreshPreview(state: KeyState, context: KeyContext): KeyState {
  const {prompt, hint} = state.screen;
  if (prompt === null) return state;
  const fresh = previewOf(prompt, context);
  return fresh === null || fresh.text === hint?.text ? state : {...state, screen: {...state.screen, hint: fresh}};
}

/** The word of a command, in which there is no `X`; what follows it may be anybody's text. */
function isCommandWord({kind, text}: Prompt): boolean {
  return kind === 'command' && !text.trimStart().includes(' ');
}

function previewOf({kind, text}: Prompt, {view}: KeyContext): ScreenState['hint'] {
  if (kind === 'target') {
    return view === null ? {text: targetUsage('closed'), tone: 'plain'} : previewTarget(text, view.load, view.arrivals);
  }
  if (kind === 'snapshot-edit') return previewEdit(text);
  if (kind === 'snapshot-filter') return previewFilter(text, view);
  if (kind !== 'command') return null;
  return view === null ? {text: commandUsage, tone: 'plain'} : previewCommand(text, view);
}

function submit(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const text = prompt.text.trim();
  if (prompt.kind === 'target' || prompt.kind === 'command') return submitParsed(state, prompt, context);
  if (prompt.kind === 'snapshot-filter') return outcome(state, closed);
  if (prompt.kind === 'snapshot-edit') return submitEdit(state, prompt);
  if (text === '' && prompt.kind === 'preset-name') return outcome(state, closed);
  return outcome(state, closed, [intentOf(prompt.kind, text)]);
}

const closed = {prompt: null, hint: null};

/** A snapshot without a name is not taken: the prompt stays open. */
function submitEdit(state: KeyState, {text, subject}: Prompt): KeyOutcome {
  const {name, note} = parseEdit(text);
  if (name === '') return outcome(state, {hint: previewEdit(text)});
  return outcome(state, closed, [{kind: 'snapshot-edit', file: subject ?? '', name, note}]);
}

type PlainKind = 'snapshot-note' | 'mark-text' | 'preset-name';

function intentOf(kind: PlainKind, text: string): Intent {
  const given = text === '' ? null : text;
  if (kind === 'snapshot-note') return {kind: 'snapshot', name: null, note: given, scope: 'window'};
  return kind === 'mark-text' ? {kind: 'mark', text: given} : {kind: 'save-preset', name: text};
}

function submitParsed(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const {view, size} = context;
  if (prompt.text.trim() === '') return outcome(state, closed);
  if (view === null) return refuse(state, 'still starting');
  const parsed = prompt.kind === 'target' ? parseTarget(prompt.text, view.load) : parseCommand(prompt.text, view);
  if (parsed.kind === 'incomplete') return outcome(state, {hint: previewOf(prompt, context)});
  if (parsed.kind === 'problem') return outcome(state, {hint: {text: `! ${parsed.text}`, tone: 'over'}});
  const intent = parsed.kind === 'target' ? parsed : parsed.intent;
  const off =
    intent.kind === 'target' && mayRaise(intent, view.load)
      ? raisingIsOff(state, size, plotsAreVisible(size, state.screen))
      : null;
  return off === null ? outcome(state, closed, [intent]) : refuse(state, off);
}

/** A level of the other model cannot be compared with the present one: it may be more load. */
function mayRaise({model, level}: Extract<ParsedTarget, {readonly kind: 'target'}>, load: LoadView): boolean {
  return level > (model === load.model ? load.targetLevel : 0);
}
