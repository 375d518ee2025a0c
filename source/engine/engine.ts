import {randomBytes} from 'node:crypto';
import {errorKinds, statusErrorCode} from '../domain/error-kind.ts';
import {SharedWriter} from '../metrics/shared-writer.ts';
import type {Command, TargetCommand} from '../protocol/command.ts';
import type {WorkerEvent, WorkerMessage, WorkerStart} from '../protocol/worker-message.ts';
import {LoopDelay} from './loop-delay.ts';
import {vusAt} from './target-ramp.ts';
import type {Result} from './transports/transport.ts';
import {UndiciTransport} from './transports/undici-transport.ts';
import {VuPool} from './vu-pool.ts';

/** Ramps move, and gauges are told, this often. */
export const tickMs = 10;
const ticksPerSurvey = 5;
const ticksPerHealth = 25;
/** The loop's delay is told over the last 2 s. */
const delayTicks = 200;
/** A step without a ramp, and the end of a pause, are spread at 1 ms per user, over this at most. */
const longestSpreadMs = 100;

export interface EngineOptions extends Omit<WorkerStart, 'zeroNs'> {
  /** The run clock, ms. */
  readonly nowMs: () => number;
  readonly post: (event: WorkerEvent) => void;
}

/** One load worker: obeys commands, moves its virtual users along the ramp, tells how it does. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #recorder: SharedWriter;
  readonly #pool: VuPool;
  readonly #loopDelay = new LoopDelay(tickMs, delayTicks);
  #alarm: NodeJS.Timeout | undefined;
  #ticks = 0;
  #revision = 0;
  #target: TargetCommand | null = null;
  #fleetVus = 0;
  #stopByMs = Number.NaN;
  #stopTold = false;
  #utilisation = performance.eventLoopUtilization();
  #cpu = threadCpuUs();
  #healthMs = performance.now();

  /** Throws when the plan holds a request that cannot be sent. */
  constructor(options: EngineOptions) {
    this.#options = options;
    const {plan, shares, metrics, nowMs} = options;
    const recorder = new SharedWriter(metrics, plan.requestNames.length);
    this.#recorder = recorder;
    this.#pool = new VuPool({
      plan,
      shares,
      recorder,
      transport: new UndiciTransport({
        target: plan.target,
        nowMs,
        onConnectionOpened: () => recorder.connectionOpened(),
        nextRequestId: plan.requestIdPrefix === undefined ? null : requestIds(plan.requestIdPrefix),
      }),
      onAlarm: (dueMs) => this.#setAlarm(dueMs),
      onSample: (name, result) => this.#postSample(name, result),
    });
    recorder.setHeartbeat(nowMs());
  }

  receive(message: WorkerMessage): void {
    const nowMs = this.#options.nowMs();
    if (message.kind === 'adopt') this.#pool.adopt(message.shares, nowMs);
    else this.#obey(message.command, nowMs);
  }

  tick(): void {
    const nowMs = this.#options.nowMs();
    this.#ticks++;
    this.#loopDelay.tick(nowMs);
    this.#recorder.setHeartbeat(nowMs);
    this.#follow(nowMs);
    this.#pool.runDue(nowMs);
    if (nowMs >= this.#stopByMs) this.#pool.abort();
    if (!Number.isNaN(this.#stopByMs) && this.#pool.active === 0 && !this.#stopTold) {
      this.#stopTold = true;
      this.#options.post({kind: 'stopped'});
    }
    this.#recorder.setOpenSockets(this.#pool.transport.openSockets);
    if (this.#ticks % ticksPerSurvey === 0) this.#recorder.setOldestAge(nowMs - this.#pool.oldestStartMs());
    if (this.#ticks % ticksPerHealth === 0) this.#tellHealth();
  }

  #obey(command: Command, nowMs: number): void {
    if (command.revision <= this.#revision) return;
    // After a stop only another one counts: a drain that is cut short.
    if (!Number.isNaN(this.#stopByMs) && command.kind !== 'stop') return;
    this.#revision = command.revision;
    switch (command.kind) {
      case 'target':
        this.#target = command;
        this.#follow(nowMs);
        break;
      case 'abort':
        this.#target = null;
        this.#fleetVus = 0;
        this.#pool.abort();
        break;
      case 'pause':
        this.#pool.setPaused(command.paused, nowMs, Math.min(longestSpreadMs, this.#pool.active));
        break;
      case 'stop':
        this.#target = null;
        this.#stopByMs = nowMs + command.graceMs;
        this.#pool.setFleetTarget(0, nowMs, 0);
        break;
    }
    this.#recorder.setAppliedRevision(this.#revision);
  }

  /** Brings the users to where the ramp is now. */
  #follow(nowMs: number): void {
    const target = this.#target;
    if (target === null) return;
    const fleetVus = vusAt(target, nowMs);
    if (fleetVus === this.#fleetVus) return;
    const raise = fleetVus - this.#fleetVus;
    this.#fleetVus = fleetVus;
    this.#pool.setFleetTarget(fleetVus, nowMs, target.durationMs > 0 ? tickMs : Math.min(longestSpreadMs, raise));
  }

  #setAlarm(dueMs: number): void {
    clearTimeout(this.#alarm);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(1_000_000, Math.max(1, Math.ceil(dueMs - this.#options.nowMs())));
    this.#alarm = setTimeout(() => this.#pool.runDue(this.#options.nowMs()), delayMs);
  }

  #tellHealth(): void {
    const {nowMs} = this.#options;
    const utilisation = performance.eventLoopUtilization();
    const cpu = threadCpuUs();
    const wallMs = performance.now() - this.#healthMs;
    this.#recorder.setHealth(
      performance.eventLoopUtilization(utilisation, this.#utilisation).utilization,
      this.#loopDelay.p99Ms(),
      (cpu - this.#cpu) / 1000 / wallMs,
    );
    this.#recorder.setHeartbeat(nowMs());
    this.#utilisation = utilisation;
    this.#cpu = cpu;
    this.#healthMs += wallMs;
  }

  #postSample(name: number, result: Result): void {
    const {error, status, headers, body, message} = result;
    const kind = error === -1 ? {code: statusErrorCode(status), word: String(status)} : errorKinds[error]!;
    this.#options.post({
      kind: 'error-sample',
      atMs: result.doneMs,
      sample: {
        name,
        code: kind.code,
        word: kind.word,
        status: status === 0 ? null : status,
        responseHeaders: headers ?? [],
        body,
        message,
      },
    });
  }
}

/** CPU time of this thread so far, µs; NaN before Node 24. */
function threadCpuUs(): number {
  if (typeof process.threadCpuUsage !== 'function') return Number.NaN;
  const {user, system} = process.threadCpuUsage();
  return user + system;
}

/** Unique over all workers, those that replace a dead one included. */
function requestIds(prefix: string): () => string {
  const own = `${prefix}-${randomBytes(3).toString('hex')}`;
  let count = 0;
  return () => `${own}-${++count}`;
}
