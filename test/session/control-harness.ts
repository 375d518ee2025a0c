import {createLoadPlan} from '../../source/domain/load-plan.ts';
import type {Executor, Stage} from '../../source/domain/profile.ts';
import type {LoadModel} from '../../source/domain/load-model.ts';
import type {Command} from '../../source/protocol/command.ts';
import {reduceControl, startControl, tickControl} from '../../source/session/control-reducer.ts';
import {
  commandedLevelAt,
  createControlState,
  inForce,
  phaseAt,
  type ControlFacts,
  type ControlResult,
  type ControlState,
  type LoadSettings,
} from '../../source/session/control-state.ts';
import type {Intent, IntentOrigin} from '../../source/session/intent.ts';
import type {Notice, SessionEvent, SessionPhase} from '../../source/session/view.ts';

export const calm: ControlFacts = {
  activeVus: 0,
  inFlight: 0,
  finishedVus: 0,
  iterationsPerSecond: null,
  lastGood: {closed: null, open: null},
  failingSlo: null,
};

export const stages: readonly Stage[] = [
  {durationMs: 10_000, target: 40, name: 'climb'},
  {durationMs: 30_000, target: 40, name: 'base'},
  {durationMs: 10_000, target: 100, name: 'peak'},
];

interface HarnessOptions {
  readonly stages?: readonly Stage[];
  readonly model?: LoadModel;
  readonly startLevel?: number;
  readonly interactive?: boolean;
  readonly vusLimit?: number | null;
  /** Of the closed model. */
  readonly capLevel?: number;
  readonly step?: number;
  readonly rampPerSecond?: number;
  readonly openCap?: number;
  readonly scenarios?: readonly {readonly name: string; readonly weight: number}[];
  readonly gracefulStopMs?: number;
  readonly iterations?: 'perVu' | 'shared';
}

function executorOf(model: LoadModel, stages: readonly Stage[]): Executor {
  if (model === 'closed') return {kind: 'ramping-vus', startVus: 0, stages};
  const arrivals = {arrivals: 'constant', preAllocatedVus: 10, maxVus: 100} as const;
  return {kind: 'ramping-arrival-rate', startRate: 0, stages, ...arrivals};
}

/** Drives the reducer on a clock of its own and keeps what comes out. */
export class ControlHarness {
  state: ControlState;
  nowMs = 0;
  facts: ControlFacts = calm;
  notice: Notice | null = null;
  readonly commands: Command[] = [];
  readonly events: SessionEvent[] = [];

  constructor(options: HarnessOptions = {}) {
    const {
      stages: list,
      model = 'closed',
      startLevel = 1,
      interactive = true,
      vusLimit = null,
      openCap = 2000,
    } = options;
    const {capLevel = 400, step = 10, rampPerSecond = 10} = options;
    this.state = createControlState({
      interactive,
      vusLimit,
      plan: list === undefined ? null : createLoadPlan(executorOf(model, list)),
      start: {model, level: startLevel},
      scenarios: options.scenarios ?? [{name: 'shopper', weight: 1}],
      gracefulStopMs: options.gracefulStopMs ?? 30_000,
      iterations: options.iterations ?? null,
      settings: {
        closed: {capLevel, step, rampPerSecond},
        open: {capLevel: openCap, step: 50, rampPerSecond: 100},
      },
    });
  }

  start(): this {
    this.#take(startControl(this.state, this.nowMs, this.#facts()));
    return this;
  }

  do(intent: Intent, origin: IntentOrigin = 'operator'): this {
    this.#take(reduceControl(this.state, intent, origin, this.nowMs, this.#facts()));
    return this;
  }

  /** Lets time pass in ticks of 100 ms. */
  wait(ms: number): this {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + 100);
      this.#take(tickControl(this.state, this.nowMs, this.#facts()));
    }
    return this;
  }

  yes(): this {
    return this.do({kind: 'answer', yes: true});
  }

  /** In the present model. */
  to(level: number, overMs: number | null = null): this {
    return this.do({kind: 'target', model: this.state.model, level, overMs});
  }

  /** In the open model. */
  toRate(level: number, overMs: number | null = null): this {
    return this.do({kind: 'target', model: 'open', level, overMs});
  }

  /** In the closed model. */
  toVus(level: number, overMs: number | null = null): this {
    return this.do({kind: 'target', model: 'closed', level, overMs});
  }

  /** Goes to a load by saying yes to everything, and waits until it is there. */
  settleAt(vus: number): this {
    this.to(vus, 0);
    if (this.state.question !== null) this.yes();
    return this.wait(100);
  }

  get vus(): number {
    return commandedLevelAt(this.state, this.nowMs);
  }

  get target(): number {
    return this.state.ramp.toLevel;
  }

  get phase(): SessionPhase {
    return phaseAt(this.state, this.nowMs, Math.round(this.vus));
  }

  get question(): string | null {
    return this.state.question?.text ?? null;
  }

  get settings(): LoadSettings {
    return inForce(this.state);
  }

  /** In the closed model the fleet is as commanded; in the open one what the test says. */
  #facts(): ControlFacts {
    return this.state.model === 'closed' ? {...this.facts, activeVus: Math.round(this.vus)} : this.facts;
  }

  #take(result: ControlResult): void {
    this.state = result.state;
    this.commands.push(...result.commands);
    this.events.push(...result.events);
    if (result.notice !== null) this.notice = result.notice;
  }
}

export const up: Intent = {kind: 'step', steps: 1, repeat: false};
export const down: Intent = {kind: 'step', steps: -1, repeat: false};
export const heldUp: Intent = {kind: 'step', steps: 1, repeat: true};
