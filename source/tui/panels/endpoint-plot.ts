import type {LookColumn} from '../../session/look.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawWindowAxis} from '../plots/cursor-line.ts';
import {largest, smallestPositive, stepAbove} from '../plots/scale.ts';
import {columnsPerCell, type PlotSeries} from '../plots/series-plot.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {plotX} from '../views/layout.ts';
import {baselineSeries, errorBound, lookSeries, lookWindow, type EndpointLook} from './endpoint-look.ts';
import {drawDoubtMarks, drawEventMarks} from './event-marks.ts';
import {drawLatencyLines} from './latency-plot.ts';
import {latencyScale} from './latency-scale.ts';
import {firstCell, perCellMax, type PlotPlace} from './plot-place.ts';
import {limitTone} from './slo-text.ts';

/** Rows below the plot: errors, events, the time axis. */
export const laneRows = 3;

/** Percentiles of one request over time with its limit as a rule, its error share, events, and the time axis. */
export function drawEndpointPlot(region: Region, detail: EndpointLook): void {
  const rows = region.rows - laneRows;
  const cells = region.columns - plotX;
  if (cells < 1 || rows < 1) return;
  const place = placeOf(detail, cells);
  drawLines(region.inner(0, 0, region.columns, rows), detail, place);
  drawErrorLane(region, rows, detail, place);
  region.textRight(plotX - 1, rows + 1, 'events', tone.dim);
  const marks = {x: plotX, window: place.window, perCell: place.perCell, whole: true};
  drawDoubtMarks(region, rows + 1, marks);
  drawEventMarks(region, rows + 1, marks, detail.mirror.events);
  drawWindowAxis(region, plotX, rows + 2, place.window, place.perCell);
}

function placeOf(detail: EndpointLook, cells: number): PlotPlace {
  const {theme, scale} = detail;
  const perCell = columnsPerCell(theme);
  const window = lookWindow(detail, cells * perCell);
  const end = plotX + cells;
  return {x: plotX, cells, aheadCells: 0, ahead: null, textX: end, textEnd: end, perCell, window, theme, scale};
}

/** Rows from which the baseline's p50 can be told from the live lines. */
const tallRows = 12;

function drawLines(region: Region, detail: EndpointLook, place: PlotPlace): void {
  const {look} = detail;
  const {window} = place;
  const bound = look.sloBoundUs;
  const samples = lookSeries(window, look, (column) => column.samples);
  const line = (percentile: number, pick: (column: LookColumn) => number, own: Tone, mark: string): PlotSeries => ({
    values: lookSeries(window, look, pick),
    kind: percentile === 100 ? 'dots' : 'line',
    mark,
    tone: own,
    // Dim where it is no more than the largest of a few samples.
    isFew: (index) => percentile < 100 && samples[index]! < 100 / (100 - percentile),
  });
  const p95 = (us: number): Tone => (bound !== null && us >= bound * 0.8 ? limitTone(us, bound) : tone.p95);
  const ghost = (step: 'p50' | 'p95'): PlotSeries => ({
    values: baselineSeries(window, detail, step),
    kind: 'dotted',
    mark: ':',
    tone: tone.baseline,
  });
  const tail = ghost('p95');
  const withMiddle = region.rows >= tallRows || Number.isNaN(largest(tail.values));
  const series: readonly PlotSeries[] = [
    ...(withMiddle ? [ghost('p50')] : []),
    tail,
    line(100, ({max}) => max, tone.max, '^'),
    line(50, ({p50}) => p50, tone.p50, '-'),
    line(99, ({p99}) => p99, tone.p99, '+'),
    {...line(95, ({p95: value}) => value, tone.p95, '*'), tone: p95},
  ];
  const axis = latencyScale(place.scale, {
    least: smallestPositive(series.map(({values}) => smallestPositive(values))),
    most: largest(series.map(({values}) => largest(values))),
    boundUs: bound,
    rows: region.rows,
  });
  if (axis !== null) drawLatencyLines(region, place, axis, series);
  else region.text(plotX, 0, fitText('no request ended in this time', place.cells), tone.dim);
}

function drawErrorLane(region: Region, y: number, detail: EndpointLook, place: PlotPlace): void {
  region.textRight(plotX - 1, y, 'err%', tone.dim);
  const share = lookSeries(place.window, detail.look, ({errorShare}) => errorShare);
  const values = perCellMax(share, place);
  const bound = errorBound(detail);
  drawSparkline(region, plotX, y, values, {
    top: errorTop(values, bound),
    first: firstCell(place),
    tone: (value) => errorTone(value, bound),
  });
}

/** 2/3 of the height is the limit; without one, the next step above what was measured. */
export function errorTop(values: Float64Array, bound: number | null): number {
  const top = bound === null ? Math.max(0.01, stepAbove(largest(values))) : bound * 1.5;
  return top > 0 ? top : 0.01;
}

export function errorTone(value: number, bound: number | null): Tone {
  return bound === null ? tone.near : limitTone(value, bound);
}
