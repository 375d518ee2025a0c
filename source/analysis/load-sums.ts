import type {LoadFigures} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import {countSparse, emptySparse, mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import {endedRequests, mostKnown} from '../metrics/merge-metrics.ts';
import {liveCurveCell} from './load-curve.ts';

/**
 * What seconds at a load come to, as sums: any grouping of the same cells, or of cells merged before, gives the same.
 * Means are weighted by time.
 */
export interface LoadSums {
  /** What rates are divided by. */
  readonly coveredMs: number;
  /** Level (VUs, or iterations offered a second) and VUs at work, times ms. */
  readonly levelMs: number;
  readonly vusMs: number;
  /** That ended. */
  readonly requests: number;
  readonly failed: number;
  readonly latency: SparseHistogram;
  readonly latencySumUs: number;
  /** NaN without samples. */
  readonly maxUs: number;
  /** Shares 0 to 1, times ms, and the ms they were known for. */
  readonly cpu: KnownSum;
  readonly targetCpu: KnownSum;
}

/** A value that is known at times only: its sum, weighted by time, and the time it was known. */
export interface KnownSum {
  readonly sum: number;
  readonly ms: number;
}

/** Latency samples a quantile needs to have one above it. */
const samplesAbove = {p50: 2, p95: 20, p99: 100} as const;

const emptySums: LoadSums = {
  coveredMs: 0,
  levelMs: 0,
  vusMs: 0,
  requests: 0,
  failed: 0,
  latency: emptySparse,
  latencySumUs: 0,
  maxUs: Number.NaN,
  cpu: {sum: 0, ms: 0},
  targetCpu: {sum: 0, ms: 0},
};

export function sumsOfCell(cell: Cell): LoadSums {
  const {coveredMs, total, host, load} = cell;
  const {level} = liveCurveCell(cell);
  return {
    coveredMs,
    levelMs: Number.isFinite(level) ? level * coveredMs : 0,
    vusMs: Number.isFinite(load.meanVus) ? load.meanVus * coveredMs : 0,
    requests: endedRequests(total),
    failed: total.failed,
    latency: total.latency,
    latencySumUs: total.latencySumUs,
    maxUs: total.latencyMaxUs,
    cpu: knownSum(host.cpu, coveredMs),
    targetCpu: knownSum(host.targetCpu, coveredMs),
  };
}

export function addSums(parts: readonly LoadSums[]): LoadSums {
  if (parts.length === 0) return emptySums;
  if (parts.length === 1) return parts[0]!;
  const sum = (pick: (part: LoadSums) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  return {
    coveredMs: sum((part) => part.coveredMs),
    levelMs: sum((part) => part.levelMs),
    vusMs: sum((part) => part.vusMs),
    requests: sum((part) => part.requests),
    failed: sum((part) => part.failed),
    latency: mergeSparse(parts.map((part) => part.latency)),
    latencySumUs: sum((part) => part.latencySumUs),
    maxUs: parts.reduce((most, part) => mostKnown(most, part.maxUs), Number.NaN),
    cpu: addKnown(parts.map((part) => part.cpu)),
    targetCpu: addKnown(parts.map((part) => part.targetCpu)),
  };
}

/**
 * Figures of what was summed up; a quantile without a sample above it is not known.
 * @param level as it is to stand there; by default the mean over time, NaN where nothing was measured
 */
export function figuresOfSums(sums: LoadSums, level?: number): LoadFigures {
  const {coveredMs, requests, latency, latencySumUs, maxUs} = sums;
  const samples = countSparse(latency);
  const [p50, p95, p99] = percentilesOf(latency, [50, 95, 99], maxUs);
  return {
    level: level ?? sums.levelMs / coveredMs,
    vus: ratio(sums.vusMs, coveredMs),
    requestsPerSecond: ratio(requests, coveredMs / 1000),
    meanUs: ratio(latencySumUs, samples),
    p50Us: samples < samplesAbove.p50 ? null : p50!,
    p95Us: samples < samplesAbove.p95 ? null : p95!,
    p99Us: samples < samplesAbove.p99 ? null : p99!,
    errorShare: errorShareOf(sums),
    cpu: meanKnown(sums.cpu),
    targetCpu: meanKnown(sums.targetCpu),
  };
}

/** µs; null with fewer than 20 samples: none lies above it. */
export function p95Of({latency, maxUs}: Pick<LoadSums, 'latency' | 'maxUs'>): number | null {
  return countSparse(latency) < samplesAbove.p95 ? null : percentilesOf(latency, [95], maxUs)[0]!;
}

/** 0 to 1; null: nothing ended. */
export function errorShareOf({requests, failed}: Pick<LoadSums, 'requests' | 'failed'>): number | null {
  return requests === 0 ? null : Math.min(1, failed / requests);
}

/** A value that held for a time; null, undefined or NaN: it was not known. */
export function knownSum(value: number | null | undefined, ms: number): KnownSum {
  return value === null || value === undefined || !Number.isFinite(value) ? {sum: 0, ms: 0} : {sum: value * ms, ms};
}

export function addKnown(parts: readonly KnownSum[]): KnownSum {
  return parts.reduce((total, {sum, ms}) => ({sum: total.sum + sum, ms: total.ms + ms}), {sum: 0, ms: 0});
}

/** Null: it was never known. */
export function meanKnown({sum, ms}: KnownSum): number | null {
  return ratio(sum, ms);
}

function ratio(value: number, by: number): number | null {
  return by > 0 ? value / by : null;
}
