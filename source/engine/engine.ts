import {randomBytes} from 'node:crypto';
import {errorKinds, statusErrorCode} from '../domain/error-kind.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {ResponseView} from '../iteration/response-view.ts';
import type {VuContext} from '../iteration/vu-context.ts';
import {inFlightAgeBinCount, sharedCounts} from '../metrics/shared-layout.ts';
import {SharedWriter} from '../metrics/shared-writer.ts';
import {countsAfterStop, type Command, type TargetCommand} from '../protocol/command.ts';
import type {WorkerEvent, WorkerMessage, WorkerStart} from '../protocol/worker-message.ts';
import {ArrivalPacer} from './arrival-pacer.ts';
import {hideValues, knownValues} from './hide-values.ts';
import {createPollClock} from './poll-clock.ts';
import {PumpTimer} from './pump-timer.ts';
import {SelfWatch} from './self-watch.ts';
import {levelAt} from './target-ramp.ts';
import {createTransport} from './transports/create-transport.ts';
import {keptBodyBytes, type Result} from './transports/transport.ts';
import {VuPool} from './vu-pool.ts';

/** Ramps move, requests are given up and gauges are told this often. */
export const tickMs = 10;
const ticksPerSurvey = 5;
const ticksPerHealth = 25;
/** The ages of so many requests in flight are told at each survey; of more, less often. */
const agesPerSurvey = 4096;
/** A step without a ramp, and the end of a pause, are spread at 1 ms per user, over this at most. */
const longestSpreadMs = 100;

export interface EngineOptions extends Omit<WorkerStart, 'zeroNs'> {
  /** The run clock, ms. */
  readonly nowMs: () => number;
  readonly post: (event: WorkerEvent) => void;
}

/** One load worker: obeys commands, moves its virtual users along the ramp or starts arrivals, tells how it does. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #recorder: SharedWriter;
  readonly #pool: VuPool;
  readonly #pacer: ArrivalPacer;
  readonly #pump: PumpTimer;
  readonly #watch: SelfWatch;
  readonly #bornMs: number;
  /** Decodes the bodies of samples. */
  readonly #view = new ResponseView();
  readonly #ages = new Uint32Array(inFlightAgeBinCount);
  readonly #onAlarm = (): void => this.#pool.runDue(this.#options.nowMs());
  #alarm: NodeJS.Timeout | undefined;
  #ticks = 0;
  #agesTick = 0;
  #revision = 0;
  /** What the closed model follows; null: nothing. */
  #target: TargetCommand | null = null;
  #open = false;
  #fleetVus = 0;
  /** When the load is over and users drain; NaN: not by itself. */
  #drainAtMs = Number.NaN;
  #stopByMs = Number.NaN;
  #stopTold = false;

  /** Throws when the plan holds a request that cannot be sent. */
  constructor(options: EngineOptions) {
    this.#options = options;
    const {plan, shares, metrics, nowMs} = options;
    const recorder = new SharedWriter(metrics, plan.series.length, sharedCounts(plan));
    const poll = createPollClock({nowMs});
    this.#recorder = recorder;
    this.#bornMs = nowMs();
    this.#watch = new SelfWatch(recorder, tickMs);
    this.#pool = new VuPool({
      plan,
      shares,
      recorder,
      transport: createTransport(chooseTransport(plan).kind, {
        target: plan.target,
        settings: plan.transport,
        nowMs,
        poll,
        onConnectionOpened: () => recorder.connectionOpened(),
        nextRequestId: plan.requestIdPrefix === undefined ? null : requestIds(plan.requestIdPrefix),
        tls: plan.tls,
        proxy: plan.proxy,
      }),
      onAlarm: (dueMs) => this.#setAlarm(dueMs),
      onSample: (name, result, context) => this.#postSample(name, result, context),
      onFlowError: (error, atMs) => options.post({kind: 'flow-error', atMs, error}),
      cursors: new Int32Array(options.cursors),
      takeQueued: (freeMs) => this.#pacer.takeQueued(freeMs),
    });
    this.#pacer = new ArrivalPacer({
      shares,
      pattern: plan.arrivals,
      seed: plan.seed,
      timeoutMs: plan.timeoutMs,
      recorder,
      nowMs,
      begin: (intendedMs, atMs) => this.#pool.begin(intendedMs, atMs),
    });
    this.#pump = new PumpTimer({
      nowMs,
      pump: () => this.#pacer.pump(),
      nextMs: () => this.#pacer.nextMs,
      precise: plan.precise,
      onTurn: (atMs) => poll.polled(atMs),
    });
    this.#pool.prepare(plan.preAllocatedVus);
    recorder.setHeartbeat(this.#bornMs);
  }

  receive(message: WorkerMessage): void {
    const nowMs = this.#options.nowMs();
    if (message.kind === 'adopt') {
      this.#pool.adopt(message.shares, nowMs);
      this.#pacer.adopt(message.shares, nowMs);
      this.#pump.reset();
    } else {
      this.#obey(message.command, nowMs);
    }
  }

  tick(): void {
    const nowMs = this.#options.nowMs();
    this.#ticks++;
    this.#watch.tick(nowMs);
    this.#recorder.setHeartbeat(nowMs);
    this.#drainIfDue(nowMs);
    this.#follow(nowMs);
    this.#pool.runDue(nowMs);
    if (this.#open) this.#pacer.dropOverdue(nowMs);
    if (nowMs >= this.#stopByMs) this.#pool.abort(nowMs);
    if (!Number.isNaN(this.#stopByMs) && this.#pool.active === 0 && !this.#stopTold) {
      this.#stopTold = true;
      this.#options.post({kind: 'stopped'});
    }
    this.#recorder.setOpenSockets(this.#pool.transport.openSockets);
    if (this.#ticks % ticksPerSurvey === 0) this.#survey(nowMs);
    if (this.#ticks % ticksPerHealth === 0) this.#watch.tell();
  }

  /** Drops everything at once: nothing is done or told any more. */
  close(): void {
    this.#pump.clear();
    this.#pool.transport.close();
    clearTimeout(this.#alarm);
  }

  #obey(command: Command, nowMs: number): void {
    if (command.revision <= this.#revision) return;
    if (!Number.isNaN(this.#stopByMs) && !countsAfterStop(command)) return;
    this.#revision = command.revision;
    switch (command.kind) {
      case 'target':
        this.#obeyTarget(command, nowMs);
        break;
      case 'abort':
        this.#abort(nowMs);
        break;
      case 'pause':
        this.#setPaused(command.paused, nowMs);
        break;
      case 'weights':
        this.#pool.setWeights(command.weights);
        break;
      case 'globals':
        this.#pool.setGlobals(command.values);
        break;
      case 'stop':
        this.#stopByMs = nowMs + command.graceMs;
        if (command.graceMs > 0) this.#drain(nowMs);
        else this.#abort(nowMs);
        // Who is to end its iteration must not be held in it.
        if (this.#pool.paused) this.#setPaused(false, nowMs);
        break;
    }
    this.#recorder.setAppliedRevision(this.#revision);
  }

  #obeyTarget(command: TargetCommand, nowMs: number): void {
    const {drains, fromLevel, toLevel, startMs, durationMs, untilMs} = command;
    const zeroMs = toLevel === 0 ? startMs + durationMs : (untilMs ?? Number.NaN);
    // A line of zeros is a drain at once, however the clock that wrote its start compares with this one.
    if (drains === true && toLevel === 0 && (fromLevel === 0 || zeroMs <= nowMs)) {
      this.#drain(nowMs);
      return;
    }
    this.#drainAtMs = drains === true ? zeroMs : Number.NaN;
    if (command.model === 'open') this.#obeyRate(command, nowMs);
    else this.#obeyVus(command, nowMs);
  }

  /** At its end the load goes on to the end of its iterations. Arrivals that were due before are taken up first. */
  #drainIfDue(nowMs: number): void {
    if (nowMs >= this.#drainAtMs && !(this.#open && this.#pacer.nextMs <= nowMs)) this.#drain(nowMs);
  }

  #drain(nowMs: number): void {
    // Who the ramp has sent away by now leaves by the rule of the ramp.
    if (!(nowMs >= this.#drainAtMs)) this.#follow(nowMs);
    this.#endLoad(nowMs);
    this.#pool.drain(nowMs);
  }

  #abort(nowMs: number): void {
    this.#endLoad(nowMs);
    this.#pool.abort(nowMs);
  }

  /** Nothing is followed any more. */
  #endLoad(nowMs: number): void {
    this.#drainAtMs = Number.NaN;
    this.#endArrivals(nowMs);
    this.#target = null;
    this.#fleetVus = 0;
  }

  #setPaused(paused: boolean, nowMs: number): void {
    this.#pool.setPaused(paused, nowMs, Math.min(longestSpreadMs, this.#pool.active));
    this.#pacer.setPaused(paused, nowMs);
    this.#pump.reset();
  }

  #obeyRate(command: TargetCommand, nowMs: number): void {
    this.#target = null;
    this.#fleetVus = 0;
    this.#open = true;
    this.#pool.openUp(nowMs);
    this.#pacer.follow(command);
    // A worker in the place of another: what was due before its time is not its to start.
    if (command.startMs < this.#bornMs) this.#pacer.skipTo(this.#bornMs);
    this.#pump.reset();
  }

  #obeyVus(command: TargetCommand, nowMs: number): void {
    const wasOpen = this.#open;
    this.#endArrivals(nowMs);
    this.#target = command;
    if (wasOpen) {
      this.#fleetVus = levelAt(command, nowMs);
      this.#pool.closeDown(this.#fleetVus, nowMs, Math.min(longestSpreadMs, this.#fleetVus));
    } else {
      this.#follow(nowMs);
    }
  }

  #endArrivals(nowMs: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pacer.halt(nowMs);
    this.#pump.clear();
  }

  /** Brings the users to where the ramp is now. */
  #follow(nowMs: number): void {
    const target = this.#target;
    if (target === null) return;
    const fleetVus = levelAt(target, nowMs);
    if (fleetVus === this.#fleetVus) return;
    const raise = fleetVus - this.#fleetVus;
    this.#fleetVus = fleetVus;
    this.#pool.setFleetTarget(fleetVus, nowMs, target.durationMs > 0 ? tickMs : Math.min(longestSpreadMs, raise));
  }

  #survey(nowMs: number): void {
    this.#pool.allowSamples(nowMs);
    const oldestMs = earlierOf(this.#pool.oldestStartMs(), this.#pacer.oldestMs(nowMs));
    this.#recorder.setOldestAge(nowMs - oldestMs);
    const periods = Math.ceil(this.#pool.inFlight / agesPerSurvey);
    if (this.#ticks - this.#agesTick < periods * ticksPerSurvey) return;
    this.#agesTick = this.#ticks;
    this.#ages.fill(0);
    this.#pool.countAges(nowMs, this.#ages);
    this.#pacer.countAges(nowMs, this.#ages);
    this.#recorder.setInFlightAges(this.#ages);
  }

  #setAlarm(dueMs: number): void {
    clearTimeout(this.#alarm);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(1_000_000, Math.max(1, Math.ceil(dueMs - this.#options.nowMs())));
    this.#alarm = setTimeout(this.#onAlarm, delayMs);
  }

  /** What the user knows stays here. */
  #postSample(name: number, result: Result, context: VuContext | null): void {
    const known = context === null ? [] : knownValues(context);
    const {error, status, headers, body, bodyBytes, message} = result;
    this.#view.set(status, headers, body, bodyBytes, Number.NaN);
    const text = this.#view.text();
    const kind = error === -1 ? {code: statusErrorCode(status), word: String(status)} : errorKinds[error]!;
    this.#options.post({
      kind: 'error-sample',
      atMs: result.doneMs,
      sample: {
        name,
        code: kind.code,
        word: kind.word,
        status: status === 0 ? null : status,
        responseHeaders: (headers ?? []).map(([key, value]) => [hideValues(key, known), hideValues(value, known)]),
        body: text === null ? null : cutBytes(hideValues(text, known, bodyBytes > (body?.length ?? 0))),
        message: message === null ? null : hideValues(message, known),
      },
    });
  }
}

function cutBytes(text: string): string {
  return Buffer.from(text).subarray(0, keptBodyBytes).toString();
}

/** NaN counts for none. */
function earlierOf(oneMs: number, otherMs: number): number {
  return Number.isNaN(oneMs) || otherMs < oneMs ? otherMs : oneMs;
}

/** Unique over all workers, those that replace a dead one included. */
function requestIds(prefix: string): () => string {
  const own = `${prefix}-${randomBytes(3).toString('hex')}`;
  let count = 0;
  return () => `${own}-${++count}`;
}
