import type {EventKind, SessionEvent} from '../../session/view.ts';
import type {EventFilter, EventsScreen} from '../ui-state.ts';

const kindsOf: Readonly<Record<Exclude<EventFilter, 'all'>, ReadonlySet<EventKind>>> = {
  load: new Set<EventKind>(['load-up', 'load-down', 'model', 'stop']),
  alerts: new Set<EventKind>(['alert', 'cleared']),
  captures: new Set<EventKind>(['snapshot', 'mark', 'place']),
  faults: new Set<EventKind>(['gap', 'failure']),
};

/** Events that the kind and the text let through, newest first. */
export function shownEvents(
  events: readonly SessionEvent[],
  {kinds, filter}: Pick<EventsScreen, 'kinds' | 'filter'>,
): readonly SessionEvent[] {
  const wanted = filter.trim().toLowerCase();
  const kept = events.filter(
    ({kind, text}) =>
      (kinds === 'all' || kindsOf[kinds].has(kind)) && (wanted === '' || text.toLowerCase().includes(wanted)),
  );
  return kept.toReversed();
}

/**
 * Row of the cursor. It stays on its event as new ones come; where that is gone, on the row it had. -1 without rows.
 * @param rows newest first
 */
export function eventRow(rows: readonly SessionEvent[], {row, selected}: EventsScreen): number {
  if (selected === null) return Math.min(0, rows.length - 1);
  const isIt = (event: SessionEvent | undefined): boolean =>
    event !== undefined && event.atMs === selected.atMs && event.text === selected.text;
  // Of two that read the same it is the one that is where it was.
  if (isIt(rows[row])) return row;
  const found = rows.findIndex(isIt);
  return found === -1 ? Math.min(row, rows.length - 1) : found;
}
