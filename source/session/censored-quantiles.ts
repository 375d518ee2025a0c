import {readQuantiles, type DenseHistogram} from '../metrics/dense-histogram.ts';
import {highestOf, lowestOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {Quantile} from './view.ts';

/** With fewer samples above it, a quantile moves by chance. */
export const enoughAbove = 10;

/** Ages that lift a quantile by less are what any moment has in flight. */
const noticeableShare = 0.05;

/**
 * Quantiles of what has ended, lifted by what has not: a request in flight takes at least as long as it is old, so of the
 * ages those above a quantile count as samples of at least that (right-censored). Where they move it, it says `atLeast`.
 * @param percentiles ascending, 0 to 100
 * @param maxUs exact maximum of the samples
 * @param ages µs, at their least; null: the plain quantiles
 */
export function censoredQuantiles(
  latency: DenseHistogram,
  percentiles: readonly number[],
  maxUs: number,
  ages: SparseHistogram | null,
): readonly (Quantile | null)[] {
  const plain = readQuantiles(latency, percentiles, maxUs).map((reading): Quantile | null =>
    reading === null ? null : {us: reading.us, few: reading.above < enoughAbove, atLeast: false},
  );
  if (ages === null || ages.buckets.length === 0) return plain;
  let leastUs = 0;
  return plain.map((quantile, index) => {
    const lifted = liftedBy(ages, {latency, maxUs}, percentiles[index]!, quantile) ?? quantile;
    if (lifted === null) return null;
    // One that was lifted by just too little must not fall behind a lower one that was lifted.
    const inOrder = lifted.us >= leastUs ? lifted : {...lifted, us: leastUs, atLeast: true};
    leastUs = inOrder.us;
    return inOrder;
  });
}

/** Null: not lifted. */
function liftedBy(
  ages: SparseHistogram,
  ended: {readonly latency: DenseHistogram; readonly maxUs: number},
  percentile: number,
  plain: Quantile | null,
): Quantile | null {
  const floorUs = plain?.us ?? -1;
  let from = 0;
  while (from < ages.buckets.length && lowestOf(ages.buckets[from]!) <= floorUs) from++;
  let older = 0;
  for (let i = from; i < ages.counts.length; i++) older += ages.counts[i]!;
  if (older === 0) return null;
  const total = ended.latency.total + older;
  const rank = Math.max(1, Math.ceil((percentile / 100) * total - Number.EPSILON * total));
  const us = valueAt(rank, ended, ages, from);
  if (plain !== null && us <= plain.us * (1 + noticeableShare)) return null;
  return {us, few: total - rank < enoughAbove, atLeast: true};
}

/** The rank-th of samples and ages together. */
function valueAt(
  rank: number,
  {latency: {counts}, maxUs}: {readonly latency: DenseHistogram; readonly maxUs: number},
  ages: SparseHistogram,
  from: number,
): number {
  let seen = 0;
  let age = from;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    seen += counts[bucket]!;
    if (seen >= rank) return Math.min(highestOf(bucket), maxUs);
    if (ages.buckets[age] !== bucket) continue;
    seen += ages.counts[age++]!;
    if (seen >= rank) return lowestOf(bucket);
  }
  return lowestOf(ages.buckets.at(-1)!);
}
