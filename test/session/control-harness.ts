import {createLoadPlan} from '../../source/domain/load-plan.ts';
import type {Stage} from '../../source/domain/profile.ts';
import type {Command} from '../../source/protocol/command.ts';
import {reduceControl, startControl, tickControl} from '../../source/session/control-reducer.ts';
import {
  commandedVusAt,
  createControlState,
  phaseAt,
  type ControlFacts,
  type ControlOptions,
  type ControlResult,
  type ControlState,
} from '../../source/session/control-state.ts';
import type {Intent, IntentOrigin} from '../../source/session/intent.ts';
import type {Notice, SessionEvent, SessionPhase} from '../../source/session/view.ts';

export const calm: ControlFacts = {activeVus: 0, inFlight: 0, lastGoodVus: null, failingSlo: null};

export const stages: readonly Stage[] = [
  {durationMs: 10_000, target: 40, name: 'climb'},
  {durationMs: 30_000, target: 40, name: 'base'},
  {durationMs: 10_000, target: 100, name: 'peak'},
];

/** Drives the reducer on a clock of its own and keeps what comes out. */
export class ControlHarness {
  state: ControlState;
  nowMs = 0;
  facts: ControlFacts = calm;
  notice: Notice | null = null;
  readonly commands: Command[] = [];
  readonly events: SessionEvent[] = [];

  constructor(options: Partial<ControlOptions> & {stages?: readonly Stage[]} = {}) {
    const {stages: list, ...rest} = options;
    this.state = createControlState({
      interactive: true,
      plan: list === undefined ? null : createLoadPlan({kind: 'ramping-vus', startVus: 0, stages: list}),
      startVus: 1,
      capVus: 400,
      vusLimit: null,
      step: 10,
      rampVusPerSecond: 10,
      ...rest,
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

  to(vus: number, overMs: number | null = null): this {
    return this.do({kind: 'target', vus, overMs});
  }

  /** Goes to a load by saying yes to everything, and waits until it is there. */
  settleAt(vus: number): this {
    this.to(vus, 0);
    if (this.state.question !== null) this.yes();
    return this.wait(100);
  }

  get vus(): number {
    return commandedVusAt(this.state, this.nowMs);
  }

  get target(): number {
    return this.state.ramp.toVus;
  }

  get phase(): SessionPhase {
    return phaseAt(this.state, this.nowMs, Math.round(this.vus));
  }

  get question(): string | null {
    return this.state.question?.text ?? null;
  }

  #facts(): ControlFacts {
    return {...this.facts, activeVus: Math.round(this.vus)};
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
