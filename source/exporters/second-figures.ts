import type {DriveSecond} from '../domain/drive.ts';
import {coveredMsOf, nameOfFile} from '../metrics/file-cell.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import type {NameMetrics} from '../metrics/interval.ts';
import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';

/** What one second of a run came to. Null: not known. */
export interface SecondFigures {
  /** Of its start: run clock, and time of day in ISO 8601, UTC. */
  readonly atMs: number;
  readonly time: string;
  /** Width of the second, and how much of it was measured: what rates are over. */
  readonly seconds: number;
  readonly coveredMs: number;
  readonly phase: string | null;
  /** At its end. */
  readonly vus: number;
  readonly targetVus: number | null;
  readonly targetRate: number | null;
  readonly inFlight: number;
  readonly iterations: number | null;
  /** Open model. */
  readonly offered: number | null;
  readonly dropped: number | null;
  readonly missed: number | null;
  /** The generator was saturated or warming up. */
  readonly doubtful: boolean;
  readonly hostCpu: number | null;
  readonly loopDelayMs: number | null;
  readonly total: TrafficFigures;
  /** By request name, those in which something happened. */
  readonly requests: readonly (TrafficFigures & {readonly name: string})[];
}

export interface TrafficFigures {
  readonly started: number | null;
  /** That ended: answered, or failed without an answer. */
  readonly ended: number;
  readonly failed: number;
  readonly aborted: number;
  readonly requestsPerSecond: number | null;
  /** Of those that ended, 0 to 1. */
  readonly errorShare: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly minUs: number | null;
  readonly meanUs: number | null;
  readonly p50Us: number | null;
  readonly p90Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly maxUs: number | null;
}

/**
 * Reads a second of a drive. Quantiles of the total are read from the counts of all its names together.
 * @param names by index, as the cell has them
 * @param startedAtMs time of day at 0 of the run clock, ms since 1970
 */
export function figuresOfSecond(
  {cell, host, load}: DriveSecond,
  names: readonly string[],
  startedAtMs: number,
): SecondFigures {
  const coveredMs = coveredMsOf(cell);
  const parts = cell.names.map((one) => ({metrics: nameOfFile(one), tellsStarted: one.started !== undefined}));
  return {
    atMs: cell.atMs,
    time: new Date(startedAtMs + cell.atMs).toISOString(),
    seconds: cell.seconds,
    coveredMs,
    phase: load?.phase ?? null,
    vus: cell.vus,
    targetVus: cell.targetVus,
    targetRate: cell.targetRate ?? null,
    inFlight: cell.inFlight,
    iterations: cell.iterations ?? null,
    offered: cell.arrivals?.offered ?? null,
    dropped: cell.arrivals?.dropped ?? null,
    missed: cell.arrivals?.missed ?? null,
    doubtful: cell.doubtful,
    hostCpu: host.cpu,
    loopDelayMs: host.loopDelayMs,
    total: trafficOf(
      mergeNames(
        parts.map(({metrics}) => metrics),
        allNames,
      ),
      parts.every(({tellsStarted}) => tellsStarted),
      coveredMs,
    ),
    requests: parts.map(({metrics, tellsStarted}) => ({
      name: names[metrics.name] ?? `#${metrics.name}`,
      ...trafficOf(metrics, tellsStarted, coveredMs),
    })),
  };
}

function trafficOf(metrics: NameMetrics, tellsStarted: boolean, coveredMs: number): TrafficFigures {
  const {started, failed, aborted, bytesIn, bytesOut, latency, latencySumUs, latencyMinUs, latencyMaxUs} = metrics;
  const ended = endedRequests(metrics);
  const samples = countSparse(latency);
  const [p50, p90, p95, p99] = percentilesOf(latency, [50, 90, 95, 99], latencyMaxUs);
  return {
    started: tellsStarted ? started : null,
    ended,
    failed,
    aborted,
    requestsPerSecond: coveredMs > 0 ? ended / (coveredMs / 1000) : null,
    errorShare: ended > 0 ? failed / ended : null,
    bytesIn,
    bytesOut,
    minUs: orNull(latencyMinUs),
    meanUs: samples === 0 ? null : latencySumUs / samples,
    p50Us: orNull(p50!),
    p90Us: orNull(p90!),
    p95Us: orNull(p95!),
    p99Us: orNull(p99!),
    maxUs: orNull(latencyMaxUs),
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
