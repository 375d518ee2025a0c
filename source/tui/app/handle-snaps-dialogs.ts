import {reportFormats} from '../../domain/report-format.ts';
import type {Overlay} from '../ui-state.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';
import {movedRow} from './moved-row.ts';

const close = {overlay: null, hint: null};
const last = reportFormats.length - 1;

/** Which format to write a snapshot in. Null: not one of its keys, so the drive view's lowering keys are next. */
export function exportKey(
  state: KeyState,
  overlay: Extract<Overlay, {kind: 'snapshot-export'}>,
  id: CommandId | null,
): KeyOutcome | null {
  const selected = movedRow(id, overlay.selected, last);
  if (selected !== null) return outcome(state, {overlay: {...overlay, selected}});
  if (id === 'close' || id === 'export') return outcome(state, close);
  if (id !== 'choose') return null;
  const format = reportFormats[overlay.selected] ?? reportFormats[0];
  return outcome(state, close, [{kind: 'snapshot-export', file: overlay.file, format}]);
}

/** Only `y` deletes. */
export function deleteKey(
  state: KeyState,
  {file}: Extract<Overlay, {kind: 'snapshot-delete'}>,
  id: CommandId | null,
  {view}: KeyContext,
): KeyOutcome | null {
  if (id === 'no' || id === 'close') return outcome(state, close);
  if (id !== 'yes') return null;
  const closed = outcome(state, close).state;
  // It may have become the baseline since the question came up.
  if (view?.baseline?.file === file) return refuse(closed, 'not deleted: it is the baseline now');
  return outcome(closed, {}, [{kind: 'snapshot-delete', file}]);
}
