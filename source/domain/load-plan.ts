import type {Executor} from './profile.ts';

/**
 * A profile's stages as a function of time on the stage clock (ms since the plan began, stopped while an operator drives).
 *
 *   VUs      ╱‾‾‾‾‾╲
 *         ╱          ╲        stage i runs over [starts[i], starts[i + 1]); a stage of 0 ms is a jump
 *   ────╱─────────────╲────
 */
export interface LoadPlan {
  readonly startVus: number;
  readonly stages: readonly PlanStage[];
  readonly totalMs: number;
}

export interface PlanStage {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly fromVus: number;
  readonly target: number;
}

export interface PlanPosition {
  /** Index of the current stage; `stages.length` when the plan has ended. */
  readonly stage: number;
  /** Share of the current stage that is done, 0 to 1. */
  readonly progress: number;
  /** Interpolated, may be fractional. */
  readonly vus: number;
  readonly ended: boolean;
}

/** A straight line on the stage clock: what one target command can carry. */
export interface PlanSegment {
  readonly fromVus: number;
  readonly toVus: number;
  readonly startMs: number;
  readonly endMs: number;
}

const shortestMs = 0.01;

/** The executor as a plan; null when there is nothing to follow (constant VUs without an end). */
export function createLoadPlan(executor: Executor): LoadPlan | null {
  if (executor.kind === 'constant-vus') {
    if (executor.durationMs === null) return null;
    return planOf(executor.vus, [{durationMs: executor.durationMs, target: executor.vus, name: null}]);
  }
  return executor.stages.length === 0 ? null : planOf(executor.startVus, executor.stages);
}

/** Where the plan stands at a time on the stage clock, ms; before 0 it stands at its start. */
export function planPositionAt(plan: LoadPlan, clockMs: number): PlanPosition {
  const time = Math.max(0, clockMs);
  const stage = plan.stages.findIndex((one) => time < one.startMs + one.durationMs);
  if (stage === -1) return {stage: plan.stages.length, progress: 1, vus: finalVus(plan), ended: true};
  const {startMs, durationMs, fromVus, target} = plan.stages[stage]!;
  const progress = (time - startMs) / durationMs;
  return {stage, progress, vus: fromVus + (target - fromVus) * progress, ended: false};
}

/**
 * The rest of the straight line the plan is on, cut where it meets the cap (a plan is never followed above it); null
 * when the plan has ended.
 */
export function planSegmentAt(plan: LoadPlan, clockMs: number, capVus: number): PlanSegment | null {
  const {stage, vus, ended} = planPositionAt(plan, clockMs);
  if (ended) return null;
  const {startMs, durationMs, target} = plan.stages[stage]!;
  const at = Math.max(0, clockMs);
  const endMs = startMs + durationMs;
  if (vus >= capVus && target >= capVus) return {fromVus: capVus, toVus: capVus, startMs: at, endMs};
  if (vus <= capVus && target <= capVus) return {fromVus: vus, toVus: target, startMs: at, endMs};
  const crossingMs = at + ((capVus - vus) / (target - vus)) * (endMs - at);
  const fromCapped = Math.min(vus, capVus);
  // Rounding may leave the load a hair before a crossing it has reached: a line too short to follow.
  if (crossingMs - at < shortestMs) return {fromVus: fromCapped, toVus: Math.min(target, capVus), startMs: at, endMs};
  return {fromVus: fromCapped, toVus: capVus, startMs: at, endMs: Math.min(crossingMs, endMs)};
}

/** Highest number of VUs the plan asks for. */
export function planPeakVus(plan: LoadPlan): number {
  return Math.max(plan.startVus, ...plan.stages.map((stage) => stage.target));
}

function planOf(
  startVus: number,
  stages: readonly {readonly durationMs: number; readonly target: number; readonly name: string | null}[],
): LoadPlan {
  let startMs = 0;
  let fromVus = startVus;
  const planned = stages.map(({durationMs, target, name}) => {
    const stage = {name: name ?? defaultName(fromVus, target), startMs, durationMs, fromVus, target};
    startMs += durationMs;
    fromVus = target;
    return stage;
  });
  return {startVus, stages: planned, totalMs: startMs};
}

function defaultName(fromVus: number, target: number): string {
  return target === fromVus ? 'hold' : target > fromVus ? 'ramp up' : 'ramp down';
}

function finalVus(plan: LoadPlan): number {
  return plan.stages.at(-1)?.target ?? plan.startVus;
}
