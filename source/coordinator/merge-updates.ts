import {columnsKept, type ColumnRow, type ViewUpdate} from '../session/view.ts';

/** More than that nobody reads up on. */
const mostEvents = 2000;

/**
 * Two updates, one after the other, as one: the newer view, and the additions of both. Its size is bounded, however often
 * it is done: what a mirror would not keep either falls out.
 */
export function mergeUpdates(older: ViewUpdate, newer: ViewUpdate): ViewUpdate {
  const before = new Map(older.columns.map(({seconds, rows}) => [seconds, rows]));
  const look = newer.look === undefined ? older.look : newer.look;
  return {
    kind: 'view',
    view: newer.view,
    columns: newer.columns.map(({seconds, rows}) => ({seconds, rows: appendRows(before.get(seconds) ?? [], rows)})),
    events: [...older.events, ...newer.events].slice(-mostEvents),
    ...(look === undefined ? {} : {look}),
  };
}

/** The newer rows take the place of those from their first on. */
function appendRows(older: readonly ColumnRow[], newer: readonly ColumnRow[]): readonly ColumnRow[] {
  const [first] = newer;
  if (first === undefined) return older;
  return [...older.filter(({atS}) => atS < first.atS), ...newer].slice(-columnsKept);
}
