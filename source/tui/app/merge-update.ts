import {columnSeconds, columnsKept, type ColumnRow, type ColumnSeconds, type ViewUpdate} from '../../session/view.ts';
import type {SessionMirror} from '../ui-state.ts';

/** Events the mirror keeps: as many as a session that is told of late sends. */
export const eventsKept = 2000;

const noColumns = Object.fromEntries(
  columnSeconds.map((seconds) => [seconds, []]),
) as unknown as SessionMirror['columns'];

/**
 * The mirror after an update: the view is replaced, rows are merged by `atS` (a row that was still filling gives way
 * to its newer self) and events appended, both capped. The mirror before is left as it was.
 */
export function mergeUpdate(mirror: SessionMirror | null, update: ViewUpdate): SessionMirror {
  const before = update.whole ? null : mirror;
  const columns: Record<ColumnSeconds, readonly ColumnRow[]> = {...(before?.columns ?? noColumns)};
  for (const {seconds, rows} of update.columns) columns[seconds] = mergeRows(columns[seconds], rows);
  const kept = before?.events ?? [];
  const events = update.events.length === 0 ? kept : [...kept, ...update.events];
  const gone = Math.max(0, events.length - eventsKept);
  return {
    view: update.view,
    columns,
    events: gone === 0 ? events : events.slice(gone),
    eventsGone: (before?.eventsGone ?? 0) + gone,
    look: update.look === undefined ? (before?.look ?? null) : update.look,
  };
}

/** Both ascending by `atS`; of two rows with the same start the newer wins. */
function mergeRows(kept: readonly ColumnRow[], added: readonly ColumnRow[]): readonly ColumnRow[] {
  const first = added[0];
  if (first === undefined) return kept;
  let end = kept.length;
  while (end > 0 && kept[end - 1]!.atS >= first.atS) end--;
  const overlap = kept.slice(end);
  const merged = kept.slice(0, end);
  let next = 0;
  for (const row of added) {
    while (next < overlap.length && overlap[next]!.atS < row.atS) merged.push(overlap[next++]!);
    if (overlap[next]?.atS === row.atS) next++;
    merged.push(row);
  }
  merged.push(...overlap.slice(next));
  return merged.length > columnsKept ? merged.slice(-columnsKept) : merged;
}
