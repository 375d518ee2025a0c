import type {Worker} from 'node:worker_threads';
import type {PlanRequest, PlanStep, RunPlan} from '../../source/domain/run-plan.ts';
import {spawnEngine} from '../../source/fleet/engine-worker.ts';
import {createThreadDriver} from '../../source/fleet/thread-driver.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import type {IntervalReport, Report} from '../../source/protocol/report.ts';
import {plan, request, target} from '../engine/test-plan.ts';

export const step = (changes: Partial<PlanRequest> = {}): PlanStep => ({kind: 'request', request: request(changes)});
export const think = (minMs: number, maxMs = minMs): PlanStep => ({
  kind: 'think',
  time: {kind: 'uniform', minMs, maxMs},
});
export const flow = (port: number, ...steps: PlanStep[]): RunPlan =>
  plan(target(port), [{name: 's', weight: 1, steps}]);

/** A driver with its reports collected, and helpers to wait for one. */
export async function drive(runPlan: RunPlan, workers = 1) {
  const threads: Worker[] = [];
  const driver = createThreadDriver({
    spawn: (start) => {
      const thread = spawnEngine(start);
      threads.push(thread);
      return thread;
    },
  });
  const reports: Report[] = [];
  const watchers = new Set<() => void>();
  await driver.start({plan: runPlan, workers}, (report) => {
    reports.push(report);
    for (const watcher of watchers) watcher();
  });
  let revision = 0;
  const intervals = (): IntervalReport[] => reports.filter((report) => report.kind === 'interval');
  async function until<R extends Report>(matches: (report: Report) => report is R): Promise<R>;
  async function until(matches: (report: Report) => boolean): Promise<Report>;
  async function until(matches: (report: Report) => boolean): Promise<Report> {
    const from = reports.length;
    return new Promise((resolve) => {
      const watcher = (): void => {
        const found = reports.slice(from).find(matches);
        if (found === undefined) return;
        watchers.delete(watcher);
        resolve(found);
      };
      watchers.add(watcher);
    });
  }
  return {
    driver,
    threads,
    reports,
    intervals,
    until,
    untilGauges: async (matches: (interval: IntervalReport) => boolean) =>
      (await until((report) => report.kind === 'interval' && matches(report))) as IntervalReport,
    metrics: (): IntervalMetrics => mergeMetrics(intervals().map((interval) => interval.metrics)),
    target(toLevel: number, durationMs = 0, fromLevel = 0, forMs: number | null = null, drains = false): number {
      driver.send({
        kind: 'target',
        revision: ++revision,
        model: 'closed',
        fromLevel,
        toLevel,
        startMs: driver.nowMs(),
        durationMs,
        untilMs: forMs === null ? null : driver.nowMs() + forMs,
        drains,
      });
      return revision;
    },
    rate(toLevel: number, durationMs = 0, fromLevel = toLevel, forMs: number | null = null, drains = false): number {
      const startMs = driver.nowMs();
      const untilMs = forMs === null ? null : startMs + forMs;
      driver.send({
        kind: 'target',
        revision: ++revision,
        model: 'open',
        fromLevel,
        toLevel,
        startMs,
        durationMs,
        untilMs,
        drains,
      });
      return startMs;
    },
    weights: (weights: readonly number[]) => driver.send({kind: 'weights', revision: ++revision, weights}),
    globals: (values: readonly (string | null)[]) => driver.send({kind: 'globals', revision: ++revision, values}),
    abort: () => driver.send({kind: 'abort', revision: ++revision}),
    pause: (paused: boolean) => driver.send({kind: 'pause', revision: ++revision, paused}),
    async stop(graceMs = 2000): Promise<void> {
      const stopped = until((report) => report.kind === 'stopped');
      driver.send({kind: 'stop', revision: ++revision, graceMs});
      await stopped;
    },
    [Symbol.asyncDispose]: () => driver.close(),
  };
}

export function totals(metrics: IntervalMetrics) {
  const sum = (key: 'started' | 'answered' | 'failed' | 'aborted'): number =>
    metrics.names.reduce((total, name) => total + name[key], 0);
  return {started: sum('started'), answered: sum('answered'), failed: sum('failed'), aborted: sum('aborted')};
}
