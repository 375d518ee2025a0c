import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {Prompt, ScreenState, SnapsScreen} from '../ui-state.ts';
import {pasteLine} from './edit-line.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import {commandUsage, previewCommand} from './parse-command.ts';
import {targetUsage} from './parse-target.ts';
import {previewTarget} from './preview-target.ts';
import {editText, previewEdit, previewFilter} from './snapshot-edit.ts';

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

/** Pasted text goes into an open prompt and nowhere else: never into load keys. */
export function handlePaste(state: KeyState, pasted: string, context: KeyContext): KeyOutcome {
  const {prompt} = state.screen;
  if (prompt === null) return refuse(state, 'pasted text is not taken as keys');
  return typed(state, pasteLine(prompt, pasted), context);
}

/** The prompt as a key has left it, with its preview; a filter filters at once. */
export function typed(state: KeyState, prompt: Prompt, context: KeyContext): KeyOutcome {
  const live = filteredBy(state, prompt, prompt.text);
  return outcome(state, {...live, prompt, hint: previewOf(prompt, context)});
}

/** What a filter prompt filters, filtered by this text at once. */
export function filteredBy(state: KeyState, {kind}: Prompt, filter: string): Partial<ScreenState> {
  const {endpoints, events, overlay} = state.screen;
  if (kind === 'snapshot-filter') return filtered(state, filter);
  if (kind === 'endpoint-filter') return {endpoints: {...endpoints, filter}};
  if (kind === 'event-filter') return {events: {...events, filter, row: 0, selected: null}};
  return kind === 'help-search' && overlay?.kind === 'help' ? {overlay: {...overlay, filter, scroll: 0}} : {};
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

/** The message line while this is being typed; null: nothing to say. */
export function previewOf({kind, text}: Prompt, {view}: KeyContext): ScreenState['hint'] {
  if (kind === 'target') {
    return view === null ? {text: targetUsage('closed'), tone: 'plain'} : previewTarget(text, view.load, view.arrivals);
  }
  if (kind === 'snapshot-edit') return previewEdit(text);
  if (kind === 'snapshot-filter') return previewFilter(text, view);
  if (kind !== 'command') return null;
  return view === null ? {text: commandUsage, tone: 'plain'} : previewCommand(text, view);
}
