import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitMiddle, fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortLatency} from '../plots/axis.ts';
import {ghostPoints, ghostSeries} from '../plots/ghost.ts';
import {largest, smallestPositive} from '../plots/scale.ts';
import type {PlotSeries} from '../plots/series-plot.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import {baselineSeries} from './endpoint-look.ts';
import type {LatencyColumns} from './latency-columns.ts';
import {drawLatencyLines} from './latency-plot.ts';
import {latencyScale, ruledSlo} from './latency-scale.ts';
import {shownBaseline} from './measured-text.ts';
import type {PlotPlace} from './plot-place.ts';
import {latencySlo, limitTone} from './slo-text.ts';

export interface RequestLook {
  /** Null: all. */
  readonly name: string | null;
  /** As the heading names it. */
  readonly title: string;
}

/** What stands in place of what is not there yet; of a frozen picture nothing more is read. */
export function readingText(isFrozen: boolean): string {
  return isFrozen ? 'not looked at when the screen was frozen   f = go on' : 'reading';
}

/** Heading, and p50, p95 and p99 of what is looked at, the baseline's p95 at each column's load dotted under them. */
export function drawPercentiles(
  region: Region,
  mirror: SessionMirror,
  place: PlotPlace,
  columns: LatencyColumns,
  request: RequestLook,
): void {
  const {view} = mirror;
  const ghost = ghostLine(mirror, place, columns, request);
  const boundUs = boundOf(view, columns, request);
  const title = fitMiddle(request.title, Math.max(20, region.columns - 48));
  const heading = {boundUs, hasGhost: ghost !== null, isAll: request.name === null};
  drawHeading(region, 0, `PERCENTILES  ${title}`, headings(view, place, heading));
  const rows = region.rows - 1;
  if (request.name !== null && columns.look === null) {
    region.inner(place.x, 1, place.cells, rows).text(0, 0, fitText(columns.reading, place.cells), tone.dim);
    return;
  }
  const lines = [
    line(columns.p50, 50, tone.p50, '-', columns, view),
    line(columns.p99, 99, tone.p99, '+', columns, view),
    line(columns.p95, 95, tone.p95, '*', columns, view, boundUs),
  ];
  const series = ghost === null ? lines : [ghost, ...lines];
  const least = Math.min(...series.map(({values}) => smallestPositive(values)).filter((us) => !Number.isNaN(us)));
  const most = Math.max(...series.map(({values}) => largest(values)).filter((us) => !Number.isNaN(us)));
  const axis = latencyScale(place.scale, {least, most, boundUs, rows});
  const below = region.inner(0, 1, region.columns, rows);
  if (axis === null) below.text(place.x, 0, 'no data', tone.dim);
  else drawLatencyLines(below, place, axis, series);
}

/** Of one request the look tells the baseline at the present load alone; of all it is told for every load, look or not. */
function ghostLine(
  mirror: SessionMirror,
  {window}: PlotPlace,
  {look}: LatencyColumns,
  {name}: RequestLook,
): PlotSeries | null {
  const values =
    name === null
      ? ghostSeries(ghostPoints(window, shownBaseline(mirror.view)), ({p95}) => p95)
      : look === null
        ? new Float64Array(0)
        : baselineSeries(window, {mirror, look}, 'p95');
  if (values.every(Number.isNaN)) return null;
  return {values, kind: 'dotted', tone: tone.baseline, mark: ':'};
}

function boundOf(view: SessionView, {look}: LatencyColumns, {name}: RequestLook): number | null {
  return look === null ? (name === null ? (ruledSlo(view)?.bound ?? null) : null) : look.sloBoundUs;
}

/** Coloured by its limit; dim where under ten samples lie above it. */
function line(
  values: Float64Array,
  percentile: number,
  own: Tone,
  mark: string,
  {samples}: LatencyColumns,
  view: SessionView,
  boundUs: number | null = latencySlo(view, percentile)?.bound ?? null,
): PlotSeries {
  const colour = boundUs === null ? own : (value: number) => (value >= boundUs * 0.8 ? limitTone(value, boundUs) : own);
  const least = (10 * 100) / (100 - percentile);
  return {values, kind: 'line', mark, tone: colour, isFew: (index) => samples[index]! < least};
}

function headings(
  view: SessionView,
  {scale, perCell}: PlotPlace,
  {boundUs, hasGhost, isAll}: {readonly boundUs: number | null; readonly hasGhost: boolean; readonly isAll: boolean},
): readonly string[] {
  const marks = perCell === 1 ? '- p50  * p95  + p99   ' : '';
  const limit = boundUs === null ? [] : [`╌ SLO ${shortLatency(boundUs)}`];
  const name = fitText(shownBaseline(view)?.name ?? '', 16);
  const ghosts = !hasGhost
    ? []
    : isAll
      ? [`dotted = ${name} p95 at the same load`, `dotted = ${name} at same load`, 'dotted = baseline']
      : [`dotted = ${name} p95 at this load`, `dotted = ${name} at this load`, 'dotted = baseline'];
  const lists = [
    ...ghosts.map((ghost) => [marks + scale, ...limit, ghost]),
    [marks + scale, ...limit],
    [scale, ...limit],
    [scale],
  ];
  return lists.map((parts) => parts.join('   '));
}
