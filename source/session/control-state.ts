import type {LoadPlan} from '../domain/load-plan.ts';
import type {Command} from '../protocol/command.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {Notice, Question, SessionEvent, SessionPhase} from './view.ts';

/** What the operator and the plan have made of the load: everything the reducer knows, nothing measured. */
export interface ControlState {
  readonly interactive: boolean;
  /** Workers are up. */
  readonly started: boolean;
  readonly mode: 'auto' | 'manual';
  /** The load as commanded, a straight line then held. */
  readonly ramp: LoadRamp;
  /** Of the newest command. */
  readonly revision: number;
  readonly plan: LoadPlan | null;
  readonly clock: StageClock;
  /** Index of the newest stage told as an event; −1 before the first. */
  readonly toldStage: number;
  readonly capVus: number;
  /** What the machine can open; null: not known. */
  readonly vusLimit: number | null;
  readonly step: number;
  readonly rampVusPerSecond: number;
  /** The profile's own, kept among the choices. */
  readonly ownStep: number;
  readonly ownRampVusPerSecond: number;
  /** Targets before each load change, newest last. */
  readonly undo: readonly number[];
  readonly held: {readonly targetVus: number; readonly auto: boolean} | null;
  /** Load before the stop, for `space`. */
  readonly resumeVus: number | null;
  /** Where the ramp was going when `p` froze it. */
  readonly paused: {readonly toVus: number; readonly remainingMs: number} | null;
  /** Why the load is 0: stopped by hand, or the plan is over. Any new load clears it. */
  readonly rest: 'stopped' | 'ended' | null;
  readonly finishing: Finishing | null;
  readonly question: PendingQuestion | null;
  /** A raise was agreed to in this breach of an SLO: not asked again until it clears. */
  readonly breachAccepted: boolean;
  /** Load changes in quick succession: the target agreed to before the first; over when `untilMs` has passed. */
  readonly burst: {readonly fromVus: number; readonly untilMs: number} | null;
  readonly heldKey: HeldKey | null;
  readonly toast: LoadToast | null;
}

/** Linear from `fromVus` at `startMs` to `toVus` at `endMs`, then held. Whole-fleet figures; run clock, ms. */
export interface LoadRamp {
  readonly fromVus: number;
  readonly toVus: number;
  readonly startMs: number;
  readonly endMs: number;
  /** It climbs at ramp speed, so `{` and `}` change it while it lasts. */
  readonly bySpeed: boolean;
}

/** Time on the plan: `atMs` at run clock `sinceMs`, and going on from there while it runs. */
export interface StageClock {
  readonly atMs: number;
  readonly sinceMs: number;
  readonly running: boolean;
}

export interface Finishing {
  readonly how: 'stop' | 'drain';
  readonly end: boolean;
  readonly origin: IntentOrigin;
}

export interface PendingQuestion extends Question {
  readonly intent: Intent;
  readonly origin: IntentOrigin;
  readonly untilMs: number;
}

/** A load key that is being held: how far it may go without being pressed anew. */
export interface HeldKey {
  readonly direction: -1 | 1;
  readonly limitVus: number;
  readonly steppedAtMs: number;
}

/** Load changes in quick succession told as one. */
export interface LoadToast {
  readonly fromVus: number;
  readonly steps: number;
  readonly direction: -1 | 1;
  readonly untilMs: number;
  /** Its event is written when the keys have been quiet, so that it is told once. */
  readonly event: {
    readonly fromVus: number;
    readonly atMs: number;
    /** Said after the numbers by the first of the steps: which stage was overridden. */
    readonly why: string;
    readonly event: SessionEvent;
  } | null;
}

/** What is measured, as far as decisions rest on it. */
export interface ControlFacts {
  readonly activeVus: number;
  readonly inFlight: number;
  readonly lastGoodVus: number | null;
  /** Worst critical SLO that is over: `p95`, how much of its limit is used; null: none is. */
  readonly failingSlo: {readonly short: string; readonly used: number | null} | null;
}

export interface ControlResult {
  readonly state: ControlState;
  readonly commands: readonly Command[];
  readonly events: readonly SessionEvent[];
  /** Null: the one before stays. */
  readonly notice: Notice | null;
}

export interface ControlOptions {
  readonly interactive: boolean;
  readonly plan: LoadPlan | null;
  /** Without a plan: what to start with. */
  readonly startVus: number;
  readonly capVus: number;
  readonly vusLimit: number | null;
  readonly step: number;
  readonly rampVusPerSecond: number;
}

export function createControlState(options: ControlOptions): ControlState {
  const capVus = Math.max(1, Math.min(options.capVus, options.vusLimit ?? options.capVus));
  return {
    interactive: options.interactive,
    started: false,
    mode: options.plan === null ? 'manual' : 'auto',
    ramp: {fromVus: 0, toVus: 0, startMs: 0, endMs: 0, bySpeed: false},
    revision: 0,
    plan: options.plan,
    clock: {atMs: 0, sinceMs: 0, running: false},
    toldStage: -1,
    capVus,
    vusLimit: options.vusLimit,
    step: options.step,
    rampVusPerSecond: options.rampVusPerSecond,
    ownStep: options.step,
    ownRampVusPerSecond: options.rampVusPerSecond,
    undo: [],
    held: null,
    resumeVus: options.plan === null ? Math.min(options.startVus, capVus) : null,
    paused: null,
    rest: null,
    finishing: null,
    question: null,
    breachAccepted: false,
    burst: null,
    heldKey: null,
    toast: null,
  };
}

/** The commanded load at a moment of the run clock, interpolated: fractional while it ramps. */
export function commandedVusAt({ramp}: Pick<ControlState, 'ramp'>, nowMs: number): number {
  if (nowMs >= ramp.endMs) return ramp.toVus;
  const share = Math.max(0, (nowMs - ramp.startMs) / (ramp.endMs - ramp.startMs));
  return ramp.fromVus + (ramp.toVus - ramp.fromVus) * share;
}

/** Time on the stage clock, ms. */
export function stageClockAt({clock}: Pick<ControlState, 'clock'>, nowMs: number): number {
  return clock.running ? clock.atMs + Math.max(0, nowMs - clock.sinceMs) : clock.atMs;
}

/** A flat stretch of the plan is a line too, but no ramp. */
export function isRamping({ramp}: Pick<ControlState, 'ramp'>, nowMs: number): boolean {
  return nowMs < ramp.endMs && ramp.fromVus !== ramp.toVus;
}

/** The word at the top left. */
export function phaseAt(state: ControlState, nowMs: number, activeVus: number): SessionPhase {
  if (!state.started) return 'STARTING';
  if (state.finishing !== null) return 'DRAIN';
  if (state.paused !== null) return 'PAUSED';
  if (isRamping(state, nowMs)) return 'RAMP';
  if (state.ramp.toVus > 0) return 'HOLD';
  if (state.rest === 'ended') return 'ENDED';
  if (state.rest === 'stopped') return 'STOPPED';
  return activeVus > 0 ? 'DRAIN' : 'IDLE';
}

const commonSteps = [1, 2, 5, 10, 20, 50];
const largeSteps = [100, 200, 500];
const commonSpeeds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Step sizes `[` and `]` move through, ascending. */
export function stepChoices(state: Pick<ControlState, 'capVus' | 'ownStep'>): readonly number[] {
  return sorted([...commonSteps, ...(state.capVus >= 1000 ? largeSteps : []), state.ownStep]);
}

/** Ramp speeds `{` and `}` move through, VUs per second, ascending. */
export function speedChoices(state: Pick<ControlState, 'ownRampVusPerSecond'>): readonly number[] {
  return sorted([...commonSpeeds, state.ownRampVusPerSecond]);
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
