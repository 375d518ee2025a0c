import type {EndpointRow, SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {EndpointSort, EndpointsScreen, SessionMirror} from '../ui-state.ts';
import {allRow, endpointListColumns, isBreached, receivedColumn} from './endpoint-columns.ts';
import {
  drawAllTrends,
  drawEndpointCells,
  drawEndpointHeads,
  drawEndpointName,
  drawEndpointTrends,
  placeEndpointColumns,
  type EndpointPlaces,
} from './endpoint-places.ts';
import {firstShown} from './first-shown.ts';
import {selectedRow, shownEndpoints} from './endpoint-rows.ts';

/** Rows that the whole list takes: heading, heads, every request, and all of them together. */
export function endpointListRows(view: SessionView, screen: EndpointsScreen): number {
  return Math.max(1, shownEndpoints(view, screen).length) + 3;
}

/**
 * The table of view 2, the cursor's row kept in sight, a last row for all requests.
 *
 *     ─ ENDPOINTS ───────────────────────────── sort p95 (worst first)   < > column ─
 *        method path               share   req/s     p50     p95     p99  p95 trend
 *      ▸ POST /api/checkout           7%    18.1   262ms   552ms   859ms  ▅▅▄▅▅████
 *      ! POST /api/login              3%    7.76   200ms   421ms   654ms  ▃▃▃▃▄▇███
 *        all                        100%     259   125ms   263ms   409ms  ▂▂▂▂▃▅▅▅▅
 */
export function drawEndpointList(region: Region, mirror: SessionMirror, screen: EndpointsScreen): void {
  const {view} = mirror;
  const rows = shownEndpoints(view, screen);
  drawHeading(region, 0, 'ENDPOINTS', headingTexts(view, screen, rows.length));
  if (region.rows < 2) return;
  if (rows.length === 0) {
    drawNone(region, view, screen);
    return;
  }
  const places = placeColumns(region.columns, view, screen.versus);
  drawEndpointHeads(region, places, view.slos.length > 0);
  const withAll = region.rows >= 4;
  const room = Math.max(0, region.rows - 2 - (withAll ? 1 : 0));
  const cursor = screen.all === true ? rows.length : selectedRow(rows, screen);
  const from = firstShown(cursor, rows.length, room);
  const shown = rows.slice(from, from + room);
  shown.forEach((row, at) => drawRow(region, at + 2, mirror, places, {row, isSelected: from + at === cursor}));
  if (withAll) drawAll(region, shown.length + 2, mirror, places, screen.all === true);
}

function placeColumns(width: number, view: SessionView, versus: boolean): EndpointPlaces {
  const layout = width < 100 ? 'compact' : width < 160 ? 'medium' : 'wide';
  return placeEndpointColumns(
    {
      width,
      columns: endpointListColumns(layout, view, versus),
      last: layout === 'wide' ? receivedColumn : null,
      trendCells: layout === 'wide' ? 74 : layout === 'medium' ? 30 : 0,
      mostGrowth: layout === 'compact' ? width : 26,
      trends: layout === 'compact' || versus ? 'none' : layout === 'wide' ? 'both' : 'p95',
    },
    view,
  );
}

function drawRow(
  region: Region,
  y: number,
  mirror: SessionMirror,
  places: EndpointPlaces,
  {row, isSelected}: {readonly row: EndpointRow; readonly isSelected: boolean},
): void {
  const breached = isBreached(row);
  if (isSelected) region.put(1, y, '▸', tone.strong);
  if (breached) region.put(isSelected ? 2 : 1, y, '!', tone.over);
  const look = breached || isSelected ? tone.strong : tone.plain;
  drawEndpointName(region, y, mirror.view, {row, places, look});
  drawEndpointCells(region, y, row, places);
  drawEndpointTrends(region, y, mirror, places, {row, index: mirror.view.endpoints.indexOf(row)});
}

/** Whatever the filter lets through: all requests of the run. */
function drawAll(region: Region, y: number, mirror: SessionMirror, places: EndpointPlaces, isSelected: boolean): void {
  const {view} = mirror;
  if (isSelected) region.put(1, y, '▸', tone.strong);
  region.text(3, y, 'all', tone.strong);
  drawEndpointCells(region, y, allRow(view), places);
  drawAllTrends(region, y, mirror, places);
}

function drawNone(region: Region, {endpoints}: SessionView, {filter}: EndpointsScreen): void {
  const [first, second] =
    endpoints.length === 0
      ? ['no requests yet', '']
      : [`none of ${endpoints.length} matches "${filter}"`, '/ changes the filter'];
  region.text(1, 1, fitText(first, region.columns - 2), tone.plain);
  region.text(1, 2, fitText(second, region.columns - 2), tone.dim);
}

/** What comes first, and what comes first when it is reversed. */
const orders: Readonly<Record<EndpointSort, readonly [plain: string, reversed: string]>> = {
  share: ['most first', 'least first'],
  'req/s': ['most first', 'least first'],
  p50: ['worst first', 'best first'],
  p95: ['worst first', 'best first'],
  p99: ['worst first', 'best first'],
  max: ['worst first', 'best first'],
  'err%': ['worst first', 'best first'],
  vs: ['worst first', 'best first'],
  name: ['a to z', 'z to a'],
};

function headingTexts(view: SessionView, {sort, reversed, filter}: EndpointsScreen, shown: number): string[] {
  const order = `sort ${sort === 'vs' ? 'change' : sort} (${orders[sort][reversed ? 1 : 0]})`;
  const filtered = filter.trim() === '' ? '' : `${shown} of ${view.endpoints.length} match "${fitText(filter, 20)}"   `;
  return [
    `${filtered}${order}   < > column   r reverse   / filter`,
    `${filtered}${order}   < > r   / filter`,
    `${filtered}${order}`,
    order,
  ];
}
