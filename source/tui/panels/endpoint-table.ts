import type {ColumnRow, EndpointRow, SessionView} from '../../session/view.ts';
import {piecesWidth, type Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {columnWindow, seriesOf, trendSeconds} from '../plots/column-window.ts';
import {largest, stepAboutRate, stepAbove} from '../plots/scale.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import {endpointColumns, receivedColumn, type TableColumn, type TableRow} from './endpoint-columns.ts';
import {coversAll, endpointP95Bound, limitTone} from './slo-text.ts';

export interface EndpointTableLook {
  readonly layout: 'compact' | 'medium' | 'wide';
}

/** Where a method ends and the path begins. */
const pathX = 8;
const leastPath = 14;

/**
 * Heading, column heads, one row per endpoint, worst first; a last row for all in the wide layout.
 *
 *       method path             req/s    p50    p95    p99   err%  worst SLO
 *       POST /api/checkout       18.1  262ms  552ms  859ms   1.31  ! p95 221% err 131%
 */
export function drawEndpointTable(region: Region, mirror: SessionMirror, look: EndpointTableLook): void {
  const {view} = mirror;
  const ranked = rankEndpoints(view);
  const withAll = look.layout === 'wide' && region.rows >= 4;
  const room = Math.max(0, region.rows - 2 - (withAll ? 1 : 0));
  const shown = ranked.slice(0, room);
  const count = shown.length < ranked.length ? `${shown.length} of ${ranked.length}` : '';
  drawHeading(region, 0, 'ENDPOINTS', [['worst first', count].filter((part) => part !== '').join('   '), count]);
  if (region.rows < 2) return;
  const places = placeColumns(region.columns, look, view);
  drawHeads(region, places, view.slos.length > 0);
  shown.forEach(({row, index}, at) => drawEndpoint(region, at + 2, {row, index, places, mirror, look}));
  if (withAll) drawAll(region, shown.length + 2, view, places);
}

/** Endpoints with their index in the profile: worst SLO share first, then p95, then the profile's order. */
export function rankEndpoints(view: SessionView): {readonly row: EndpointRow; readonly index: number}[] {
  return view.endpoints
    .map((row, index) => ({row, index}))
    .sort(
      (a, b) => sloShare(b.row) - sloShare(a.row) || (b.row.p95?.us ?? -1) - (a.row.p95?.us ?? -1) || a.index - b.index,
    );
}

function sloShare(row: EndpointRow): number {
  return Math.max(row.worstSlo?.share ?? -1, row.errorSlo?.share ?? -1);
}

interface Places {
  readonly pathCells: number;
  readonly columns: readonly {readonly column: TableColumn; readonly x: number}[];
  readonly p95Trend: Trend | null;
  readonly rateTrend: Trend | null;
}

interface Trend {
  readonly x: number;
  readonly cells: number;
}

/** Drops columns by rank until the path has room, then shares what is left among path and trends. */
function placeColumns(width: number, look: EndpointTableLook, view: SessionView): Places {
  const all = endpointColumns(look.layout, view);
  const wide = look.layout === 'wide';
  let kept = wide ? [...all, receivedColumn] : all;
  const needed = (): number => kept.reduce((sum, column) => sum + column.width, pathX + leastPath);
  while (needed() > width) {
    const worst = Math.max(...kept.map((column) => column.rank));
    if (worst === 0) break;
    kept = kept.filter((column) => column.rank !== worst);
  }
  const spare = Math.max(0, width - needed());
  // The longest path decides how much of the spare room the paths take; the trends get the rest.
  const longest = Math.max(0, ...view.endpoints.map((row) => piecesWidth([[row.path, tone.plain]])));
  const trendWanted = look.layout === 'medium' ? 15 : wide ? 50 : 0;
  const grow = Math.max(Math.min(spare, longest + 1 - leastPath), spare - trendWanted - (wide ? 24 : 0), 0);
  const pathCells = leastPath + Math.min(grow, look.layout === 'compact' ? spare : 26);
  const columns: {column: TableColumn; x: number}[] = [];
  let x = pathX + pathCells;
  for (const column of kept) {
    if (column === receivedColumn) continue;
    columns.push({column, x});
    x += column.width;
  }
  const end = kept.includes(receivedColumn) && wide ? width - receivedColumn.width : width;
  if (end < width) columns.push({column: receivedColumn, x: end});
  return {pathCells, columns, ...placeTrends(x, end, look.layout)};
}

function placeTrends(
  x: number,
  end: number,
  layout: EndpointTableLook['layout'],
): Pick<Places, 'p95Trend' | 'rateTrend'> {
  const room = end - x - 2;
  if (layout === 'compact' || room < 6) return {p95Trend: null, rateTrend: null};
  if (layout === 'medium' || room < 40) return {p95Trend: {x: x + 2, cells: room}, rateTrend: null};
  const rateCells = Math.min(40, Math.floor(room * 0.32));
  const p95Cells = room - rateCells - 2;
  return {p95Trend: {x: x + 2, cells: p95Cells}, rateTrend: {x: x + 2 + p95Cells + 2, cells: rateCells}};
}

function drawHeads(region: Region, {columns, p95Trend, rateTrend}: Places, hasLimits: boolean): void {
  region.text(3, 1, 'method', tone.dim);
  region.text(10, 1, 'path', tone.dim);
  for (const {column, x} of columns) {
    if (column.align === 'right') region.textRight(x + column.width, 1, column.head, tone.dim);
    else region.text(x + 3, 1, column.head, tone.dim);
  }
  if (p95Trend !== null) {
    const text = hasLimits && p95Trend.cells >= 25 ? 'p95 trend, bar 2/3 = SLO' : 'p95 trend';
    region.inner(p95Trend.x, 1, p95Trend.cells, 1).text(0, 0, text, tone.dim);
  }
  if (rateTrend !== null) region.inner(rateTrend.x, 1, rateTrend.cells, 1).text(0, 0, 'req/s trend', tone.dim);
}

interface EndpointPlace {
  readonly row: EndpointRow;
  readonly index: number;
  readonly places: Places;
  readonly mirror: SessionMirror;
  readonly look: EndpointTableLook;
}

function drawEndpoint(region: Region, y: number, place: EndpointPlace): void {
  const {row, index, places, mirror, look} = place;
  const breached = row.worstSlo?.holds === false || row.errorSlo?.holds === false;
  const told = look.layout === 'compact' && places.columns.some(({column}) => column.head === 'worst SLO');
  if (breached && !told) region.text(1, y, '!', tone.over);
  region.text(3, y, fitText(row.method, 4), tone.dim);
  region.text(pathX, y, fitText(row.path, places.pathCells - 1), breached ? tone.strong : tone.plain);
  drawCells(region, y, row, places);
  const bound = endpointP95Bound(mirror.view, row.name);
  if (places.p95Trend !== null) {
    const values = trendOf(mirror, places.p95Trend.cells, (columns) => columns.endpointP95[index]);
    const top = bound === null ? stepAbove(largest(values.series)) : bound * 1.5;
    drawSparkline(region, places.p95Trend.x, y, values.series, {
      top,
      first: values.first,
      tone: (value) => (bound === null ? tone.p95 : limitTone(value, bound)),
    });
  }
  if (places.rateTrend === null) return;
  const rate = trendOf(mirror, places.rateTrend.cells, (columns) => columns.endpointRequestsPerSecond[index]);
  const top = stepAboutRate(largest(rate.series));
  drawSparkline(region, places.rateTrend.x, y, rate.series, {top, first: rate.first, tone: tone.ok});
}

/** The open column has no endpoints yet: a trend ends with the last whole one. */
function trendOf(
  mirror: SessionMirror,
  cells: number,
  pick: (row: ColumnRow) => number | undefined,
): {readonly series: Float64Array; readonly first: number} {
  const seconds = trendSeconds(cells, mirror.view.elapsedMs);
  const rows = mirror.columns[seconds];
  const closed = rows.at(-1)?.complete === false ? rows.slice(-cells - 1, -1) : rows.slice(-cells);
  const window = columnWindow(closed, seconds, cells, 0);
  return {series: seriesOf(window, pick), first: window.first};
}

function drawAll(region: Region, y: number, view: SessionView, places: Places): void {
  const worst = view.slos
    .filter((slo) => coversAll(slo) && slo.used !== null)
    .sort((a, b) => (b.used ?? 0) - (a.used ?? 0))[0];
  const worstSlo =
    worst === undefined || worst.used === null
      ? null
      : {label: worst.short, share: worst.used, holds: worst.state !== 'over'};
  region.text(3, y, 'all', tone.strong);
  drawCells(region, y, {...view.window, share: 1, worstSlo, errorSlo: null}, places);
}

function drawCells(region: Region, y: number, row: TableRow, {columns}: Places): void {
  for (const {column, x} of columns) {
    const pieces = column.cell(row);
    const start = column.align === 'left' ? x : x + column.width - piecesWidth(pieces);
    region.pieces(start, y, pieces);
  }
}
