import {PerftuiError} from '../domain/errors.ts';
import type {PlanStep} from '../domain/run-plan.ts';
import {meanThinkMs} from '../domain/think-time.ts';
import {mergeSparse} from '../metrics/histogram.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import type {SharedGauges} from '../metrics/shared-reader.ts';
import {endedRequests, mergeMetrics} from '../metrics/merge-metrics.ts';
import type {Command, StartOptions} from '../protocol/command.ts';
import {createCursors} from '../protocol/cursors.ts';
import type {LoadDriver} from '../protocol/load-driver.ts';
import type {FleetGauges, FlowErrorReport, Report, WorkerGauges} from '../protocol/report.ts';
import {SampleAllowance} from '../protocol/sample-allowance.ts';
import type {WorkerEvent, IdClass, WorkerStart} from '../protocol/worker-message.ts';
import {CommandMemory} from './command-memory.ts';
import {EngineWorker, spawnEngine, type SpawnWorker} from './engine-worker.ts';
import {FleetHealth} from './fleet-health.ts';
import {delayOf, healthLimits, type WorkerHealth} from './generator-health.ts';
import {initialShares, splitShares} from './share-out.ts';

/** Readings a second: 4. */
const readEveryMs = 250;
const startTimeoutMs = 15_000;
/** A worker that dies this often within `crashWindowMs` is not started again. */
const crashesAllowed = 3;
const crashWindowMs = 10_000;
/** After the grace of a stop workers get this long to abort and say so. */
const stopSlackMs = 2000;
const flowErrorTexts = 20;

export interface ThreadDriverOptions {
  /** Starts a worker thread; the engine's by default. */
  readonly spawn?: SpawnWorker;
}

/** Load from worker threads of this process. */
export function createThreadDriver(options: ThreadDriverOptions = {}): LoadDriver {
  return new ThreadDriver(options.spawn ?? spawnEngine);
}

/** A place in the fleet; the thread in it may be replaced. */
interface Seat {
  readonly index: number;
  worker: EngineWorker | null;
  ready: boolean;
  stopped: boolean;
  crashesMs: number[];
}

/**
 * A worker that dies is told as lost and started anew with the same virtual users; the third time within 10 s its users
 * go to the others instead. Until users run again the gap shows in the gauges. What a dead worker measured is read once
 * more and reported; its requests in flight are lost and told as such.
 */
class ThreadDriver implements LoadDriver {
  readonly #spawn: SpawnWorker;
  readonly #memory = new CommandMemory();
  readonly #seats: Seat[] = [];
  /** Measured by workers that died since the last reading. */
  readonly #left: IntervalMetrics[] = [];
  readonly #samples = new SampleAllowance();
  readonly #flowErrors = new Set<string>();
  #health: FleetHealth | null = null;
  readonly #starting = new Map<Seat, {resolve: () => void; reject: (error: Error) => void}>();
  #options: StartOptions | null = null;
  #report: (report: Report) => void = () => {};
  #zeroNs = 0n;
  #clock: Pick<WorkerStart, 'zeroNs' | 'cursors'> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopTimer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #readMs = 0;
  #appliedRevision = 0;
  #paced = false;
  #stopping = false;
  #over = false;

  constructor(spawn: SpawnWorker) {
    this.#spawn = spawn;
  }

  async start(options: StartOptions, onReport: (report: Report) => void): Promise<void> {
    if (this.#options !== null) throw new PerftuiError('ERR_INTERNAL', 'the load driver was started twice');
    this.#options = options;
    this.#report = onReport;
    this.#zeroNs = process.hrtime.bigint();
    this.#clock = {zeroNs: this.#zeroNs, cursors: createCursors(options.plan)};
    this.#health = new FleetHealth();
    this.#paced = options.plan.scenarios.every(({steps}) => steps.some(pauses));
    this.#timer = setInterval(() => this.#read(), readEveryMs);
    const timeout = setTimeout(
      () => this.#failStart(new Error(`no sign of life in ${startTimeoutMs / 1000} s`)),
      startTimeoutMs,
    );
    try {
      const up = initialShares(options.workers).map(async (share, index) => {
        const seat: Seat = {index, worker: null, ready: false, stopped: false, crashesMs: []};
        this.#seats.push(seat);
        await new Promise<void>((resolve, reject) => {
          this.#starting.set(seat, {resolve, reject});
          this.#fill(seat, [share]);
        });
      });
      await Promise.all(up);
    } catch (error) {
      await this.close();
      if (error instanceof PerftuiError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new PerftuiError('ERR_INTERNAL', `a load worker did not start: ${message}`, {exitCode: 109, cause: error});
    } finally {
      clearTimeout(timeout);
    }
  }

  send(command: Command): void {
    if (this.#over || !this.#memory.keep(command)) return;
    if (command.kind === 'stop') this.#beginStop(command.graceMs);
    for (const {worker} of this.#seats) worker?.post({kind: 'command', command});
  }

  nowMs(): number {
    return Number(process.hrtime.bigint() - this.#zeroNs) / 1e6;
  }

  async close(): Promise<void> {
    this.#over = true;
    clearInterval(this.#timer);
    clearTimeout(this.#stopTimer);
    this.#health?.close();
    await Promise.all(this.#seats.flatMap(({worker}) => (worker === null ? [] : [worker.terminate()])));
  }

  /** Starts a thread in the seat and tells it where things stand. */
  #fill(seat: Seat, shares: readonly IdClass[]): void {
    seat.ready = false;
    const worker = new EngineWorker(this.#spawn, this.#options!.plan, shares, this.#clock!, {
      onEvent: (event) => this.#onEvent(seat, event),
      onExit: (reason) => this.#onExit(seat, worker, reason),
    });
    seat.worker = worker;
    for (const command of this.#memory.toRepeat()) worker.post({kind: 'command', command});
  }

  #onEvent(seat: Seat, event: WorkerEvent): void {
    switch (event.kind) {
      case 'ready':
        this.#onReady(seat);
        break;
      case 'refused': {
        const error = new PerftuiError('ERR_PROFILE', event.message);
        this.#starting.get(seat)?.reject(error);
        break;
      }
      case 'error-sample': {
        this.#samples.tick(event.atMs);
        if (this.#over || !this.#samples.has(event.sample.name)) break;
        this.#samples.take(event.sample.name);
        this.#report(event);
        break;
      }
      case 'flow-error':
        this.#tellFlowError(event);
        break;
      case 'stopped':
        seat.stopped = true;
        this.#endWhenStopped();
        break;
    }
  }

  /** Each text once, whichever workers tell it. */
  #tellFlowError(event: FlowErrorReport): void {
    const {scenario, text} = event.error;
    const key = `${scenario} ${text}`;
    if (this.#over || this.#flowErrors.has(key) || this.#flowErrors.size >= flowErrorTexts) return;
    this.#flowErrors.add(key);
    this.#report(event);
  }

  #onReady(seat: Seat): void {
    seat.ready = true;
    const start = this.#starting.get(seat);
    this.#starting.delete(seat);
    if (start !== undefined) start.resolve();
    else if (!this.#over) this.#report({kind: 'worker-replaced', atMs: this.nowMs(), worker: seat.index});
  }

  #onExit(seat: Seat, worker: EngineWorker, reason: string): void {
    const start = this.#starting.get(seat);
    if (start !== undefined) {
      this.#starting.delete(seat);
      start.reject(new Error(reason));
    }
    seat.worker = null;
    seat.ready = false;
    this.#left.push(worker.readFinal());
    if (this.#over || start !== undefined) return;
    const atMs = this.nowMs();
    const inFlightLost = worker.gauges().inFlight;
    this.#report({kind: 'worker-lost', atMs, worker: seat.index, reason, inFlightLost});
    if (this.#stopping) {
      this.#endWhenStopped();
      return;
    }
    seat.crashesMs = [...seat.crashesMs.filter((crashMs) => crashMs > atMs - crashWindowMs), atMs];
    if (seat.crashesMs.length < crashesAllowed) this.#fill(seat, worker.shares);
    else this.#shareOut(worker.shares);
  }

  /** The seat stays empty: its users go to the rest, or the run ends. */
  #shareOut(shares: readonly IdClass[]): void {
    const heirs = this.#seats.flatMap(({worker}) => worker ?? []);
    if (heirs.length === 0) {
      this.#end();
      return;
    }
    for (const [index, share] of splitShares(shares, heirs.length).entries()) heirs[index]!.adopt(share);
  }

  #beginStop(graceMs: number): void {
    this.#stopping = true;
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => this.#endStuck(), graceMs + stopSlackMs);
    if (this.#seats.every((seat) => seat.worker === null)) this.#end();
  }

  /** Workers that did not even abort are hung: their exit is told as a loss and ends the run. */
  #endStuck(): void {
    for (const {worker, stopped} of this.#seats) if (!stopped) void worker?.terminate();
  }

  #endWhenStopped(): void {
    if (this.#seats.every((seat) => seat.stopped || seat.worker === null)) this.#end();
  }

  #end(): void {
    if (this.#over) return;
    this.#read();
    this.#over = true;
    clearInterval(this.#timer);
    clearTimeout(this.#stopTimer);
    this.#report({kind: 'stopped', atMs: this.nowMs()});
  }

  #failStart(error: Error): void {
    for (const {reject} of this.#starting.values()) reject(error);
  }

  /** One reading of all workers. */
  #read(): void {
    const startMs = this.#readMs;
    const endMs = this.nowMs();
    this.#readMs = endMs;
    const readings = this.#seats.map((seat) => readSeat(seat, endMs));
    const parts = [...this.#left.splice(0), ...readings.flatMap(({metrics}) => metrics ?? [])];
    const gauges = readings.flatMap((reading) => reading.gauges ?? []);
    if (gauges.length > 0) this.#appliedRevision = Math.min(...gauges.map((one) => one.appliedRevision));
    const total = (read: (one: (typeof gauges)[number]) => number): number =>
      gauges.reduce((sum, one) => sum + read(one), 0);
    const inFlight = total((one) => one.inFlight);
    const queued = total((one) => one.queued);
    const oldestMs = oldestInFlightMs(gauges, endMs);
    const fleet: FleetGauges = {
      activeVus: total((one) => one.activeVus),
      inFlight,
      oldestInFlightMs: inFlight + queued > 0 ? oldestMs : null,
      inFlightAges: mergeSparse(gauges.map((one) => one.inFlightAges)),
      queued,
      openSockets: total((one) => one.openSockets),
      workersAlive: gauges.length,
      workersWanted: this.#options!.workers,
      scenarioVus: this.#options!.plan.scenarios.map((_, scenario) => total((one) => one.scenarioVus[scenario]!)),
      finishedVus: total((one) => one.finishedVus),
      workers: readings.map(workerGauges),
    };
    const health = gauges.map((one) => healthOf(one, endMs));
    const metrics = mergeMetrics(parts);
    this.#report({
      kind: 'interval',
      sequence: this.#sequence++,
      startMs,
      endMs,
      metrics,
      gauges: fleet,
      generator: this.#health!.judge({
        nowMs: endMs,
        workers: health,
        paced: this.#paced,
        metrics,
        queued,
      }),
      appliedRevision: this.#appliedRevision,
    });
  }
}

interface SeatReading {
  readonly worker: number;
  readonly nowMs: number;
  /** Null: put off to the next reading, or nobody sits there. */
  readonly metrics: IntervalMetrics | null;
  /** Somebody sits there who is not ready yet. */
  readonly isStarting: boolean;
  /** Null: nobody sits there, or is not ready yet. */
  readonly gauges: SharedGauges | null;
}

function readSeat({index, worker, ready}: Seat, nowMs: number): SeatReading {
  const isStarting = worker !== null && !ready;
  if (worker === null || isStarting) return {worker: index, nowMs, isStarting, metrics: null, gauges: null};
  return {worker: index, nowMs, isStarting, metrics: worker.read(), gauges: worker.gauges()};
}

/** A lost worker has no users, and nothing is known of its thread. */
function workerGauges({worker, nowMs, isStarting, metrics, gauges}: SeatReading): WorkerGauges {
  const requests = (metrics?.names ?? []).reduce((sum, name) => sum + endedRequests(name), 0);
  if (gauges === null) {
    return {
      worker,
      alive: false,
      ...(isStarting && {starting: true}),
      utilisation: Number.NaN,
      loopDelayMs: Number.NaN,
      activeVus: 0,
      inFlight: 0,
      requests,
    };
  }
  const {utilisation, activeVus, inFlight} = gauges;
  const loopDelayMs = delayOf(healthOf(gauges, nowMs));
  return {worker, alive: true, utilisation, loopDelayMs, activeVus, inFlight, requests};
}

function healthOf({utilisation, loopDelayMs, cpuShare, heartbeatMs}: SharedGauges, nowMs: number): WorkerHealth {
  return {utilisation, loopDelayMs, cpuShare, silentMs: nowMs - heartbeatMs};
}

/** A VU that comes by may stand still here. */
function pauses(step: PlanStep): boolean {
  switch (step.kind) {
    case 'think':
      return meanThinkMs(step.time) > 0;
    case 'group':
    case 'repeat':
      return step.steps.some(pauses);
    case 'if':
      return step.then.some(pauses) || step.otherwise.some(pauses);
    case 'request':
    case 'parallel':
    default:
      return false;
  }
}

/** Null when nothing is known to be in flight. What a stuck worker saw last has aged since: nothing ends in it. */
function oldestInFlightMs(gauges: readonly SharedGauges[], nowMs: number): number | null {
  let oldestMs: number | null = null;
  for (const {oldestAgeMs, heartbeatMs} of gauges) {
    const silentMs = nowMs - heartbeatMs;
    const ageMs = silentMs >= healthLimits.silentMs ? oldestAgeMs + silentMs : oldestAgeMs;
    if (!Number.isNaN(ageMs) && (oldestMs === null || ageMs > oldestMs)) oldestMs = ageMs;
  }
  return oldestMs;
}
