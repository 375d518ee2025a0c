import type {LoadCurvePoint} from '../../domain/comparison.ts';
import type {ColumnRow, Quantile, RowChange, SessionView, SloRow} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {seriesOf, type ColumnWindow} from '../plots/column-window.ts';
import {drawCursorLine} from '../plots/cursor-line.ts';
import {ghostPoints, ghostSeries} from '../plots/ghost.ts';
import {largest, smallestPositive} from '../plots/scale.ts';
import {drawPlot, type PlotSeries} from '../plots/series-plot.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {latencyScale, ruledSlo, type LatencyScale} from './latency-scale.ts';
import {ghostTexts, changePiece, quantilePiece, shortCount, shownBaseline} from './measured-text.ts';
import {doubtIn, drawLabels, type PlotPlace} from './plot-place.ts';
import {latencySlo, limitTone, sloBound, usedPiece} from './slo-text.ts';

/** Heading, and p50, p95, p99 and max on one axis, log or linear, with the limit as a rule across it. */
export function drawLatencyPlot(region: Region, view: SessionView, place: PlotPlace): void {
  const rows = region.rows - 1;
  const slo = ruledSlo(view);
  drawHeading(region, 0, 'LATENCY', headingTexts(view, slo, place.scale));
  drawQuantiles(region, view, place, rows);
  const series = [...ghostLines(view, place, rows), ...latencySeries(place.window, view)];
  const axis = latencyScale(place.scale, {
    least: Math.min(...series.map(({values}) => smallestPositive(values)).filter((value) => !Number.isNaN(value))),
    most: Math.max(...series.map(({values}) => largest(values)).filter((value) => !Number.isNaN(value))),
    boundUs: slo === null ? null : slo.bound,
    rows,
  });
  if (axis === null) return;
  drawLatencyLines(region.inner(0, 1, region.columns, rows), place, axis, series);
}

/** Labels, the limit's rule, the cursor and the lines; `region` has the rows of the plot and its labels left of it. */
export function drawLatencyLines(
  region: Region,
  place: PlotPlace,
  {scale, labels, ruleRow}: LatencyScale,
  series: readonly PlotSeries[],
): void {
  drawLabels(region, place, 0, labels);
  const area = region.inner(place.x, 0, place.cells, region.rows);
  if (ruleRow !== null) {
    area.repeat(0, ruleRow, '╌', place.cells, tone.dim);
    const text = labels.find(({row}) => row === ruleRow)?.text ?? '';
    region.textRight(place.x - 1, ruleRow, text, tone.strong);
  }
  drawCursorLine(area, place.window, place.perCell);
  drawPlot(area, {series, scale, isDoubtful: doubtIn(place.window)}, place.theme);
}

/**
 * In drawing order: the p95 line lies on top. The maximum is one sample's: its columns have nothing to do with each
 * other, so they are not joined.
 */
function latencySeries(window: ColumnWindow, view: SessionView): PlotSeries[] {
  const of = (
    kind: PlotSeries['kind'],
    pick: (row: ColumnRow) => number,
    percentile: number,
    own: Tone,
    mark: string,
  ): PlotSeries => {
    const slo = latencySlo(view, percentile);
    const colour =
      slo === null ? own : (value: number) => (value >= slo.bound * 0.8 ? limitTone(value, slo.bound) : own);
    return {values: seriesOf(window, pick), kind, mark, tone: colour};
  };
  return [
    of('dots', (row) => row.max, 100, tone.max, marks.max),
    of('line', (row) => row.p50, 50, tone.p50, marks.p50),
    of('line', (row) => row.p99, 99, tone.p99, marks.p99),
    of('line', (row) => row.p95, 95, tone.p95, marks.p95),
  ];
}

/** Rows from which the baseline's p50 can be told from the live lines. */
const tallRows = 12;

/** The baseline at each column's load, dotted, under the live lines. */
function ghostLines(view: SessionView, place: PlotPlace, rows: number): PlotSeries[] {
  const points = ghostPoints(place.window, shownBaseline(view));
  if (points.every((point) => point === null)) return [];
  const of = (pick: (point: LoadCurvePoint) => number): PlotSeries => ({
    values: ghostSeries(points, pick),
    kind: 'dotted',
    tone: tone.baseline,
    mark: ':',
  });
  return rows >= tallRows ? [of((point) => point.p50), of((point) => point.p95)] : [of((point) => point.p95)];
}

/** What the lines are made of without braille; beside the names then. */
const marks = {max: '^', p99: '+', p95: '*', p50: '-'} as const;

function headingTexts(view: SessionView, slo: SloRow | null, scale: PlotPlace['scale']): string[] {
  const measured = view.load.model === 'closed' ? 'service time' : 'response time';
  const own = [`${measured}   ${scale} scale`, measured];
  const limit = slo === null ? [] : [`╌ SLO ${slo.short} ${sloBound(slo)}`];
  const texts: string[] = [];
  for (const against of [...ghostTexts(view), '']) {
    for (const text of own) texts.push([text, ...limit, against].filter((part) => part !== '').join('   '));
  }
  return texts.sort((a, b) => b.length - a.length);
}

interface QuantileLine {
  readonly label: string;
  readonly percentile: number;
  /** Lines with the lowest rank are shown first where there are few rows. */
  readonly rank: number;
  readonly pick: (view: SessionView) => Quantile | null;
  readonly change: (change: RowChange) => number | null;
  /** Samples from which ten lie above it. */
  readonly needs: string;
  readonly mark: string;
}

// A maximum grows with the number of samples: beside another run's it says nothing.
// prettier-ignore
const quantileLines: readonly QuantileLine[] = [
  {label: 'max', percentile: 100, rank: 3, pick: ({window}) => window.max, change: () => null, needs: '', mark: marks.max},
  {label: 'p99.9', percentile: 99.9, rank: 6, pick: ({window}) => window.p999, change: () => null, needs: 'n<10k', mark: ''},
  {label: 'p99', percentile: 99, rank: 2, pick: ({window}) => window.p99, change: (row) => row.p99, needs: 'n<1k', mark: marks.p99},
  {label: 'p95', percentile: 95, rank: 0, pick: ({window}) => window.p95, change: (row) => row.p95, needs: 'n<200', mark: marks.p95},
  {label: 'p90', percentile: 90, rank: 7, pick: ({window}) => window.p90, change: (row) => row.p90, needs: 'n<100', mark: ''},
  {label: 'p75', percentile: 75, rank: 9, pick: ({window}) => window.p75, change: (row) => row.p75, needs: 'n<40', mark: ''},
  {label: 'p50', percentile: 50, rank: 1, pick: ({window}) => window.p50, change: (row) => row.p50, needs: 'n<20', mark: marks.p50},
  {label: 'min', percentile: 0, rank: 10, pick: ({window}) => window.min, change: (row) => row.min, needs: '', mark: ''},
];

/** Rows right of the plot: heads, as many quantiles as fit, how many samples they are from. */
function drawQuantiles(region: Region, view: SessionView, place: PlotPlace, rows: number): void {
  const x = place.textX;
  const {window} = view;
  region.textRight(x + 12, 1, 'now', tone.dim);
  if (shownBaseline(view) !== null) region.textRight(x + 19, 1, '+/-%', tone.dim);
  if (view.slos.some((slo) => slo.kind === 'latency')) region.textRight(place.textEnd - 1, 1, 'SLO', tone.dim);
  const foot = rows >= 9 ? 2 : rows >= 6 ? 1 : 0;
  const kept = [...quantileLines].sort((a, b) => a.rank - b.rank).slice(0, Math.max(0, rows - 1 - foot));
  const shown = quantileLines.filter((line) => kept.includes(line));
  shown.forEach((line, at) => drawQuantile(region, at + 2, view, place, line));
  const footY = Math.max(shown.length + 2, rows - foot - (rows > shown.length + foot + 2 ? 2 : 0));
  if (foot >= 1) {
    const samples = `n ${shortCount(window.samples)} in ${window.seconds}s`;
    region.text(x, footY, samples, tone.dim);
  }
  if (foot >= 2 && shown.some(({pick}) => pick(view)?.few === true)) {
    region.text(x, footY + 1, '? = under 10 above it', tone.dim);
  }
}

function drawQuantile(region: Region, y: number, view: SessionView, place: PlotPlace, line: QuantileLine): void {
  const x = place.textX;
  const {change} = view.window;
  const quantile = line.pick(view);
  if (place.perCell === 1) region.text(x - 2, y, line.mark, tone.plain);
  region.text(x, y, line.label, tone.plain);
  const [value, look] = quantilePiece(quantile, line.percentile === 95 ? tone.strong : tone.plain);
  region.textRight(x + 12, y, value, look);
  const slo = latencySlo(view, line.percentile);
  if (change !== null) {
    const [text, own] = changePiece(line.change(change), change.loadDiffers, 1, quantile?.few);
    region.textRight(x + 19, y, text, own);
  }
  const sloX = place.textEnd - 5;
  if (slo !== null) {
    const [used, own] = usedPiece(slo);
    region.text(sloX, y, used, own);
  } else if (quantile?.few === true) region.text(sloX, y, line.needs, tone.dim);
}
