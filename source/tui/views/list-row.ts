import type {SessionEvent, SessionView} from '../../session/view.ts';
import {eventRow, shownEvents} from '../panels/event-rows.ts';
import {selectedRow, shownEndpoints} from '../panels/endpoint-rows.ts';
import {firstShown} from '../panels/first-shown.ts';
import {cursorRow, snapRows} from '../panels/snaps-rows.ts';
import {isTiny, type ScreenSize, type ScreenState} from '../ui-state.ts';
import {endpointListPlace} from './endpoints-view.ts';
import {eventListPlace} from './events-view.ts';
import {snapListPlace} from './snaps-view.ts';

/** Where the rows of a list are on the screen. */
export interface ListPlace {
  readonly top: number;
  readonly room: number;
}

interface ShownList extends ListPlace {
  readonly count: number;
  readonly cursor: number;
  /** A row below the last shown that stands for all of them. */
  readonly withAll?: boolean;
}

/**
 * How far the cursor of the list shown would have to go to be on this row of the screen: negative is up. Null: no row of
 * a list is there.
 */
export function rowsToCursor(
  {view, events}: {readonly view: SessionView; readonly events: readonly SessionEvent[]},
  screen: ScreenState,
  size: ScreenSize,
  y: number,
): number | null {
  const shown = screen.frozen ?? {view, events};
  const list = isTiny(size) ? null : listOf(shown, screen, size);
  if (list === null || y < list.top) return null;
  const end = list.top + Math.min(list.room, list.count);
  if (y === end && list.withAll === true) return list.count - list.cursor;
  if (y >= end) return null;
  return firstShown(list.cursor, list.count, list.room) + y - list.top - list.cursor;
}

function listOf(
  {view, events}: {readonly view: SessionView; readonly events: readonly SessionEvent[]},
  screen: ScreenState,
  size: ScreenSize,
): ShownList | null {
  if (screen.view === 'snaps') {
    const rows = snapRows(view, screen.snaps);
    return {...snapListPlace(size, rows.length), count: rows.length, cursor: cursorRow(rows, screen.snaps)};
  }
  if (screen.view === 'events') {
    const rows = shownEvents(events, screen.events);
    return {...eventListPlace(size), count: rows.length, cursor: eventRow(rows, screen.events)};
  }
  if (screen.view !== 'endpoints') return null;
  const place = endpointListPlace(size, view, screen.endpoints);
  const rows = shownEndpoints(view, screen.endpoints);
  const cursor = screen.endpoints.all === true ? rows.length : selectedRow(rows, screen.endpoints);
  return place && {...place, count: rows.length, cursor, withAll: true};
}
