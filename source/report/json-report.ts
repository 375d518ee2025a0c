import type {RunSummary} from '../domain/run-summary.ts';
import {jsonSummary, type JsonSummary} from './json-summary.ts';
import {latencyMs, type SummaryFacts} from './summary-metrics.ts';
import type {ReportRecord} from './report-record.ts';
import {recordedSeconds, seriesOf, type SeriesPoint} from './report-series.ts';

/** The JSON summary of a snapshot or a drive, with its seconds. */
export interface JsonReport extends JsonSummary {
  /** By time, over all request names. Times in µs and ms as their names say, shares 0 to 1. */
  readonly series: readonly SeriesPoint[];
}

/** The JSON summary's shape with what a snapshot knows; ends with a line break. */
export function jsonReport(record: ReportRecord): string {
  const report: JsonReport = {...jsonSummary(factsOf(record)), series: seriesOf(record)};
  return `${JSON.stringify(report, null, 2)}\n`;
}

function factsOf(record: ReportRecord): SummaryFacts {
  const {snapshot, drive, comparison} = record;
  const {load, window, generator} = snapshot;
  const isRun = window.scope === 'run';
  const end = isRun ? (drive?.end ?? null) : null;
  return {
    endedBy: end?.endedBy ?? null,
    endedWhy: null,
    exitCode: end?.exitCode ?? null,
    degraded: generator.verdict === 'saturated' ? 'the generator was saturated: latencies read high' : null,
    durationMs: window.seconds * 1000,
    peakVus: load.maxVus,
    run: snapshot,
    models: [load.model],
    arrivals: snapshot.arrivals ?? null,
    insecure: null,
    transport: snapshot.transport ?? null,
    validity: snapshot.validity ?? null,
    trends: trendsOf(record),
    iterations: iterationsOf(record),
    plateaus: snapshot.plateaus ?? [],
    recording: snapshot.drive ?? null,
    comparison: comparison ?? null,
    ...(record.before && {baselineName: record.before.name}),
    saved: [],
  };
}

function trendsOf({snapshot}: ReportRecord): RunSummary['trends'] {
  const latencies = {
    http_req_duration: snapshot.requests[0]?.latencyUs,
    http_req_service_time: snapshot.serviceTimeUs,
    send_lag: snapshot.sendLagUs,
  };
  return Object.fromEntries(
    Object.entries(latencies).flatMap(([name, latency]) => (latency ? [[name, latencyMs(latency)]] : [])),
  );
}

/** Of the window; null: files of earlier versions do not tell. */
function iterationsOf(record: ReportRecord): number | null {
  const {startMs, endMs} = record.snapshot.window;
  const inside = recordedSeconds(record).cells.filter(({atMs}) => atMs >= startMs && atMs < endMs);
  const known = inside.flatMap(({iterations}) => (iterations === undefined ? [] : [iterations]));
  return inside.length === 0 || known.length < inside.length ? null : known.reduce((sum, count) => sum + count, 0);
}
