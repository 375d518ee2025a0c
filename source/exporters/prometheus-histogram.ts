import {cumulativeCounts} from '../metrics/cumulative-counts.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import type {MetricSample} from './prometheus-metrics.ts';

/** A histogram as Prometheus has it: cumulative counts up to each bound, `+Inf`, sum (s) and count. */
export function histogramSamples(
  labels: Readonly<Record<string, string>>,
  histogram: SparseHistogram,
  sumUs: number,
): MetricSample[] {
  const buckets = cumulativeCounts(histogram);
  return [
    ...buckets.map(({le, count}) => ({labels: {...labels, le}, value: count, suffix: '_bucket'})),
    {labels, value: sumUs / 1e6, suffix: '_sum'},
    {labels, value: buckets.at(-1)!.count, suffix: '_count'},
  ];
}
