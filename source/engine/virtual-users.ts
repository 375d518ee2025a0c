import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {FlowStep, RequestStep} from './flow.ts';
import {nextState, uniformOf} from './seeded-random.ts';
import type {TimerWheel} from './timer-wheel.ts';
import type {LaneSink, Result} from './transports/transport.ts';
import {vuFlag, vuState, type VuTable} from './vu-table.ts';

/**
 * What virtual users do, one state machine for all of them: each walks its flow, one request at a time.
 *
 *            join, arrive    due                 answer, more steps
 *    away ─────────► between ────► in flight ◄──────────────────────────► thinking
 *      ▲                ▲  ▲            │ ▲                                  │
 *      │                │  └────────────┘ └────── parked ◄───────────────────┘
 *      │                │ iteration over,   resume        paused when a request is next
 *      │                │ error: backs off
 *      └──── dismissed: at once between, thinking or parked; in flight when the answer is in
 *
 * Closed model: who is wanted repeats its flow. Open model: an arrival has a user that is away walk one flow once.
 *
 * An iteration left before its last step counts as interrupted. A transport error ends the iteration (it counts as one);
 * in the closed model the next begins 100 ms after its beginning at the earliest, 200 ms after a second error in a row,
 * up to 1 s, so a dead target is not hammered. Any answer resets that.
 */
export interface VuHost {
  readonly recorder: SharedWriter;
  readonly flows: readonly (readonly FlowStep[])[];
  readonly paused: boolean;
  schedule(slot: number, dueMs: number): void;
  /** One more (1) or fewer (−1) is active. */
  changeActive(change: 1 | -1): void;
  /** The user is away now. True: its connection is to stay (and it may be at work again already). */
  onAway(slot: number, nowMs: number): boolean;
  wantsSample(name: number): boolean;
  keepSample(name: number, result: Result): void;
}

const firstBackoffMs = 100;
const longestBackoffMs = 1000;
/** A flow that sends nothing must not spin. */
const idleIterationMs = 1;

const {away, between, thinking, inFlight, parked} = vuState;
const {wanted, sent, first, finish} = vuFlag;

export class VirtualUsers implements LaneSink {
  readonly #table: VuTable;
  readonly #wheel: TimerWheel;
  readonly #host: VuHost;

  constructor(table: VuTable, wheel: TimerWheel, host: VuHost) {
    this.#table = table;
    this.#wheel = wheel;
    this.#host = host;
  }

  /** Wanted from now on; begins after `delayMs`, or just goes on when it had not left yet. */
  join(slot: number, nowMs: number, delayMs: number): void {
    const table = this.#table;
    table.flags[slot]! |= wanted;
    if (table.state[slot] !== away) return;
    table.flags[slot] = wanted;
    table.flow[slot] = table.homeFlow[slot]!;
    table.state[slot] = between;
    table.step[slot] = -1;
    table.errorsInRow[slot] = 0;
    this.#host.changeActive(1);
    this.#host.schedule(slot, nowMs + delayMs);
  }

  /** Walks `flow` once, for the arrival meant for `intendedMs`. The user must be away. */
  arrive(slot: number, flow: number, intendedMs: number, nowMs: number): void {
    const table = this.#table;
    table.flags[slot] = finish | first;
    table.flow[slot] = flow;
    table.intendedMs[slot] = intendedMs;
    this.#host.changeActive(1);
    this.#begin(slot, nowMs);
  }

  /** No longer wanted: leaves now, or with the answer it waits for. */
  dismiss(slot: number, nowMs: number): void {
    const table = this.#table;
    table.flags[slot]! &= ~(wanted | finish);
    const state = table.state[slot]!;
    if (state !== inFlight && state !== away) this.#leave(slot, nowMs);
  }

  /** No longer wanted: leaves now, or when the iteration it is in with a request is over. */
  release(slot: number, nowMs: number): void {
    if (this.#table.state[slot] === inFlight) this.#table.flags[slot] = (this.#table.flags[slot]! & ~wanted) | finish;
    else this.dismiss(slot, nowMs);
  }

  /** Leaves now; the request in flight is cut off. */
  abort(slot: number, nowMs: number): void {
    const table = this.#table;
    table.flags[slot]! &= ~(wanted | finish);
    if (table.state[slot] === inFlight) {
      const {bytesIn, bytesOut} = table.lanes[slot]!.abort();
      table.endRequest(slot);
      this.#host.recorder.aborted(this.#requestStep(slot).name, bytesIn, bytesOut);
    }
    if (table.state[slot] !== away) this.#leave(slot, nowMs);
  }

  /** Its time has come. */
  onDue(slot: number, nowMs: number): void {
    switch (this.#table.state[slot]!) {
      case between:
        this.#begin(slot, nowMs);
        return;
      case thinking:
        this.#table.step[slot]!++;
        this.#advance(slot, nowMs);
        return;
      case parked:
        this.#advance(slot, nowMs);
        return;
      default:
    }
  }

  keepsResponse(slot: number, status: number): boolean {
    const {expected, name} = this.#requestStep(slot);
    return expected[status] !== 1 && this.#host.wantsSample(name);
  }

  onEnd(slot: number, result: Result): void {
    const table = this.#table;
    const {name, expected} = this.#requestStep(slot);
    const {recorder} = this.#host;
    table.endRequest(slot);
    const asExpected = result.error === -1 && expected[result.status] === 1;
    if (result.error === -1) {
      const latencyUs = this.#latencyUs(slot, result);
      recorder.beginGroup();
      recorder.answered(name, result.status, asExpected, latencyUs, result.bytesIn, result.bytesOut, result.phasesUs);
      // Not a number compares false: a wait that is not known is not recorded.
      if (result.clientWaitMs >= 0) recorder.clientWaited(Math.round(result.clientWaitMs * 1000));
      recorder.endGroup();
    } else {
      const timed = result.timedOut && result.sentMs <= result.doneMs;
      const latencyUs = timed ? this.#latencyUs(slot, result) : -1;
      recorder.failed(name, result.error, latencyUs, result.bytesIn, result.bytesOut, result.phasesUs);
    }
    table.flags[slot]! &= ~first;
    if (!asExpected && this.#host.wantsSample(name)) this.#host.keepSample(name, result);
    if (result.error === -1) this.#answered(slot, result.doneMs);
    else this.#failed(slot, result.doneMs);
  }

  /** What is reported; for the first request of an arrival its parts are recorded as well. */
  #latencyUs(slot: number, {sentMs, doneMs}: Result): number {
    const serviceUs = Math.round((doneMs - sentMs) * 1000);
    if ((this.#table.flags[slot]! & first) === 0) return serviceUs;
    const intendedMs = this.#table.intendedMs[slot]!;
    this.#host.recorder.openEnd(serviceUs, Math.max(0, Math.round((sentMs - intendedMs) * 1000)));
    return Math.round((doneMs - intendedMs) * 1000);
  }

  #answered(slot: number, nowMs: number): void {
    const table = this.#table;
    table.errorsInRow[slot] = 0;
    const step = ++table.step[slot]!;
    const stays = (table.flags[slot]! & (wanted | finish)) !== 0;
    if (!stays && step < this.#flowOf(slot).length) this.#leave(slot, nowMs);
    else this.#advance(slot, nowMs);
  }

  #failed(slot: number, nowMs: number): void {
    const table = this.#table;
    const errors = table.errorsInRow[slot]!;
    const backoffMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** errors);
    if (backoffMs < longestBackoffMs) table.errorsInRow[slot] = errors + 1;
    this.#endIteration(slot, nowMs);
    if ((table.flags[slot]! & wanted) === 0) this.#leave(slot, nowMs);
    else this.#waitUntil(slot, Math.max(nowMs, table.iterationStartMs[slot]! + backoffMs));
  }

  #begin(slot: number, nowMs: number): void {
    const table = this.#table;
    table.iterationStartMs[slot] = nowMs;
    table.flags[slot]! &= ~sent;
    table.step[slot] = 0;
    this.#advance(slot, nowMs);
  }

  /** Goes on from the current step until something has to be waited for. */
  #advance(slot: number, nowMs: number): void {
    const table = this.#table;
    for (;;) {
      const step = this.#flowOf(slot)[table.step[slot]!];
      if (step === undefined) {
        if (!this.#nextIteration(slot, nowMs)) return;
      } else if (step.kind === 'request') {
        this.#request(slot, step, nowMs);
        return;
      } else {
        const thinkMs = this.#thinkMs(slot, step.minMs, step.maxMs);
        if (thinkMs > 0) {
          this.#think(slot, nowMs, thinkMs);
          return;
        }
        table.step[slot]!++;
      }
    }
  }

  /** The flow is at its end. False: the user waits, or has left. */
  #nextIteration(slot: number, nowMs: number): boolean {
    const table = this.#table;
    const idle = (table.flags[slot]! & sent) === 0;
    if (idle && (table.flags[slot]! & wanted) === 0) {
      // An arrival whose flow sends nothing: its iteration is over in a moment.
      table.flags[slot]! |= sent;
      table.step[slot]!--;
      this.#think(slot, nowMs, idleIterationMs);
      return false;
    }
    this.#endIteration(slot, nowMs);
    if ((table.flags[slot]! & wanted) === 0) {
      this.#leave(slot, nowMs);
      return false;
    }
    if (idle) {
      this.#waitUntil(slot, nowMs + idleIterationMs);
      return false;
    }
    table.iterationStartMs[slot] = nowMs;
    table.flags[slot]! &= ~sent;
    table.step[slot] = 0;
    return true;
  }

  #think(slot: number, nowMs: number, thinkMs: number): void {
    const table = this.#table;
    table.state[slot] = thinking;
    // A pause before the first request is meant: it is no lag.
    if ((table.flags[slot]! & first) !== 0) table.intendedMs[slot]! += thinkMs;
    this.#host.schedule(slot, nowMs + thinkMs);
  }

  #request(slot: number, step: RequestStep, nowMs: number): void {
    const table = this.#table;
    if (this.#host.paused) {
      if (table.state[slot] !== parked) table.parkedMs[slot] = nowMs;
      table.state[slot] = parked;
      this.#wheel.clear(slot);
      return;
    }
    if (table.state[slot] === parked) {
      // Being held by the operator is no part of an iteration's duration, nor of a response time.
      const heldMs = nowMs - table.parkedMs[slot]!;
      table.iterationStartMs[slot]! += heldMs;
      table.intendedMs[slot]! += heldMs;
    }
    table.state[slot] = inFlight;
    table.flags[slot]! |= sent;
    table.beginRequest(slot, nowMs);
    this.#host.recorder.started(step.name);
    table.lanes[slot]!.send(step.prepared, nowMs);
  }

  #endIteration(slot: number, nowMs: number): void {
    const table = this.#table;
    this.#host.recorder.iterationEnded(Math.round((nowMs - table.iterationStartMs[slot]!) * 1000));
    table.step[slot] = -1;
    table.flags[slot]! &= ~(finish | first);
    table.flow[slot] = table.homeFlow[slot]!;
  }

  #waitUntil(slot: number, dueMs: number): void {
    this.#table.state[slot] = between;
    this.#host.schedule(slot, dueMs);
  }

  #leave(slot: number, nowMs: number): void {
    const table = this.#table;
    if (table.step[slot]! >= 0) this.#host.recorder.iterationInterrupted();
    table.step[slot] = -1;
    table.state[slot] = away;
    this.#wheel.clear(slot);
    this.#host.changeActive(-1);
    if (!this.#host.onAway(slot, nowMs)) table.lanes[slot]!.close();
  }

  #flowOf(slot: number): readonly FlowStep[] {
    return this.#host.flows[this.#table.flow[slot]!]!;
  }

  #requestStep(slot: number): RequestStep {
    return this.#flowOf(slot)[this.#table.step[slot]!] as RequestStep;
  }

  #thinkMs(slot: number, minMs: number, maxMs: number): number {
    if (maxMs <= minMs) return minMs;
    const state = nextState(this.#table.random[slot]!);
    this.#table.random[slot] = state;
    return minMs + uniformOf(state) * (maxMs - minMs);
  }
}
