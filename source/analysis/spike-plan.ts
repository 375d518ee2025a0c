import type {LoadModel} from '../domain/load-model.ts';
import type {Stage} from '../domain/profile.ts';

export interface SpikeRequest {
  readonly model: LoadModel;
  /** The load spikes stand out from: VUs, or iterations a second. */
  readonly baseLevel: number;
  /** How many times the base each spike is, in the order they come; 2, 3, 4, 5 unless given. */
  readonly factors?: readonly number[];
  /** 30 s unless given. */
  readonly holdMs?: number;
  /** What is measured at the base before the first spike; 60 s unless given. */
  readonly baselineMs?: number;
  /** At the base after each spike; as long as it takes to see a target that needs three holds, 90 s at least, unless given. */
  readonly recoveryMs?: number;
  /** From nothing to the base, before the baseline; 10 s unless given. */
  readonly warmUpMs?: number;
}

export interface PlannedSpike {
  readonly factor: number;
  readonly level: number;
  /** On the stage clock. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface SpikePlan {
  readonly model: LoadModel;
  readonly baseLevel: number;
  readonly startLevel: number;
  readonly stages: readonly Stage[];
  readonly spikes: readonly PlannedSpike[];
  readonly peakLevel: number;
  readonly totalMs: number;
}

const defaultFactors: readonly number[] = [2, 3, 4, 5];
const defaultHoldMs = 30_000;

/** After the load has come up, before the baseline begins: queues and caches find their level. */
const settleMs = 10_000;
const defaultBaselineMs = 60_000;
const defaultWarmUpMs = 10_000;
const leastRecoveryMs = 90_000;
const recoveryHolds = 3;

/** Loads nearer than this to the base are the base. */
export const nearBase = 1.05;

/** Shorter ones are over before ten seconds of them can be read. */
const leastHoldMs = 5000;

/** Three windows of 10 s are what tells of a recovery and of a baseline. */
const leastWatchMs = 30_000;

/**
 * The stages of a spike test: up and back at once, the same base between.
 *
 *   level        ┌───┐           ┌───┐
 *                │2x │           │3x │
 *      ╱─────────┘   └───────────┘   └───────────
 *   warm-up  baseline   recovery       recovery
 *
 * @throws RangeError saying which of the settings cannot be
 */
export function spikePlan(request: SpikeRequest): SpikePlan {
  const {model, baseLevel, factors = defaultFactors, holdMs = defaultHoldMs} = request;
  const {warmUpMs = defaultWarmUpMs, baselineMs = defaultBaselineMs} = request;
  const recoveryMs = request.recoveryMs ?? Math.max(leastRecoveryMs, recoveryHolds * holdMs);
  check({...request, factors, holdMs, baselineMs, recoveryMs, warmUpMs});
  const spikes: PlannedSpike[] = [];
  const stages: Stage[] = [
    ...(warmUpMs > 0 ? [stage('warm-up', baseLevel, warmUpMs)] : []),
    stage('baseline', baseLevel, settleMs + baselineMs),
  ];
  let atMs = warmUpMs + settleMs + baselineMs;
  for (const factor of factors) {
    const level = levelOf(model, baseLevel, factor);
    stages.push(stage(null, level, 0), stage(`spike ${factorText(factor)}`, level, holdMs), stage(null, baseLevel, 0));
    stages.push(stage(`recovery ${factorText(factor)}`, baseLevel, recoveryMs));
    spikes.push({factor, level, startMs: atMs, endMs: atMs + holdMs});
    atMs += holdMs + recoveryMs;
  }
  const peakLevel = Math.max(...spikes.map(({level}) => level));
  return {model, baseLevel, startLevel: warmUpMs > 0 ? 0 : baseLevel, stages, spikes, peakLevel, totalMs: atMs};
}

/** The load of a spike: whole VUs. */
export function levelOf(model: LoadModel, baseLevel: number, factor: number): number {
  return model === 'closed' ? Math.round(baseLevel * factor) : baseLevel * factor;
}

/** `2x`, `2.5x`. */
export function factorText(factor: number): string {
  return `${Number(factor.toFixed(2))}x`;
}

function stage(name: string | null, target: number, durationMs: number): Stage {
  return {name, target, durationMs};
}

function check(request: Required<SpikeRequest>): void {
  const {model, baseLevel, factors, holdMs, baselineMs, recoveryMs, warmUpMs} = request;
  if (!(baseLevel > 0) || !Number.isFinite(baseLevel)) throw new RangeError('a spike needs a load to stand out from');
  if (model === 'closed' && !Number.isInteger(baseLevel)) throw new RangeError('the base is a whole number of VUs');
  if (factors.length === 0) throw new RangeError('at least one factor is needed');
  for (const factor of factors) {
    const least = baseLevel * nearBase;
    if (!Number.isFinite(factor) || !(levelOf(model, baseLevel, factor) > least))
      throw new RangeError(`factor ${factor}: a spike is over ${nearBase} times the base of ${baseLevel}`);
  }
  if (!(holdMs >= leastHoldMs)) throw new RangeError(`a spike is held ${leastHoldMs / 1000} s at least`);
  if (!(baselineMs >= leastWatchMs)) throw new RangeError(`the baseline takes ${leastWatchMs / 1000} s at least`);
  if (!(recoveryMs >= leastWatchMs)) throw new RangeError(`a recovery is watched ${leastWatchMs / 1000} s at least`);
  if (!(warmUpMs >= 0)) throw new RangeError('a warm-up takes no less than 0 s');
}
