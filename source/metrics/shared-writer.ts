import {bucketOf} from './histogram.ts';
import {phases} from './interval.ts';
import {
  control,
  duration,
  gauge,
  nameDouble,
  nameWord,
  totalDouble,
  totalWord,
  viewShared,
  type Bank,
  type SharedViews,
} from './shared-layout.ts';

const phaseCount = phases.length;

/** Records what a worker measures into its shared buffer. Nothing here allocates. Times are whole µs. */
export class SharedWriter {
  readonly #views: SharedViews;
  readonly #total: number;
  readonly #totalDoubles: number;
  #inFlight = 0;

  /** @param names how many request names the buffer was made for */
  constructor(buffer: SharedArrayBuffer, names: number) {
    this.#views = viewShared(buffer, names);
    this.#total = names * nameWord.size;
    this.#totalDoubles = names * nameDouble.size;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** A request was handed to the transport. */
  started(name: number): void {
    const {words} = this.#enter();
    words[name * nameWord.size + nameWord.started]!++;
    this.#leave();
    this.#setInFlight(this.#inFlight + 1);
  }

  /**
   * A whole response came.
   * @param latencyUs service time
   * @param phasesUs by index into `phases`; −1: not known
   */
  answered(
    name: number,
    status: number,
    expected: boolean,
    latencyUs: number,
    bytesIn: number,
    bytesOut: number,
    phasesUs: Int32Array,
  ): void {
    const bank = this.#enter();
    const {words} = bank;
    const at = name * nameWord.size;
    words[at + nameWord.answered]!++;
    words[at + nameWord.statuses + status]!++;
    if (!expected) {
      words[at + nameWord.failed]!++;
      words[at + nameWord.unexpected + status]!++;
    }
    this.#ended(bank, name, latencyUs, bytesIn, bytesOut, phasesUs);
    this.#leave();
    this.#setInFlight(this.#inFlight - 1);
  }

  /**
   * A transport error ended the request.
   * @param kind index into `errorKinds`
   * @param latencyUs service time until it was given up, for timeouts; −1: none
   */
  failed(name: number, kind: number, latencyUs: number, bytesIn: number, bytesOut: number, phasesUs: Int32Array): void {
    const bank = this.#enter();
    const {words} = bank;
    const at = name * nameWord.size;
    words[at + nameWord.failed]!++;
    words[at + nameWord.errors + kind]!++;
    this.#ended(bank, name, latencyUs, bytesIn, bytesOut, phasesUs);
    this.#leave();
    this.#setInFlight(this.#inFlight - 1);
  }

  /** The operator cut the request off. */
  aborted(name: number, bytesIn: number, bytesOut: number): void {
    const {words, doubles} = this.#enter();
    words[name * nameWord.size + nameWord.aborted]!++;
    doubles[name * nameDouble.size + nameDouble.bytesIn]! += bytesIn;
    doubles[name * nameDouble.size + nameDouble.bytesOut]! += bytesOut;
    this.#leave();
    this.#setInFlight(this.#inFlight - 1);
  }

  iterationEnded(durationUs: number): void {
    const {words, doubles} = this.#enter();
    words[this.#total + totalWord.iterations]!++;
    recordDuration(words, this.#total + totalWord.iteration, durationUs);
    doubles[this.#totalDoubles + totalDouble.iterationSumUs]! += durationUs;
    this.#leave();
  }

  iterationInterrupted(): void {
    this.#enter().words[this.#total + totalWord.interrupted]!++;
    this.#leave();
  }

  connectionOpened(): void {
    this.#enter().words[this.#total + totalWord.connectionsOpened]!++;
    this.#leave();
  }

  setActiveVus(count: number): void {
    Atomics.store(this.#views.control, control.activeVus, count);
  }

  setOpenSockets(count: number): void {
    Atomics.store(this.#views.control, control.openSockets, count);
  }

  setAppliedRevision(revision: number): void {
    Atomics.store(this.#views.control, control.appliedRevision, revision);
  }

  /** @param ageMs of the oldest request in flight; NaN: nothing is in flight */
  setOldestAge(ageMs: number): void {
    this.#views.gauges[gauge.oldestAgeMs] = ageMs;
  }

  /** How the worker's event loop does; `heartbeatMs` is the run clock now. */
  setHealth(utilisation: number, loopDelayMs: number, cpuShare: number): void {
    this.#views.gauges[gauge.utilisation] = utilisation;
    this.#views.gauges[gauge.loopDelayMs] = loopDelayMs;
    this.#views.gauges[gauge.cpuShare] = cpuShare;
  }

  setHeartbeat(nowMs: number): void {
    this.#views.gauges[gauge.heartbeatMs] = nowMs;
  }

  #setInFlight(count: number): void {
    this.#inFlight = count;
    Atomics.store(this.#views.control, control.inFlight, count);
  }

  /** Announces the bank, then looks again: either the reader sees the announcement or we see its switch. */
  #enter(): Bank {
    const cells = this.#views.control;
    for (;;) {
      const active = Atomics.load(cells, control.activeBank);
      Atomics.store(cells, control.busy, active + 1);
      if (Atomics.load(cells, control.activeBank) === active) return this.#views.banks[active]!;
    }
  }

  #leave(): void {
    Atomics.store(this.#views.control, control.busy, 0);
  }

  #ended(
    {words, doubles}: Bank,
    name: number,
    latencyUs: number,
    bytesIn: number,
    bytesOut: number,
    phasesUs: Int32Array,
  ): void {
    const at = name * nameWord.size;
    const sums = name * nameDouble.size;
    doubles[sums + nameDouble.bytesIn]! += bytesIn;
    doubles[sums + nameDouble.bytesOut]! += bytesOut;
    if (latencyUs >= 0) {
      recordDuration(words, at + nameWord.latency, latencyUs);
      doubles[sums + nameDouble.latencySumUs]! += latencyUs;
    }
    for (let phase = 0; phase < phaseCount; phase++) {
      const us = phasesUs[phase]!;
      if (us < 0) continue;
      words[at + nameWord.phaseCounts + phase]!++;
      doubles[sums + nameDouble.phaseSumsUs + phase]! += us;
      recordDuration(words, this.#total + totalWord.phases + phase * duration.size, us);
      doubles[this.#totalDoubles + totalDouble.phaseSumsUs + phase]! += us;
    }
  }
}

function recordDuration(words: Uint32Array, at: number, us: number): void {
  if (us < words[at + duration.minUs]!) words[at + duration.minUs] = us;
  if (us > words[at + duration.maxUs]!) words[at + duration.maxUs] = us;
  words[at + duration.counts + bucketOf(us)]!++;
}
