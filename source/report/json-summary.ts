import type {LoadModel} from '../domain/load-model.ts';
import type {RunComparison} from '../domain/comparison.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {SnapshotPlateau} from '../domain/snapshot.ts';
import type {Study} from '../domain/study.ts';
import {
  countersOver,
  known,
  metricsOf,
  namedMetrics,
  type SummaryFacts,
  type SummaryMetric,
} from './summary-metrics.ts';

/** Version of this shape, not of perftui. */
const summaryVersion = '1.2.0';

/** A hold at one load. */
export interface JsonPlateau {
  /** Since the run's start. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Length of what was measured: rates are over it. */
  readonly seconds: number;
  readonly model: LoadModel;
  /** VUs, or iterations a second. */
  readonly level: number;
  readonly vus: number;
  readonly steady: boolean | null;
  readonly why: string | null;
  /** 0 to 1. */
  readonly cpu: number | null;
  readonly metrics: readonly SummaryMetric[];
  readonly thresholds: JsonSummary['results']['thresholds'];
}

/** The JSON summary: k6's metric names and units; metrics without samples are left out. */
export interface JsonSummary {
  readonly version: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** How far the figures can be trusted: VALID, DEGRADED or INVALID, and why. */
  readonly validity: SummaryFacts['validity'];
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
      /** Given: it is relative to a baseline; `bound` is what it came to, in the unit of `value`. */
      readonly relativeTo?: string;
      readonly bound?: number;
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
    /** In order of time. */
    readonly plateaus: readonly JsonPlateau[];
    /** Name of the baseline; null: there is none, or its name is not known. */
    readonly baseline: string | null;
    /** Against the baseline: latencies in µs, changes as ratios minus 1; null: there is none. */
    readonly comparison: RunComparison | null;
    /** What a capacity search, a spike or an endurance test found out: latencies in µs, shares 0 to 1; null: there was none. */
    readonly study: Study | null;
  };
}

/** A run, or what a snapshot knows of one, as plain JSON data. */
export function jsonSummary(summary: SummaryFacts): JsonSummary {
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
      recording: summary.recording,
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
      thresholds: thresholdsOf(run.thresholds),
      scenarios: (run.scenarios ?? []).map(({name, weight, requests, requestsPerSecond, errorShare, latencyUs}) => ({
        name,
        weight,
        requests,
        requestsPerSecond,
        p95: latencyUs === null ? null : latencyUs.p95 / 1000,
        errorRate: errorShare,
      })),
      flowErrors: run.flowErrorTexts ?? [],
      plateaus: summary.plateaus.map(plateauOf),
      baseline: summary.baselineName ?? null,
      comparison: summary.comparison,
      study: run.study ?? null,
    },
  };
}

function thresholdsOf(thresholds: RunSummary['run']['thresholds']): JsonSummary['results']['thresholds'] {
  return thresholds.map(({source, ok, value, severity, budget, relativeTo, bound}) => ({
    source,
    ok,
    value: known(value),
    severity,
    ...(relativeTo !== undefined && {relativeTo}),
    ...(bound !== undefined && {bound}),
    ...(budget !== undefined && {
      budget: {request: budget.requestName, figure: budget.figure, bound: budget.bound},
    }),
  }));
}

function plateauOf(plateau: SnapshotPlateau): JsonPlateau {
  const {startMs, endMs, seconds, model, level, vus, steady, why, cpu, requests, thresholds} = plateau;
  return {
    startSeconds: startMs / 1000,
    endSeconds: endMs / 1000,
    seconds,
    model,
    level,
    vus,
    steady,
    why,
    cpu,
    metrics: namedMetrics(requests, countersOver(seconds)),
    thresholds: thresholdsOf(thresholds),
  };
}

/** What `http_req_duration` holds. */
function latencyMeaning(models: readonly LoadModel[]): string {
  const meanings = {closed: 'service time', open: 'response time'};
  return models.map((model) => meanings[model]).join(', then ');
}
