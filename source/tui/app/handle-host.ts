import {firstWorker} from '../panels/host-workers.ts';
import {hostLayout} from '../panels/host-layout.ts';
import {isTiny} from '../ui-state.ts';
import {outcome, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';
import {movedRow} from './moved-row.ts';

/** View 5's own keys, which scroll the workers; null: not one of them. In a window too small for the view there are none. */
export function handleHost(state: KeyState, id: CommandId, {view, size}: KeyContext): KeyOutcome | null {
  if (isTiny(size)) return null;
  const {screen} = state;
  const shown = screen.frozen?.view ?? view;
  if (shown === null) return null;
  const workers = shown.workerRows.length;
  const {workers: rows} = hostLayout(shown, size);
  // From what is shown: the table may have lost rows since the last key.
  const first = firstWorker(workers, rows, screen.host.scroll);
  const moved = movedRow(id, first, workers);
  if (moved === null) return null;
  const scroll = firstWorker(workers, rows, moved);
  return scroll === screen.host.scroll ? outcome(state) : outcome(state, {host: {scroll}});
}
