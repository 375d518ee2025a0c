import type {ColumnRow, EndpointRow, SessionView} from '../../session/view.ts';
import {piecesWidth, type Region} from '../canvas/canvas.ts';
import {fitMiddle, fitText, widthOf} from '../canvas/cell-text.ts';
import {columnWindow, pictureEndMs, seriesOf, trendSeconds} from '../plots/column-window.ts';
import {largest, stepAboutRate, stepAbove} from '../plots/scale.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import type {TableColumn, TableRow} from './endpoint-columns.ts';
import {endpointP95Bound, latencySlo, limitTone} from './slo-text.ts';

/** Where methods begin. */
const methodX = 3;
const leastPath = 14;

/** Where everything in a row of a table of requests stands. */
export interface EndpointPlaces {
  readonly pathX: number;
  readonly pathCells: number;
  readonly columns: readonly {readonly column: TableColumn; readonly x: number}[];
  readonly p95Trend: TrendPlace | null;
  readonly rateTrend: TrendPlace | null;
}

export interface TrendPlace {
  readonly x: number;
  readonly cells: number;
}

export interface PlaceWish {
  readonly width: number;
  /** Left to right. */
  readonly columns: readonly TableColumn[];
  /** Stands at the right end, after the trends; null: none. */
  readonly last: TableColumn | null;
  /** Cells kept for the trends where the paths could take them. */
  readonly trendCells: number;
  /** Most that the paths take beyond the least. */
  readonly mostGrowth: number;
  /** Trends: none, of p95, or of p95 and the rate where there is room for both. */
  readonly trends: 'none' | 'p95' | 'both';
}

/** Drops columns by rank until the path has room, then shares what is left among path and trends. */
export function placeEndpointColumns(wish: PlaceWish, view: SessionView): EndpointPlaces {
  const {width, last} = wish;
  // `DELETE` is told whole where there is one.
  const methodCells = Math.min(6, Math.max(4, ...view.endpoints.map(({method}) => widthOf(method))));
  const pathX = methodX + methodCells + 1;
  let kept = last === null ? wish.columns : [...wish.columns, last];
  const needed = (): number => kept.reduce((sum, column) => sum + column.width, pathX + leastPath);
  while (needed() > width) {
    const worst = Math.max(...kept.map((column) => column.rank));
    if (worst === 0) break;
    kept = kept.filter((column) => column.rank !== worst);
  }
  const spare = Math.max(0, width - needed());
  // The longest path decides how much of the spare room the paths take; the trends get the rest.
  const longest = Math.max(0, ...view.endpoints.map((row) => widthOf(pathText(view, row))));
  const grow = Math.max(Math.min(spare, longest + 1 - leastPath), spare - wish.trendCells, 0);
  const pathCells = leastPath + Math.min(grow, wish.mostGrowth);
  const columns: {column: TableColumn; x: number}[] = [];
  let x = pathX + pathCells;
  for (const column of kept) {
    if (column === last) continue;
    columns.push({column, x});
    x += column.width;
  }
  const end = last !== null && kept.includes(last) ? width - last.width : width;
  if (last !== null && end < width) columns.push({column: last, x: end});
  return {pathX, pathCells, columns, ...placeTrends(x, end, wish.trends)};
}

function placeTrends(
  x: number,
  end: number,
  trends: PlaceWish['trends'],
): Pick<EndpointPlaces, 'p95Trend' | 'rateTrend'> {
  const room = end - x - 2;
  if (trends === 'none' || room < 6) return {p95Trend: null, rateTrend: null};
  if (trends === 'p95' || room < 40) return {p95Trend: {x: x + 2, cells: room}, rateTrend: null};
  const rateCells = Math.min(40, Math.floor(room * 0.32));
  const p95Cells = room - rateCells - 2;
  return {p95Trend: {x: x + 2, cells: p95Cells}, rateTrend: {x: x + 2 + p95Cells + 2, cells: rateCells}};
}

/** `/api/cart`; of requests that share method and path (`POST /graphql`) the names they have of their own. */
function pathText({endpoints}: Pick<SessionView, 'endpoints'>, {name, method, path}: EndpointRow): string {
  return endpoints.some((one) => one.name !== name && one.method === method && one.path === path) ? name : path;
}

/** Method and path of a row; of a path that is too long its middle goes: its end tells more. */
export function drawEndpointName(
  region: Region,
  y: number,
  view: SessionView,
  {row, places, look}: {readonly row: EndpointRow; readonly places: EndpointPlaces; readonly look: Tone},
): void {
  const {pathX, pathCells} = places;
  region.text(methodX, y, fitText(row.method, pathX - methodX - 1), tone.dim);
  region.text(pathX, y, fitMiddle(pathText(view, row), pathCells - 1), look);
}

/** The row of heads. */
export function drawEndpointHeads(
  region: Region,
  {columns, p95Trend, rateTrend}: EndpointPlaces,
  hasLimits: boolean,
): void {
  region.text(3, 1, 'method', tone.dim);
  region.text(10, 1, 'path', tone.dim);
  for (const {column, x} of columns) {
    if (column.align === 'right') region.textRight(x + column.width, 1, column.head, tone.dim);
    else region.text(x + 3, 1, column.head, tone.dim);
  }
  if (p95Trend !== null) {
    const text =
      hasLimits && p95Trend.cells >= 25 ? 'p95 trend, bar 2/3 = SLO' : p95Trend.cells >= 9 ? 'p95 trend' : 'p95';
    region.inner(p95Trend.x, 1, p95Trend.cells, 1).text(0, 0, text, tone.dim);
  }
  if (rateTrend !== null) region.inner(rateTrend.x, 1, rateTrend.cells, 1).text(0, 0, 'req/s trend', tone.dim);
}

/** The figures of one row. */
export function drawEndpointCells(region: Region, y: number, row: TableRow, {columns}: EndpointPlaces): void {
  for (const {column, x} of columns) {
    const pieces = column.cell(row);
    const start = column.align === 'left' ? x : x + column.width - piecesWidth(pieces);
    region.pieces(start, y, pieces);
  }
}

/** Both trends of one request. @param index of the request in the profile */
export function drawEndpointTrends(
  region: Region,
  y: number,
  mirror: SessionMirror,
  places: EndpointPlaces,
  {row, index}: {readonly row: EndpointRow; readonly index: number},
): void {
  const bound = endpointP95Bound(mirror.view, row.name);
  drawP95Trend(region, y, mirror, {place: places.p95Trend, bound, pick: ({endpointP95}) => endpointP95[index]});
  drawRateTrend(region, y, mirror, {
    place: places.rateTrend,
    pick: ({endpointRequestsPerSecond}) => endpointRequestsPerSecond[index],
  });
}

/** Both trends of all requests together. */
export function drawAllTrends(region: Region, y: number, mirror: SessionMirror, places: EndpointPlaces): void {
  const bound = latencySlo(mirror.view, 95)?.bound ?? null;
  drawP95Trend(region, y, mirror, {place: places.p95Trend, bound, pick: ({p95}) => p95});
  drawRateTrend(region, y, mirror, {place: places.rateTrend, pick: ({requestsPerSecond}) => requestsPerSecond});
}

interface Trend {
  readonly place: TrendPlace | null;
  readonly pick: (row: ColumnRow) => number | undefined;
}

/** @param trend bound: µs, at two thirds of the height; null: none */
function drawP95Trend(
  region: Region,
  y: number,
  mirror: SessionMirror,
  {place, pick, bound}: Trend & {readonly bound: number | null},
): void {
  if (place === null) return;
  const {series, first} = trendOf(mirror, place.cells, pick);
  const top = bound === null ? stepAbove(largest(series)) : bound * 1.5;
  drawSparkline(region, place.x, y, series, {
    top,
    first,
    tone: (value) => (bound === null ? tone.p95 : limitTone(value, bound)),
  });
}

function drawRateTrend(region: Region, y: number, mirror: SessionMirror, {place, pick}: Trend): void {
  if (place === null) return;
  const {series, first} = trendOf(mirror, place.cells, pick);
  drawSparkline(region, place.x, y, series, {top: stepAboutRate(largest(series)), first, tone: tone.ok});
}

/** The open column has no endpoints yet: a trend ends with the last whole one. */
function trendOf(
  mirror: SessionMirror,
  cells: number,
  pick: (row: ColumnRow) => number | undefined,
): {readonly series: Float64Array; readonly first: number} {
  const seconds = trendSeconds(cells, mirror.view.elapsedMs);
  const all = mirror.columns[seconds];
  const endMs = pictureEndMs(all, seconds, mirror.view);
  const rows = endMs < mirror.view.elapsedMs ? all.filter(({atS}) => atS * 1000 < endMs) : all;
  const closed = rows.at(-1)?.complete === false ? rows.slice(-cells - 1, -1) : rows.slice(-cells);
  const window = columnWindow(closed, seconds, cells, 0);
  return {series: seriesOf(window, pick), first: window.first};
}
