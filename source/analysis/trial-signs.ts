import {thresholdBound, thresholdKind} from '../domain/threshold-evaluation.ts';
import type {Cell} from '../metrics/cell.ts';
import {countSparse, mergeSparse, percentilesOf} from '../metrics/histogram.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import {formatLatency, formatShare} from '../domain/format.ts';
import {estimateText, type CapacityObjective} from './objective-estimate.ts';
import {startUp} from './steadiness.ts';
import {mannKendall, theilSen} from './trend.ts';

/** A complete second of a capacity search. */
export interface TrialSecond {
  /** Its figures, counted apart by whatever `valueOf` of the objectives reads. */
  readonly cell: Cell;
  /** Commanded at its end, VUs or iterations a second. */
  readonly level: number;
  /** Arrivals that waited for a free VU at its end. */
  readonly queued: number;
  /** Why the generator's own doing is in the figures of this second, so that they read high; null: it is not. */
  readonly generatorLimit: GeneratorLimit | null;
}

export interface GeneratorLimit {
  readonly why: string;
  /** It may have sent less than the level asks for: what holds at this load holds at less than it. */
  readonly binds: boolean;
}

/** Seconds a sign of danger must last. */
export const dangerSeconds = 5;

/** Nothing ended for this long, though something is in flight; longer where answers may take longer. */
const leastSilentSeconds = 10;

const mostErrors = 0.05;
const mostRequests = 0.9;
const leastFailed = 3;
const farBeyond = 4;

/** One-sided 0.5% of the standard normal distribution. */
const trendZ = 2.58;

/** A queue grows when more than this share of what is offered is not served. */
const leastBacklog = 0.02;
const leastGrowSeconds = 10;

/** What changes by so much is no chance, however smoothly it does: correcting for autocorrelation would hide it. */
const plainBacklog = 0.1;
const plainDrift = Math.log(1.1);

const littleShare = 0.1;

/**
 * Why a trial is to be cut short: over 5% errors, or a latency beyond 4 times its limit, in the last 5 s, or no answer
 * for 10 s (or 4 times the longest limit).
 * @returns null: it is not
 */
export function dangerOf(
  seconds: readonly TrialSecond[],
  objectives: readonly CapacityObjective[],
  latencies: boolean,
): string | null {
  const last = seconds.slice(-dangerSeconds).map(({cell}) => cell);
  if (last.length < dangerSeconds) return null;
  const failed = sum(last, ({total}) => total.failed);
  const share = failed / sum(last, ({total}) => endedRequests(total));
  if (failed >= leastFailed && share > errorLimit(objectives)) return `${formatShare(share)} errors`;
  const silentSeconds = silenceOf(objectives);
  const silent = seconds.slice(-silentSeconds);
  if (silent.length === silentSeconds && silent.every(isSilent)) return `no answer for ${silentSeconds}s`;
  if (!latencies) return null;
  for (const objective of objectives) {
    const value = objective.valueOf(last);
    if (thresholdKind(objective.threshold) !== 'latency' || value === null) continue;
    if (value > farBeyond * thresholdBound(objective.threshold)) {
      return estimateText({objective, value, verdict: 'FAIL', used: null});
    }
  }
  return null;
}

/** Who allows more errors than usual is not stopped by as many. */
function errorLimit(objectives: readonly CapacityObjective[]): number {
  return objectives.reduce(
    (most, {threshold}) => (threshold.metric === 'http_req_failed' ? Math.max(most, threshold.bound) : most),
    mostErrors,
  );
}

function silenceOf(objectives: readonly CapacityObjective[]): number {
  const bounds = objectives.map(({threshold}) =>
    thresholdKind(threshold) === 'latency' ? (farBeyond * thresholdBound(threshold)) / 1_000_000 : 0,
  );
  return Math.ceil(Math.max(leastSilentSeconds, ...bounds));
}

function isSilent({cell}: TrialSecond): boolean {
  return cell.load.inFlight > 0 && endedRequests(cell.total) === 0;
}

/**
 * Open model: what is in flight or waits grows beyond chance (Mann–Kendall, z > 2.58, corrected for autocorrelation where
 * it grows slowly), by over 2% of what is offered. As in = out + growth, this is X < .98 λ, without the noise of arrivals; arrivals given up
 * count as not served.
 * @param cells at least 10 s
 * @returns `queue grows: 212/s served of 240/s`; null: it does not, or is too short to tell
 */
export function overloadOf(seconds: readonly TrialSecond[]): string | null {
  if (seconds.length < leastGrowSeconds) return null;
  const cells = seconds.map(({cell}) => cell);
  const coveredS = sum(cells, ({coveredMs}) => coveredMs) / 1000;
  const ended = sum(cells, ({total}) => endedRequests(total)) / coveredS;
  const arrivals = sum(cells, ({metrics}) => metrics.arrivals);
  const dropped = sum(cells, ({metrics}) => metrics.arrivalsDropped);
  if (arrivals > 0 && dropped > leastBacklog * arrivals) {
    return `queue overflows: ${formatShare(dropped / arrivals)} of the arrivals found no free VU in time`;
  }
  const waiting = seconds.map(backlogOf);
  const growth = slopeOf(waiting);
  const offered = ended + growth;
  if (!(growth > leastBacklog * offered) || trendOf(waiting, growth > plainBacklog * offered) <= 0) return null;
  return `queue grows: ${rateText(ended)} served of ${rateText(offered)}`;
}

/**
 * Open model: arrivals wait for a free VU though the target answers in time those that have one.
 * @returns null: it is not so, or no objective says what in time is
 */
export function shortOfVus(seconds: readonly TrialSecond[], objectives: readonly CapacityObjective[]): string | null {
  const last = seconds.slice(-dangerSeconds);
  const limitsUs = objectives.flatMap(({threshold}) =>
    thresholdKind(threshold) === 'latency' ? [thresholdBound(threshold)] : [],
  );
  if (limitsUs.length === 0 || last.length === 0 || last.some(({queued}) => queued === 0)) return null;
  const services = last.map(({cell}) => cell.metrics.serviceTime);
  const maxUs = Math.max(...services.map((one) => one.maxUs));
  const histogram = mergeSparse(services.map((one) => one.histogram));
  // Only what comes first in an iteration is told from its sending on: of other requests nothing is said here.
  if (countSparse(histogram) < mostRequests * sum(last, ({cell}) => endedRequests(cell.total))) return null;
  const [p95Us] = percentilesOf(histogram, [95], maxUs);
  if (!(p95Us! < Math.min(...limitsUs))) return null;
  return `all its VUs are busy though answers take ${formatLatency(p95Us!)} (p95): it needs more of them`;
}

/** In flight, and waiting for a free VU. */
export function backlogOf({cell, queued}: TrialSecond): number {
  return cell.load.inFlight + queued;
}

export interface Settling {
  readonly settled: boolean;
  /** The seconds that count. */
  readonly judged: readonly TrialSecond[];
  /** ln p95 rises or falls beyond chance over them. */
  readonly rises: boolean;
  readonly falls: boolean;
}

/**
 * What is left once a trial has settled: MSER-5 on ln p95 of its seconds (White, An effective truncation heuristic,
 * 1997) cuts off no more than half, and Little's law holds: |L − XR| / L < 10%, or as much as L is uncertain.
 */
export function settlingOf(seconds: readonly TrialSecond[]): Settling {
  const known = seconds.flatMap(({cell}, at) => {
    const lnP95 = Math.log(percentilesOf(cell.total.latency, [95], cell.total.latencyMaxUs)[0]!);
    return Number.isNaN(lnP95) ? [] : [{at, lnP95}];
  });
  const {batches, of} = startUp(known.map(({lnP95}) => lnP95));
  const early = batches * 2 <= of;
  const judged = seconds.slice(early ? (known[batches * 5]?.at ?? 0) : Math.floor(seconds.length / 2));
  const first = seconds.length - judged.length;
  const rest = known.filter(({at}) => at >= first).map(({lnP95}) => lnP95);
  const trend = trendOf(rest, Math.abs(slopeOf(rest)) * rest.length > plainDrift);
  return {
    settled: early && keepsLittlesLaw(judged),
    judged,
    rises: trend > 0,
    falls: trend < 0,
  };
}

/** Little, A proof for the queuing formula L = λW, 1961. L is seen once a second: where it jumps, more is allowed. */
function keepsLittlesLaw(seconds: readonly TrialSecond[]): boolean {
  const inFlight = seconds.map(backlogOf);
  const mean = inFlight.reduce((total, one) => total + one, 0) / inFlight.length;
  const squares = inFlight.reduce((total, one) => total + (one - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, inFlight.length - 1) / inFlight.length);
  const cells = seconds.map(({cell}) => cell);
  const byLaw = sum(cells, ({total}) => total.latencySumUs) / 1000 / sum(cells, ({coveredMs}) => coveredMs);
  return Math.abs(mean - byLaw) <= Math.max(littleShare * mean, 3 * error, 0.5);
}

/**
 * Closed model: mean length of an iteration with its pauses, s, by Little's law over VUs: N / iterations a second.
 * @returns Infinity: none has ended
 */
export function iterationSeconds(seconds: readonly TrialSecond[]): number {
  const vuMs = sum(seconds, ({cell}) => cell.load.meanVus * cell.coveredMs);
  const iterations = sum(seconds, ({cell}) => cell.metrics.iterations);
  return iterations === 0 ? Number.POSITIVE_INFINITY : vuMs / 1000 / iterations;
}

/** Whether values rise (1) or fall (−1) beyond chance. @param plain the test is not corrected for autocorrelation */
function trendOf(values: readonly number[], plain: boolean): -1 | 0 | 1 {
  const {z, correctedZ} = mannKendall(values);
  const tested = plain ? z : correctedZ;
  return tested > trendZ ? 1 : tested < -trendZ ? -1 : 0;
}

function slopeOf(values: readonly number[]): number {
  const line = theilSen(
    values.map((value, atS) => ({atS, value})),
    0,
  );
  return line?.perSecond ?? 0;
}

function rateText(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond))}/s`;
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}
