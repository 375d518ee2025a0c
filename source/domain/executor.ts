import type {LoadModel} from './load-model.ts';
import type {Executor} from './profile.ts';

/** Which model the executor loads in: what its levels count. */
export function executorModel(executor: Executor): LoadModel {
  return 'maxVus' in executor ? 'open' : 'closed';
}

/** The level it begins at: VUs in the closed model, iterations a second in the open one. */
export function executorStartLevel(executor: Executor): number {
  if ('vus' in executor) return executor.vus;
  if ('startVus' in executor) return executor.startVus;
  return 'rate' in executor ? executor.rate : executor.startRate;
}

/** The highest level it asks for. */
export function executorPeakLevel(executor: Executor): number {
  const targets = 'stages' in executor ? executor.stages.map((stage) => stage.target) : [];
  return targets.reduce((peak, target) => Math.max(peak, target), executorStartLevel(executor));
}

/** The most virtual users it may have at once. */
export function executorMostVus(executor: Executor): number {
  return 'maxVus' in executor ? executor.maxVus : executorPeakLevel(executor);
}

/** How long it lasts, ms: at most, where it ends with its iterations; null: without an end. */
export function executorDurationMs(executor: Executor): number | null {
  if ('stages' in executor) return executor.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  return 'iterations' in executor ? executor.maxDurationMs : executor.durationMs;
}
