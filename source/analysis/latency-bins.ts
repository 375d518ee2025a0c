import {bucketCount, lowestOf} from '../metrics/histogram.ts';

/*
 * Coarser buckets for resampling, 256 to the octave: every bucket of a histogram falls into one of them whole.
 *
 *   value v (µs)   0 ─── 511 │ 512 ── 1023 │ 1024 ── 2047 │ …
 *   bin width          1     │      2      │       4      │ …      at most 0.4% of the value
 */
const perOctave = 256;

/** Lowest value (µs) of a bin. */
export function lowestOfBin(bin: number): number {
  if (bin < 2 * perOctave) return bin;
  const shift = Math.floor(bin / perOctave) - 1;
  return (perOctave + (bin % perOctave)) * 2 ** shift;
}

/** Width of a bin, µs: to where the next one begins. */
export function widthOfBin(bin: number): number {
  return bin < 2 * perOctave ? 1 : 2 ** (Math.floor(bin / perOctave) - 1);
}

function binOf(valueUs: number): number {
  if (valueUs < 2 * perOctave) return valueUs;
  const shift = 23 - Math.clz32(valueUs);
  return shift * perOctave + (valueUs >>> shift);
}

/** By bucket of a histogram. */
export const binOfBucket: Uint16Array = Uint16Array.from({length: bucketCount}, (_, bucket) => binOf(lowestOf(bucket)));

export const binCount = binOfBucket[bucketCount - 1]! + 1;
