import {addSparse, bucketCount, highestOf, toSparse, type SparseHistogram} from './histogram.ts';

/** A histogram that is added to and taken from many times: 72 KiB of counts with their total. */
export interface DenseHistogram {
  readonly counts: Uint32Array;
  total: number;
}

export function createDense(): DenseHistogram {
  return {counts: new Uint32Array(bucketCount), total: 0};
}

/** Adds (`sign` 1) or takes away (`sign` −1) a histogram; only what was added before may be taken away. */
export function addToDense(dense: DenseHistogram, sparse: SparseHistogram, sign: 1 | -1 = 1): void {
  addSparse(dense.counts, sparse, sign);
  for (const count of sparse.counts) dense.total += sign * count;
}

/** The counts as they stand now, copied. */
export function sparseOf(dense: DenseHistogram): SparseHistogram {
  return toSparse(dense.counts);
}

/** A quantile with how much it can be trusted. */
export interface QuantileReading {
  readonly us: number;
  /** Samples above it. */
  readonly above: number;
}

/**
 * Quantiles as `percentilesOf` reads them, each with the number of samples above it; null without samples.
 * @param percentiles ascending, 0 to 100
 * @param maxUs exact maximum: nothing reads above it
 */
export function readQuantiles(
  dense: DenseHistogram,
  percentiles: readonly number[],
  maxUs: number,
): (QuantileReading | null)[] {
  const {counts, total} = dense;
  if (total === 0) return percentiles.map(() => null);
  let bucket = 0;
  let seen = counts[0]!;
  return percentiles.map((percentile) => {
    const exactRank = (percentile / 100) * total;
    const rank = Math.min(total, Math.max(1, Math.ceil(exactRank - exactRank * Number.EPSILON)));
    while (seen < rank) seen += counts[++bucket]!;
    return {us: Math.min(highestOf(bucket), maxUs), above: total - rank};
  });
}
