import {formatClock} from '../../domain/format.ts';
import type {SessionEvent} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {drawEventDensity} from '../panels/event-density.ts';
import {aroundText, drawMomentColumns, drawMomentRows, momentColumnRows, momentRows} from '../panels/event-figures.ts';
import {eventTones} from '../panels/event-marks.ts';
import {momentAround} from '../panels/event-moment.ts';
import {drawEventPage} from '../panels/event-page.ts';
import {wrapCells} from '../panels/endpoint-sample.ts';
import {eventRow, shownEvents} from '../panels/event-rows.ts';
import {shortCount} from '../panels/measured-text.ts';
import {tone} from '../theme/tone.ts';
import type {EventFilter, EventsScreen, ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {layoutOf} from './layout.ts';
import type {ListPlace} from './list-row.ts';

/** Right panel of the wide layout, its rule included. */
const sideCells = 56;

/**
 * View 7, 60x16 and more; `region` is the whole screen, its first two rows and last two are drawn by others.
 *
 *     EVENTS
 *     the whole run in one row, the cursor's moment below it     from 18 rows
 *     newest first, with the load then                           │ the selected one, wide
 *     EVENT   the selected one: text, figures around it          elsewhere from 18 rows
 */
export function drawEvents(region: Region, {mirror, view}: DriveFrame, {events: screen}: ScreenState): void {
  const body = region.inner(0, 2, region.columns, region.rows - 4);
  const rows = shownEvents(mirror.events, screen);
  const cursor = eventRow(rows, screen);
  const selected = rows[cursor] ?? null;
  const gone = mirror.eventsGone ?? 0;
  drawHeading(body, 0, 'EVENTS', headingTexts(mirror, screen, rows.length));
  const lane = laneRows(body.rows);
  if (lane > 0)
    drawEventDensity(body.inner(0, 1, body.columns, lane), rows, {
      endMs: view.elapsedMs,
      cursorMs: selected?.atMs ?? null,
    });
  const below = body.inner(0, 1 + lane, body.columns, body.rows - 1 - lane);
  if (selected === null) {
    drawNone(below, mirror, screen);
    return;
  }
  const isWide = layoutOf(region) === 'wide';
  const side = isWide ? sideCells : 0;
  const detail = isWide ? 0 : detailRows(below.rows);
  const page = {rows, cursor, gone};
  drawEventPage(below.inner(0, 0, below.columns - side, below.rows - detail), mirror, page);
  if (isWide) {
    for (let y = 0; y < below.rows; y++) below.put(below.columns - side, y, '│', tone.dim);
    drawSelected(below.inner(below.columns - side + 1, 0, side - 1, below.rows), mirror, selected, true);
  } else if (detail > 0) {
    drawSelected(below.inner(0, below.rows - detail, below.columns, detail), mirror, selected, false);
  }
}

/** Where the rows of the list are. */
export function eventListPlace(size: ScreenSize): ListPlace {
  const body = size.rows - 4;
  const lane = laneRows(body);
  const below = body - 1 - lane;
  return {top: lane + 4, room: below - 1 - (layoutOf(size) === 'wide' ? 0 : detailRows(below))};
}

function laneRows(bodyRows: number): number {
  return bodyRows >= 14 ? 2 : 0;
}

/** Heading, a line of text and the figures; where there is more room, more text. */
function detailRows(rows: number): number {
  if (rows < 12) return rows < 9 ? 0 : 3;
  return rows >= 24 ? momentRows + 5 : momentRows + 3;
}

/** The whole text, and what was measured around its moment. */
function drawSelected(region: Region, mirror: SessionMirror, event: SessionEvent, isSide: boolean): void {
  drawHeading(region, 0, `EVENT  ${formatClock(event.atMs)}`, ['Enter = its moment in 3 Latency', 'Enter']);
  const around = momentAround(mirror, event.atMs);
  const figures = isSide ? momentColumnRows : momentRows;
  const withFigures = region.rows >= figures + 3;
  const cells = region.columns - 2;
  const lines = wrapText(event.text, cells).flatMap((line) => wrapCells(line, cells));
  const room = region.rows - 1 - (withFigures ? figures + (isSide ? 2 : 1) : 0);
  lines.slice(0, room).forEach((line, at) => {
    const isCut = at === room - 1 && lines.length > room;
    region.text(1, at + 1, isCut ? fitText(`${line}${lines[at + 1]!}`, cells) : line, eventTones[event.kind]);
  });
  if (!withFigures) return;
  const y = 1 + Math.min(room, lines.length) + (isSide ? 1 : 0);
  region.text(1, y, fitText(aroundText(around), region.columns - 2), tone.dim);
  if (around === null) return;
  const place = region.inner(0, y + 1, region.columns, figures);
  if (isSide) drawMomentColumns(place, around);
  else drawMomentRows(place, around);
}

const kindTexts: Readonly<Record<EventFilter, string>> = {
  all: 'all kinds',
  load: 'load alone',
  alerts: 'alerts alone',
  captures: 'snapshots and marks alone',
  faults: 'failures alone',
};

function headingTexts({events, eventsGone = 0}: SessionMirror, {kinds, filter}: EventsScreen, shown: number): string[] {
  const all = shortCount(events.length);
  const count = shown === events.length ? all : `${shortCount(shown)} of ${all}`;
  const gone = eventsGone > 0 ? `   ${shortCount(eventsGone)} older gone` : '';
  const matching = filter.trim() === '' ? '' : `   match "${fitText(filter, 20)}"`;
  const own = `${count}${matching}${gone}`;
  return [
    `${own}   newest first   ${kindTexts[kinds]}   < > kind   / filter`,
    `${own}   ${kindTexts[kinds]}   < > kind   / filter`,
    `${own}   ${kindTexts[kinds]}`,
    own,
  ];
}

function drawNone(region: Region, {events}: SessionMirror, {kinds, filter}: EventsScreen): void {
  if (events.length === 0) {
    region.text(1, 0, 'nothing has happened yet', tone.plain);
    return;
  }
  const texts = [kinds === 'all' ? '' : kindTexts[kinds], filter.trim() === '' ? '' : `"${filter}"`];
  const what = texts.filter((part) => part !== '').join(', ');
  region.text(1, 0, fitText(`none of ${shortCount(events.length)}: ${what}`, region.columns - 2), tone.plain);
  region.text(1, 1, fitText('< > another kind   / changes the filter', region.columns - 2), tone.dim);
}
