import type {LoadModel} from '../../source/domain/load-model.ts';
import type {Profile} from '../../source/domain/profile.ts';
import type {CapacitySetup, CapacityStudy, Study} from '../../source/domain/study.ts';
import type {Cell} from '../../source/metrics/cell.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import type {GeneratorHealth} from '../../source/protocol/report.ts';
import type {Intent, IntentOrigin} from '../../source/session/intent.ts';
import type {Session} from '../../source/session/session.ts';
import type {SessionOptions} from '../../source/session/session-options.ts';
import type {SessionView} from '../../source/session/view.ts';
import {createSimulatedTarget, type TargetOptions} from '../analysis/simulated-target.ts';
import {healthy, intervalReport, profileOf, threshold} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

/** Real capacity 176 VUs, or 164/s: p95 < 100 ms. */
const queue: Omit<TargetOptions, 'model' | 'seed'> = {servers: 4, serviceMs: 20, thinkMs: 1000};

export const p95 = threshold('http_req_duration', 'p(95)<100');

export function capacityOf(changes: Partial<CapacitySetup> = {}): CapacitySetup {
  return {kind: 'capacity', model: 'closed', objectives: [p95], gentle: false, startLevel: 10, ...changes};
}

/** A profile of the open model. */
export function ratedProfile(changes: Partial<Profile> = {}): Profile {
  const executor = {
    kind: 'constant-arrival-rate',
    rate: 10,
    durationMs: null,
    arrivals: 'constant',
    preAllocatedVus: 10,
    maxVus: 500,
  } as const;
  return profileOf({executor, ...changes});
}

/** What a second of the fleet is told instead of what the queue would say. */
export interface Fault {
  readonly metrics?: (metrics: IntervalMetrics) => IntervalMetrics;
  readonly vus?: (vus: number) => number;
  readonly inFlight?: number;
  readonly generator?: GeneratorHealth;
  readonly workersAlive?: number;
  readonly finishedVus?: number;
}

/** A session whose fleet loads a queue of known capacity, reported once a second. */
export class StudyHarness {
  readonly run: SessionHarness;
  /** Of each second, by what it was: null: all is well. */
  fault: ((second: number, level: number) => Fault) | null = null;
  readonly #targets: Readonly<Record<LoadModel, ReturnType<typeof createSimulatedTarget>>>;
  #stopped = false;

  /** @param early asked for before the workers are up */
  constructor(
    options: Partial<SessionOptions> = {},
    profile = profileOf(),
    target: Partial<TargetOptions> = {},
    early: readonly Intent[] = [],
  ) {
    this.run = new SessionHarness(profile, {study: capacityOf(), ...options});
    this.#targets = {
      closed: createSimulatedTarget({seed: 1, ...queue, ...target, model: 'closed'}),
      open: createSimulatedTarget({seed: 1, ...queue, ...target, model: 'open'}),
    };
    for (const intent of early) this.do(intent);
    this.session.start();
  }

  get session(): Session {
    return this.run.session;
  }

  get seconds(): number {
    return Math.floor(this.run.driver.clockMs / 1000);
  }

  /** As the fleet has been told. */
  get level(): number {
    return this.run.driver.rate() ?? this.run.driver.vus();
  }

  view(): SessionView {
    return this.run.view();
  }

  study(): CapacityStudy {
    const {study} = this.view();
    if (study?.kind !== 'capacity') throw new Error('no search was begun');
    return study;
  }

  /** What was written of it, in order. */
  written(): readonly Study[] {
    return this.run.journal.flatMap((line) => (line.kind === 'study' ? [line.study] : []));
  }

  do(intent: Intent, origin: IntentOrigin = 'operator'): this {
    this.session.dispatch(intent, origin);
    this.#settle();
    return this;
  }

  /** Lets so many seconds pass, or fewer where the run is over. */
  wait(seconds: number): this {
    for (let second = 0; second < seconds && !this.session.finished; second++) this.#second();
    return this;
  }

  /** Until it is so, for 3000 s at most. */
  until(holds: (study: CapacityStudy) => boolean): this {
    for (let second = 0; second < 3000 && !this.session.finished; second++) {
      if (holds(this.study())) return this;
      this.#second();
    }
    if (!this.session.finished || !holds(this.study())) throw new Error(`it never was: ${this.study().says}`);
    return this;
  }

  untilDone(): this {
    return this.until(({state}) => state === 'done');
  }

  /** Until the trial at hand has run for so many seconds. */
  intoTrial(count: number, seconds = 5): this {
    return this.until(({trials}) => trials.length >= count).wait(seconds);
  }

  #second(): void {
    const {driver} = this.run;
    for (let tick = 0; tick < 8; tick++) {
      driver.clockMs += 125;
      this.session.tick();
    }
    const isOpen = driver.rate() !== null;
    const level = this.#isPaused() ? 0 : this.level;
    const {cell} = this.#targets[isOpen ? 'open' : 'closed'].second(level);
    this.#report(cell, isOpen ? null : driver.vus());
    this.#settle();
  }

  #report(cell: Cell, vus: number | null): void {
    const {clockMs, commands} = this.run.driver;
    const {metrics = (same: IntervalMetrics) => same, ...fault} = this.fault?.(this.seconds, this.level) ?? {};
    const activeVus = vus ?? Math.min(500, cell.load.inFlight);
    this.session.onReport(
      intervalReport(clockMs - 1000, clockMs, metrics(cell.metrics), {
        vus: fault.vus?.(activeVus) ?? activeVus,
        inFlight: fault.inFlight ?? cell.load.inFlight,
        generator: fault.generator ?? healthy,
        workersAlive: fault.workersAlive ?? 2,
        finishedVus: fault.finishedVus ?? 0,
        appliedRevision: commands.at(-1)?.revision ?? 0,
      }),
    );
  }

  #isPaused(): boolean {
    const last = this.run.driver.commands.findLast(({kind}) => kind === 'pause');
    return last?.kind === 'pause' && last.paused;
  }

  /** A fleet that has been told to stop says so once nothing runs any more. */
  #settle(): void {
    const {commands, clockMs} = this.run.driver;
    if (this.#stopped || commands.at(-1)?.kind !== 'stop') return;
    this.#stopped = true;
    this.session.onReport({kind: 'stopped', atMs: clockMs});
  }
}
