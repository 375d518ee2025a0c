import {lowestOf, type SparseHistogram} from './histogram.ts';

/** Upper bounds of what Prometheus is given as buckets, s. */
export const boundsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 30, 60,
] as const;

/**
 * A histogram as Prometheus has it: how many samples lie up to each bound, `+Inf` the last.
 *
 *   ours     … │ 2498 2499 │ 2500 2501 │ 2502 …  µs
 *   a bound                  ▲ 2500: all of the bucket it lies in counts as within
 *
 * Counts up to 2 ms are exact; above, samples up to 0.1% over a bound may count as within it.
 */
export function cumulativeCounts({buckets, counts}: SparseHistogram): {readonly le: string; readonly count: number}[] {
  let at = 0;
  let seen = 0;
  const bounded = boundsSeconds.map((bound) => {
    const boundUs = Math.round(bound * 1e6);
    while (at < buckets.length && lowestOf(buckets[at]!) <= boundUs) seen += counts[at++]!;
    return {le: String(bound), count: seen};
  });
  while (at < counts.length) seen += counts[at++]!;
  return [...bounded, {le: '+Inf', count: seen}];
}
