import {emptySparse, type SparseHistogram} from './histogram.ts';
import {agesToSparse} from './in-flight-ages.ts';
import type {IntervalMetrics} from './interval.ts';
import {mergeMetrics} from './merge-metrics.ts';
import {drainBank} from './drain-bank.ts';
import {
  control,
  gauge,
  namesOnly,
  PageChunks,
  undo,
  viewShared,
  type SharedCounts,
  type SharedViews,
} from './shared-layout.ts';

export interface SharedGauges {
  readonly activeVus: number;
  readonly inFlight: number;
  readonly openSockets: number;
  readonly appliedRevision: number;
  /** Arrivals waiting for a free VU. */
  readonly queued: number;
  /** Of `activeVus`, by scenario. */
  readonly scenarioVus: readonly number[];
  readonly finishedVus: number;
  /** Ages of the requests in flight when the worker last looked, µs, each rounded down to its bin. */
  readonly inFlightAges: SparseHistogram;
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
/** Looks this often for ages that are not being written. */
const ageLooks = 16;

/** Takes the measurements out of one worker's shared buffer. */
export class SharedReader {
  readonly #buffer: SharedArrayBuffer;
  readonly #views: SharedViews;
  readonly #chunks: PageChunks;
  readonly #ages: Int32Array;
  #lastAges: SparseHistogram = emptySparse;
  #draining = -1;

  constructor(buffer: SharedArrayBuffer, names: number, counts: SharedCounts = namesOnly) {
    this.#buffer = buffer;
    this.#views = viewShared(buffer, names, counts);
    this.#chunks = new PageChunks(buffer, this.#views.pagesAt);
    this.#ages = new Int32Array(this.#views.ages.length);
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
    return this.#drain(bank);
  }

  /** Everything that is left once the writer is gone for good; of a record it died in, nothing. */
  readFinal(): IntervalMetrics {
    this.#draining = -1;
    this.#takeBack();
    return mergeMetrics([this.#drain(0), this.#drain(1)]);
  }

  gauges(): SharedGauges {
    const {control: cells, gauges, scenarioVus} = this.#views;
    return {
      activeVus: Atomics.load(cells, control.activeVus),
      inFlight: Atomics.load(cells, control.inFlight),
      openSockets: Atomics.load(cells, control.openSockets),
      appliedRevision: Atomics.load(cells, control.appliedRevision),
      queued: Atomics.load(cells, control.queued),
      scenarioVus: Array.from(scenarioVus, (_, scenario) => Atomics.load(scenarioVus, scenario)),
      finishedVus: Atomics.load(cells, control.finishedVus),
      inFlightAges: this.#readAges(),
      oldestAgeMs: gauges[gauge.oldestAgeMs]!,
      utilisation: gauges[gauge.utilisation]!,
      loopDelayMs: gauges[gauge.loopDelayMs]!,
      cpuShare: gauges[gauge.cpuShare]!,
      heartbeatMs: gauges[gauge.heartbeatMs]!,
    };
  }

  #drain(bank: number): IntervalMetrics {
    return drainBank(this.#views.banks[bank]!, this.#chunks, this.#views);
  }

  /** Undoes, newest first, what a record that was never finished had already changed. */
  #takeBack(): void {
    const {undoWords: log, undoDoubles, control: cells} = this.#views;
    const words = new Uint32Array(this.#buffer, 0, Math.floor(this.#buffer.byteLength / 4));
    const doubles = new Float64Array(this.#buffer, 0, Math.floor(this.#buffer.byteLength / 8));
    const counts = log[undo.counts]!;
    for (let i = (counts & (undo.aDouble - 1)) - 1; i >= 0; i--) {
      words[log[undo.words + 2 * i]!] = log[undo.words + 2 * i + 1]!;
    }
    for (let i = Math.floor(counts / undo.aDouble) - 1; i >= 0; i--) {
      doubles[log[undo.doubleIndices + i]!] = undoDoubles[i]!;
    }
    log[undo.counts] = 0;
    Atomics.store(cells, control.busy, 0);
  }

  /** One whole set of ages (a sequence lock); the last one when the writer stands still while writing another. */
  #readAges(): SparseHistogram {
    const {control: cells, ages} = this.#views;
    for (let look = 0; look < ageLooks; look++) {
      const sequence = Atomics.load(cells, control.agesSequence);
      if ((sequence & 1) === 1) continue;
      for (let bin = 0; bin < ages.length; bin++) this.#ages[bin] = Atomics.load(ages, bin);
      if (Atomics.load(cells, control.agesSequence) !== sequence) continue;
      this.#lastAges = agesToSparse(this.#ages);
      break;
    }
    return this.#lastAges;
  }
}
