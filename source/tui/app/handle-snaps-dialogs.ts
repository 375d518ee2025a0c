import {reportFormats} from '../../domain/report-format.ts';
import type {Overlay} from '../ui-state.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {KeyPress} from './key-press.ts';

const close = {overlay: null, hint: null};
const last = reportFormats.length - 1;

const moves: Readonly<Partial<Record<KeyPress, (index: number) => number>>> = {
  up: (index) => index - 1,
  k: (index) => index - 1,
  down: (index) => index + 1,
  j: (index) => index + 1,
  home: () => 0,
  g: () => 0,
  end: () => last,
  G: () => last,
};

/** Which format to write a snapshot in. Null: not one of its keys, so the drive view's lowering keys are next. */
export function exportKey(
  state: KeyState,
  overlay: Extract<Overlay, {kind: 'snapshot-export'}>,
  press: KeyPress,
): KeyOutcome | null {
  const move = moves[press];
  if (move !== undefined) {
    const selected = Math.max(0, Math.min(last, move(overlay.selected)));
    return outcome(state, {overlay: {...overlay, selected}});
  }
  if (press === 'q' || press === 'e') return outcome(state, close);
  if (press !== 'enter') return null;
  const format = reportFormats[overlay.selected] ?? reportFormats[0];
  return outcome(state, close, [{kind: 'snapshot-export', file: overlay.file, format}]);
}

/** Only `y` deletes. */
export function deleteKey(
  state: KeyState,
  {file}: Extract<Overlay, {kind: 'snapshot-delete'}>,
  press: KeyPress,
  {view}: KeyContext,
): KeyOutcome | null {
  if (press === 'enter' || press === 'n' || press === 'q') return outcome(state, close);
  if (press !== 'y') return null;
  const closed = outcome(state, close).state;
  // It may have become the baseline since the question came up.
  if (view?.baseline?.file === file) return refuse(closed, 'not deleted: it is the baseline now');
  return outcome(closed, {}, [{kind: 'snapshot-delete', file}]);
}
