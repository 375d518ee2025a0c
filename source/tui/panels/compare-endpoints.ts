import type {MetricComparison, RequestComparison} from '../../domain/comparison.ts';
import type {SessionView} from '../../session/view.ts';
import type {ComparisonView} from '../../session/view-comparison.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {changeText, intervalText, metricValue, verdictPiece, verdictTones} from './compare-text.ts';

/** Where the method ends and the path begins. */
const pathX = 8;

interface Column {
  readonly head: string;
  readonly width: number;
  /** Dropped first where the row is short. */
  readonly rank: number;
  readonly cell: (row: Row, absolute: boolean) => string;
}

interface Row {
  readonly request: RequestComparison;
  readonly p95: MetricComparison | null;
  readonly errors: MetricComparison | null;
  readonly rate: MetricComparison | null;
}

// prettier-ignore
const table: readonly Column[] = [
  {head: 'B p95', width: 9, rank: 0, cell: ({p95}) => metricValue('p95', p95?.before ?? null)},
  {head: 'A p95', width: 9, rank: 0, cell: ({p95}) => metricValue('p95', p95?.now ?? null)},
  {head: 'change', width: 10, rank: 0, cell: ({p95}, absolute) => (p95 === null ? '--' : changeText(p95, absolute))},
  {head: 'interval', width: 19, rank: 6, cell: ({p95}, absolute) => (p95 === null ? '' : intervalText(p95, absolute))},
  {head: 'B req/s', width: 10, rank: 5, cell: ({rate}) => metricValue('req/s', rate?.before ?? null)},
  {head: 'A req/s', width: 10, rank: 5, cell: ({rate}) => metricValue('req/s', rate?.now ?? null)},
  {head: 'B err%', width: 9, rank: 3, cell: ({errors}) => percent(errors?.before)},
  {head: 'A err%', width: 9, rank: 3, cell: ({errors}) => percent(errors?.now)},
  {head: 'req mix', width: 11, rank: 4, cell: ({request}) => mixText(request)},
];

/** Least cells of a path, and of a verdict with two cells of air before it. */
const leastPath = 16;
const verdictCells = 22;

/**
 * Every request's p95, the biggest regression first, with what else may have moved it: errors, and its share of all
 * requests (`same`, or `14>20%`).
 */
export function drawCompareEndpoints(
  region: Region,
  view: SessionView,
  comparison: ComparisonView,
  absolute: boolean,
): void {
  const ranked = rankRequests(comparison);
  const room = Math.max(0, region.rows - 2);
  const count = room < ranked.length ? `${room} of ${ranked.length}` : '';
  const texts = ['biggest p95 regression first', count].filter((part) => part !== '').join('   ');
  drawHeading(region, 0, 'BY ENDPOINT', [texts, count]);
  if (region.rows < 2) return;
  const {columns} = region;
  let kept = table;
  const needed = (): number => kept.reduce((sum, {width}) => sum + width, pathX + leastPath + verdictCells);
  while (needed() > columns) {
    const worst = Math.max(...kept.map(({rank}) => rank));
    if (worst === 0) break;
    kept = kept.filter(({rank}) => rank !== worst);
  }
  const pathCells = leastPath + Math.max(0, Math.min(columns - needed(), 28));
  const heads = {columns: kept, start: pathX + pathCells};
  region.text(3, 1, 'method', tone.dim);
  region.text(10, 1, 'path', tone.dim);
  const verdictX = eachColumn(heads, (column, end) => region.textRight(end, 1, column.head, tone.dim)) + 2;
  region.text(verdictX, 1, 'verdict', tone.dim);
  ranked.slice(0, room).forEach((row, at) => {
    drawName(region, at + 2, row.request, view, pathCells);
    eachColumn(heads, (column, end) => {
      const look = column.head === 'change' ? verdictTones[row.p95?.verdict ?? 'UNTESTED'] : tone.plain;
      region.textRight(end, at + 2, column.cell(row, absolute), look);
    });
    if (row.p95 !== null) region.text(verdictX, at + 2, ...verdictPiece(row.p95, columns - verdictX - 1));
  });
}

/** Biggest rise of p95 first; what cannot be told last. */
export function rankRequests({result}: ComparisonView): readonly Row[] {
  return result.requests
    .filter(({name}) => name !== null)
    .map((request) => {
      const find = (name: string): MetricComparison | null =>
        request.metrics.find(({metric}) => metric === name) ?? null;
      return {request, p95: find('p95'), errors: find('error share'), rate: find('req/s')};
    })
    .sort((a, b) => known(b.p95?.change) - known(a.p95?.change));
}

function known(change: number | null | undefined): number {
  return change === null || change === undefined || !Number.isFinite(change) ? -10 : change;
}

function eachColumn(
  {columns, start}: {readonly columns: readonly Column[]; readonly start: number},
  draw: (column: Column, end: number) => void,
): number {
  let end = start;
  for (const column of columns) draw(column, (end += column.width));
  return end;
}

function drawName(region: Region, y: number, {name}: RequestComparison, view: SessionView, pathCells: number): void {
  const endpoint = view.endpoints.find((row) => row.name === name);
  if (endpoint === undefined) {
    region.text(3, y, fitText(name ?? '', pathX + pathCells - 4), tone.plain);
    return;
  }
  region.text(3, y, fitText(endpoint.method, 4), tone.dim);
  region.text(pathX, y, fitText(endpoint.path, pathCells - 1), tone.plain);
}

function percent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? '--' : (share * 100).toFixed(2);
}

/** Shares within two points of each other are the same: what else moved then is not the mix. */
function mixText({shareBefore, shareNow}: RequestComparison): string {
  if (!Number.isFinite(shareBefore) || !Number.isFinite(shareNow)) return '--';
  if (Math.abs(shareNow - shareBefore) < 0.02) return 'same';
  return `${Math.round(shareBefore * 100)}>${Math.round(shareNow * 100)}%`;
}
