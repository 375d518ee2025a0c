import {errorKinds} from '../domain/error-kind.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import {bucketCount} from './histogram.ts';
import {phases} from './interval.ts';
import {inFlightAgeBinCount} from './in-flight-ages.ts';

export {inFlightAgeBin, inFlightAgeBinCount} from './in-flight-ages.ts';

/**
 * Where a worker's measurements lie in its SharedArrayBuffer. One writer (the worker), one reader (the collector).
 *
 *   control │ gauges │ VUs by scenario │ ages in flight │ undo │ bank 0: doubles, words │ bank 1 │ pages ─► grows
 *                                                                              └ directories: histogram × 18 ─┘ 4 KiB each
 *
 * The writer records into the active bank; the reader switches banks, waits until the writer has left the old one (at
 * most one record long) and then owns it: it takes the counts out and leaves zeros. So every record is in exactly one
 * reading, whole, and the exact minimum and maximum belong to the same samples as the histogram beside them.
 *
 * Bucket counts lie in pages of 1,024 cells, found through a directory. A page is there from the first count in it on
 * and stays; the buffer grows by chunks of pages and nothing is ever moved or copied. Memory of a request name:
 *
 *   fixed 656 bytes · typical about 40 KiB (latencies within four octaves, statuses) · worst 160.6 KiB (every page)
 *
 * The undo log holds what the words of the record that is being made were before, so that a record in which its thread
 * died can be taken back.
 */

/** Words of the control block. */
export const control = {
  activeBank: 0,
  /** Bank the writer is in, plus 1; 0 when it is in none. */
  busy: 1,
  activeVus: 2,
  inFlight: 3,
  openSockets: 4,
  appliedRevision: 5,
  queued: 6,
  /** Of the ages in flight: odd while they are being written. */
  agesSequence: 7,
  finishedVus: 8,
  /** Even: doubles follow. */
  size: 10,
} as const;

/** Doubles of the gauge block. A 64-bit store that is aligned is never torn on the platforms Node runs on. */
export const gauge = {
  /** Age of the oldest request in flight when the worker last looked, ms; NaN when there was none. */
  oldestAgeMs: 0,
  utilisation: 1,
  loopDelayMs: 2,
  /** CPU time over wall time of the worker thread, 0 to 1; NaN where it cannot be told. */
  cpuShare: 3,
  /** Run clock at the last sign of life, ms. */
  heartbeatMs: 4,
  size: 5,
} as const;

/** Statuses have three digits. */
export const statusLimit = 1000;
/** Room for kinds that are appended later. */
const errorLimit = 32;
if (errorKinds.length > errorLimit) throw new Error('more error kinds than the shared layout has room for');

export const noMinimum = 0xffff_ffff;

/** Cells (words) of a page, as a power of two: 4 KiB. */
export const pageBits = 10;
export const pageCells = 1 << pageBits;
/** Pages by which the buffer grows, as a power of two: 256 KiB. */
export const chunkBits = 6;
const chunkPages = 1 << chunkBits;
export const chunkCells = chunkPages * pageCells;

/** Pages of one histogram. */
export const histogramPages = bucketCount / pageCells;

/** Words of one histogram: minimum, maximum, and per page its number (from 1 on; 0: nothing was counted in it yet). */
export const histogramWord = {minUs: 0, maxUs: 1, pages: 2, size: 2 + histogramPages} as const;

/** Words per request name. */
export const nameWord = {
  started: 0,
  answered: 1,
  failed: 2,
  aborted: 3,
  /** Page numbers. */
  statuses: 4,
  unexpected: 5,
  errors: 6,
  phaseCounts: 6 + errorLimit,
  latency: 6 + errorLimit + phases.length,
  size: 6 + errorLimit + phases.length + histogramWord.size,
} as const;

/** Doubles per request name: they hold sums that outgrow 32 bits. */
export const nameDouble = {bytesIn: 0, bytesOut: 1, latencySumUs: 2, phaseSumsUs: 3, size: 3 + phases.length} as const;

/** Histograms over all names, by index; those of the phases follow. */
export const totalHistogram = {
  iteration: 0,
  serviceTime: 1,
  sendLag: 2,
  startLag: 3,
  clientWait: 4,
  phases: 5,
  size: 5 + phases.length,
} as const;

/** Words over all names, behind those of the names. */
export const totalWord = {
  iterations: 0,
  interrupted: 1,
  connectionsOpened: 2,
  arrivals: 3,
  arrivalsStarted: 4,
  arrivalsDropped: 5,
  arrivalsMissed: 6,
  flowErrors: 7,
  histograms: 8,
  size: 8 + totalHistogram.size * histogramWord.size,
} as const;

/** Words per check, behind those over all names. */
export const checkWord = {passed: 0, failed: 1, cut: 2, size: 3} as const;

/** What a single record may change of each, words and doubles, with room to spare. */
const undoEntries = 64;
/**
 * Indices count words or doubles from the buffer's start. Both counts are one word, so that a single store says that a
 * record has happened and there is nothing to take back.
 */
export const undo = {
  /** Words + doubles × `aDouble`. */
  counts: 0,
  aDouble: 256,
  /** Pairs of an index and what was there before. */
  words: 1,
  doubleIndices: 1 + 2 * undoEntries,
  size: 1 + 3 * undoEntries,
  doubles: undoEntries,
} as const;

export interface Bank {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  /** Index of the first of `words` among all words of the buffer, and of `doubles` among all doubles. */
  readonly wordsAt: number;
  readonly doublesAt: number;
}

/** What is counted beside request names. */
export interface SharedCounts {
  readonly checks: number;
  readonly scenarios: number;
}

export const namesOnly: SharedCounts = {checks: 0, scenarios: 0};

export function sharedCounts({checks, scenarios}: Pick<RunPlan, 'checks' | 'scenarios'>): SharedCounts {
  return {checks: checks.length, scenarios: scenarios.length};
}

export interface SharedViews {
  readonly names: number;
  readonly checks: number;
  readonly control: Int32Array;
  readonly gauges: Float64Array;
  readonly scenarioVus: Int32Array;
  readonly ages: Int32Array;
  readonly undoWords: Uint32Array;
  readonly undoDoubles: Float64Array;
  readonly banks: readonly [Bank, Bank];
  /** Where the pages begin, bytes. */
  readonly pagesAt: number;
}

/** Bytes of each part. */
function sizes(names: number, counts: SharedCounts): {doubles: number; words: number; fixed: number; most: number} {
  const doubles = 8 * (names * nameDouble.size + totalHistogram.size);
  const words = evenWords(names * nameWord.size + totalWord.size + counts.checks * checkWord.size);
  const head =
    control.size * 4 +
    gauge.size * 8 +
    evenWords(counts.scenarios) +
    evenWords(inFlightAgeBinCount) +
    undo.doubles * 8 +
    evenWords(undo.size);
  const fixed = head + 2 * (doubles + words);
  const pages = 2 * (names * (histogramPages + 2) + totalHistogram.size * histogramPages);
  return {doubles, words, fixed, most: fixed + Math.ceil(pages / chunkPages) * chunkCells * 4};
}

/** Bytes of as many words, filled up to whole doubles. */
function evenWords(words: number): number {
  return (words + (words & 1)) * 4;
}

/** A buffer for `names` request names (and checks, scenarios) with nothing measured yet and no page; address space for all of them. */
export function createSharedMetrics(names: number, counts: SharedCounts = namesOnly): SharedArrayBuffer {
  const {fixed, most} = sizes(names, counts);
  const buffer = new SharedArrayBuffer(fixed, {maxByteLength: most});
  const views = viewShared(buffer, names, counts);
  views.gauges.fill(Number.NaN);
  for (const {words} of views.banks) {
    for (let name = 0; name < names; name++) {
      words[name * nameWord.size + nameWord.latency + histogramWord.minUs] = noMinimum;
    }
    for (let index = 0; index < totalHistogram.size; index++) {
      words[totalHistogramAt(names, index) + histogramWord.minUs] = noMinimum;
    }
  }
  return buffer;
}

/** Where a histogram over all names begins in a bank's words. */
export function totalHistogramAt(names: number, index: number): number {
  return names * nameWord.size + totalWord.histograms + index * histogramWord.size;
}

/** Where a check's counters begin in a bank's words. */
export function checkAt(names: number, check: number): number {
  return names * nameWord.size + totalWord.size + check * checkWord.size;
}

/** The typed arrays over the fixed part of a buffer made by `createSharedMetrics` for as many names. */
export function viewShared(buffer: SharedArrayBuffer, names: number, counts: SharedCounts = namesOnly): SharedViews {
  const {doubles, words} = sizes(names, counts);
  let at = 0;
  const take = (bytes: number): number => (at += bytes) - bytes;
  const nextBank = (): Bank => {
    const doublesAt = take(doubles);
    const wordsAt = take(words);
    return {
      doubles: new Float64Array(buffer, doublesAt, doubles / 8),
      words: new Uint32Array(buffer, wordsAt, words / 4),
      doublesAt: doublesAt / 8,
      wordsAt: wordsAt / 4,
    };
  };
  return {
    names,
    checks: counts.checks,
    control: new Int32Array(buffer, take(control.size * 4), control.size),
    gauges: new Float64Array(buffer, take(gauge.size * 8), gauge.size),
    scenarioVus: new Int32Array(buffer, take(evenWords(counts.scenarios)), counts.scenarios),
    ages: new Int32Array(buffer, take(evenWords(inFlightAgeBinCount)), inFlightAgeBinCount),
    undoDoubles: new Float64Array(buffer, take(undo.doubles * 8), undo.doubles),
    undoWords: new Uint32Array(buffer, take(evenWords(undo.size)), undo.size),
    banks: [nextBank(), nextBank()],
    pagesAt: at,
  };
}

/** Chunks of pages as typed arrays of fixed length, in the order they were added: element access stays as fast as ever. */
export class PageChunks {
  readonly #buffer: SharedArrayBuffer;
  readonly #pagesAt: number;
  readonly #chunks: Uint32Array[] = [];

  /** @param pagesAt where the pages begin, bytes */
  constructor(buffer: SharedArrayBuffer, pagesAt: number) {
    this.#buffer = buffer;
    this.#pagesAt = pagesAt;
  }

  /** The chunk that holds a page (number from 1 on). */
  of(page: number): Uint32Array {
    const chunk = (page - 1) >>> chunkBits;
    return this.#chunks[chunk] ?? this.#view(chunk);
  }

  /** Room for as many pages. Only the writer grows. */
  ensure(pages: number): void {
    const bytes = this.#pagesAt + Math.ceil(pages / chunkPages) * chunkCells * 4;
    if (bytes > this.#buffer.byteLength) this.#buffer.grow(bytes);
  }

  /** Index of the chunk's first cell among all words of the buffer. */
  wordsAt(page: number): number {
    return this.#pagesAt / 4 + ((page - 1) >>> chunkBits) * chunkCells;
  }

  #view(chunk: number): Uint32Array {
    for (let next = this.#chunks.length; next <= chunk; next++) {
      this.#chunks.push(new Uint32Array(this.#buffer, this.#pagesAt + next * chunkCells * 4, chunkCells));
    }
    return this.#chunks[chunk]!;
  }
}

/** Where a page begins in its chunk. */
export function cellOf(page: number): number {
  return ((page - 1) & (chunkPages - 1)) << pageBits;
}
