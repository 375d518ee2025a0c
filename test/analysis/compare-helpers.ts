import {expect} from 'vitest';
import type {MetricComparison, RunComparison} from '../../source/domain/comparison.ts';
import {simulatedRun, type Simulation} from './simulated-run.ts';

export const byWindow = {align: 'window'} as const;
export const latencyMetrics = ['p50', 'p90', 'p95', 'p99'];

export function metric(comparison: RunComparison, name: string, request: string | null = null): MetricComparison {
  const found = comparison.requests.find((one) => one.name === request)?.metrics.find((one) => one.metric === name);
  expect(found, `${request ?? 'all'} ${name}`).toBeDefined();
  return found!;
}

export function latencies(comparison: RunComparison, request: string | null = null): readonly MetricComparison[] {
  return latencyMetrics.map((name) => metric(comparison, name, request));
}

export const pair = (now: Omit<Simulation, 'seed'> = {}, before: Omit<Simulation, 'seed'> = {}, seed = 1) =>
  [simulatedRun({seed, ...now}), simulatedRun({seed: seed + 1000, ...before})] as const;
