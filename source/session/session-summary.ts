import type {RunComparison} from '../domain/comparison.ts';
import {formatClock, formatDuration} from '../domain/format.ts';
import type {RunEnding, RunSummary, TrendValues} from '../domain/run-summary.ts';
import type {Snapshot, SnapshotArrivals} from '../domain/snapshot.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics, type NameMetrics, type Phase} from '../metrics/interval.ts';
import {allNames, mergeNames} from '../metrics/merge-metrics.ts';
import {runExitCode} from './exit-code.ts';

const phaseMetrics: Readonly<Record<Phase, string>> = {
  blocked: 'http_req_blocked',
  connecting: 'http_req_connecting',
  tls: 'http_req_tls_handshaking',
  sending: 'http_req_sending',
  waiting: 'http_req_waiting',
  receiving: 'http_req_receiving',
};

export interface SummaryInput {
  readonly interactive: boolean;
  readonly allowInvalid: boolean;
  /** The run was begun to find a capacity. */
  readonly asksCapacity: boolean;
  readonly endedBy: RunEnding;
  readonly endedWhy: string | null;
  readonly durationMs: number;
  readonly peakVus: number;
  readonly peakRequestsPerSecond: number | null;
  readonly knee: NonNullable<RunSummary['knee']> | null;
  readonly inputs: number;
  readonly manualMs: number;
  readonly autoMs: number;
  readonly run: Snapshot;
  readonly models: RunSummary['models'];
  /** Over the run; all 0 when it was never in the open model. */
  readonly arrivals: SnapshotArrivals;
  readonly transport: RunSummary['transport'];
  readonly insecure: boolean;
  readonly validity: RunSummary['validity'];
  readonly metrics: IntervalMetrics;
  readonly saturatedMs: number;
  readonly losses: readonly {readonly atMs: number; readonly worker: number}[];
  readonly recording: string | null;
  readonly comparison: RunComparison | null;
  /** What it is against. */
  readonly baselineName: string | null;
  readonly saved: readonly string[];
  readonly notWritten: readonly string[];
}

/** What is known when the run is over. */
export function buildSummary(input: SummaryInput): RunSummary {
  const {metrics, run, interactive} = input;
  const total = mergeNames(metrics.names, allNames);
  const unexpected = total.unexpected.reduce((sum, [, count]) => sum + count, 0);
  const succeeded = total.answered - unexpected;
  const endedBy = endingOf(input, succeeded);
  return {
    endedBy,
    endedWhy: input.endedWhy,
    exitCode: runExitCode({
      interactive,
      endedBy,
      succeeded,
      verdicts: run.thresholds,
      comparison:
        input.comparison === null || input.comparison.refusal === null
          ? (input.comparison?.verdict ?? null)
          : 'refused',
      validity: input.validity.verdict,
      allowInvalid: input.allowInvalid,
      written: input.notWritten.length === 0,
      capacity: input.asksCapacity && run.study?.kind === 'capacity' ? run.study.verdict : null,
    }),
    durationMs: input.durationMs,
    peakVus: input.peakVus,
    peakRequestsPerSecond: input.peakRequestsPerSecond,
    ...(input.knee !== null && {knee: input.knee}),
    ...(run.study !== undefined && {study: run.study}),
    inputs: input.inputs,
    manualMs: input.manualMs,
    autoMs: input.autoMs,
    run,
    models: input.models,
    arrivals: input.models.includes('open') ? input.arrivals : null,
    transport: input.transport,
    insecure: input.insecure,
    validity: input.validity,
    trends: trendsOf(metrics, total),
    iterations: metrics.iterations,
    iterationsInterrupted: metrics.iterationsInterrupted,
    degraded: degradedText(input),
    plateaus: run.plateaus ?? [],
    recording: input.recording,
    comparison: input.comparison,
    ...(input.baselineName !== null && {baselineName: input.baselineName}),
    saved: input.saved,
    notWritten: input.notWritten,
  };
}

/** A person who drove into nothing knows it: only a run on its own is told so. */
function endingOf({interactive, endedBy, metrics}: SummaryInput, succeeded: number): RunEnding {
  if (interactive || (endedBy !== 'plan ended' && endedBy !== 'search ended' && endedBy !== 'stopped by operator'))
    return endedBy;
  if (metrics.flowErrors > 0 && metrics.flowErrors >= metrics.iterations) return 'no flow could go on';
  return succeeded === 0 ? 'nothing succeeded' : endedBy;
}

function trendsOf(metrics: IntervalMetrics, total: NameMetrics): Readonly<Record<string, TrendValues>> {
  const durations: [string, DurationMetrics | undefined][] = [
    ['http_req_duration', requestDuration(total)],
    ['http_req_service_time', metrics.serviceTime],
    ['send_lag', metrics.sendLag],
    ['iteration_duration', metrics.iterationDuration],
    ...phases.map((phase): [string, DurationMetrics | undefined] => [
      phaseMetrics[phase],
      metrics.phaseDurations[phase],
    ]),
  ];
  return Object.fromEntries(
    durations.flatMap(([name, duration]) => {
      const values = duration === undefined ? null : trendValues(duration);
      return values === null ? [] : [[name, values]];
    }),
  );
}

function requestDuration({latency, latencySumUs, latencyMinUs, latencyMaxUs}: NameMetrics): DurationMetrics {
  return {histogram: latency, sumUs: latencySumUs, minUs: latencyMinUs, maxUs: latencyMaxUs};
}

/** Null without samples. */
function trendValues({histogram, sumUs, minUs, maxUs}: DurationMetrics): TrendValues | null {
  const count = countSparse(histogram);
  if (count === 0) return null;
  const [med, p90, p95, p99, p999] = percentilesOf(histogram, [50, 90, 95, 99, 99.9], maxUs);
  return {
    count,
    avg: sumUs / count / 1000,
    min: minUs / 1000,
    med: med! / 1000,
    max: maxUs / 1000,
    p90: p90! / 1000,
    p95: p95! / 1000,
    p99: p99! / 1000,
    p999: p999! / 1000,
  };
}

function degradedText({saturatedMs, losses}: SummaryInput): string | null {
  const reasons: string[] = [];
  if (saturatedMs > 0) {
    reasons.push(`the generator was saturated for ${formatDuration(saturatedMs)}: latencies read high`);
  }
  if (losses.length > 0) {
    const when = losses.map(({worker, atMs}) => `worker ${worker} at ${formatClock(atMs)}`).join(', ');
    reasons.push(`lost ${when}`);
  }
  return reasons.length === 0 ? null : reasons.join('; ');
}
