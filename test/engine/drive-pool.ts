import type {
  PlanExtraction,
  PlanRequest,
  PlanScenario,
  PlanStep,
  PlanText,
  RunPlan,
} from '../../source/domain/run-plan.ts';
import {VuPool} from '../../source/engine/vu-pool.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {createSharedMetrics, sharedCounts} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';
import type {FlowErrorSample} from '../../source/protocol/report.ts';
import type {IdClass} from '../../source/protocol/worker-message.ts';
import {FakeTransport, type Outcome, type Sent} from './fake-transport.ts';
import {plan, request, target} from './test-plan.ts';

export const send = (changes: Partial<PlanRequest> = {}): PlanStep => ({kind: 'request', request: request(changes)});
export const get = (name: number): PlanStep => send({name, path: `/${name}`});
export const think = (minMs: number, maxMs = minMs): PlanStep => ({
  kind: 'think',
  time: {kind: 'uniform', minMs, maxMs},
});

export interface PoolOptions extends Partial<RunPlan> {
  readonly shares?: readonly IdClass[];
  readonly cursors?: Int32Array;
}

/** A pool over a fake transport, with its metrics read whenever asked for. */
export function drivePool(scenarios: readonly PlanScenario[] | readonly PlanStep[], options: PoolOptions = {}) {
  const {shares = [{first: 0, stride: 1}], cursors, ...changes} = options;
  const list = scenarios.every((one) => 'steps' in one && 'weight' in one)
    ? scenarios
    : [{name: 's', weight: 1, steps: scenarios}];
  const runPlan = plan(target(80), list, changes);
  const names = runPlan.series.length;
  const counts = sharedCounts(runPlan);
  const buffer = createSharedMetrics(names, counts);
  const transport = new FakeTransport();
  const samples: number[] = [];
  const flowErrors: FlowErrorSample[] = [];
  const pool = new VuPool({
    plan: runPlan,
    shares,
    transport,
    recorder: new SharedWriter(buffer, names, counts),
    onAlarm: () => {},
    onSample: (name) => samples.push(name),
    onFlowError: (error) => flowErrors.push(error),
    ...(cursors === undefined ? {} : {cursors}),
    wallMs: () => 1_000_000,
  });
  const reader = new SharedReader(buffer, names, counts);
  const readings: IntervalMetrics[] = [];
  return {
    pool,
    transport,
    samples,
    flowErrors,
    reader,
    metrics: (): IntervalMetrics => {
      readings.push(reader.read()!);
      return mergeMetrics(readings);
    },
    first: (): Sent => [...transport.inFlight][0]!,
    /** Ends what is in flight longest, at `atMs`. */
    end(atMs: number, outcome: Outcome = {}): void {
      [...transport.inFlight][0]!.end(atMs, outcome);
    },
    /** `GET /path` of all that was sent. */
    lines: (): string[] =>
      transport.sent.map(({request: {method, path}, fill}) => {
        const sentPath = fill?.path ?? path;
        return `${fill?.method ?? method} ${typeof sentPath === 'string' ? sentPath : '?'}`;
      }),
    /** Ends all that is in flight now, at `atMs`. */
    endAll: (atMs: number, outcome: Outcome = {}): void => {
      for (const sent of Array.from(transport.inFlight)) sent.end(atMs, outcome);
    },
  };
}

/** One user begins. */
export const one = (run: ReturnType<typeof drivePool>): typeof run => {
  run.pool.setFleetTarget(1, 0, 0);
  run.pool.runDue(0);
  return run;
};
export const token: PlanExtraction = {variable: 0, from: {kind: 'jsonpath', path: '$.token'}, fallback: null};
export const written = (...parts: (PlanText & object)['parts'][number][]): PlanText => ({
  parts: [...parts],
  encode: 'plain',
});
export const bearer: PlanText = written('Bearer ', {kind: 'variable', variable: 0});
export const withToken = (changes: Partial<PlanRequest> = {}): PlanStep =>
  send({name: 1, path: '/cart', headers: [['authorization', bearer]], ...changes});
export const login = (changes: Partial<PlanRequest> = {}): PlanStep =>
  send({name: 0, method: 'POST', path: '/login', extract: [token], ...changes});
