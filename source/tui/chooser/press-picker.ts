import {editLine, pasteLine} from '../app/edit-line.ts';
import type {KeyPress} from '../app/key-press.ts';
import {pickerCommandOf, type PickerCommandId} from './picker-keys.ts';
import {failedCheck, selectedEntry, shownEntries, type PickerState} from './picker-model.ts';

/** What is to be done beyond the state. `check` makes the checks of the selected profile anew. */
export type PickerEffect = 'check' | 'validate' | 'start' | 'dry-run' | 'new' | 'leave' | 'repaint';

export interface PickerOutcome {
  readonly state: PickerState;
  readonly effect: PickerEffect | null;
}

/** What a key does on the picker. */
export function pressPicker(before: PickerState, press: KeyPress): PickerOutcome {
  const state = before.hint === null ? before : {...before, hint: null};
  if (press === 'ctrl+c') return {state, effect: 'leave'};
  if (press === 'ctrl+l') return {state, effect: 'repaint'};
  if (state.overlay !== null) return pressOverlay(state, press);
  if (state.isTyping) return pressFilter(state, press);
  if (state.isStarting && press === 'escape') return {state: {...state, isStarting: false}, effect: null};
  const command = pickerCommandOf(press);
  return command === null ? {state, effect: null} : obey(state, command, press);
}

/** Text pasted into the filter; anywhere else it is nothing: a pasted line must not start a run. */
export function pastePicker(state: PickerState, text: string): PickerOutcome {
  if (!state.isTyping) return {state, effect: null};
  return refilter(state, {...state, filter: pasteLine(state.filter, text)});
}

/** The checks are through: what Enter waited for happens, or is told why not. */
export function settleStart(before: PickerState): PickerOutcome {
  const state = {...before, isStarting: false};
  if (!before.isStarting || !before.checksDone) return {state: before, effect: null};
  const failed = failedCheck(before);
  if (failed === null) return {state, effect: 'start'};
  return {state: {...state, hint: `not started: ${failed.text}`}, effect: null};
}

function obey(state: PickerState, command: PickerCommandId, press: KeyPress): PickerOutcome {
  switch (command) {
    case 'previous':
      return select(state, state.selected - 1);
    case 'next':
      return select(state, state.selected + 1);
    case 'first':
      return select(state, 0);
    case 'last':
      return select(state, Infinity);
    case 'page-up':
      return select(state, state.selected - 10);
    case 'page-down':
      return select(state, state.selected + 10);
    case 'start':
      return start(state);
    case 'dry-run':
      return selectedEntry(state) === null ? {state, effect: null} : {state, effect: 'dry-run'};
    case 'validate':
      return validate(state);
    case 'new':
    case 'repaint':
      return {state, effect: command};
    case 'filter':
      return {state: {...state, isTyping: true}, effect: null};
    case 'help':
      return {state: {...state, overlay: {kind: 'help'}}, effect: null};
    case 'leave':
    default:
      if (press === 'escape' && state.filter.text !== '') {
        return refilter(state, {...state, filter: {text: '', cursor: 0}});
      }
      return {state, effect: 'leave'};
  }
}

function select(state: PickerState, wanted: number): PickerOutcome {
  const selected = Math.max(0, Math.min(wanted, shownEntries(state).length - 1));
  if (selected === state.selected) return {state, effect: null};
  return {state: {...state, selected, ...unchecked}, effect: 'check'};
}

const unchecked = {checks: [], checksDone: false, isStarting: false};

/** What was found out earlier may have changed where it stood in the way. */
function start(state: PickerState): PickerOutcome {
  const entry = selectedEntry(state);
  if (entry === null) return {state, effect: null};
  if (entry.profile === null) return validate(state);
  if (!state.checksDone) return {state: {...state, isStarting: true}, effect: null};
  if (failedCheck(state) === null) return {state, effect: 'start'};
  return {state: {...state, ...unchecked, isStarting: true}, effect: 'check'};
}

function validate(state: PickerState): PickerOutcome {
  if (selectedEntry(state) === null) return {state, effect: null};
  return {state: {...state, overlay: {kind: 'problems', lines: null, top: 0}}, effect: 'validate'};
}

function pressOverlay(state: PickerState, press: KeyPress): PickerOutcome {
  const {overlay} = state;
  const command = pickerCommandOf(press);
  if (overlay?.kind === 'problems' && overlay.lines !== null) {
    const by = {previous: -1, next: 1, 'page-up': -10, 'page-down': 10}[command as 'next'];
    if (by !== undefined) {
      const top = Math.max(0, Math.min(overlay.top + by, overlay.lines.length - 1));
      return {state: {...state, overlay: {...overlay, top}}, effect: null};
    }
  }
  const closes = ['leave', 'start', 'help', 'validate'].includes(command ?? '');
  return {state: closes ? {...state, overlay: null} : state, effect: null};
}

function pressFilter(state: PickerState, press: KeyPress): PickerOutcome {
  if (press === 'enter') return {state: {...state, isTyping: false}, effect: null};
  if (press === 'escape') return refilter(state, {...state, isTyping: false, filter: {text: '', cursor: 0}});
  if (press === 'up' || press === 'down') return select(state, state.selected + (press === 'up' ? -1 : 1));
  const filter = editLine(state.filter, press);
  return filter === null ? {state, effect: null} : refilter(state, {...state, filter});
}

/** The same profile stays selected where the filter leaves it. */
function refilter(before: PickerState, after: PickerState): PickerOutcome {
  const entry = selectedEntry(before);
  const at = entry === null ? -1 : shownEntries(after).indexOf(entry);
  if (at !== -1) return {state: {...after, selected: at}, effect: null};
  if (entry === null && shownEntries(after).length === 0) return {state: after, effect: null};
  return {state: {...after, selected: 0, ...unchecked}, effect: 'check'};
}
