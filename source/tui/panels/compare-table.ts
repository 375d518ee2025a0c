import type {MetricComparison} from '../../domain/comparison.ts';
import {formatChange} from '../../domain/format.ts';
import type {ComparisonView} from '../../session/view-comparison.ts';
import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import {drawBarHeads, drawChangeBar} from './change-bar.ts';
import {
  changeText,
  intervalText,
  metricLabel,
  metricValue,
  sideNames,
  verdictPiece,
  verdictTones,
} from './compare-text.ts';

/** Where columns end, or start (`bar`, `verdict`); null: no room for it. */
interface Places {
  readonly label: number;
  readonly before: number;
  readonly now: number;
  readonly change: number;
  readonly bar: {readonly x: number; readonly cells: number} | null;
  readonly interval: number | null;
  /** Least change that would have been found. */
  readonly detectable: number | null;
  readonly verdict: number;
}

/** Where there are few rows, the most telling first. */
const ranks: Readonly<Record<string, number>> = {
  p95: 0,
  p50: 1,
  p99: 2,
  'req/s': 3,
  'error share': 4,
  p90: 5,
  max: 6,
  'received/s': 7,
};

/**
 * Heads, and a row per metric of all requests: before, now, the change as figure and bar, its interval, the verdict.
 *
 *     metric       B  S1    A  live   change  -50%   0   +50%  +100%     interval  verdict
 *     p95          209ms      263ms     +26%         |▮▮▮▮▮            +22..+30%  ! regression
 */
export function drawCompareTable(region: Region, comparison: ComparisonView, absolute: boolean): void {
  const {columns, rows} = region;
  const metrics = comparison.result.requests.find(({name}) => name === null)?.metrics ?? [];
  const places = placesFor(columns, absolute);
  region.text(places.label, 0, 'metric', tone.dim);
  const [beforeCells, nowCells] = [places.before - places.label - 11, places.now - places.before - 5];
  region.textRight(places.before, 0, `B  ${sideNames(comparison, beforeCells).b}`, tone.baseline);
  region.textRight(places.now, 0, `A  ${sideNames(comparison, nowCells).a}`, tone.strong);
  region.textRight(places.change, 0, 'change', tone.dim);
  if (places.bar !== null) drawBarHeads(region, places.bar.x, 0, places.bar.cells);
  if (places.interval !== null) region.textRight(places.interval, 0, 'interval', tone.dim);
  if (places.detectable !== null) region.textRight(places.detectable, 0, 'would see', tone.dim);
  region.text(places.verdict, 0, 'verdict', tone.dim);
  fewest(metrics, rows - 1).forEach((metric, at) => drawMetric(region, at + 1, metric, places, absolute));
}

/** Metrics that a comparison of that many rows shows. */
function fewest(metrics: readonly MetricComparison[], rows: number): readonly MetricComparison[] {
  if (metrics.length <= rows) return metrics;
  const kept = new Set(metrics.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, rows)));
  return metrics.filter((metric) => kept.has(metric));
}

function rank({metric}: MetricComparison): number {
  return Object.hasOwn(ranks, metric) ? ranks[metric]! : 9;
}

function placesFor(columns: number, absolute: boolean): Places {
  if (columns < 78) {
    return {label: 1, before: 17, now: 27, change: 36, bar: null, interval: null, detectable: null, verdict: 38};
  }
  // Two figures with their units are wider than two percentages.
  const wide = absolute ? 20 : 12;
  if (columns < 100) {
    const interval = absolute ? null : 54;
    return {label: 1, before: 23, now: 33, change: 41, bar: null, interval, detectable: null, verdict: 57};
  }
  const verdictCells = columns >= 160 ? 34 : 21;
  const verdict = columns - verdictCells;
  const detectable = columns >= 160 ? verdict - 3 : null;
  const interval = (detectable === null ? verdict : detectable - 10) - 3;
  // Two snapshots' names are told apart by more of them than `live` is.
  const [before, now] = columns >= 160 ? [34, 54] : [28, 40];
  const change = now + 9;
  const cells = Math.min(61, interval - wide - 2 - change - 3);
  const bar = cells >= 20 ? {x: change + 3, cells} : null;
  return {label: 3, before, now, change, bar, interval, detectable, verdict};
}

function drawMetric(region: Region, y: number, metric: MetricComparison, places: Places, absolute: boolean): void {
  const untested = metric.verdict === 'UNTESTED';
  const own = untested ? tone.dim : tone.plain;
  const look = verdictTones[metric.verdict];
  region.text(places.label, y, metricLabel(metric), tone.plain);
  region.textRight(places.before, y, metricValue(metric.metric, metric.before), own);
  region.textRight(places.now, y, metricValue(metric.metric, metric.now), untested ? own : tone.strong);
  region.textRight(places.change, y, changeText(metric, absolute), untested ? tone.dim : look);
  if (places.bar !== null) drawChangeBar(region, places.bar.x, y, {...places.bar, change: metric.change, look});
  if (places.interval !== null) region.textRight(places.interval, y, intervalText(metric, absolute), tone.plain);
  if (places.detectable !== null && metric.detectable !== null && Number.isFinite(metric.detectable)) {
    region.textRight(places.detectable, y, `≥${formatChange(metric.detectable).replace(/^\+/, '')}`, tone.dim);
  }
  region.text(places.verdict, y, ...verdictPiece(metric, region.columns - places.verdict - 1));
}
