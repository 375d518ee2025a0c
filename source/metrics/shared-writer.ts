import {bucketOf} from './histogram.ts';
import {phases} from './interval.ts';
import {
  cellOf,
  checkAt,
  checkWord,
  control,
  gauge,
  histogramWord,
  namesOnly,
  nameDouble,
  nameWord,
  pageBits,
  pageCells,
  PageChunks,
  totalHistogram,
  totalHistogramAt,
  totalWord,
  undo,
  viewShared,
  type Bank,
  type SharedCounts,
  type SharedViews,
} from './shared-layout.ts';

const phaseCount = phases.length;
/** What fits into a word and is no `noMinimum`: 71 minutes. */
const longestUs = 0xffff_fffe;

/** Records what a worker measures into its shared buffer. Nothing here allocates but a page's first use. Times are whole µs. */
export class SharedWriter {
  readonly #views: SharedViews;
  readonly #chunks: PageChunks;
  readonly #undoWords: Uint32Array;
  readonly #undoDoubles: Float64Array;
  readonly #total: number;
  readonly #totalDoubles: number;
  readonly #checks: number;
  /** Word index of the first total histogram. */
  readonly #histograms: number;
  #bank: Bank;
  #pages = 0;
  #depth = 0;
  /** As in the log: what is written is not read back. */
  #undoCounts = 0;
  #inFlight = 0;
  #queued = 0;

  /** @param names how many request names the buffer was made for */
  constructor(buffer: SharedArrayBuffer, names: number, counts: SharedCounts = namesOnly) {
    this.#views = viewShared(buffer, names, counts);
    this.#chunks = new PageChunks(buffer, this.#views.pagesAt);
    this.#undoWords = this.#views.undoWords;
    this.#undoDoubles = this.#views.undoDoubles;
    this.#total = names * nameWord.size;
    this.#totalDoubles = names * nameDouble.size;
    this.#checks = checkAt(names, 0);
    this.#histograms = totalHistogramAt(names, 0);
    this.#bank = this.#views.banks[0];
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * What is recorded until `endGroup` enters the bank once: worth it around the two to four records a request's end
   * makes. The collector waits for it, so a group must not hold anything but records.
   */
  beginGroup(): void {
    this.#enter();
  }

  endGroup(): void {
    this.#leave();
  }

  /** A request was handed to the transport. */
  started(name: number): void {
    this.#enter();
    this.#count(name * nameWord.size + nameWord.started, 1);
    this.#setInFlight(this.#inFlight + 1);
    this.#leave();
  }

  /**
   * A whole response came.
   * @param latencyUs what is reported: from the intended start in the open model's first requests, else service time
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
    this.#enter();
    const at = name * nameWord.size;
    this.#count(at + nameWord.answered, 1);
    this.#countCell(at + nameWord.statuses, status);
    if (!expected) {
      this.#count(at + nameWord.failed, 1);
      this.#countCell(at + nameWord.unexpected, status);
    }
    this.#ended(name, latencyUs, bytesIn, bytesOut, phasesUs);
    this.#setInFlight(this.#inFlight - 1);
    this.#leave();
  }

  /**
   * A transport error ended the request.
   * @param kind index into `errorKinds`
   * @param latencyUs as for `answered`, until it was given up, for timeouts; −1: none
   */
  failed(name: number, kind: number, latencyUs: number, bytesIn: number, bytesOut: number, phasesUs: Int32Array): void {
    this.#enter();
    const at = name * nameWord.size;
    this.#count(at + nameWord.failed, 1);
    this.#count(at + nameWord.errors + kind, 1);
    this.#ended(name, latencyUs, bytesIn, bytesOut, phasesUs);
    this.#setInFlight(this.#inFlight - 1);
    this.#leave();
  }

  /** The operator cut the request off. */
  aborted(name: number, bytesIn: number, bytesOut: number): void {
    this.#enter();
    this.#count(name * nameWord.size + nameWord.aborted, 1);
    this.#add(name * nameDouble.size + nameDouble.bytesIn, bytesIn);
    this.#add(name * nameDouble.size + nameDouble.bytesOut, bytesOut);
    this.#setInFlight(this.#inFlight - 1);
    this.#leave();
  }

  /** How long the answer just recorded may have sat in our own process before it was timed, at most. */
  clientWaited(us: number): void {
    this.#enter();
    this.#recordTotal(totalHistogram.clientWait, us);
    this.#leave();
  }

  iterationEnded(durationUs: number): void {
    this.#enter();
    this.#count(this.#total + totalWord.iterations, 1);
    this.#recordTotal(totalHistogram.iteration, durationUs);
    this.#leave();
  }

  /** An iteration has ended whose duration says nothing: its last pause was not waited for. */
  iterationEndedUntimed(): void {
    this.#countTotal(totalWord.iterations, 1);
  }

  /** An iteration could not go on, or not begin for want of a data row. */
  flowError(): void {
    this.#countTotal(totalWord.flowErrors, 1);
  }

  /** @param outcome 0: passed, 1: failed, 2: failed because the body was cut */
  checked(check: number, outcome: 0 | 1 | 2): void {
    this.#enter();
    const at = this.#checks + check * checkWord.size;
    this.#count(at + (outcome === 0 ? checkWord.passed : checkWord.failed), 1);
    if (outcome === 2) this.#count(at + checkWord.cut, 1);
    this.#leave();
  }

  iterationInterrupted(): void {
    this.#countTotal(totalWord.interrupted, 1);
  }

  connectionOpened(): void {
    this.#countTotal(totalWord.connectionsOpened, 1);
  }

  /** As many iterations were due. */
  arrived(count: number): void {
    this.#countTotal(totalWord.arrivals, count);
  }

  arrivalStarted(): void {
    this.#countTotal(totalWord.arrivalsStarted, 1);
  }

  arrivalDropped(): void {
    this.#countTotal(totalWord.arrivalsDropped, 1);
  }

  arrivalMissed(count: number): void {
    this.#countTotal(totalWord.arrivalsMissed, count);
  }

  /** Open model: an arrival was taken up. @param startLagUs so much after its intended start */
  openStart(startLagUs: number): void {
    this.#enter();
    this.#recordTotal(totalHistogram.startLag, startLagUs);
    this.#leave();
  }

  /**
   * Open model: the first request of an iteration ended.
   * @param serviceUs from its actual send on; −1: it has none (an error that is no timeout)
   * @param sendLagUs actual − intended send; −1: it was never sent
   */
  openEnd(serviceUs: number, sendLagUs: number): void {
    this.#enter();
    if (serviceUs >= 0) this.#recordTotal(totalHistogram.serviceTime, serviceUs);
    if (sendLagUs >= 0) this.#recordTotal(totalHistogram.sendLag, sendLagUs);
    this.#leave();
  }

  setActiveVus(count: number): void {
    Atomics.store(this.#views.control, control.activeVus, count);
  }

  /** Of the active VUs, those that play a scenario. */
  setScenarioVus(scenario: number, count: number): void {
    Atomics.store(this.#views.scenarioVus, scenario, count);
  }

  /** VUs that have no iteration left to begin. */
  setFinishedVus(count: number): void {
    Atomics.store(this.#views.control, control.finishedVus, count);
  }

  setOpenSockets(count: number): void {
    Atomics.store(this.#views.control, control.openSockets, count);
  }

  setAppliedRevision(revision: number): void {
    Atomics.store(this.#views.control, control.appliedRevision, revision);
  }

  /** Arrivals waiting for a free VU now. */
  setQueued(count: number): void {
    if (count === this.#queued) return;
    this.#queued = count;
    Atomics.store(this.#views.control, control.queued, count);
  }

  /**
   * Ages of the requests in flight now.
   * @param counts by `inFlightAgeBin`
   */
  setInFlightAges(counts: ArrayLike<number>): void {
    const {control: cells, ages} = this.#views;
    Atomics.add(cells, control.agesSequence, 1);
    for (let bin = 0; bin < ages.length; bin++) Atomics.store(ages, bin, counts[bin]!);
    Atomics.add(cells, control.agesSequence, 1);
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

  /** A plain store: the one that leaves the bank, right after, makes it visible. */
  #setInFlight(count: number): void {
    this.#inFlight = count;
    this.#views.control[control.inFlight] = count;
  }

  /**
   * Announces the bank, then looks again: either the reader sees the announcement or we see its switch. Nested in a
   * group it is the group's.
   */
  #enter(): void {
    if (this.#depth++ > 0) return;
    const cells = this.#views.control;
    for (;;) {
      const active = Atomics.load(cells, control.activeBank);
      Atomics.store(cells, control.busy, active + 1);
      if (Atomics.load(cells, control.activeBank) !== active) continue;
      this.#bank = this.#views.banks[active]!;
      return;
    }
  }

  /** From the first store on the record has happened: nothing of it will be taken back. */
  #leave(): void {
    this.#undoWords[undo.counts] = 0;
    this.#undoCounts = 0;
    if (--this.#depth === 0) Atomics.store(this.#views.control, control.busy, 0);
  }

  #ended(name: number, latencyUs: number, bytesIn: number, bytesOut: number, phasesUs: Int32Array): void {
    const at = name * nameWord.size;
    const sums = name * nameDouble.size;
    this.#add(sums + nameDouble.bytesIn, bytesIn);
    this.#add(sums + nameDouble.bytesOut, bytesOut);
    if (latencyUs >= 0) this.#record(at + nameWord.latency, sums + nameDouble.latencySumUs, latencyUs);
    for (let phase = 0; phase < phaseCount; phase++) {
      const us = phasesUs[phase]!;
      if (us < 0) continue;
      this.#count(at + nameWord.phaseCounts + phase, 1);
      this.#add(sums + nameDouble.phaseSumsUs + phase, us);
      this.#recordTotal(totalHistogram.phases + phase, us);
    }
  }

  #countTotal(word: number, count: number): void {
    this.#enter();
    this.#count(this.#total + word, count);
    this.#leave();
  }

  #recordTotal(index: number, us: number): void {
    this.#record(this.#histograms + index * histogramWord.size, this.#totalDoubles + index, us);
  }

  /** @param at where the histogram begins in the bank's words @param sum its sum in the bank's doubles */
  #record(at: number, sum: number, durationUs: number): void {
    const us = durationUs < longestUs ? durationUs : longestUs;
    const {words} = this.#bank;
    if (us < words[at + histogramWord.minUs]!) this.#set(at + histogramWord.minUs, us);
    if (us > words[at + histogramWord.maxUs]!) this.#set(at + histogramWord.maxUs, us);
    this.#add(sum, us);
    const bucket = bucketOf(us);
    this.#countCell(at + histogramWord.pages + (bucket >>> pageBits), bucket & (pageCells - 1));
  }

  /** One more in a cell of the page that the bank's word `directory` names. */
  #countCell(directory: number, cell: number): void {
    let page = this.#bank.words[directory]!;
    if (page === 0) page = this.#newPage(directory);
    const cells = this.#chunks.of(page);
    const at = cellOf(page) + cell;
    const before = cells[at]!;
    this.#keep(this.#chunks.wordsAt(page) + at, before);
    cells[at] = before + 1;
  }

  #count(at: number, count: number): void {
    this.#set(at, this.#bank.words[at]! + count);
  }

  #set(at: number, value: number): void {
    const {words, wordsAt} = this.#bank;
    this.#keep(wordsAt + at, words[at]!);
    words[at] = value;
  }

  #add(at: number, value: number): void {
    const {doubles, doublesAt} = this.#bank;
    const before = doubles[at]!;
    const counts = this.#undoCounts;
    const entry = counts >>> 8;
    this.#undoWords[undo.doubleIndices + entry] = doublesAt + at;
    this.#undoDoubles[entry] = before;
    this.#undoWords[undo.counts] = this.#undoCounts = counts + undo.aDouble;
    doubles[at] = before + value;
  }

  #keep(index: number, before: number): void {
    const log = this.#undoWords;
    const counts = this.#undoCounts;
    const at = undo.words + 2 * (counts & (undo.aDouble - 1));
    log[at] = index;
    log[at + 1] = before;
    log[undo.counts] = this.#undoCounts = counts + 1;
  }

  /** A page is whole and empty before the directory names it, and is never given back: no undo. */
  #newPage(directory: number): number {
    const page = this.#pages + 1;
    this.#chunks.ensure(page);
    this.#pages = page;
    this.#bank.words[directory] = page;
    return page;
  }
}
