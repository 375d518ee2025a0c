import {highestOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {LatencyBin} from './view.ts';

/** Upper edges, µs, in steps of 1-2-3-5-7.5 from 1 µs to the 120 s histograms reach. */
const edgesUs: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
  .flatMap((power) => [1, 2, 3, 5, 7.5].map((step) => step * 10 ** power))
  .filter((edge) => edge <= 200_000_000);

/**
 * The histogram panel's bins: from the first with samples to the last, of now and the baseline together. A bucket belongs
 * to the bin its highest value is in. The baseline's shares are scaled to the number of samples now.
 */
export function latencyBins(now: SparseHistogram, baseline: SparseHistogram | null): readonly LatencyBin[] {
  const counts = countByEdge(now, edgesUs);
  const baselineCounts = baseline === null ? null : countByEdge(baseline, edgesUs);
  const used = edgesUs.map((_, edge) => counts[edge]! > 0 || (baselineCounts?.[edge] ?? 0) > 0);
  const first = used.indexOf(true);
  if (first === -1) return [];
  const scale = baselineCounts === null ? 0 : total(counts) / Math.max(1, total(baselineCounts));
  return edgesUs.slice(first, used.lastIndexOf(true) + 1).map((upToUs, offset) => ({
    upToUs,
    count: counts[first + offset]!,
    baselineCount: baselineCounts === null ? null : baselineCounts[first + offset]! * scale,
  }));
}

/**
 * Samples per bin. A bucket of the histogram belongs to the bin its highest value is in: where one lies across an edge,
 * samples up to 0.1% under the edge count above it.
 * @param edges upper ones, µs, ascending; what is above the last counts in its bin
 */
export function countByEdge({buckets, counts}: SparseHistogram, edges: readonly number[]): number[] {
  const sums = edges.map(() => 0);
  let edge = 0;
  for (let i = 0; i < buckets.length; i++) {
    const us = highestOf(buckets[i]!);
    while (edge < edges.length - 1 && edges[edge]! < us) edge++;
    sums[edge]! += counts[i]!;
  }
  return sums;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
