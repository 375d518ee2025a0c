import {executorModel, executorStartLevel} from './executor.ts';
import type {LoadModel} from './load-model.ts';
import type {Executor} from './profile.ts';

/**
 * A profile's stages as a function of time on the stage clock (ms since the plan began, stopped while an operator drives).
 *
 *   level    ╱‾‾‾‾‾╲
 *         ╱          ╲        stage i runs over [starts[i], starts[i + 1]); a stage of 0 ms is a jump
 *   ────╱─────────────╲────
 *
 * Levels are VUs in the closed model, iterations started per second in the open one.
 */
export interface LoadPlan {
  readonly model: LoadModel;
  readonly startLevel: number;
  readonly stages: readonly PlanStage[];
  readonly totalMs: number;
}

export interface PlanStage {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly fromLevel: number;
  readonly target: number;
}

export interface PlanPosition {
  /** Index of the current stage; `stages.length` when the plan has ended. */
  readonly stage: number;
  /** Share of the current stage that is done, 0 to 1. */
  readonly progress: number;
  /** Interpolated, may be fractional. */
  readonly level: number;
  readonly ended: boolean;
}

/** A straight line on the stage clock: what one target command can carry. */
export interface PlanSegment {
  readonly fromLevel: number;
  readonly toLevel: number;
  readonly startMs: number;
  readonly endMs: number;
}

const shortestMs = 0.01;

/**
 * The executor as a plan; null when there is nothing to follow (a constant load without an end). A number of iterations
 * is a constant level until its `maxDuration`.
 */
export function createLoadPlan(executor: Executor): LoadPlan | null {
  const model = executorModel(executor);
  const startLevel = executorStartLevel(executor);
  if ('stages' in executor) return executor.stages.length === 0 ? null : planOf(model, startLevel, executor.stages);
  // Iterations that are all run end the plan earlier: that is the session's to see.
  const durationMs = 'maxDurationMs' in executor ? executor.maxDurationMs : executor.durationMs;
  return durationMs === null ? null : planOf(model, startLevel, [{durationMs, target: startLevel, name: null}]);
}

/** Where the plan stands at a time on the stage clock, ms; before 0 it stands at its start. */
export function planPositionAt(plan: LoadPlan, clockMs: number): PlanPosition {
  const time = Math.max(0, clockMs);
  const stage = plan.stages.findIndex((one) => time < one.startMs + one.durationMs);
  if (stage === -1) return {stage: plan.stages.length, progress: 1, level: finalLevel(plan), ended: true};
  const {startMs, durationMs, fromLevel, target} = plan.stages[stage]!;
  const progress = (time - startMs) / durationMs;
  return {stage, progress, level: fromLevel + (target - fromLevel) * progress, ended: false};
}

/**
 * The rest of the straight line the plan is on, cut where it meets the cap (a plan is never followed above it); null
 * when the plan has ended.
 */
export function planSegmentAt(plan: LoadPlan, clockMs: number, capLevel: number): PlanSegment | null {
  const {stage, level, ended} = planPositionAt(plan, clockMs);
  if (ended) return null;
  const {startMs, durationMs, target} = plan.stages[stage]!;
  const at = Math.max(0, clockMs);
  const endMs = startMs + durationMs;
  if (level >= capLevel && target >= capLevel) return {fromLevel: capLevel, toLevel: capLevel, startMs: at, endMs};
  if (level <= capLevel && target <= capLevel) return {fromLevel: level, toLevel: target, startMs: at, endMs};
  const crossingMs = at + ((capLevel - level) / (target - level)) * (endMs - at);
  const fromCapped = Math.min(level, capLevel);
  // Rounding may leave the load a hair before a crossing it has reached: a line too short to follow.
  if (crossingMs - at < shortestMs)
    return {fromLevel: fromCapped, toLevel: Math.min(target, capLevel), startMs: at, endMs};
  return {fromLevel: fromCapped, toLevel: capLevel, startMs: at, endMs: Math.min(crossingMs, endMs)};
}

/** Highest level the plan asks for. */
export function planPeakLevel(plan: LoadPlan): number {
  return Math.max(plan.startLevel, ...plan.stages.map((stage) => stage.target));
}

function planOf(
  model: LoadModel,
  startLevel: number,
  stages: readonly {readonly durationMs: number; readonly target: number; readonly name: string | null}[],
): LoadPlan {
  let startMs = 0;
  let fromLevel = startLevel;
  const planned = stages.map(({durationMs, target, name}) => {
    const stage = {name: name ?? defaultName(fromLevel, target), startMs, durationMs, fromLevel, target};
    startMs += durationMs;
    fromLevel = target;
    return stage;
  });
  return {model, startLevel, stages: planned, totalMs: startMs};
}

function defaultName(fromLevel: number, target: number): string {
  return target === fromLevel ? 'hold' : target > fromLevel ? 'ramp up' : 'ramp down';
}

function finalLevel(plan: LoadPlan): number {
  return plan.stages.at(-1)?.target ?? plan.startLevel;
}
