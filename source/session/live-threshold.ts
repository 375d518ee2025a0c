import type {Threshold} from '../domain/profile.ts';
import {addToDense, createDense} from '../metrics/dense-histogram.ts';
import {countSparse, lowestOf, type SparseHistogram} from '../metrics/histogram.ts';
import {allNames, emptyName} from '../metrics/merge-metrics.ts';
import {censoredQuantiles} from './censored-quantiles.ts';
import {selectedTraffic, type Selection} from './series-index.ts';
import {isFew, thresholdValue, type ThresholdReading} from './threshold-value.ts';

/** The quantiles of a row of figures, ascending. */
export const shownPercentiles = [50, 75, 90, 95, 99, 99.9] as const;

/** What a threshold bounds, as it stands while the run lasts. */
export interface LiveValue {
  /** Of what has ended; null: nothing tells. */
  readonly ended: number | null;
  /** Raised to what the requests in flight make it at least. */
  readonly value: number | null;
  /** It is a quantile that few samples lie above. */
  readonly few: boolean;
  /** It was raised. */
  readonly atLeast: boolean;
}

/**
 * The value a threshold bounds by what has ended, and as the headline has it: lifted by the ages of what has not. Ages
 * have no names: they say something of all requests, and of one where it is the only one.
 * @param selection see `thresholdValue`
 * @param ages µs, at their least; null: the target answers, nothing is lifted
 */
export function liveValue(
  threshold: Threshold,
  reading: ThresholdReading,
  selection: Selection,
  ages: SparseHistogram | null,
): LiveValue {
  const ended = thresholdValue(threshold, reading, selection);
  const plain = {ended, value: ended, few: isFew(threshold, reading, selection), atLeast: false};
  if (ages === null || ages.buckets.length === 0 || threshold.metric !== 'http_req_duration') return plain;
  const lifted = liftedValue(threshold, reading, selection, ages);
  if (lifted === null || lifted.us <= (ended ?? -1)) return plain;
  return {ended, value: lifted.us, few: lifted.few, atLeast: true};
}

function liftedValue(
  {aggregation}: Threshold,
  reading: ThresholdReading,
  selection: Selection,
  ages: SparseHistogram,
): {readonly us: number; readonly few: boolean} | null {
  const {latency, latencySumUs, latencyMaxUs} = selectedTraffic(selection, reading) ?? emptyName(allNames);
  if (aggregation.kind === 'max') return {us: lowestOf(ages.buckets.at(-1)!), few: false};
  if (aggregation.kind === 'avg') {
    const count = countSparse(latency) + countSparse(ages);
    const agesUs = ages.buckets.reduce((sum, bucket, index) => sum + lowestOf(bucket) * ages.counts[index]!, 0);
    return {us: (latencySumUs + agesUs) / count, few: false};
  }
  if (aggregation.kind !== 'p' && aggregation.kind !== 'med') return null;
  const percentile = aggregation.kind === 'p' ? aggregation.percentile : 50;
  // With those of a row beside it: its quantiles are kept in order, and this must read as they do.
  const percentiles = [...new Set([...shownPercentiles, percentile])].sort((a, b) => a - b);
  const dense = createDense();
  addToDense(dense, latency);
  return censoredQuantiles(dense, percentiles, latencyMaxUs, ages)[percentiles.indexOf(percentile)]!;
}
