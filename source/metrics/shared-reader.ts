import {errorKinds} from '../domain/error-kind.ts';
import {bucketOf, emptySparse, type SparseHistogram} from './histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics, type NameMetrics, type Phase} from './interval.ts';
import {
  control,
  duration,
  gauge,
  nameDouble,
  nameWord,
  noMinimum,
  statusLimit,
  totalDouble,
  totalWord,
  viewShared,
  type Bank,
  type SharedViews,
} from './shared-layout.ts';
import {mergeMetrics} from './merge-metrics.ts';

export interface SharedGauges {
  readonly activeVus: number;
  readonly inFlight: number;
  readonly openSockets: number;
  readonly appliedRevision: number;
  /** Age of the oldest request in flight when the worker last looked, ms; NaN when there was none. */
  readonly oldestAgeMs: number;
  /** NaN until the worker has measured itself. */
  readonly utilisation: number;
  readonly loopDelayMs: number;
  readonly cpuShare: number;
  /** Run clock, ms; NaN until the worker runs. */
  readonly heartbeatMs: number;
}

/** Looks this often for the writer to leave a bank before the reading is put off: about a millisecond. */
const spins = 20_000;

/** Takes the measurements out of one worker's shared buffer. */
export class SharedReader {
  readonly #views: SharedViews;
  #draining = -1;

  constructor(buffer: SharedArrayBuffer, names: number) {
    this.#views = viewShared(buffer, names);
  }

  /**
   * What was recorded since the last reading; null when the writer stands still inside a record (its thread has been
   * descheduled): then nothing is lost, the next reading has it.
   */
  read(): IntervalMetrics | null {
    const cells = this.#views.control;
    if (this.#draining === -1) {
      this.#draining = Atomics.load(cells, control.activeBank);
      Atomics.store(cells, control.activeBank, 1 - this.#draining);
    }
    let left = spins;
    while (Atomics.load(cells, control.busy) === this.#draining + 1) if (--left === 0) return null;
    const bank = this.#draining;
    this.#draining = -1;
    return drainBank(this.#views.banks[bank]!, this.#views.names);
  }

  /** Everything that is left once the writer is gone for good, a record it died in included. */
  readFinal(): IntervalMetrics {
    this.#draining = -1;
    return mergeMetrics(this.#views.banks.map((bank) => drainBank(bank, this.#views.names)));
  }

  gauges(): SharedGauges {
    const {control: cells, gauges} = this.#views;
    return {
      activeVus: Atomics.load(cells, control.activeVus),
      inFlight: Atomics.load(cells, control.inFlight),
      openSockets: Atomics.load(cells, control.openSockets),
      appliedRevision: Atomics.load(cells, control.appliedRevision),
      oldestAgeMs: gauges[gauge.oldestAgeMs]!,
      utilisation: gauges[gauge.utilisation]!,
      loopDelayMs: gauges[gauge.loopDelayMs]!,
      cpuShare: gauges[gauge.cpuShare]!,
      heartbeatMs: gauges[gauge.heartbeatMs]!,
    };
  }
}

function drainBank(bank: Bank, names: number): IntervalMetrics {
  const {words, doubles} = bank;
  const drained: NameMetrics[] = [];
  for (let name = 0; name < names; name++) {
    const metrics = drainName(bank, name);
    if (metrics !== null) drained.push(metrics);
  }
  const total = names * nameWord.size;
  const sums = names * nameDouble.size;
  const phaseDurations: Partial<Record<Phase, DurationMetrics>> = {};
  for (const [index, phase] of phases.entries()) {
    const at = total + totalWord.phases + index * duration.size;
    const sumUs = take(doubles, sums + totalDouble.phaseSumsUs + index);
    if (words[at + duration.minUs] !== noMinimum) phaseDurations[phase] = drainDuration(words, at, sumUs);
  }
  return {
    names: drained,
    iterations: take(words, total + totalWord.iterations),
    iterationsInterrupted: take(words, total + totalWord.interrupted),
    iterationDuration: drainDuration(
      words,
      total + totalWord.iteration,
      take(doubles, sums + totalDouble.iterationSumUs),
    ),
    phaseDurations,
    connectionsOpened: take(words, total + totalWord.connectionsOpened),
  };
}

/** Null when nothing happened under the name. */
function drainName({words, doubles}: Bank, name: number): NameMetrics | null {
  const at = name * nameWord.size;
  const sums = name * nameDouble.size;
  const started = take(words, at + nameWord.started);
  const answered = take(words, at + nameWord.answered);
  const failed = take(words, at + nameWord.failed);
  const aborted = take(words, at + nameWord.aborted);
  if (started + answered + failed + aborted === 0) return null;
  const latency = drainDuration(words, at + nameWord.latency, take(doubles, sums + nameDouble.latencySumUs));
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
    statuses: answered > 0 ? takePairs(words, at + nameWord.statuses, statusLimit) : [],
    errors: failed > 0 ? takePairs(words, at + nameWord.errors, errorKinds.length) : [],
    unexpected: failed > 0 ? takePairs(words, at + nameWord.unexpected, statusLimit) : [],
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

function takePairs(words: Uint32Array, at: number, length: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < length; i++) if (words[at + i] !== 0) pairs.push([i, take(words, at + i)]);
  return pairs;
}

/** Only buckets between the exact extremes can hold counts, so no others are looked at. */
function drainDuration(words: Uint32Array, at: number, sumUs: number): DurationMetrics {
  const minUs = words[at + duration.minUs]!;
  if (minUs === noMinimum) return {histogram: emptySparse, sumUs, minUs: Number.NaN, maxUs: Number.NaN};
  const maxUs = take(words, at + duration.maxUs);
  words[at + duration.minUs] = noMinimum;
  return {histogram: drainCounts(words, at + duration.counts, bucketOf(minUs), bucketOf(maxUs)), sumUs, minUs, maxUs};
}

function drainCounts(words: Uint32Array, at: number, first: number, last: number): SparseHistogram {
  let size = 0;
  for (let bucket = first; bucket <= last; bucket++) if (words[at + bucket] !== 0) size++;
  const buckets = new Uint16Array(size);
  const counts = new Uint32Array(size);
  for (let bucket = first, i = 0; i < size; bucket++) {
    if (words[at + bucket] === 0) continue;
    buckets[i] = bucket;
    counts[i++] = take(words, at + bucket);
  }
  return {buckets, counts};
}
