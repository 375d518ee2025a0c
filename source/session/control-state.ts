import type {LoadMode, LoadModel} from '../domain/load-model.ts';
import type {LoadPlan} from '../domain/load-plan.ts';
import type {Command} from '../protocol/command.ts';
import type {Intent, IntentOrigin} from './intent.ts';
import type {LoadPoint} from './print-load.ts';
import {rampLevelAt, type RampShape} from './ramp-shape.ts';
import type {Notice, Question, SessionEvent, SessionPhase} from './view.ts';

/** What the operator and the plan have made of the load: everything the reducer knows, nothing measured. */
export interface ControlState {
  readonly interactive: boolean;
  /** Workers are up. */
  readonly started: boolean;
  readonly mode: LoadMode;
  /** What levels are in: VUs, or iterations a second. */
  readonly model: LoadModel;
  /** Of each model, kept while the other one drives. */
  readonly settings: Readonly<Record<LoadModel, LoadSettings>>;
  /** The load as commanded, a line then held. */
  readonly ramp: LoadRamp;
  /** What the ramp has yet to do by itself; null: it is one straight line, and held then. */
  readonly course: RampCourse | null;
  /** Of the newest command. */
  readonly revision: number;
  readonly plan: LoadPlan | null;
  readonly clock: StageClock;
  /** Index of the newest stage told as an event; −1 before the first. */
  readonly toldStage: number;
  /** VUs the machine can open sockets for; null: not known. Bounds the closed model only. */
  readonly vusLimit: number | null;
  /** What was before each change of the load or of the scenarios' weights, newest last. */
  readonly undo: readonly UndoPoint[];
  /** In the profile's order. */
  readonly scenarios: readonly ScenarioWeights[];
  /** How long VUs get to end their iteration when the run drains. */
  readonly gracefulStopMs: number;
  /** What the run's iterations are counted by; null: there is no end to them. */
  readonly iterations: 'perVu' | 'shared' | null;
  /** Run clock, ms: VUs that are still at work then are cut off; null: nobody is on the way out. */
  readonly graceUntilMs: number | null;
  /** Run clock, ms: the plan would be over then; null: it is followed, or a person decides. */
  readonly endsAtMs: number | null;
  readonly held: {readonly targetLevel: number; readonly auto: boolean} | null;
  /** Load before the stop, for `space`; of the present model. */
  readonly resumeLevel: number | null;
  /** Where the ramp was going when `p` froze it. */
  readonly paused: {readonly toLevel: number; readonly remainingMs: number} | null;
  /** Why the load is 0: stopped by hand, or the plan is over. Any new load clears it. */
  readonly rest: 'stopped' | 'ended' | null;
  readonly finishing: Finishing | null;
  readonly question: PendingQuestion | null;
  /** A raise was agreed to in this breach of an SLO: not asked again until it clears. */
  readonly breachAccepted: boolean;
  /** Load changes in quick succession: the target agreed to before the first; over when `untilMs` has passed. */
  readonly burst: {readonly fromLevel: number; readonly untilMs: number} | null;
  readonly heldKey: HeldKey | null;
  readonly toast: LoadToast | null;
}

/** A target, or the weights of the scenarios. */
export type UndoPoint = LoadPoint | {readonly weights: readonly number[]};

export interface ScenarioWeights {
  readonly name: string;
  /** 0: muted. */
  readonly weight: number;
  readonly profileWeight: number;
  /** What it has when it is unmuted. */
  readonly ownWeight: number;
}

/** How the load keys act in one model, in its unit. */
export interface LoadSettings {
  readonly capLevel: number;
  readonly step: number;
  /** How fast a raise climbs. */
  readonly rampPerSecond: number;
  /** The profile's own, kept among the choices. */
  readonly ownStep: number;
  readonly ownRampPerSecond: number;
}

/** From `fromLevel` at `startMs` to `toLevel` at `endMs`, then held. Whole-fleet figures; run clock, ms. */
export interface LoadRamp {
  readonly fromLevel: number;
  readonly toLevel: number;
  readonly startMs: number;
  readonly endMs: number;
  /** It climbs at ramp speed, so `{` and `}` change it while it lasts. */
  readonly bySpeed: boolean;
  /** Absent: a straight line. */
  readonly shape?: Exclude<RampShape, 'linear'>;
}

/** Of a ramp, and of what comes after it. */
export interface RampCourse {
  /** When the next straight piece of the ramp is to be commanded, run clock, ms; null: there is none. */
  readonly nextAtMs: number | null;
  readonly then: RampEnd | null;
}

/** What comes by itself once the ramp has arrived; null: it is held. */
export type RampEnd =
  {readonly kind: 'back'; readonly afterMs: number; readonly to: LoadPoint} | {readonly kind: 'auto'};

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
  readonly limitLevel: number;
  readonly steppedAtMs: number;
}

/** Load changes in quick succession told as one. */
export interface LoadToast {
  readonly fromLevel: number;
  readonly steps: number;
  readonly direction: -1 | 1;
  readonly untilMs: number;
  /** Its event is written when the keys have been quiet, so that it is told once. */
  readonly event: {
    readonly fromLevel: number;
    readonly atMs: number;
    /** Said after the numbers by the first of the steps: which stage was overridden. */
    readonly why: string;
    readonly event: SessionEvent;
  } | null;
}

/** What is measured, as far as decisions rest on it. */
export interface ControlFacts {
  /** VUs at work; in the open model those busy with an iteration. */
  readonly activeVus: number;
  readonly inFlight: number;
  /** VUs that have no iteration left to begin. */
  readonly finishedVus: number;
  /** Iterations that ended a second, of late; null: nothing measured yet. */
  readonly iterationsPerSecond: number | null;
  /** Of each model: the highest load that held every SLO. */
  readonly lastGood: Readonly<Record<LoadModel, number | null>>;
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
  /** What the run starts with; a plan starts with its own. */
  readonly start: LoadPoint;
  readonly vusLimit: number | null;
  readonly scenarios: readonly {readonly name: string; readonly weight: number}[];
  /** How long VUs get to end their iteration when the run drains. */
  readonly gracefulStopMs: number;
  readonly iterations: ControlState['iterations'];
  /** By model. */
  readonly settings: Readonly<Record<LoadModel, Pick<LoadSettings, 'capLevel' | 'step' | 'rampPerSecond'>>>;
}

export function createControlState(options: ControlOptions): ControlState {
  const {interactive, plan, start, vusLimit, settings} = options;
  const closedCap = Math.max(1, Math.min(settings.closed.capLevel, vusLimit ?? settings.closed.capLevel));
  const both = {
    closed: withOwn({...settings.closed, capLevel: closedCap}),
    open: withOwn(settings.open),
  };
  const model = plan?.model ?? start.model;
  return {
    interactive,
    started: false,
    mode: plan === null ? 'manual' : 'auto',
    model,
    settings: both,
    ramp: {fromLevel: 0, toLevel: 0, startMs: 0, endMs: 0, bySpeed: false},
    course: null,
    revision: 0,
    plan,
    clock: {atMs: 0, sinceMs: 0, running: false},
    toldStage: -1,
    vusLimit,
    undo: [],
    scenarios: options.scenarios.map(({name, weight}) => ({
      name,
      weight,
      profileWeight: weight,
      // One that the profile mutes is no more than any other when it is let in.
      ownWeight: weight > 0 ? weight : 1,
    })),
    gracefulStopMs: options.gracefulStopMs,
    iterations: options.iterations,
    graceUntilMs: null,
    endsAtMs: null,
    held: null,
    resumeLevel: plan === null ? Math.min(start.level, both[model].capLevel) : null,
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

function withOwn(settings: ControlOptions['settings'][LoadModel]): LoadSettings {
  return {...settings, ownStep: settings.step, ownRampPerSecond: settings.rampPerSecond};
}

/** The settings of the present model. */
export function inForce({settings, model}: Pick<ControlState, 'settings' | 'model'>): LoadSettings {
  return settings[model];
}

/** The commanded load at a moment of the run clock, interpolated: fractional while it ramps. */
export function commandedLevelAt({ramp}: Pick<ControlState, 'ramp'>, nowMs: number): number {
  return rampLevelAt(ramp, nowMs);
}

/** Time on the stage clock, ms. */
export function stageClockAt({clock}: Pick<ControlState, 'clock'>, nowMs: number): number {
  return clock.running ? clock.atMs + Math.max(0, nowMs - clock.sinceMs) : clock.atMs;
}

/** A flat stretch of the plan is a line too, but no ramp. */
export function isRamping({ramp}: Pick<ControlState, 'ramp'>, nowMs: number): boolean {
  return nowMs < ramp.endMs && ramp.fromLevel !== ramp.toLevel;
}

/** The word at the top left. */
export function phaseAt(state: ControlState, nowMs: number, activeVus: number): SessionPhase {
  if (!state.started) return 'STARTING';
  if (state.finishing !== null) return 'DRAIN';
  if (state.paused !== null) return 'PAUSED';
  if (isRamping(state, nowMs)) return 'RAMP';
  if (state.ramp.toLevel > 0) return 'HOLD';
  if (state.rest === 'ended') return 'ENDED';
  if (state.rest === 'stopped') return 'STOPPED';
  return activeVus > 0 ? 'DRAIN' : 'IDLE';
}

const commonSteps = [1, 2, 5, 10, 20, 50];
const largeSteps = [100, 200, 500];
const hugeSteps = [1000, 2000, 5000];
const commonSpeeds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Step sizes `[` and `]` move through, ascending: as large as the cap makes sense of. */
export function stepChoices({capLevel, ownStep}: Pick<LoadSettings, 'capLevel' | 'ownStep'>): readonly number[] {
  return sorted([
    ...commonSteps,
    ...(capLevel >= 1000 ? largeSteps : []),
    ...(capLevel >= 10_000 ? hugeSteps : []),
    ownStep,
  ]);
}

/** Ramp speeds `{` and `}` move through, VUs (or iterations a second) per second, ascending. */
export function speedChoices({
  capLevel,
  ownRampPerSecond,
}: Pick<LoadSettings, 'capLevel' | 'ownRampPerSecond'>): readonly number[] {
  return sorted([...commonSpeeds, ...(capLevel >= 10_000 ? hugeSteps : []), ownRampPerSecond]);
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
