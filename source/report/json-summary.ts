import type {LoadModel} from '../domain/load-model.ts';
import {metricTypes, type MetricName} from '../domain/profile.ts';
import type {RunSummary, TrendValues} from '../domain/run-summary.ts';
import type {SnapshotRequest} from '../domain/snapshot.ts';

/** Metrics of the open model that no threshold bounds: ours, not k6's. */
const openMetrics = {
  http_req_service_time: 'trend',
  send_lag: 'trend',
  missed_iterations: 'counter',
} as const;

const types = {...metricTypes, ...openMetrics};

type SummaryMetricName = MetricName | keyof typeof openMetrics;

/** Version of this shape, not of perftui. */
const summaryVersion = '1.0.0';

export interface SummaryMetric {
  readonly name: string;
  readonly type: 'trend' | 'rate' | 'counter' | 'gauge';
  readonly contains: 'time' | 'data' | 'default';
  /** Times in ms. Null where nothing was measured. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** The JSON summary: k6's metric names and units; metrics without samples are left out. */
export interface JsonSummary {
  readonly version: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** How far the figures can be trusted: VALID, DEGRADED or INVALID, and why. */
  readonly validity: RunSummary['validity'];
  readonly results: {
    /** `cut`: of the fails, those where the body went beyond what is kept of one. */
    readonly checks: readonly {
      readonly name: string;
      readonly request: string;
      readonly passes: number;
      readonly fails: number;
      readonly cut: number;
    }[];
    readonly metrics: readonly SummaryMetric[];
    readonly thresholds: readonly {
      readonly source: string;
      /** True when it holds; null when nothing was measured to judge it by. */
      readonly ok: boolean | null;
      readonly value: number | null;
      readonly severity: string;
      /** Given: it is a budget of the profile; `bound` in ms. */
      readonly budget?: {readonly request: string; readonly figure: string; readonly bound: number};
    }[];
    /** User classes with their weight at the end; latencies in ms. */
    readonly scenarios: readonly {
      readonly name: string;
      readonly weight: number;
      readonly requests: number;
      readonly requestsPerSecond: number;
      readonly p95: number | null;
      readonly errorRate: number | null;
    }[];
    /** What flow errors said, each text once, at most 5. */
    readonly flowErrors: readonly string[];
  };
}

/** A finished run as plain JSON data. */
export function jsonSummary(summary: RunSummary): JsonSummary {
  const {run} = summary;
  return {
    version: summaryVersion,
    metadata: {
      generatedAt: run.takenAt,
      perftuiVersion: run.host.perftui,
      endedBy: summary.endedBy,
      endedWhy: summary.endedWhy,
      exitCode: summary.exitCode,
      degraded: summary.degraded,
      generator: run.generator,
      git: run.git,
      host: run.host,
      saved: summary.saved,
    },
    config: {
      execution: 'local',
      profile: run.profile.name,
      revision: run.profile.revision,
      target: run.target.label,
      executor: run.load.executor,
      models: summary.models,
      latency: latencyMeaning(summary.models),
      transport: summary.transport,
      insecure: summary.insecure,
      durationSeconds: summary.durationMs / 1000,
    },
    validity: summary.validity,
    results: {
      checks: (run.checks ?? []).map(({name, requestName, passed, failed, cut}) => ({
        name,
        request: requestName,
        passes: passed,
        fails: failed,
        cut,
      })),
      metrics: metricsOf(summary),
      thresholds: run.thresholds.map(({source, ok, value, severity, budget}) => ({
        source,
        ok,
        value: known(value),
        severity,
        ...(budget !== undefined && {
          budget: {request: budget.requestName, figure: budget.figure, bound: budget.bound},
        }),
      })),
      scenarios: (run.scenarios ?? []).map(({name, weight, requests, requestsPerSecond, errorShare, latencyUs}) => ({
        name,
        weight,
        requests,
        requestsPerSecond,
        p95: latencyUs === null ? null : latencyUs.p95 / 1000,
        errorRate: errorShare,
      })),
      flowErrors: run.flowErrorTexts ?? [],
    },
  };
}

/** What `http_req_duration` holds. */
function latencyMeaning(models: readonly LoadModel[]): string {
  const meanings = {closed: 'service time', open: 'response time'};
  return models.map((model) => meanings[model]).join(', then ');
}

function metricsOf(summary: RunSummary): SummaryMetric[] {
  const {run} = summary;
  const seconds = summary.durationMs / 1000;
  const [total, ...named] = run.requests;
  const {arrivals} = summary;
  const counter: Counter = (name, count, tag = '') =>
    metric(name, {count, rate: seconds > 0 ? count / seconds : null}, tag);
  return [
    gauge('vus', run.load.vus, run.load.minVus, run.load.maxVus),
    metric('vus_max', {value: summary.peakVus, min: summary.peakVus, max: summary.peakVus}),
    counter('iterations', summary.iterations),
    ...(arrivals === null
      ? []
      : [counter('dropped_iterations', arrivals.dropped), counter('missed_iterations', arrivals.missed)]),
    ...flowMetrics(run, counter),
    ...trends(summary),
    ...(total === undefined ? [] : requestMetrics(total, '', counter)),
    ...named.flatMap((request) => {
      const tag = `{name:${request.name}}`;
      const {latencyUs} = request;
      const durations = latencyUs === null ? [] : [metric('http_req_duration', latencyValues(latencyUs), tag)];
      return [...durations, ...requestMetrics(request, tag, counter)];
    }),
  ];
}

/** Checks as a rate, and flow errors where there were any. */
function flowMetrics({checks = [], flowErrors = 0}: RunSummary['run'], counter: Counter): SummaryMetric[] {
  const passes = checks.reduce((sum, check) => sum + check.passed, 0);
  const fails = checks.reduce((sum, check) => sum + check.failed, 0);
  const all = passes + fails;
  return [
    ...(all === 0 ? [] : [metric('checks', {rate: passes / all, passes, fails})]),
    ...(flowErrors === 0 ? [] : [counter('flow_errors', flowErrors)]),
  ];
}

/** The gauge's `value` is the mean over the run: its last value is 0 whenever a plan ends. */
function gauge(name: MetricName, value: number, min: number, max: number): SummaryMetric {
  return metric(name, {value, min, max});
}

function trends(summary: RunSummary): SummaryMetric[] {
  return Object.entries(summary.trends)
    .filter(([name, values]) => values.count > 0 && Object.hasOwn(types, name))
    .map(([name, values]) => metric(name as SummaryMetricName, trendValues(values)));
}

function trendValues({avg, min, med, max, p90, p95, p99, p999}: TrendValues): SummaryMetric['values'] {
  return {avg, min, med, max, 'p(90)': p90, 'p(95)': p95, 'p(99)': p99, 'p(99.9)': p999};
}

function latencyValues(us: NonNullable<SnapshotRequest['latencyUs']>): SummaryMetric['values'] {
  const ms = {
    count: us.samples,
    avg: us.mean,
    min: us.min,
    med: us.p50,
    max: us.max,
    p90: us.p90,
    p95: us.p95,
    p99: us.p99,
    p999: us.p999,
  };
  const values = trendValues(ms);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? null : value / 1000]));
}

type Counter = (name: SummaryMetricName, count: number, tag?: string) => SummaryMetric;

/** A request that ended has one outcome: a status, or the error that ended it. Aborted ones have none. */
function requestMetrics(request: SnapshotRequest, tag: string, counter: Counter): SummaryMetric[] {
  const ended = request.outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  const failures = {
    rate: ended === 0 ? null : request.failed / ended,
    passes: request.failed,
    fails: ended - request.failed,
  };
  return [
    counter('http_reqs', ended, tag),
    ...(ended === 0 ? [] : [metric('http_req_failed', failures, tag)]),
    counter('data_received', request.bytesIn, tag),
    counter('data_sent', request.bytesOut, tag),
  ];
}

function metric(name: SummaryMetricName, values: SummaryMetric['values'], tag = ''): SummaryMetric {
  const type = types[name];
  const contains = type === 'trend' ? 'time' : name.startsWith('data_') ? 'data' : 'default';
  const clean = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, known(value)]));
  return {name: `${name}${tag}`, type, contains, values: clean};
}

/** NaN is no JSON, and null says it better. */
function known(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
