/**
 * Latency histogram: µs, 3 significant digits, up to 120 s, fixed size, mergeable by adding counts.
 *
 *   value v (µs)   0 ─────── 2047 │ 2048 ── 4095 │ 4096 ── 8191 │ …
 *   bucket width        1         │      2       │      4       │ …
 *
 * The layout equals hdr-histogram-js's `_counts` for (1, 120 s, 3 digits) bit for bit, so files can hold HDR V2.
 */
export const maxTrackableUs = 120_000_000;

/** Number of buckets: 18 halves of 1024 above the first 1024, as HdrHistogram sizes it. */
export const bucketCount = 18_432;

/** Bucket of a value in µs; values past 120 s count in the last bucket. */
export function bucketOf(valueUs: number): number {
  const value = valueUs > maxTrackableUs ? maxTrackableUs : valueUs < 0 ? 0 : valueUs | 0;
  if (value < 2048) return value;
  const shift = 21 - Math.clz32(value);
  return (shift << 10) + (value >>> shift);
}

/** Lowest value (µs) that falls into the bucket. */
export function lowestOf(bucket: number): number {
  if (bucket < 2048) return bucket;
  const shift = (bucket >>> 10) - 1;
  return ((bucket & 1023) + 1024) * 2 ** shift;
}

/** Highest value (µs) that falls into the bucket: what HdrHistogram reports for a percentile. */
export function highestOf(bucket: number): number {
  if (bucket < 2048) return bucket;
  const shift = (bucket >>> 10) - 1;
  return lowestOf(bucket) + 2 ** shift - 1;
}

/** Counts as pairs, ascending by bucket: the form in which intervals and cells travel and are kept. */
export interface SparseHistogram {
  readonly buckets: Uint16Array;
  readonly counts: Uint32Array;
}

export const emptySparse: SparseHistogram = {buckets: new Uint16Array(0), counts: new Uint32Array(0)};

/** The non-zero counts of a dense histogram. */
export function toSparse(dense: Uint32Array): SparseHistogram {
  let size = 0;
  for (let i = 0; i < dense.length; i++) if (dense[i] !== 0) size++;
  const buckets = new Uint16Array(size);
  const counts = new Uint32Array(size);
  for (let i = 0, at = 0; at < size; i++) {
    const count = dense[i]!;
    if (count === 0) continue;
    buckets[at] = i;
    counts[at++] = count;
  }
  return {buckets, counts};
}

/** Adds (`sign` 1) or takes away (`sign` −1) what was added before. */
export function addSparse(dense: Uint32Array, sparse: SparseHistogram, sign: 1 | -1 = 1): void {
  const {buckets, counts} = sparse;
  for (let i = 0; i < buckets.length; i++) dense[buckets[i]!]! += sign * counts[i]!;
}

/** All zero between calls: merging adds into it and empties what it touched. */
const scratch = new Uint32Array(bucketCount);
const mergedBuckets = new Uint16Array(bucketCount);
const mergedCounts = new Uint32Array(bucketCount);

/** Sum of sparse histograms, sparse again. */
export function mergeSparse(parts: readonly SparseHistogram[]): SparseHistogram {
  if (parts.length === 1) return parts[0]!;
  let low = bucketCount;
  let high = -1;
  for (const part of parts) {
    const {buckets} = part;
    if (buckets.length === 0) continue;
    if (buckets[0]! < low) low = buckets[0]!;
    if (buckets[buckets.length - 1]! > high) high = buckets[buckets.length - 1]!;
    addSparse(scratch, part);
  }
  if (high === -1) return emptySparse;
  let size = 0;
  for (let bucket = low; bucket <= high; bucket++) {
    const count = scratch[bucket]!;
    if (count === 0) continue;
    mergedBuckets[size] = bucket;
    mergedCounts[size++] = count;
    scratch[bucket] = 0;
  }
  return {buckets: mergedBuckets.slice(0, size), counts: mergedCounts.slice(0, size)};
}

export function countSparse(sparse: SparseHistogram): number {
  let total = 0;
  for (const count of sparse.counts) total += count;
  return total;
}

/**
 * Values (µs) at the given percentiles of a sparse histogram, as HdrHistogram reports them (highest equivalent value of
 * the bucket that holds the ⌈q·n⌉-th sample), never above `maxUs`. NaN without samples.
 * @param percentiles ascending, 0 to 100
 */
export function percentilesOf(
  sparse: SparseHistogram,
  percentiles: readonly number[],
  maxUs = Number.POSITIVE_INFINITY,
): number[] {
  const total = countSparse(sparse);
  if (total === 0) return percentiles.map(() => Number.NaN);
  const mostUs = Number.isNaN(maxUs) ? Number.POSITIVE_INFINITY : maxUs;
  const values: number[] = [];
  let at = 0;
  let seen = 0;
  for (const percentile of percentiles) {
    const exactRank = (percentile / 100) * total;
    const rank = Math.max(1, Math.ceil(exactRank - exactRank * Number.EPSILON));
    while (at < sparse.counts.length && seen + sparse.counts[at]! < rank) seen += sparse.counts[at++]!;
    const bucket = sparse.buckets[Math.min(at, sparse.buckets.length - 1)]!;
    values.push(Math.min(highestOf(bucket), mostUs));
  }
  return values;
}
