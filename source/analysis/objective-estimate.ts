import {metricTypes, type Threshold} from '../domain/profile.ts';
import {
  breachOperator,
  maxUsed,
  printThresholdBound,
  printThresholdValue,
  thresholdBound,
  thresholdHolds,
  thresholdKind,
  thresholdOf,
  thresholdShort,
} from '../domain/threshold-evaluation.ts';
import type {Cell} from '../metrics/cell.ts';
import {studentQuantile} from './student-t.ts';

/** What a load must hold, and how it is read from what was measured. */
export interface CapacityObjective {
  readonly threshold: Threshold;
  /**
   * Over these cells as one: µs, a share 0 to 1, a count, or per second, as `thresholdBound` has it; null: nothing was
   * measured that could tell.
   */
  readonly valueOf: (cells: readonly Cell[]) => number | null;
}

/** An objective over a stretch of a trial. */
export interface ObjectiveEstimate {
  readonly objective: CapacityObjective;
  readonly value: number;
  readonly verdict: 'PASS' | 'FAIL' | null;
  /** Of the limit, 1 = at it, with its margin of error; null: a limit of 0 has no parts. */
  readonly used: {readonly low: number; readonly value: number; readonly high: number} | null;
}

export const batchSeconds = 5;

/** One-sided. */
const confidence = 0.95;

/** Batches differ by at least this much of a value, whatever a few of them seem to say. */
const leastSpread = 0.05;

/**
 * Why a threshold cannot be an objective of a capacity search: it must be one that more load can only break.
 * @returns null: it can
 */
export function objectiveProblem(threshold: Threshold): string | null {
  const {metric, aggregation, operator, source} = threshold;
  const no = (why: string): string => `"${source}" is no objective of a capacity search: ${why}`;
  if (metric === 'vus' || metric === 'vus_max') return no('the search itself sets the number of VUs');
  if (aggregation.kind === 'max' || aggregation.kind === 'min')
    return no('an extreme is one request, and farther out the more there are');
  if (aggregation.kind === 'count') return no('a count grows with time, not with load');
  if (operator === '===' || operator === '!=') return no('write < or >');
  if (Number.isNaN(threshold.bound)) return no('its baseline is not known');
  const isLower = operator.startsWith('>');
  if (isLower && metric !== 'checks') return no('a low load breaks it, a higher one need not');
  if (!isLower && metric === 'checks') return no('write checks: rate>0.99');
  if (!isLower && thresholdBound(threshold) <= 0 && metricTypes[metric] === 'trend') return no('nothing is below 0');
  return null;
}

/**
 * The objective over cells with its margin: p over all of them, ± h = t(.95, nb − 1) · max(sd, .05) / √nb, where sd is
 * that of nb batches of 5 s. Of latencies in logarithms, of shares and rates in parts of the limit (of `checks` of what
 * fails). PASS when p + h lies within the limit, FAIL when p − h lies beyond (batch means: Law and Kelton, Simulation
 * Modeling and Analysis, 9.5.3).
 * @param cells seconds in order of time
 * @returns null: fewer than two batches tell anything
 */
export function estimateObjective(objective: CapacityObjective, cells: readonly Cell[]): ObjectiveEstimate | null {
  const {threshold, valueOf} = objective;
  const value = valueOf(cells);
  if (value === null) return null;
  const batches: number[] = [];
  // From the end: what is left over is the oldest.
  for (let end = cells.length; end >= batchSeconds; end -= batchSeconds) {
    const batch = valueOf(cells.slice(end - batchSeconds, end));
    if (batch !== null) batches.push(batch);
  }
  if (batches.length < 2) return null;
  const scale = scaleOf(threshold);
  if (scale === null) return exactEstimate(objective, value);
  const points = batches.map(scale.to);
  const spread = Math.max(deviation(points), leastSpread);
  const h = (studentQuantile(confidence, points.length - 1) * spread) / Math.sqrt(points.length);
  const p = scale.to(value);
  const inUse = (point: number): number => Math.min(maxUsed, Math.max(0, scale.from(point)));
  return {
    objective,
    value,
    verdict: p + h < scale.limit ? 'PASS' : p - h > scale.limit ? 'FAIL' : null,
    used: {low: inUse(p - h), value: inUse(p), high: inUse(p + h)},
  };
}

/** `p95 312ms > 250ms`, or of one that holds `p95 212ms of 250ms`. */
export function estimateText({objective: {threshold}, value}: ObjectiveEstimate): string {
  const sign = thresholdHolds(threshold, value) ? 'of' : breachOperator(threshold);
  return `${objectiveName(threshold)} ${printThresholdValue(threshold, value)} ${sign} ${printThresholdBound(threshold)}`;
}

/** `p95`, `login p95`. */
export function objectiveName(threshold: Threshold): string {
  return `${thresholdOf(threshold)}${thresholdShort(threshold)}`;
}

/** Of 0 failures allowed there is no part: kept or not. */
function exactEstimate(objective: CapacityObjective, value: number): ObjectiveEstimate {
  return {objective, value, verdict: thresholdHolds(objective.threshold, value) ? 'PASS' : 'FAIL', used: null};
}

interface Scale {
  readonly to: (value: number) => number;
  readonly limit: number;
  /** Part of the limit. */
  readonly from: (point: number) => number;
}

function scaleOf(threshold: Threshold): Scale | null {
  const bound = thresholdBound(threshold);
  if (thresholdKind(threshold) === 'latency') {
    return {to: (us) => Math.log(Math.max(1, us)), limit: Math.log(bound), from: (point) => Math.exp(point) / bound};
  }
  const isLower = threshold.operator.startsWith('>');
  const limit = isLower ? 1 - bound : bound;
  if (!(limit > 0)) return null;
  return {to: (value) => (isLower ? 1 - value : value) / limit, limit: 1, from: (point) => point};
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
