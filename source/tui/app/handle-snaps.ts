import type {Intent} from '../../session/intent.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import {fitText} from '../canvas/cell-text.ts';
import {cursorRow, markedSnaps, snapRows, snapSorts} from '../panels/snaps-rows.ts';
import {isTiny, type SnapsScreen} from '../ui-state.ts';
import {openEdit, openFilter} from './handle-prompt.ts';
import {declineQuestion, outcome, refuse, type KeyContext, type KeyOutcome, type KeyState} from './key-outcome.ts';
import type {CommandId} from './key-table.ts';
import {movedRow} from './moved-row.ts';
import {showView} from './show-view.ts';

/** View 6's own keys; null: not one of them. In a window too small for the view there are none. */
export function handleSnaps(state: KeyState, id: CommandId, context: KeyContext): KeyOutcome | null {
  const {view, size} = context;
  if (isTiny(size)) return null;
  const {snaps} = state.screen;
  const rows = snapRows(view, snaps);
  const row = cursorRow(rows, snaps);
  const moved = movedRow(id, row, rows.length - 1);
  if (moved !== null) return moveTo(state, context, rows, moved);
  if (id === 'sort-previous' || id === 'sort-next')
    return followCursor(sortBy(state, rows[row], id === 'sort-next' ? 1 : -1), context);
  if (id === 'filter') {
    return outcome(state, openFilter(snaps, view), declineQuestion(view));
  }
  const act = actions[id];
  if (act === undefined) return null;
  const selected = rows[row];
  if (selected === undefined) return refuse(state, 'no snapshot is selected');
  // Its row is kept: deleted or renamed, it leaves the cursor there.
  return act(withSnaps(state, {selected: selected.file, row}).state, selected, context);
}

/** By what name a preview is asked for: of a file that was edited it is asked for anew. */
export function previewKey({file, name, note}: SnapshotListing): string {
  return JSON.stringify([file, name, note]);
}

/** Least time between two previews: while a key is held most rows only pass by. */
const previewEveryMs = 200;

/**
 * Asks for the preview of the row under the cursor where that is not the one asked for last. Called after every key of
 * the view and with every update, so that the row a held key stops at is asked for too.
 */
export function followCursor(result: KeyOutcome, {view, nowMs}: KeyContext): KeyOutcome {
  const {screen, previewAsked = null} = result.state;
  if (screen.view !== 'snaps') return result;
  const rows = snapRows(view, screen.snaps);
  const selected = rows[cursorRow(rows, screen.snaps)];
  if (selected === undefined) return result;
  const key = previewKey(selected);
  if (previewAsked !== null && (previewAsked.key === key || nowMs - previewAsked.atMs < previewEveryMs)) return result;
  const intent: Intent = {kind: 'snapshot-preview', file: selected.file};
  return {
    ...result,
    state: {...result.state, previewAsked: {key, atMs: nowMs}},
    intents: [...result.intents, intent],
  };
}

function moveTo(state: KeyState, context: KeyContext, rows: readonly SnapshotListing[], row: number): KeyOutcome {
  const selected = rows[row];
  if (selected === undefined) return outcome(state);
  return followCursor(withSnaps(state, {selected: selected.file, row}), context);
}

/** The cursor stays on its snapshot. */
function sortBy(state: KeyState, selected: SnapshotListing | undefined, by: 1 | -1): KeyOutcome {
  const {sort} = state.screen.snaps;
  const next = snapSorts[(snapSorts.indexOf(sort) + by + snapSorts.length) % snapSorts.length]!;
  return withSnaps(state, {sort: next, selected: selected?.file ?? null});
}

type Action = (state: KeyState, selected: SnapshotListing, context: KeyContext) => KeyOutcome;

const actions: Readonly<Partial<Record<CommandId, Action>>> = {
  open: compare,
  'row-mark': toggleMark,
  'baseline-choose': chooseBaseline,
  'row-note': (state, selected, {view}) => outcome(state, openEdit(selected), declineQuestion(view)),
  export: (state, {file}, {view}) =>
    outcome(state, {overlay: {kind: 'snapshot-export', file, selected: 0}}, declineQuestion(view)),
  delete: askToDelete,
};

/** The two that are marked, the newer as now; or live against the selected one. */
function compare(state: KeyState, selected: SnapshotListing, context: KeyContext): KeyOutcome {
  const [now, before] = markedSnaps(context.view, state.screen.snaps);
  const files = now !== undefined && before !== undefined ? ([now.file, before.file] as const) : null;
  const chosen = files ?? (['live', selected.file] as const);
  const {state: next} = outcome(state, {compare: {...state.screen.compare, files: chosen, swapped: false}});
  return showView(next, 'compare', context);
}

function toggleMark(state: KeyState, {file}: SnapshotListing, {view}: KeyContext): KeyOutcome {
  const {snaps} = state.screen;
  const there = new Set(view?.snapshots.map((listing) => listing.file));
  const before = snaps.marked.filter((marked) => there.has(marked));
  const marked = before.includes(file) ? before.filter((other) => other !== file) : [...before, file].slice(-2);
  return withSnaps(state, {marked});
}

function chooseBaseline(state: KeyState, {file, name}: SnapshotListing, {view}: KeyContext): KeyOutcome {
  if (view?.baseline?.file === file) return refuse(state, `"${fitText(name, 40)}" is the baseline already`);
  return outcome(state, {}, [{kind: 'baseline-choose', file}]);
}

function askToDelete(state: KeyState, {file, name}: SnapshotListing, {view}: KeyContext): KeyOutcome {
  if (view?.baseline?.file === file) {
    return refuse(state, `"${fitText(name, 40)}" is the baseline: choose another with B first`);
  }
  return outcome(state, {overlay: {kind: 'snapshot-delete', file}}, declineQuestion(view));
}

function withSnaps(state: KeyState, changes: Partial<SnapsScreen>): KeyOutcome {
  return outcome(state, {snaps: {...state.screen.snaps, ...changes}});
}
