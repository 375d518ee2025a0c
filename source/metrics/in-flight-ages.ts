import {bucketOf, emptySparse, type SparseHistogram} from './histogram.ts';

/**
 * Ages of requests in flight, coarsely: 8 bins an octave from 64 µs on, everything younger in bin 0.
 *
 *   age (µs)   0 ── 63 │ 64 ── 71 │ 72 ── 79 │ … │ 120 ── 127 │ 128 ── 143 │ …
 *   bin            0   │    1     │    2     │ … │     8      │     9      │ …
 */
const firstOctave = 6;
const maxAgeUs = 120_000_000;

/** Bins of `inFlightAgeBin`. */
export const inFlightAgeBinCount = 1 + binOf(maxAgeUs);

/** Bin of an age in µs; ages past 120 s count in the last one. */
export function inFlightAgeBin(us: number): number {
  return us < 64 ? 0 : binOf(us > maxAgeUs ? maxAgeUs : us | 0);
}

/** The least age (µs) that falls into the bin. */
export function leastAgeUs(bin: number): number {
  if (bin === 0) return 0;
  const octave = (bin - 1) >>> 3;
  return (8 + ((bin - 1) & 7)) * 2 ** (octave + firstOctave - 3);
}

/** Counts by bin as a histogram of least ages: a request is at least as old as it says. */
export function agesToSparse(counts: ArrayLike<number>): SparseHistogram {
  const filled: number[] = [];
  for (let bin = 0; bin < counts.length; bin++) if (counts[bin]! > 0) filled.push(bin);
  if (filled.length === 0) return emptySparse;
  return {
    buckets: Uint16Array.from(filled, (bin) => bucketOf(leastAgeUs(bin))),
    counts: Uint32Array.from(filled, (bin) => counts[bin]!),
  };
}

function binOf(us: number): number {
  const octave = 31 - Math.clz32(us);
  return 1 + ((octave - firstOctave) << 3) + ((us >>> (octave - 3)) & 7);
}
