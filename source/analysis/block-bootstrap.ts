import type {SparseHistogram} from '../metrics/histogram.ts';
import {binCount, binOfBucket, lowestOfBin, widthOfBin} from './latency-bins.ts';
import {seededRandom} from './seeded-random.ts';

/** Resamples of a run: which blocks of neighbouring cells each is made of. A circular block bootstrap (Politis, Romano, 1992). */
export interface BlockDraws {
  /** Cells of the run. */
  readonly cells: number;
  /** Cells a block. */
  readonly length: number;
  /** Blocks a resample. */
  readonly blocks: number;
  readonly resamples: number;
  /** First cell of each block, resample after resample. */
  readonly starts: Uint16Array;
  /** Errors are multiplied by it: what blocks of this length miss. */
  readonly correction: number;
}

/** @param cells at most 65,535 */
export function drawBlocks(cells: number, length: number, resamples: number, seed: number): BlockDraws {
  const blocks = Math.ceil(cells / length);
  const random = seededRandom(seed);
  const starts = Uint16Array.from({length: blocks * resamples}, () => Math.floor(random() * cells));
  return {cells, length, blocks, resamples, starts, correction: 1};
}

/** A figure of a run, and how much chance moves it. */
export interface Estimate {
  readonly value: number;
  /** Standard error; NaN: not known. */
  readonly error: number;
  /** How far each resample's figure is from `value`; NaN: nothing was drawn. */
  readonly offs: Float64Array;
}

/**
 * Quantiles of a run's latencies, as ln µs, with standard errors.
 * @param cells histograms of each cell, as many cells as `draws` is for
 * @param quantiles ascending, 0 to 1
 */
export function estimateQuantiles(
  cells: readonly (readonly SparseHistogram[])[],
  quantiles: readonly number[],
  draws: BlockDraws,
): readonly Estimate[] {
  const table = blockTable(cells, draws.length);
  if (table === null) return quantiles.map(() => estimate(Number.NaN, new Float64Array(0), draws));
  const whole = wholeDraw(draws, table);
  const values = quantiles.map((quantile) => whole.quantile(quantile));
  const offs = quantiles.map(() => new Float64Array(draws.resamples));
  const resample = createResample(table, draws.cells, draws.blocks);
  for (let b = 0; b < draws.resamples; b++) {
    resample.take(draws.starts, b * draws.blocks);
    for (let i = 0; i < quantiles.length; i++) offs[i]![b] = resample.quantile(quantiles[i]!, i) - values[i]!;
  }
  return values.map((value, i) => estimate(value, offs[i]!, draws));
}

/**
 * A ratio of sums over a run's cells (a rate, a share), with its standard error.
 * @param above by cell
 * @param below by cell
 */
export function estimateRatio(above: Float64Array, below: Float64Array, draws: BlockDraws): Estimate {
  const {length, blocks, resamples, starts} = draws;
  const value = total(above) / total(below);
  const aboveBlocks = blockSums(above, length);
  const belowBlocks = blockSums(below, length);
  const offs = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let top = 0;
    let bottom = 0;
    for (let j = b * blocks; j < (b + 1) * blocks; j++) {
      top += aboveBlocks[starts[j]!]!;
      bottom += belowBlocks[starts[j]!]!;
    }
    offs[b] = top / bottom - value;
  }
  return estimate(value, offs, draws);
}

/** A ratio's estimate as ln of it. */
export function lnOf({value, error, offs}: Estimate): Estimate {
  return {value: Math.log(value), error: error / value, offs: offs.map((off) => off / value)};
}

/** Standard error of the difference of two figures whose resamples took the same blocks. */
export function pairedError(a: Estimate, b: Estimate, draws: BlockDraws): number {
  return errorOf(
    a.offs.map((off, i) => off - b.offs[i]!),
    draws,
  );
}

function estimate(value: number, offs: Float64Array, draws: BlockDraws): Estimate {
  return {value, error: errorOf(offs, draws), offs};
}

/** Of few blocks, resampling shows too little of what chance does. */
function errorOf(offs: Float64Array, {blocks, correction}: BlockDraws): number {
  return blocks < 2 ? Number.NaN : deviation(offs) * Math.sqrt(blocks / (blocks - 1)) * correction;
}

function deviation(offs: Float64Array): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const off of offs) {
    if (Number.isNaN(off)) continue;
    count++;
    sum += off;
    squares += off * off;
  }
  return count < 2 ? Number.NaN : Math.sqrt(Math.max(0, squares - (sum * sum) / count) / (count - 1));
}

/**
 * Of every bin that holds anything, a row: how many latencies up to it lie in the block that begins at each cell. A
 * resample's distribution function is a sum of `blocks` numbers of one row.
 */
interface BlockTable {
  readonly bins: Uint16Array;
  readonly rows: Uint32Array;
  /** By bin, over the whole run. */
  readonly cumulative: Float64Array;
}

/** The rows of the table in use: one at a time, and megabytes each. */
let scratch = new Uint32Array(0);

/** Valid until the next call. */
function blockTable(cells: readonly (readonly SparseHistogram[])[], length: number): BlockTable | null {
  const bins = populatedBins(cells);
  if (bins.length === 0) return null;
  const width = cells.length;
  const rows = countsByBin(cells, bins);
  const cumulative = new Float64Array(bins.length);
  const upTo = new Float64Array(width);
  let samples = 0;
  for (let row = 0; row < bins.length; row++) {
    const base = row * width;
    for (let cell = 0; cell < width; cell++) {
      const count = rows[base + cell]!;
      if (count === 0) continue;
      upTo[cell]! += count;
      samples += count;
    }
    cumulative[row] = samples;
    writeBlockSums(upTo, length, rows, base);
  }
  return {bins, rows, cumulative};
}

function countsByBin(cells: readonly (readonly SparseHistogram[])[], bins: Uint16Array): Uint32Array {
  const width = cells.length;
  const size = bins.length * width;
  if (scratch.length < size) scratch = new Uint32Array(size);
  else scratch.fill(0, 0, size);
  const rowOfBin = new Uint16Array(binCount);
  for (let row = 0; row < bins.length; row++) rowOfBin[bins[row]!] = row;
  for (let cell = 0; cell < width; cell++) {
    for (const {buckets, counts} of cells[cell]!) {
      for (let i = 0; i < buckets.length; i++) {
        scratch[rowOfBin[binOfBucket[buckets[i]!]!]! * width + cell]! += counts[i]!;
      }
    }
  }
  return scratch;
}

function populatedBins(cells: readonly (readonly SparseHistogram[])[]): Uint16Array {
  const seen = new Uint8Array(binCount);
  for (const cell of cells) for (const {buckets} of cell) for (const bucket of buckets) seen[binOfBucket[bucket]!] = 1;
  const bins: number[] = [];
  for (let bin = 0; bin < binCount; bin++) if (seen[bin] === 1) bins.push(bin);
  return Uint16Array.from(bins);
}

function blockSums(values: Float64Array, length: number): Float64Array {
  const sums = new Float64Array(values.length);
  writeBlockSums(values, length, sums, 0);
  return sums;
}

/** Sums over `length` neighbours from each value on; after the last comes the first. At most as many as there are. */
function writeBlockSums(values: Float64Array, length: number, into: Uint32Array | Float64Array, base: number): void {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i]!;
  for (let start = 0; start < n; start++) {
    into[base + start] = sum;
    const end = start + length;
    sum += values[end < n ? end : end - n]! - values[start]!;
  }
}

function wholeDraw({cells}: BlockDraws, {bins, cumulative}: BlockTable): {quantile(quantile: number): number} {
  const samples = cells === 0 ? 0 : cumulative[cumulative.length - 1]!;
  return {
    quantile(quantile) {
      const rank = quantile * samples;
      const row = cumulative.findIndex((count) => count >= rank);
      return lnWithin(bins[row]!, rank, row === 0 ? 0 : cumulative[row - 1]!, cumulative[row]!);
    },
  };
}

interface Resample {
  take(starts: Uint16Array, from: number): void;
  /** ln µs; NaN when nothing was drawn. `which`: of the quantiles; the search begins where it ended the last time. */
  quantile(quantile: number, which: number): number;
}

function createResample({bins, rows}: BlockTable, width: number, blocks: number): Resample {
  const last = bins.length - 1;
  const hints: number[] = [];
  let starts: Uint16Array = new Uint16Array(0);
  let from = 0;
  let samples = 0;

  function countUpTo(row: number): number {
    const base = row * width;
    let count = 0;
    for (let j = from; j < from + blocks; j++) count += rows[base + starts[j]!]!;
    return count;
  }

  return {
    take(newStarts, newFrom) {
      starts = newStarts;
      from = newFrom;
      samples = countUpTo(last);
    },
    quantile(quantile, which) {
      if (samples === 0) return Number.NaN;
      const rank = quantile * samples;
      // Invariant: count(low) < rank ≤ count(high).
      let low = -1;
      let lowCount = 0;
      let high = last;
      let highCount = samples;
      let probe = Math.min(last, hints[which] ?? last >> 1);
      for (let stride = 4; high - low > 1;) {
        const count = countUpTo(probe);
        const wasHigh = count >= rank;
        if (wasHigh) {
          high = probe;
          highCount = count;
        } else {
          low = probe;
          lowCount = count;
        }
        // Ever longer strides away from the hint, until the rank lies between; then halves.
        const next = wasHigh ? high - stride : low + stride;
        stride *= 4;
        probe = next > low && next < high ? next : (low + high) >> 1;
      }
      hints[which] = high;
      return lnWithin(bins[high]!, rank, lowCount, highCount);
    },
  };
}

/** Latencies of a bin lie evenly in it. */
function lnWithin(bin: number, rank: number, before: number, upTo: number): number {
  const share = upTo === before ? 1 : (rank - before) / (upTo - before);
  return Math.log(Math.max(0.5, lowestOfBin(bin) + share * widthOfBin(bin)));
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
