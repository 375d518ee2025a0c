import type {Intent} from '../../session/intent.ts';
import {plotsAreVisible, type Prompt, type ScreenState} from '../ui-state.ts';
import {editLine, pasteLine} from './edit-line.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';
import {parseTarget, previewTarget, targetUsage} from './parse-target.ts';
import {raisingIsOff} from './raising.ts';

/** A prompt with nothing typed, with its preview. */
export function openPrompt(kind: Prompt['kind'], context: KeyContext): Partial<ScreenState> {
  const prompt: Prompt = {kind, text: '', cursor: 0};
  return {prompt, hint: previewOf(prompt, context)};
}

/** A key while a prompt is open. `X` is text except in the target prompt, where it can only be the stop. */
export function handlePrompt(state: KeyState, prompt: Prompt, press: KeyPress, context: KeyContext): KeyOutcome {
  if (press === 'escape') return outcome(state, {prompt: null, hint: null});
  if (press === 'enter') return submit(state, prompt, context);
  if (press === 'X' && prompt.kind === 'target') {
    return outcome(state, {prompt: null, hint: null}, [{kind: 'emergency-stop'}]);
  }
  const edited = editLine(prompt, press) ?? prompt;
  return outcome(state, {prompt: edited, hint: previewOf(edited, context)});
}

/** Pasted text goes into an open prompt and nowhere else: never into load keys. */
export function handlePaste(state: KeyState, pasted: string, context: KeyContext): KeyOutcome {
  const {prompt} = state.screen;
  if (prompt === null) return refuse(state, 'pasted text is not taken as keys');
  const edited = pasteLine(prompt, pasted);
  return outcome(state, {prompt: edited, hint: previewOf(edited, context)});
}

/** The same prompt against a newer view; the same state where nothing it says has changed. */
export function refreshPreview(state: KeyState, context: KeyContext): KeyState {
  const {prompt, hint} = state.screen;
  if (prompt === null) return state;
  const fresh = previewOf(prompt, context);
  return fresh === null || fresh.text === hint?.text ? state : {...state, screen: {...state.screen, hint: fresh}};
}

function previewOf(prompt: Prompt, {view}: KeyContext): ScreenState['hint'] {
  if (prompt.kind !== 'target') return null;
  return view === null ? {text: targetUsage, tone: 'plain'} : previewTarget(prompt.text, view.load);
}

function submit(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  if (prompt.kind === 'target') return submitTarget(state, prompt, context);
  const text = prompt.text.trim();
  const close = {prompt: null, hint: null};
  if (text === '' && prompt.kind === 'preset-name') return outcome(state, close);
  return outcome(state, close, [intentOf(prompt.kind, text)]);
}

function intentOf(kind: Exclude<Prompt['kind'], 'target'>, text: string): Intent {
  const given = text === '' ? null : text;
  if (kind === 'snapshot-note') return {kind: 'snapshot', name: null, note: given, scope: 'window'};
  return kind === 'mark-text' ? {kind: 'mark', text: given} : {kind: 'save-preset', name: text};
}

function submitTarget(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const {view, size} = context;
  if (prompt.text.trim() === '') return outcome(state, {prompt: null, hint: null});
  if (view === null) return refuse(state, 'still starting');
  const parsed = parseTarget(prompt.text, view.load);
  if (parsed.kind === 'incomplete') return outcome(state, {hint: previewTarget(prompt.text, view.load)});
  if (parsed.kind === 'problem') return outcome(state, {hint: {text: `! ${parsed.text}`, tone: 'over'}});
  const raises = parsed.vus > view.load.targetVus;
  const off = raises ? raisingIsOff(state, size, plotsAreVisible(size, state.screen)) : null;
  if (off !== null) return refuse(state, off);
  return outcome(state, {prompt: null, hint: null}, [{kind: 'target', vus: parsed.vus, overMs: parsed.overMs}]);
}
