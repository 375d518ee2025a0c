import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {FlowStep, RequestStep} from './flow.ts';
import {nextState, uniformOf} from './seeded-random.ts';
import type {Lane, LaneSink, Result, Transport} from './transports/transport.ts';

/**
 * A virtual user of the closed model: it repeats its scenario's flow, one request at a time, for as long as it is wanted.
 *
 *            join           due                    answer, more steps
 *    away ─────────► between ────► in flight ◄──────────────────────────► thinking
 *      ▲                ▲  ▲            │ ▲                                  │
 *      │                │  └────────────┘ └────── parked ◄───────────────────┘
 *      │                │ iteration over,   resume        paused when a request is next
 *      │                │ error: backs off
 *      └──── dismissed: at once between, thinking or parked; in flight when the answer is in
 *
 * An iteration left before its last step counts as interrupted. A transport error ends the iteration (it counts as one);
 * the next begins 100 ms after its beginning at the earliest, 200 ms after a second error in a row, up to 1 s, so a dead
 * target is not hammered. Any answer resets that.
 */
export type VuState = 'away' | 'between' | 'thinking' | 'in flight' | 'parked';

const firstBackoffMs = 100;
const longestBackoffMs = 1000;
/** A flow that sends nothing must not spin. */
const idleIterationMs = 1;

/** What a virtual user needs of its pool. */
export interface VuHost {
  readonly transport: Transport;
  readonly recorder: SharedWriter;
  readonly timeoutMs: number;
  readonly paused: boolean;
  schedule(slot: number, dueMs: number): void;
  unschedule(slot: number): void;
  /** One more (1) or fewer (−1) is active. */
  changeActive(change: 1 | -1): void;
  wantsSample(name: number): boolean;
  keepSample(name: number, result: Result): void;
}

export class VirtualUser implements LaneSink {
  readonly #host: VuHost;
  readonly #slot: number;
  readonly #flow: readonly FlowStep[];
  readonly #lane: Lane;
  #random: number;
  #state: VuState = 'away';
  #wanted = false;
  /** Step of the flow; −1 between iterations. */
  #step = -1;
  #sentInIteration = false;
  #iterationStartMs = 0;
  #requestStartMs = 0;
  #parkedMs = 0;
  #errorsInRow = 0;

  /** @param slot its number in the pool; @param random start of its stream of random numbers */
  constructor(host: VuHost, slot: number, flow: readonly FlowStep[], random: number) {
    this.#host = host;
    this.#slot = slot;
    this.#flow = flow;
    this.#random = random;
    this.#lane = host.transport.open(this);
  }

  get state(): VuState {
    return this.#state;
  }

  /** When the request in flight was begun, ms; NaN when none is. */
  get requestStartMs(): number {
    return this.#state === 'in flight' ? this.#requestStartMs : Number.NaN;
  }

  /** Wanted from now on; begins after `delayMs`, or just goes on when it had not left yet. */
  join(nowMs: number, delayMs: number): void {
    this.#wanted = true;
    if (this.#state !== 'away') return;
    this.#state = 'between';
    this.#step = -1;
    this.#errorsInRow = 0;
    this.#host.changeActive(1);
    this.#host.schedule(this.#slot, nowMs + delayMs);
  }

  /** No longer wanted: leaves now, or with the answer it waits for. */
  dismiss(): void {
    this.#wanted = false;
    if (this.#state !== 'in flight' && this.#state !== 'away') this.#leave();
  }

  /** Leaves now; the request in flight is cut off. */
  abort(): void {
    this.#wanted = false;
    if (this.#state === 'in flight') {
      const {bytesIn, bytesOut} = this.#lane.abort();
      this.#host.recorder.aborted(this.#requestStep().name, bytesIn, bytesOut);
    }
    if (this.#state !== 'away') this.#leave();
  }

  /** The pause is over: goes on after `delayMs` when it was parked. */
  resume(nowMs: number, delayMs: number): void {
    if (this.#state === 'parked') this.#host.schedule(this.#slot, nowMs + delayMs);
  }

  /** Its time has come. */
  onDue(nowMs: number): void {
    switch (this.#state) {
      case 'in flight':
        this.#lane.expire(nowMs);
        return;
      case 'between':
        this.#begin(nowMs);
        return;
      case 'thinking':
        this.#step++;
        this.#advance(nowMs);
        return;
      case 'parked':
        this.#advance(nowMs);
        return;
      case 'away':
    }
  }

  keepsResponse(status: number): boolean {
    const {expected, name} = this.#requestStep();
    return expected[status] !== 1 && this.#host.wantsSample(name);
  }

  onEnd(result: Result): void {
    const {name, expected} = this.#requestStep();
    if (result.error === -1) {
      const asExpected = expected[result.status] === 1;
      this.#host.recorder.answered(
        name,
        result.status,
        asExpected,
        Math.round((result.doneMs - result.sentMs) * 1000),
        result.bytesIn,
        result.bytesOut,
        result.phasesUs,
      );
      if (!asExpected && this.#host.wantsSample(name)) this.#host.keepSample(name, result);
      this.#answered(result.doneMs);
    } else {
      this.#recordError(name, result);
      if (this.#host.wantsSample(name)) this.#host.keepSample(name, result);
      this.#failed(result.doneMs);
    }
  }

  #recordError(name: number, {error, timedOut, doneMs, sentMs, bytesIn, bytesOut, phasesUs}: Result): void {
    const latencyUs = timedOut && sentMs <= doneMs ? Math.round((doneMs - sentMs) * 1000) : -1;
    this.#host.recorder.failed(name, error, latencyUs, bytesIn, bytesOut, phasesUs);
  }

  #answered(nowMs: number): void {
    this.#errorsInRow = 0;
    this.#step++;
    if (!this.#wanted && this.#step < this.#flow.length) this.#leave();
    else this.#advance(nowMs);
  }

  #failed(nowMs: number): void {
    const backoffMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** this.#errorsInRow);
    if (backoffMs < longestBackoffMs) this.#errorsInRow++;
    this.#endIteration(nowMs);
    if (this.#wanted) this.#waitUntil(Math.max(nowMs, this.#iterationStartMs + backoffMs));
    else this.#leave();
  }

  #begin(nowMs: number): void {
    this.#iterationStartMs = nowMs;
    this.#sentInIteration = false;
    this.#step = 0;
    this.#advance(nowMs);
  }

  /** Goes on from the current step until something has to be waited for. */
  #advance(nowMs: number): void {
    for (;;) {
      const step = this.#flow[this.#step];
      if (step === undefined) {
        this.#endIteration(nowMs);
        if (!this.#wanted) {
          this.#leave();
          return;
        }
        if (!this.#sentInIteration) {
          this.#waitUntil(nowMs + idleIterationMs);
          return;
        }
        this.#iterationStartMs = nowMs;
        this.#sentInIteration = false;
        this.#step = 0;
      } else if (step.kind === 'request') {
        this.#request(step, nowMs);
        return;
      } else {
        const thinkMs = this.#thinkMs(step.minMs, step.maxMs);
        if (thinkMs > 0) {
          this.#state = 'thinking';
          this.#host.schedule(this.#slot, nowMs + thinkMs);
          return;
        }
        this.#step++;
      }
    }
  }

  #request(step: RequestStep, nowMs: number): void {
    if (this.#host.paused) {
      if (this.#state !== 'parked') this.#parkedMs = nowMs;
      this.#state = 'parked';
      this.#host.unschedule(this.#slot);
      return;
    }
    // Being held by the operator is no part of an iteration's duration.
    if (this.#state === 'parked') this.#iterationStartMs += nowMs - this.#parkedMs;
    this.#state = 'in flight';
    this.#sentInIteration = true;
    this.#requestStartMs = nowMs;
    this.#host.schedule(this.#slot, nowMs + this.#host.timeoutMs);
    this.#host.recorder.started(step.name);
    this.#lane.send(step.prepared, nowMs);
  }

  #endIteration(nowMs: number): void {
    this.#host.recorder.iterationEnded(Math.round((nowMs - this.#iterationStartMs) * 1000));
    this.#step = -1;
  }

  #waitUntil(dueMs: number): void {
    this.#state = 'between';
    this.#host.schedule(this.#slot, dueMs);
  }

  #leave(): void {
    if (this.#step >= 0) this.#host.recorder.iterationInterrupted();
    this.#step = -1;
    this.#state = 'away';
    this.#host.unschedule(this.#slot);
    this.#lane.close();
    this.#host.changeActive(-1);
  }

  #requestStep(): RequestStep {
    return this.#flow[this.#step] as RequestStep;
  }

  #thinkMs(minMs: number, maxMs: number): number {
    if (maxMs <= minMs) return minMs;
    this.#random = nextState(this.#random);
    return minMs + uniformOf(this.#random) * (maxMs - minMs);
  }
}
