import {crossing} from '../../analysis/load-curve.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {SessionView} from '../../session/view.ts';
import type {ComparedSide, ComparisonView} from '../../session/view-comparison.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {placeLabels, rowOf, shortLatency, shortNumber} from '../plots/axis.ts';
import {linearScale, logRange, logScale, logTicks, stepAboutRate, type Scale} from '../plots/scale.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {loadText, sideNames} from './compare-text.ts';
import {shortRate} from './level-text.ts';
import {drawLoadAxis, drawNotes, loadAxis, type TakenCells} from './load-axis.ts';
import {latencySlo} from './slo-text.ts';

/** What a run did at one load. */
interface LoadDot {
  readonly level: number;
  readonly p95: number;
  readonly requestsPerSecond: number;
}

/** A side's dots and how they look. */
interface DotSeries {
  readonly side: ComparedSide;
  readonly name: string;
  readonly dots: readonly LoadDot[];
  readonly glyph: string;
  readonly look: Tone;
}

/** Left of the plots: their labels. */
const labelCells = 9;
/** Of a side's name. */
const legendCells = 14;

/**
 * p95 and throughput by load, side by side; in a narrow region p95 alone. The last row is the load's axis.
 *
 *     500ms   crosses 250ms at                 o  :  │    300              :oo:oo::
 *     250ms ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌oo╌:╌╌╌  │    200         :o:o
 *     100ms            o   o::                       │    100  o :
 *           50         100        150        200     │        50     100      150   200
 */
export function drawCurvePlots(region: Region, view: SessionView, comparison: ComparisonView): void {
  const {columns, rows} = region;
  const series = [dotsOf('b', comparison, view), dotsOf('a', comparison, view)];
  const {model} = comparison.a;
  if (columns < 100) {
    drawP95(region, view, series, model);
    return;
  }
  const left = Math.round(columns * 0.56);
  drawP95(region.inner(0, 0, left, rows), view, series, model);
  for (let y = 0; y < rows; y++) region.put(left, y, '│', tone.dim);
  drawThroughput(region.inner(left + 1, 0, columns - left - 1, rows), series, model);
}

/** Live: ten seconds a dot. From a file: its figures by load. */
function dotsOf(letter: 'a' | 'b', comparison: ComparisonView, view: SessionView): DotSeries {
  const side = comparison[letter];
  const dots: readonly LoadDot[] =
    side.file === 'live' && view.loadMarks.length > 0
      ? view.loadMarks
      : side.curve.filter((point) => point.model === comparison.a.model);
  const name = sideNames(comparison, legendCells)[letter];
  return {side, name, dots, glyph: letter === 'a' ? 'o' : ':', look: letter === 'a' ? tone.strong : tone.baseline};
}

function legendOf(series: readonly DotSeries[]): readonly Piece[] {
  return series.toReversed().flatMap(({glyph, look, name}): readonly Piece[] => [
    [`${glyph} `, look],
    [`${name}   `, tone.dim],
  ]);
}

function drawP95(region: Region, view: SessionView, series: readonly DotSeries[], model: LoadModel): void {
  const slo = latencySlo(view, 95);
  const bound = slo !== null && slo.bound > 0 && Number.isFinite(slo.bound) ? slo.bound : null;
  const legend = legendOf(series);
  const limit: Piece = bound === null ? ['log scale', tone.dim] : [`╌ SLO ${shortLatency(bound)}`, tone.dim];
  const live = series.some(({side}) => side.file === 'live');
  const marks: readonly Piece[] = live ? [['10s marks   ', tone.dim]] : [];
  drawHeading(region, 0, 'p95 AGAINST LOAD', [[...marks, ...legend, limit], [...legend, limit], [limit]]);
  const values = series.flatMap(({dots}) => dots.map(({p95}) => p95)).filter((us) => us > 0 && Number.isFinite(us));
  if (values.length === 0) {
    region.text(3, 2, 'no figures by load yet', tone.dim);
    return;
  }
  const {low, high} = logRange(Math.min(...values), Math.max(...values, (bound ?? 0) * 1.2));
  const scale = logScale(low, high);
  const rows = region.rows - 2;
  const candidates = [
    ...(bound === null ? [] : [bound]),
    high,
    low,
    ...logTicks(low, high).filter((us) => bound === null || Math.abs(Math.log(us / bound)) > Math.log(1.5)),
  ].map((us) => ({share: scale(us), text: shortLatency(us)}));
  const labels = placeLabels(candidates, rows);
  for (const {row, text} of labels) region.textRight(labelCells - 1, row + 1, text, tone.dim);
  const area = region.inner(labelCells, 1, region.columns - labelCells - 2, rows);
  if (bound !== null) {
    area.repeat(0, rowOf(scale(bound), rows), '╌', area.columns, tone.dim);
    region.textRight(labelCells - 1, rowOf(scale(bound), rows) + 1, shortLatency(bound), tone.strong);
  }
  const placed = drawDots(region, area, series, {scale, pick: ({p95}) => p95, model});
  if (bound !== null) drawNotes(area, placed, crossingNotes(series, bound, model));
}

function drawThroughput(region: Region, series: readonly DotSeries[], model: LoadModel): void {
  drawHeading(region, 0, 'THROUGHPUT AGAINST LOAD', [[...legendOf(series), ['req/s', tone.dim]], 'req/s']);
  const values = series.flatMap(({dots}) => dots.map(rateOf)).filter(Number.isFinite);
  if (values.length === 0) return;
  const top = stepAboutRate(Math.max(...values));
  const rows = region.rows - 2;
  const candidates = [1, 0, ...roundParts(top)].map((share) => ({share, text: shortNumber(top * share), apart: 2}));
  for (const {row, text} of placeLabels(candidates, rows)) region.textRight(labelCells - 1, row + 1, text, tone.dim);
  const area = region.inner(labelCells, 1, region.columns - labelCells - 2, rows);
  const placed = drawDots(region, area, series, {scale: linearScale(top), pick: rateOf, model});
  const most = series.toReversed().flatMap(({name, dots}): string[] => {
    const rates = dots.map(rateOf).filter(Number.isFinite);
    return rates.length === 0 ? [] : [`${name} ${shortRate(Math.max(...rates))} req/s`];
  });
  drawNotes(area, placed, ['most measured', ...most]);
}

/** Shares of an axis that ends at 1 2 3 5 × 10ⁿ where round numbers lie. */
function roundParts(top: number): readonly number[] {
  const lead = String(top)[0];
  if (lead === '3') return [2 / 3, 1 / 3];
  return lead === '5' ? [0.4, 0.8, 0.2, 0.6] : [0.5, 0.25, 0.75];
}

function rateOf({requestsPerSecond}: LoadDot): number {
  return requestsPerSecond;
}

interface DotPlot {
  readonly scale: Scale;
  readonly pick: (dot: LoadDot) => number;
  readonly model: LoadModel;
}

/** Dots and the axis below them. @returns rows of the dots by column */
function drawDots(region: Region, area: Region, series: readonly DotSeries[], plot: DotPlot): TakenCells {
  const levels = series.flatMap(({dots}) => dots.map(({level}) => level));
  const axis = loadAxis(levels, area.columns, plot.model);
  const placed = new Map<number, number[]>();
  for (const {dots, glyph, look} of series) {
    for (const dot of dots) {
      const share = plot.scale(plot.pick(dot));
      if (Number.isNaN(share) || !Number.isFinite(dot.level)) continue;
      const x = axis.column(dot.level);
      const y = rowOf(share, area.rows);
      area.put(x, y, glyph, look);
      placed.set(x, [...(placed.get(x) ?? []), y]);
    }
  }
  drawLoadAxis(region.inner(labelCells, area.rows + 1, area.columns + 2, 1), axis);
  return placed;
}

/** Where each side's p95 leaves its limit: `crosses 250ms at   live 245 VUs   S1 257 VUs`. */
function crossingNotes(series: readonly DotSeries[], boundUs: number, model: LoadModel): readonly string[] {
  const notes = series.toReversed().flatMap(({side, name}): string[] => {
    const level = crossing(side.curve, boundUs, model);
    return level === null ? [] : [`${name} ${loadText(model, level)}`];
  });
  return notes.length === 0 ? [] : [`crosses ${shortLatency(boundUs)} at`, ...notes];
}
