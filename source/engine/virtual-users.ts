import type {RunPlan} from '../domain/run-plan.ts';
import {FlowError} from '../iteration/flow-error.ts';
import {Answers, outcome, type AnswerHost} from './answers.ts';
import {FlowMoves} from './flow-moves.ts';
import type {IterationBudget} from './iteration-budget.ts';
import {IterationLog} from './iteration-log.ts';
import {Outbox} from './outbox.ts';
import {opKind, type Op, type Program} from './program.ts';
import {RequestFiller} from './request-filler.ts';
import type {TimerWheel} from './timer-wheel.ts';
import type {Lane, LaneSink, Result} from './transports/transport.ts';
import {VuContexts} from './vu-contexts.ts';
import {vuFlag, vuState, type VuTable} from './vu-table.ts';

/**
 * What virtual users do, one state machine for all of them: each walks its flow, one request, or one batch, at a time.
 *
 *            join, arrive    due                 answer, more steps
 *    away ─────────► between ────► in flight ◄──────────────────────────► thinking
 *      ▲                ▲  ▲        or batch │ ▲                             │
 *      │                │  └─────────────┘ └────── parked ◄──────────────────┘
 *      │                │ iteration over,   resume        paused when a request is next
 *      │                │ error: backs off
 *      └──── dismissed: at once between, thinking or parked; in flight when the answer is in
 *             drained: at once between; else when its iteration is over, or when no request is left in it
 *
 * Closed model: who is wanted repeats its flow, as long as there are iterations left. Open model: an arrival has a user
 * that is away walk one flow once.
 *
 * An iteration left before its last step counts as interrupted; one whose rest is not waited for, because its run drains
 * and no request is in it, counts as a whole one without a duration. A user that finds no data row begins none.
 *
 * A transport error, a flow error, and an unexpected answer from which something was to be extracted end the iteration
 * (it counts as one); in the closed model the next begins 100 ms after its beginning at the earliest, 200 ms after a
 * second in a row, up to 1 s, so a dead target is not hammered. Any answer resets that.
 *
 * Redirects belong to the request they answer: they are followed while paused, and for those who are to leave.
 */
export interface VuHost extends Omit<AnswerHost, 'onExtractError'> {
  readonly programs: readonly Program[];
  readonly budget: IterationBudget;
  readonly paused: boolean;
  openLane(slot: number): Lane;
  schedule(slot: number, dueMs: number): void;
  /** One more (1) or fewer (−1) is active in scenario `flow`. */
  changeActive(flow: number, change: 1 | -1): void;
  /** A user has no iteration left to begin. */
  onFinished(): void;
  /** The user is away now. True: its connection is to stay (and it may be at work again already). */
  onAway(slot: number, nowMs: number): boolean;
  /** An iteration of the scenario cannot go on. */
  onFlowError(scenario: number, text: string, isFatal: boolean, nowMs: number): void;
}

/** A flow that sends nothing must not spin. */
const idleIterationMs = 1;

const {away, between, thinking, inFlight, parked, batch} = vuState;
const {wanted, sent, first, finish, finished, last} = vuFlag;

export class VirtualUsers implements LaneSink {
  readonly #table: VuTable;
  readonly #wheel: TimerWheel;
  readonly #host: VuHost;
  readonly #contexts: VuContexts;
  readonly #filler: RequestFiller;
  readonly #answers: Answers;
  readonly #outbox: Outbox;
  readonly #moves: FlowMoves;
  readonly #log: IterationLog;

  /** @param wallMs wall clock: cookies expire by it */
  constructor(table: VuTable, wheel: TimerWheel, host: VuHost, plan: RunPlan, wallMs: () => number) {
    this.#table = table;
    this.#wheel = wheel;
    this.#host = host;
    this.#contexts = new VuContexts(table, plan);
    this.#filler = new RequestFiller(plan.target.protocol === 'https:', wallMs);
    this.#outbox = new Outbox(table, host.recorder, this.#filler, (slot) => host.openLane(slot));
    this.#moves = new FlowMoves(table);
    this.#log = new IterationLog(table, host.recorder);
    const answerHost: AnswerHost = {
      recorder: host.recorder,
      wantsSample: (name) => host.wantsSample(name),
      keepSample: (name, result, context) => host.keepSample(name, result, context),
      onExtractError: (slot, error, nowMs) => this.#tellFlowError(slot, error, nowMs),
    };
    this.#answers = new Answers(table, plan, answerHost, {contexts: this.#contexts, filler: this.#filler, wallMs});
  }

  /** Contexts and fills made so far, for tests of what an iteration costs. */
  get made(): {readonly contexts: number; readonly fills: number} {
    return {contexts: this.#contexts.made, fills: this.#filler.made};
  }

  setGlobals(values: readonly (string | null)[]): void {
    this.#contexts.setGlobals(values);
  }

  /** Wanted from now on; begins after `delayMs`, or just goes on when it had not left yet. */
  join(slot: number, nowMs: number, delayMs: number): void {
    const table = this.#table;
    if ((table.flags[slot]! & finished) !== 0) return;
    table.flags[slot] = (table.flags[slot]! & ~last) | wanted;
    if (table.state[slot] !== away) return;
    table.flags[slot] = wanted;
    table.flow[slot] = table.homeFlow[slot]!;
    table.state[slot] = between;
    table.step[slot] = -1;
    table.errorsInRow[slot] = 0;
    this.#host.changeActive(table.flow[slot], 1);
    this.#host.schedule(slot, nowMs + delayMs);
  }

  /** Walks `flow` once, for the arrival meant for `intendedMs`. The user must be away. */
  arrive(slot: number, flow: number, intendedMs: number, nowMs: number): void {
    const table = this.#table;
    table.flags[slot] = (table.flags[slot]! & finished) | finish | first;
    table.flow[slot] = flow;
    table.intendedMs[slot] = intendedMs;
    this.#host.changeActive(flow, 1);
    this.#begin(slot, nowMs);
  }

  /** No longer wanted, as on a ramp down: leaves now, or with the answer it waits for. */
  dismiss(slot: number, nowMs: number): void {
    const table = this.#table;
    table.flags[slot]! &= ~(wanted | finish | last);
    if (table.state[slot] !== away && !this.#isWaiting(slot)) this.#leave(slot, nowMs);
  }

  /** No longer wanted: leaves now, or when the iteration it is in with a request is over. */
  release(slot: number, nowMs: number): void {
    if (this.#isWaiting(slot)) this.#table.flags[slot] = (this.#table.flags[slot]! & ~wanted) | finish;
    else this.dismiss(slot, nowMs);
  }

  /**
   * No longer wanted, as at the end of a run: goes on to the end of its iteration, thinking included, but leaves at once
   * when no request is left in it. Who has been dismissed before still leaves with its answer.
   */
  drain(slot: number, nowMs: number): void {
    const table = this.#table;
    if ((table.flags[slot]! & (wanted | finish)) === 0) return;
    table.flags[slot] = (table.flags[slot]! & ~wanted) | finish | last;
    if (table.state[slot] === between) this.#leave(slot, nowMs);
    else if (table.state[slot] === thinking && !this.#mayRequest(slot, table.step[slot]! + 1))
      this.#endEarly(slot, nowMs);
  }

  /** The load goes on after a drain: who is drained and not wanted again leaves now, or with its answer. */
  dismissDrained(slot: number, nowMs: number): void {
    if ((this.#table.flags[slot]! & last) !== 0) this.dismiss(slot, nowMs);
  }

  /** Leaves now; what is in flight is cut off. */
  abort(slot: number, nowMs: number): void {
    const {state, flags} = this.#table;
    flags[slot]! &= ~(wanted | finish | last);
    this.#outbox.cutOff(slot);
    if (state[slot] !== away) this.#leave(slot, nowMs);
  }

  /** Closes the connections of a user that is away. */
  closeLanes(slot: number): void {
    this.#outbox.close(slot);
  }

  /** Its time has come. */
  onDue(slot: number, nowMs: number): void {
    const table = this.#table;
    switch (table.state[slot]!) {
      case between:
        if ((table.flags[slot]! & wanted) === 0) this.#leave(slot, nowMs);
        else this.#begin(slot, nowMs);
        return;
      case thinking:
        table.step[slot]!++;
        this.#advance(slot, nowMs);
        return;
      case parked:
        this.#advance(slot, nowMs);
        return;
      default:
    }
  }

  keepsResponse(slot: number, status: number, setsCookie: boolean): number {
    return this.#answers.keeps(this.#table.requests[slot]!, status, setsCookie);
  }

  onEnd(slot: number, result: Result): void {
    const table = this.#table;
    const op = table.requests[slot]!;
    const parent = table.parent[slot]!;
    table.endRequest(slot);
    const how = this.#answers.take(slot, parent === -1 ? slot : parent, op, result);
    if (how === outcome.redirected) {
      this.#outbox.dispatch(slot, op, this.#answers.hop, result.doneMs);
    } else if (parent === -1) {
      this.#goOn(slot, how, result.doneMs);
    } else {
      const together = this.#outbox.endChild(slot, parent, how);
      if (together !== -1) this.#goOn(parent, together, result.doneMs);
    }
  }

  /** The request, or the batch, has ended. */
  #goOn(slot: number, how: number, nowMs: number): void {
    const table = this.#table;
    if ((how & outcome.broke) === 0) table.errorsInRow[slot] = 0;
    if (how !== outcome.goesOn) {
      this.#fail(slot, (how & outcome.flowError) !== 0, nowMs);
      return;
    }
    const step = ++table.step[slot]!;
    const stays = (table.flags[slot]! & (wanted | finish)) !== 0;
    if (!stays && step < this.#opsOf(slot).length) this.#leave(slot, nowMs);
    else this.#advance(slot, nowMs);
  }

  /** The iteration cannot go on. */
  #fail(slot: number, isFlowError: boolean, nowMs: number): void {
    const table = this.#table;
    const backoffMs = this.#log.backoffMs(slot);
    if (isFlowError) this.#host.recorder.flowError();
    const isIdle = (table.flags[slot]! & sent) === 0;
    this.#log.ended(slot, nowMs);
    if ((table.flags[slot]! & wanted) !== 0) {
      this.#waitUntil(slot, Math.max(nowMs, table.iterationStartMs[slot]! + backoffMs));
    } else if (isIdle) {
      // Not at once: the next arrival it gets may end the same way, and the next.
      this.#waitUntil(slot, nowMs + idleIterationMs);
    } else {
      this.#leave(slot, nowMs);
    }
  }

  #tellFlowError(slot: number, error: unknown, nowMs: number): void {
    if (!(error instanceof FlowError)) throw error;
    this.#host.onFlowError(this.#table.flow[slot]!, error.message, error.fatal, nowMs);
    if (error.fatal) this.#finish(slot);
  }

  /** It begins no iteration any more. */
  #finish(slot: number): void {
    const {flags} = this.#table;
    if ((flags[slot]! & finished) === 0) this.#host.onFinished();
    flags[slot] = (flags[slot]! & ~(wanted | finish | last)) | finished;
  }

  #begin(slot: number, nowMs: number): void {
    if (this.#beginIteration(slot, nowMs)) this.#advance(slot, nowMs);
  }

  /** False: there is none for it, or it has ended already. */
  #beginIteration(slot: number, nowMs: number): boolean {
    const table = this.#table;
    const isMember = (table.flags[slot]! & wanted) !== 0;
    if (isMember) {
      if (!this.#host.budget.take(table.begun[slot]!)) {
        this.#finish(slot);
        this.#leave(slot, nowMs);
        return false;
      }
      this.#goHome(slot);
    }
    this.#host.budget.begun(table.id[slot]!, ++table.begun[slot]!);
    table.iterationStartMs[slot] = nowMs;
    table.flags[slot]! &= ~sent;
    table.step[slot] = 0;
    const program = this.#host.programs[table.flow[slot]!]!;
    if (program.needsContext || table.contexts[slot] !== null) return this.#prepareContext(slot, program, nowMs);
    return true;
  }

  /** The weights may have changed meanwhile. */
  #goHome(slot: number): void {
    const {flow, homeFlow} = this.#table;
    const home = homeFlow[slot]!;
    if (flow[slot] === home) return;
    this.#host.changeActive(flow[slot]!, -1);
    flow[slot] = home;
    this.#host.changeActive(home, 1);
  }

  #prepareContext(slot: number, {feed}: Program, nowMs: number): boolean {
    try {
      this.#contexts.begin(slot, feed);
      return true;
    } catch (error) {
      // Without a row there is no iteration; and not at once, as after one that sends nothing.
      this.#tellFlowError(slot, error, nowMs);
      this.#host.recorder.flowError();
      this.#log.forget(slot);
      this.#waitUntil(slot, nowMs + idleIterationMs);
      return false;
    }
  }

  /** Goes on from the current operation until something has to be waited for. */
  #advance(slot: number, nowMs: number): void {
    const table = this.#table;
    this.#moves.beginWalk();
    for (;;) {
      const op = this.#opsOf(slot)[table.step[slot]!];
      if (op === undefined) {
        if (!this.#nextIteration(slot, nowMs)) return;
        this.#moves.beginWalk();
        continue;
      }
      switch (op.kind) {
        case opKind.request:
        case opKind.parallel:
          this.#request(slot, op, nowMs);
          return;
        case opKind.think: {
          const thinkMs = this.#moves.thinkMs(slot, op);
          if (thinkMs > 0) {
            if ((table.flags[slot]! & last) !== 0 && !this.#mayRequest(slot, table.step[slot]!))
              this.#endEarly(slot, nowMs);
            else this.#think(slot, nowMs, thinkMs);
            return;
          }
          table.step[slot]!++;
          break;
        }
        default:
          table.step[slot] = this.#moves.jump(slot, op);
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
    this.#log.ended(slot, nowMs);
    if ((table.flags[slot]! & wanted) === 0) {
      this.#leave(slot, nowMs);
      return false;
    }
    if (idle) {
      this.#waitUntil(slot, nowMs + idleIterationMs);
      return false;
    }
    return this.#beginIteration(slot, nowMs);
  }

  #think(slot: number, nowMs: number, thinkMs: number): void {
    const table = this.#table;
    table.state[slot] = thinking;
    // A pause before the first request is meant: it is no lag.
    if ((table.flags[slot]! & first) !== 0) table.intendedMs[slot]! += thinkMs;
    this.#host.schedule(slot, nowMs + thinkMs);
  }

  #request(slot: number, op: Op, nowMs: number): void {
    if (!this.#mayBegin(slot, nowMs)) return;
    try {
      if (op.request === null) this.#outbox.sendBatch(slot, op.requests, nowMs);
      else this.#outbox.send(slot, op.request, nowMs);
    } catch (error) {
      this.#tellFlowError(slot, error, nowMs);
      this.#fail(slot, true, nowMs);
    }
  }

  /** False: paused, the user is parked before its request. */
  #mayBegin(slot: number, nowMs: number): boolean {
    const table = this.#table;
    if (this.#host.paused) {
      if (table.state[slot] !== parked) table.parkedMs[slot] = nowMs;
      table.state[slot] = parked;
      this.#wheel.clear(slot);
      return false;
    }
    if (table.state[slot] === parked) this.#log.heldUntil(slot, nowMs);
    return true;
  }

  /** Only a pause is left of its last iteration. */
  #endEarly(slot: number, nowMs: number): void {
    this.#log.endedEarly(slot);
    this.#leave(slot, nowMs);
  }

  #waitUntil(slot: number, dueMs: number): void {
    this.#table.state[slot] = between;
    this.#host.schedule(slot, dueMs);
  }

  #leave(slot: number, nowMs: number): void {
    const table = this.#table;
    this.#log.left(slot);
    table.state[slot] = away;
    this.#wheel.clear(slot);
    this.#host.changeActive(table.flow[slot]!, -1);
    if (!this.#host.onAway(slot, nowMs)) this.closeLanes(slot);
  }

  #mayRequest(slot: number, step: number): boolean {
    return this.#moves.mayRequest(slot, step, this.#opsOf(slot));
  }

  #isWaiting(slot: number): boolean {
    const state = this.#table.state[slot]!;
    return state === inFlight || state === batch;
  }

  #opsOf(slot: number): readonly Op[] {
    return this.#host.programs[this.#table.flow[slot]!]!.ops;
  }
}
