import {errorKinds} from '../domain/error-kind.ts';
import {bucketOf, emptySparse, type SparseHistogram} from './histogram.ts';
import {
  phases,
  type CheckMetrics,
  type DurationMetrics,
  type IntervalMetrics,
  type NameMetrics,
  type Phase,
} from './interval.ts';
import {
  cellOf,
  checkAt,
  checkWord,
  histogramWord,
  nameDouble,
  nameWord,
  noMinimum,
  pageBits,
  pageCells,
  statusLimit,
  totalHistogram,
  totalHistogramAt,
  totalWord,
  type Bank,
  type PageChunks,
} from './shared-layout.ts';

/** Takes everything out of a bank that the writer has left, and leaves zeros. */
export function drainBank(
  bank: Bank,
  chunks: PageChunks,
  {names, checks}: {names: number; checks: number},
): IntervalMetrics {
  const drained: NameMetrics[] = [];
  for (let name = 0; name < names; name++) {
    const metrics = drainName(bank, chunks, name);
    if (metrics !== null) drained.push(metrics);
  }
  const total = names * nameWord.size;
  const sums = names * nameDouble.size;
  const count = (word: number): number => take(bank.words, total + word);
  const histogram = (index: number): DurationMetrics =>
    drainDuration(bank.words, chunks, totalHistogramAt(names, index), take(bank.doubles, sums + index));
  const phaseDurations: Partial<Record<Phase, DurationMetrics>> = {};
  for (const [index, phase] of phases.entries()) {
    const duration = histogram(totalHistogram.phases + index);
    if (duration.histogram.buckets.length > 0) phaseDurations[phase] = duration;
  }
  return {
    names: drained,
    checks: drainChecks(bank.words, names, checks),
    flowErrors: count(totalWord.flowErrors),
    iterations: count(totalWord.iterations),
    iterationsInterrupted: count(totalWord.interrupted),
    iterationDuration: histogram(totalHistogram.iteration),
    phaseDurations,
    connectionsOpened: count(totalWord.connectionsOpened),
    arrivals: count(totalWord.arrivals),
    arrivalsStarted: count(totalWord.arrivalsStarted),
    arrivalsDropped: count(totalWord.arrivalsDropped),
    arrivalsMissed: count(totalWord.arrivalsMissed),
    serviceTime: histogram(totalHistogram.serviceTime),
    sendLag: histogram(totalHistogram.sendLag),
    startLag: histogram(totalHistogram.startLag),
    clientWait: histogram(totalHistogram.clientWait),
  };
}

function drainChecks(words: Uint32Array, names: number, checks: number): CheckMetrics[] {
  const drained: CheckMetrics[] = [];
  for (let check = 0; check < checks; check++) {
    const at = checkAt(names, check);
    const passed = take(words, at + checkWord.passed);
    const failed = take(words, at + checkWord.failed);
    const cut = take(words, at + checkWord.cut);
    if (passed + failed > 0) drained.push({check, passed, failed, cut});
  }
  return drained;
}

/** Null when nothing happened under the name. */
function drainName({words, doubles}: Bank, chunks: PageChunks, name: number): NameMetrics | null {
  const at = name * nameWord.size;
  const sums = name * nameDouble.size;
  const started = take(words, at + nameWord.started);
  const answered = take(words, at + nameWord.answered);
  const failed = take(words, at + nameWord.failed);
  const aborted = take(words, at + nameWord.aborted);
  if (started + answered + failed + aborted === 0) return null;
  const latencySumUs = take(doubles, sums + nameDouble.latencySumUs);
  const latency = drainDuration(words, chunks, at + nameWord.latency, latencySumUs);
  const phaseMeans: Partial<Record<Phase, {count: number; sumUs: number}>> = {};
  for (const [index, phase] of phases.entries()) {
    const count = take(words, at + nameWord.phaseCounts + index);
    const sumUs = take(doubles, sums + nameDouble.phaseSumsUs + index);
    if (count > 0) phaseMeans[phase] = {count, sumUs};
  }
  return {
    name,
    started,
    answered,
    failed,
    aborted,
    statuses: answered > 0 ? takePage(chunks, words[at + nameWord.statuses]!) : [],
    errors: failed > 0 ? takePairs(words, at + nameWord.errors, errorKinds.length) : [],
    unexpected: failed > 0 ? takePage(chunks, words[at + nameWord.unexpected]!) : [],
    bytesIn: take(doubles, sums + nameDouble.bytesIn),
    bytesOut: take(doubles, sums + nameDouble.bytesOut),
    latency: latency.histogram,
    latencySumUs: latency.sumUs,
    latencyMinUs: latency.minUs,
    latencyMaxUs: latency.maxUs,
    phases: phaseMeans,
  };
}

function take(cells: Uint32Array | Float64Array, at: number): number {
  const value = cells[at]!;
  cells[at] = 0;
  return value;
}

function takePage(chunks: PageChunks, page: number): (readonly [number, number])[] {
  return page === 0 ? [] : takePairs(chunks.of(page), cellOf(page), statusLimit);
}

function takePairs(words: Uint32Array, at: number, length: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < length; i++) if (words[at + i] !== 0) pairs.push([i, take(words, at + i)]);
  return pairs;
}

/** @param at where the histogram begins in the bank's words */
function drainDuration(words: Uint32Array, chunks: PageChunks, at: number, sumUs: number): DurationMetrics {
  const minUs = words[at + histogramWord.minUs]!;
  if (minUs === noMinimum) return {histogram: emptySparse, sumUs, minUs: Number.NaN, maxUs: Number.NaN};
  const maxUs = take(words, at + histogramWord.maxUs);
  words[at + histogramWord.minUs] = noMinimum;
  return {histogram: drainCounts(words, chunks, at + histogramWord.pages, minUs, maxUs), sumUs, minUs, maxUs};
}

const foundBuckets: number[] = [];
const foundCounts: number[] = [];

/** Only buckets between the exact extremes, in pages that are there, can hold counts: no others are looked at. */
function drainCounts(
  words: Uint32Array,
  chunks: PageChunks,
  directory: number,
  minUs: number,
  maxUs: number,
): SparseHistogram {
  foundBuckets.length = 0;
  foundCounts.length = 0;
  const last = bucketOf(maxUs);
  for (let bucket = bucketOf(minUs); bucket <= last;) {
    const end = Math.min(last + 1, ((bucket >>> pageBits) + 1) << pageBits);
    const page = words[directory + (bucket >>> pageBits)]!;
    if (page !== 0) {
      const cells = chunks.of(page);
      const shift = cellOf(page) - (bucket & ~(pageCells - 1));
      for (; bucket < end; bucket++) {
        const count = cells[bucket + shift]!;
        if (count === 0) continue;
        cells[bucket + shift] = 0;
        foundBuckets.push(bucket);
        foundCounts.push(count);
      }
    }
    bucket = end;
  }
  return {buckets: Uint16Array.from(foundBuckets), counts: Uint32Array.from(foundCounts)};
}
