import type {Cell} from '../metrics/cell.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import {mergeDurations} from '../metrics/merge-metrics.ts';
import type {SnapshotArrivals} from '../domain/snapshot.ts';
import {enoughAbove} from './censored-quantiles.ts';
import type {ArrivalsView, Quantile} from './view.ts';

/**
 * The open model's own figures.
 * @param cells complete seconds of the headline window
 * @param run over the run so far
 */
export function buildArrivalsView(
  cells: readonly Cell[],
  run: SnapshotArrivals,
  gauges: {readonly queued: number; readonly maxVus: number},
): ArrivalsView {
  const seconds = cells.reduce((sum, cell) => sum + cell.coveredMs, 0) / 1000;
  const perSecond = (pick: (metrics: Cell['metrics']) => number): number =>
    seconds === 0 ? 0 : cells.reduce((sum, cell) => sum + pick(cell.metrics), 0) / seconds;
  return {
    offeredPerSecond: perSecond((metrics) => metrics.arrivals),
    startedPerSecond: perSecond((metrics) => metrics.arrivalsStarted),
    achievedPerSecond: perSecond((metrics) => metrics.iterations),
    droppedPerSecond: perSecond((metrics) => metrics.arrivalsDropped),
    queued: gauges.queued,
    dropped: run.dropped,
    missed: run.missed,
    maxVus: gauges.maxVus,
    sendLag: sendLagOf(cells),
  };
}

function sendLagOf(cells: readonly Cell[]): ArrivalsView['sendLag'] {
  const {histogram, maxUs} = mergeDurations(cells.map((cell) => cell.metrics.sendLag));
  const count = countSparse(histogram);
  if (count === 0) return null;
  const percentiles = [50, 99] as const;
  const [p50, p99] = percentilesOf(histogram, percentiles, maxUs).map((us, index): Quantile => {
    const above = count - Math.max(1, Math.ceil((percentiles[index]! / 100) * count));
    return {us, few: above < enoughAbove, atLeast: false};
  });
  return {p50: p50!, p99: p99!};
}

/** With what one more reading counted. */
export function addArrivals(sum: SnapshotArrivals, metrics: IntervalMetrics): SnapshotArrivals {
  return {
    offered: sum.offered + metrics.arrivals,
    started: sum.started + metrics.arrivalsStarted,
    dropped: sum.dropped + metrics.arrivalsDropped,
    missed: sum.missed + metrics.arrivalsMissed,
  };
}
