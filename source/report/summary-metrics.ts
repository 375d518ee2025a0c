import {metricTypes, type MetricName} from '../domain/profile.ts';
import type {RunSummary, TrendValues} from '../domain/run-summary.ts';
import type {SnapshotLatency, SnapshotRequest} from '../domain/snapshot.ts';
import {endedOf} from './request-tables.ts';

/** Metrics of the open model that no threshold bounds: ours, not k6's. */
const openMetrics = {
  http_req_service_time: 'trend',
  send_lag: 'trend',
  missed_iterations: 'counter',
} as const;

const types = {...metricTypes, ...openMetrics};

type SummaryMetricName = MetricName | keyof typeof openMetrics;

export interface SummaryMetric {
  readonly name: string;
  readonly type: 'trend' | 'rate' | 'counter' | 'gauge';
  readonly contains: 'time' | 'data' | 'default';
  /** Times in ms. Null where nothing was measured. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** What a summary is made of: a run knows all of it, a snapshot has null for what it cannot tell. */
export interface SummaryFacts extends Pick<
  RunSummary,
  | 'durationMs'
  | 'peakVus'
  | 'run'
  | 'models'
  | 'arrivals'
  | 'trends'
  | 'saved'
  | 'degraded'
  | 'plateaus'
  | 'recording'
  | 'comparison'
  | 'baselineName'
  | 'endedWhy'
> {
  readonly endedBy: string | null;
  readonly exitCode: number | null;
  readonly insecure: boolean | null;
  readonly transport: RunSummary['transport'] | null;
  readonly validity: RunSummary['validity'] | null;
  readonly iterations: number | null;
}

/** All of a run; metrics without samples are left out. Rates are over the time there was load, as everywhere else. */
export function metricsOf(summary: SummaryFacts): SummaryMetric[] {
  const {run, arrivals} = summary;
  const counter = countersOver(run.window.seconds);
  const total = run.requests.slice(0, 1);
  return [
    gauge('vus', run.load.vus, run.load.minVus, run.load.maxVus),
    metric('vus_max', {value: summary.peakVus, min: summary.peakVus, max: summary.peakVus}),
    ...(summary.iterations === null ? [] : [counter('iterations', summary.iterations)]),
    ...(arrivals === null
      ? []
      : [counter('dropped_iterations', arrivals.dropped), counter('missed_iterations', arrivals.missed)]),
    ...flowMetrics(run, counter),
    ...trends(summary),
    ...total.flatMap((request) => requestMetrics(request, '', counter)),
    ...namedMetrics(run.requests.slice(1), counter),
  ];
}

/** What was measured of each request; the total's metrics have no tag. */
export function namedMetrics(requests: readonly SnapshotRequest[], counter: Counter): SummaryMetric[] {
  return requests.flatMap((request) => {
    const tag = request.name === null ? '' : `{name:${request.name}}`;
    const {latencyUs} = request;
    const durations = latencyUs === null ? [] : [metric('http_req_duration', trendValues(latencyMs(latencyUs)), tag)];
    return [...durations, ...requestMetrics(request, tag, counter)];
  });
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

function trends(summary: SummaryFacts): SummaryMetric[] {
  return Object.entries(summary.trends)
    .filter(([name, values]) => values.count > 0 && Object.hasOwn(types, name))
    .map(([name, values]) => metric(name as SummaryMetricName, trendValues(values)));
}

function trendValues({avg, min, med, max, p90, p95, p99, p999}: TrendValues): SummaryMetric['values'] {
  return {avg, min, med, max, 'p(90)': p90, 'p(95)': p95, 'p(99)': p99, 'p(99.9)': p999};
}

/** Latencies (µs) as values of a trend metric (ms). */
export function latencyMs(us: SnapshotLatency): TrendValues {
  return {
    count: us.samples,
    avg: us.mean / 1000,
    min: us.min / 1000,
    med: us.p50 / 1000,
    max: us.max / 1000,
    p90: us.p90 / 1000,
    p95: us.p95 / 1000,
    p99: us.p99 / 1000,
    p999: us.p999 / 1000,
  };
}

type Counter = (name: SummaryMetricName, count: number, tag?: string) => SummaryMetric;

/** Counters with their rate over so many seconds. */
export function countersOver(seconds: number): Counter {
  return (name, count, tag = '') => metric(name, {count, rate: seconds > 0 ? count / seconds : null}, tag);
}

/** A request that ended has one outcome: a status, or the error that ended it. Aborted ones have none. */
function requestMetrics(request: SnapshotRequest, tag: string, counter: Counter): SummaryMetric[] {
  const ended = endedOf(request);
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
export function known(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
