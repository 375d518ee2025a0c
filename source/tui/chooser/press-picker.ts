import {editLine, pasteLine} from '../app/edit-line.ts';
import type {KeyPress} from '../app/key-press.ts';
import {pickerCommandOf, type PickerCommandId} from './picker-keys.ts';
import {
  failedCheck,
  pickerKinds,
  selectedEntry,
  shownEntries,
  type PickerEntry,
  type PickerOverlay,
  type PickerState,
} from './picker-model.ts';

/** What is to be done beyond the state. `check` makes the checks of the selected profile anew. */
export type PickerEffect =
  | 'check'
  | 'validate'
  | 'start'
  | 'manual'
  | 'dry-run'
  | 'edit'
  | 'copy'
  | 'delete'
  | 'open'
  | 'replay'
  | 'new'
  | 'leave'
  | 'repaint';

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
  const {overlay} = state;
  if (overlay?.kind === 'copy') {
    return {state: {...state, overlay: {...overlay, line: pasteLine(overlay.line, text)}}, effect: null};
  }
  if (!state.isTyping) return {state, effect: null};
  return refilter(state, {...state, filter: pasteLine(state.filter, text)});
}

/** The checks are through: what Enter waited for happens, or is told why not. */
export function settleStart(before: PickerState): PickerOutcome {
  const state = {...before, isStarting: false};
  if (!before.isStarting || !before.checksDone) return {state: before, effect: null};
  const failed = failedCheck(before);
  if (failed === null) return {state, effect: before.isManual === true ? 'manual' : 'start'};
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
      return selectedEntry(state)?.recording === undefined ? start(state, false) : {state, effect: 'open'};
    case 'manual':
      return ofProfile(state, () => start(state, true));
    case 'dry-run':
      return ofProfile(state, () => ({state, effect: 'dry-run'}));
    case 'validate':
      return ofProfile(state, () => validate(state));
    case 'edit':
      return ofProfile(state, (entry) =>
        entry.origin === 'shipped'
          ? hinted(state, 'shipped with perftui: O makes a copy to edit')
          : {state, effect: 'edit'},
      );
    case 'copy':
      return ofProfile(state, (entry) =>
        entry.profile === null
          ? hinted(state, 'broken: e mends it, v names every problem')
          : overlaid(state, {kind: 'copy', line: {text: `${entry.name}-2`, cursor: entry.name.length + 2}}),
      );
    case 'delete':
      return askDelete(state);
    case 'replay':
      return selectedEntry(state)?.recording === undefined
        ? hinted(state, 'r replays a recording: Tab lists them')
        : {state, effect: 'replay'};
    case 'kind-next':
      return otherKind(state, 1);
    case 'kind-previous':
      return otherKind(state, -1);
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

function hinted(state: PickerState, hint: string): PickerOutcome {
  return {state: {...state, hint}, effect: null};
}

function overlaid(state: PickerState, overlay: PickerOverlay): PickerOutcome {
  return {state: {...state, overlay}, effect: null};
}

/** What a recording is not asked. */
function ofProfile(state: PickerState, act: (entry: PickerEntry) => PickerOutcome): PickerOutcome {
  const entry = selectedEntry(state);
  if (entry === null) return {state, effect: null};
  return entry.recording === undefined
    ? act(entry)
    : hinted(state, 'a recording: Enter opens it, r sends its load again');
}

function askDelete(state: PickerState): PickerOutcome {
  const entry = selectedEntry(state);
  if (entry === null) return {state, effect: null};
  if (entry.origin === 'shipped') return hinted(state, 'shipped with perftui: it cannot be deleted');
  if (entry.recording?.state === 'under way') return hinted(state, 'it is being recorded: not deleted');
  return overlaid(state, {kind: 'delete'});
}

function otherKind(before: PickerState, by: -1 | 1): PickerOutcome {
  const kind = pickerKinds[(pickerKinds.indexOf(before.kind) + by + pickerKinds.length) % pickerKinds.length]!;
  return {state: {...before, kind, selected: 0, ...unchecked}, effect: 'check'};
}

function select(state: PickerState, wanted: number): PickerOutcome {
  const selected = Math.max(0, Math.min(wanted, shownEntries(state).length - 1));
  if (selected === state.selected) return {state, effect: null};
  return {state: {...state, selected, ...unchecked}, effect: 'check'};
}

const unchecked = {checks: [], checksDone: false, isStarting: false, isManual: false};

/** What was found out earlier may have changed where it stood in the way. */
function start(before: PickerState, isManual: boolean): PickerOutcome {
  const state = {...before, isManual};
  const entry = selectedEntry(state);
  if (entry === null) return {state, effect: null};
  if (entry.profile === null) return validate(state);
  if (!state.checksDone) return {state: {...state, isStarting: true}, effect: null};
  if (failedCheck(state) === null) return {state, effect: isManual ? 'manual' : 'start'};
  return {state: {...state, ...unchecked, isStarting: true, isManual}, effect: 'check'};
}

function validate(state: PickerState): PickerOutcome {
  if (selectedEntry(state) === null) return {state, effect: null};
  return {state: {...state, overlay: {kind: 'problems', lines: null, top: 0}}, effect: 'validate'};
}

function pressOverlay(state: PickerState, press: KeyPress): PickerOutcome {
  const {overlay} = state;
  if (overlay?.kind === 'copy') return pressCopy(state, overlay, press);
  if (overlay?.kind === 'delete') {
    const closed = {...state, overlay: null};
    if (press === 'y') return {state: closed, effect: 'delete'};
    return {state: ['n', 'enter', 'escape', 'q'].includes(press) ? closed : state, effect: null};
  }
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

function pressCopy(
  state: PickerState,
  overlay: Extract<PickerOverlay, {kind: 'copy'}>,
  press: KeyPress,
): PickerOutcome {
  if (press === 'escape') return {state: {...state, overlay: null}, effect: null};
  if (press === 'enter') return {state, effect: overlay.line.text.trim() === '' ? null : 'copy'};
  const line = editLine(overlay.line, press);
  return line === null ? {state, effect: null} : overlaid(state, {...overlay, line});
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
