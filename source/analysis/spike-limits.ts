import type {SpikeWindow} from './spike-seconds.ts';
import {studentQuantile} from './student-t.ts';
import {median} from './trend.ts';

/** How it was before the first spike. */
export interface SpikeNormal {
  /** Median of the windows' p95, µs. */
  readonly p95Us: number;
  /** What p95 must be back under, µs. */
  readonly thresholdUs: number;
  readonly errorShare: number;
  readonly errorMost: number;
  readonly inFlight: number;
  readonly inFlightMost: number;
  readonly requestsPerSecond: number;
  readonly requestsLeast: number;
}

/** Fewer windows tell no threshold. */
const leastWindows = 3;

/** One-sided. */
const likely = 0.975;
const p95Margin = 1.1;
const errorMargin = 0.005;
const inFlightMargin = 1.1;
const throughputMargin = 0.95;

/** What counting alone makes of a figure: three standard deviations of it are no change. */
const countingErrors = 3;

/**
 * What was normal, by windows of 10 s at the base: p95 up to the 97.5th percentile of theirs, or 10% above their median
 * where that is more. Errors may be 0.5 points more, requests in flight 10% more and throughput 5% less, or as far off as
 * the windows make likely. Six of them hardly reach their own 97.5th percentile: it is what Student's t says of one more
 * (a prediction interval: Hahn and Meeker, Statistical intervals, 1991, 4.8), for p95 in logarithms.
 * @returns null: fewer than three windows with a p95
 */
export function normalOf(windows: readonly SpikeWindow[]): SpikeNormal | null {
  const p95s = windows.flatMap(({p95Us}) => (p95Us === null ? [] : Math.max(1, p95Us)));
  if (p95s.length < leastWindows) return null;
  const p95Us = median(p95s);
  const inFlights = windows.map((window) => window.inFlight);
  const rates = windows.map((window) => window.requestsPerSecond);
  const requests = windows.reduce((sum, window) => sum + window.requests, 0);
  const failed = windows.reduce((sum, window) => sum + (window.errorShare ?? 0) * window.requests, 0);
  const errorShare = requests === 0 ? 0 : failed / requests;
  const inFlight = mean(inFlights);
  const requestsPerSecond = mean(rates);
  return {
    p95Us,
    thresholdUs: Math.max(Math.exp(nextAtMost(p95s.map(Math.log))), p95Margin * p95Us),
    errorShare,
    errorMost: Math.max(errorShare + errorMargin, ...windows.map((window) => window.errorShare ?? 0)),
    inFlight,
    inFlightMost: Math.max(inFlightMargin * inFlight, nextAtMost(inFlights)),
    requestsPerSecond,
    requestsLeast: Math.min(throughputMargin * requestsPerSecond, -nextAtMost(rates.map((rate) => -rate))),
  };
}

/** What one more value stays under with a probability of 97.5%. */
function nextAtMost(values: readonly number[]): number {
  const n = values.length;
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1);
  return centre + studentQuantile(likely, n - 1) * Math.sqrt(variance * (1 + 1 / n));
}

/**
 * Why a window is not normal, the first of: p95, errors, requests in flight, throughput; null: it is. What few requests
 * or readings make of a figure by chance is allowed for: errors are binomial, requests in flight Poisson.
 */
export function objection(window: SpikeWindow | null, normal: SpikeNormal): SpikeObjection | null {
  if (window === null) return 'p95';
  const {p95Us, errorShare, requests, inFlight, readings, requestsPerSecond} = window;
  if (p95Us === null || p95Us > normal.thresholdUs) return 'p95';
  const usual = normal.errorShare;
  const errorSlack = countingErrors * Math.sqrt((usual * (1 - usual)) / Math.max(1, requests));
  if (errorShare === null || errorShare > Math.max(normal.errorMost, usual + errorSlack)) return 'errors';
  const inFlightSlack = countingErrors * Math.sqrt(normal.inFlight / Math.max(1, readings));
  if (inFlight > Math.max(normal.inFlightMost, normal.inFlight + inFlightSlack)) return 'requests in flight';
  return requestsPerSecond < normal.requestsLeast ? 'throughput' : null;
}

export type SpikeObjection = 'p95' | 'errors' | 'requests in flight' | 'throughput';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
