import type {ArrivalPattern} from '../domain/load-model.ts';
import {inFlightAgeBin} from '../metrics/in-flight-ages.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {IdClass} from '../protocol/worker-message.ts';
import {ArrivalSchedule} from './arrival-schedule.ts';
import {RateCurve, type RateRamp} from './rate-curve.ts';
import {TimeRing} from './time-ring.ts';

/** Arrivals taken up in one turn of the event loop. */
const perTurn = 256;
/** An arrival taken up later than this is not started: a generator that stood still must not burst to catch up. */
const missedAfterMs = 250;
/** Arrivals that may wait for a free virtual user; more are dropped at once. */
const queueBound = 1 << 18;
/** Ages of waiting arrivals looked at in one go. */
const agesCounted = 4096;

export interface ArrivalPacerOptions {
  readonly shares: readonly IdClass[];
  readonly pattern: ArrivalPattern;
  readonly seed: number;
  /** An arrival that waited this long for a free virtual user is dropped. */
  readonly timeoutMs: number;
  readonly recorder: SharedWriter;
  readonly nowMs: () => number;
  /** Begins the iteration meant for `intendedMs` on a free virtual user; false when there is none. */
  readonly begin: (intendedMs: number, nowMs: number) => boolean;
}

/**
 * The open model: takes arrivals up when they are due.
 *
 *                  ┌── over 250 ms late: the loop stood still ──► missed
 *   due ─ taken up ┼── a virtual user is free ──────────────────► started
 *                  └── none is ──► queued ─┬─ one becomes free ─► started
 *                                          └─ timeout, full ────► dropped
 *
 * Each arrival is counted once when it is taken up and once by what became of it.
 */
export class ArrivalPacer {
  readonly #options: ArrivalPacerOptions;
  readonly #curve = new RateCurve();
  readonly #schedules: ArrivalSchedule[] = [];
  readonly #queue = new TimeRing(queueBound);
  #pausedMs = Number.NaN;

  constructor(options: ArrivalPacerOptions) {
    this.#options = options;
    this.#addSchedules(options.shares);
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** When the next arrival is due, ms; Infinity: none. */
  get nextMs(): number {
    if (!Number.isNaN(this.#pausedMs)) return Number.POSITIVE_INFINITY;
    return this.#earliest()?.nextMs ?? Number.POSITIVE_INFINITY;
  }

  /** When the arrival that waits longest was meant to start, ms; NaN when none waits. */
  oldestMs(nowMs: number): number {
    return this.#queue.head + this.#heldMs(nowMs);
  }

  /**
   * Adds the ages of the arrivals that wait to their bins: response times that are still growing, as those in flight
   * are. Of a long queue every n-th is looked at and counts for the n − 1 older ones before it.
   */
  countAges(nowMs: number, bins: Uint32Array): void {
    const {size} = this.#queue;
    const heldMs = this.#heldMs(nowMs);
    const stride = Math.ceil(size / agesCounted);
    for (let from = 0; from < size; from += stride) {
      const last = Math.min(size, from + stride) - 1;
      const ageMs = nowMs - this.#queue.at(last) - heldMs;
      bins[inFlightAgeBin(Math.max(0, ageMs * 1000))]! += last - from + 1;
    }
  }

  /** The whole fleet's rate from now on. */
  follow(ramp: RateRamp): void {
    this.#curve.follow(ramp);
  }

  /** What was due before `nowMs` is not this pacer's to start. */
  skipTo(nowMs: number): void {
    for (const schedule of this.#schedules) schedule.skipTo(nowMs);
  }

  /** No arrivals from now on, and those that wait are dropped. */
  halt(nowMs: number): void {
    this.#curve.follow({fromLevel: 0, toLevel: 0, startMs: nowMs, durationMs: 0});
    while (this.#queue.size > 0) this.#drop();
    this.#tellQueue();
  }

  /** Takes over the arrivals of a worker that is gone. */
  adopt(shares: readonly IdClass[], nowMs: number): void {
    const own = this.#schedules.length;
    this.#addSchedules(shares);
    for (const schedule of this.#schedules.slice(own)) schedule.skipTo(nowMs);
  }

  /** While paused no arrival is due, and those that wait grow no older. */
  setPaused(paused: boolean, nowMs: number): void {
    if (paused === !Number.isNaN(this.#pausedMs)) return;
    if (paused) {
      this.#pausedMs = nowMs;
      return;
    }
    this.#queue.delay(nowMs - this.#pausedMs);
    this.#pausedMs = Number.NaN;
    this.skipTo(nowMs);
  }

  /** Takes up what is due, at most 256 arrivals. True: more are due already. */
  pump(): boolean {
    if (!Number.isNaN(this.#pausedMs)) return false;
    let nowMs = this.#options.nowMs();
    this.#serveQueue(nowMs);
    for (let taken = 0; taken < perTurn;) {
      const schedule = this.#earliest();
      const intendedMs = schedule?.nextMs ?? Number.POSITIVE_INFINITY;
      if (intendedMs > nowMs) {
        this.#tellQueue();
        return false;
      }
      schedule!.take();
      if (nowMs - intendedMs > missedAfterMs) {
        this.#options.recorder.arrived(1);
        this.#options.recorder.arrivalMissed(1);
        continue;
      }
      this.#takeUp(intendedMs, nowMs);
      taken++;
      nowMs = this.#options.nowMs();
    }
    this.#tellQueue();
    return this.nextMs <= nowMs;
  }

  /** The longest waiting arrival, for a virtual user that has become free; NaN when none waits. */
  takeQueued(nowMs: number): number {
    if (this.#queue.size === 0 || !Number.isNaN(this.#pausedMs)) return Number.NaN;
    this.dropOverdue(nowMs);
    const intendedMs = this.#queue.shift();
    if (intendedMs >= 0) this.#options.recorder.arrivalStarted();
    this.#tellQueue();
    return intendedMs;
  }

  /** Drops the arrivals that have waited too long. */
  dropOverdue(nowMs: number): void {
    if (!Number.isNaN(this.#pausedMs)) return;
    while (this.#queue.head + this.#options.timeoutMs <= nowMs) this.#drop();
    this.#tellQueue();
  }

  #takeUp(intendedMs: number, nowMs: number): void {
    const {recorder, begin} = this.#options;
    recorder.arrived(1);
    recorder.openStart(Math.round((nowMs - intendedMs) * 1000));
    if (this.#queue.size === 0 && begin(intendedMs, nowMs)) recorder.arrivalStarted();
    else if (!this.#queue.push(intendedMs)) recorder.arrivalDropped();
  }

  #serveQueue(nowMs: number): void {
    const {recorder, begin} = this.#options;
    this.dropOverdue(nowMs);
    while (this.#queue.size > 0) {
      if (!begin(this.#queue.head, nowMs)) return;
      this.#queue.shift();
      recorder.arrivalStarted();
    }
  }

  /** By so much times in the queue will be moved when the pause is over. */
  #heldMs(nowMs: number): number {
    return Number.isNaN(this.#pausedMs) ? 0 : nowMs - this.#pausedMs;
  }

  #drop(): void {
    this.#queue.shift();
    this.#options.recorder.arrivalDropped();
  }

  #tellQueue(): void {
    this.#options.recorder.setQueued(this.#queue.size);
  }

  #earliest(): ArrivalSchedule | undefined {
    const [only, another] = this.#schedules;
    if (another === undefined) return only;
    return this.#schedules.reduce((best, one) => (one.nextMs < best.nextMs ? one : best));
  }

  #addSchedules(shares: readonly IdClass[]): void {
    const {pattern, seed} = this.#options;
    for (const share of shares) this.#schedules.push(new ArrivalSchedule(this.#curve, share, pattern, seed));
  }
}
