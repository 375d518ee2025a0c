import type {SnapshotScope} from '../../session/intent.ts';
import {columnsKept} from '../../session/view.ts';
import {bucketOf} from '../plots/column-window.ts';
import {isTiny, type InspectCursor, type ScreenState} from '../ui-state.ts';
import {outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';

/** Columns of `H` and `L`. */
const farColumns = 10;

const moves: Readonly<Partial<Record<CommandId, number>>> = {
  'cursor-back': -1,
  'cursor-on': 1,
  'cursor-far-back': -farColumns,
  'cursor-far-on': farColumns,
};

/** `i`: the cursor comes to the newest whole column of views 1 and 3, or goes. */
export function toggleInspect(state: KeyState, context: KeyContext): KeyOutcome {
  const {view, cursor} = state.screen;
  if (context.view !== null && context.view.playback !== null)
    return refuse(state, 'the moment shown is the cursor of a recording: h l');
  if (view !== 'drive' && view !== 'latency') return refuse(state, 'i inspects views 1 and 3');
  if (cursor !== null) return outcome(state, {cursor: null});
  return place(state, context);
}

/** Keys of the inspect cursor in views 1 and 3; null: not one of them. */
export function handleInspect(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  const {cursor} = state.screen;
  if (context.view === null || context.view.playback !== null) return null;
  const by = moves[id];
  if (by !== undefined)
    return cursor === null ? (by < 0 ? place(state, context) : outcome(state)) : move(state, cursor, by, context);
  if (id === 'cursor-live') return cursor === null ? outcome(state) : toLive(state, cursor, context);
  if (id === 'range') return cursor === null ? place(state, context, true) : toggleRange(state, cursor);
  if (id === 'escape') return dropInspect(state, context);
  return id === 'snapshot' ? snapshotRange(state, context, null) : null;
}

/** A snapshot of the selected range, which is let go by it; null: none is selected. */
export function snapshotRange(state: KeyState, context: KeyContext, note: string | null): KeyOutcome | null {
  const {cursor} = state.screen;
  const scope = rangeScope(state.screen, context);
  if (cursor === null || scope === null) return null;
  return outcome(state, {cursor: {...cursor, anchorS: null}}, [{kind: 'snapshot', name: null, note, scope}]);
}

/** `Esc`: the range goes, then the cursor; null: there is neither. */
export function dropInspect(state: KeyState, {view: session}: KeyContext): KeyOutcome | null {
  const {cursor, view} = state.screen;
  if (state.suspending || cursor === null || (view !== 'drive' && view !== 'latency')) return null;
  if (session !== null && session.playback !== null) return null;
  return outcome(state, {cursor: cursor.anchorS === null ? null : {...cursor, anchorS: null}});
}

/** What a snapshot is of while a range is selected in the view shown; null: no range is. */
function rangeScope(
  {cursor, view}: Pick<ScreenState, 'cursor' | 'view'>,
  {columnSeconds, view: session}: Pick<KeyContext, 'columnSeconds' | 'view'>,
): Exclude<SnapshotScope, string> | null {
  if (cursor === null || cursor.anchorS === null || (view !== 'drive' && view !== 'latency')) return null;
  const {atS, anchorS} = cursor;
  const fromMs = bucketOf(Math.min(atS, anchorS), columnSeconds) * 1000;
  const toMs = (bucketOf(Math.max(atS, anchorS), columnSeconds) + columnSeconds) * 1000;
  return {fromMs, toMs: Math.min(toMs, Math.max(fromMs + 1, session?.elapsedMs ?? toMs))};
}

/** Start of the newest column that is whole in the picture, s; negative: none is. */
function newestS({screen}: KeyState, {view, columnSeconds, endMs}: KeyContext): number {
  const elapsedMs = endMs ?? (screen.frozen?.view ?? view)?.elapsedMs ?? 0;
  return bucketOf(elapsedMs / 1000, columnSeconds) - columnSeconds;
}

function place(state: KeyState, context: KeyContext, isRange = false): KeyOutcome {
  if (isTiny(context.size)) return refuse(state, 'window under 60x16: no room for a cursor');
  const atS = newestS(state, context);
  if (atS < 0) return refuse(state, 'nothing to inspect yet: the first column is filling');
  return outcome(state, {cursor: {atS, anchorS: isRange ? atS : null}});
}

function move(state: KeyState, cursor: InspectCursor, by: number, context: KeyContext): KeyOutcome {
  const {columnSeconds} = context;
  const most = Math.max(0, newestS(state, context));
  const least = Math.max(0, most - (columnsKept - 1) * columnSeconds);
  const wanted = bucketOf(cursor.atS, columnSeconds) + by * columnSeconds;
  const atS = Math.max(least, Math.min(most, wanted));
  return atS === cursor.atS ? outcome(state) : outcome(state, {cursor: {...cursor, atS}});
}

/** A range goes on to the newest column; else the picture is live again. */
function toLive(state: KeyState, cursor: InspectCursor, context: KeyContext): KeyOutcome {
  if (cursor.anchorS === null) return outcome(state, {cursor: null});
  return outcome(state, {cursor: {...cursor, atS: Math.max(0, newestS(state, context))}});
}

function toggleRange(state: KeyState, cursor: InspectCursor): KeyOutcome {
  return outcome(state, {cursor: {...cursor, anchorS: cursor.anchorS === null ? cursor.atS : null}});
}
