import {mannKendall, theilSen} from './trend.ts';

/** Figures of a second. */
export interface SteadySecond {
  /** ln of p95 in µs; NaN without samples. */
  readonly lnP95: number;
  readonly requestsPerSecond: number;
}

export interface Steadiness {
  /** Null: too short to tell. */
  readonly steady: boolean | null;
  /** Why it is not, or cannot be told; null: it is. */
  readonly why: string | null;
}

const leastSeconds = 20;

/** Longer series are averaged down to about as many points: pairs are what is counted. */
const mostPoints = 300;

const batchSize = 5;

/** Of the standard normal distribution, two-sided 1%. */
const driftZ = 2.576;

/** What drifts by less than this from one end to the other stands still for all that matters. */
const driftLeast = 0.1;
const rateDriftLeast = 0.05;

/** A start that differs by less than this from what follows it is no transient. */
const transientLeast = Math.log(1.05);
const transientErrors = 5;

/**
 * Whether figures stood still. Not, when MSER-5 on ln p95 (White, An effective truncation heuristic, 1997) would cut off
 * more than half as a start-up that differs from the rest by over 5%, or when ln p95 drifts by over 10%, or the rate by
 * over 5%, from end to end, beyond chance (Mann–Kendall, corrected for autocorrelation, p < 0.01).
 * @param perSecond evenly spaced, in order of time
 */
export function judgeSteady(perSecond: readonly SteadySecond[]): Steadiness {
  const latencies = perSecond.map(({lnP95}) => lnP95).filter((value) => !Number.isNaN(value));
  if (latencies.length < leastSeconds) return {steady: null, why: `under ${leastSeconds} s of samples`};
  const p95Drift = Math.expm1(drift(latencies));
  if (Math.abs(p95Drift) > driftLeast) return {steady: false, why: `p95 ${direction(p95Drift)}`};
  const rates = perSecond.map(({requestsPerSecond}) => requestsPerSecond);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const rateDrift = mean === 0 ? 0 : drift(rates) / mean;
  if (Math.abs(rateDrift) > rateDriftLeast) return {steady: false, why: `requests a second ${direction(rateDrift)}`};
  if (isSettling(latencies)) return {steady: false, why: 'p95 was still settling for more than half of it'};
  return {steady: true, why: null};
}

/**
 * MSER-5: how many batches of 5 at the start are best left out, so that the mean of the others is known best:
 * d* = argmin Σ(i>d) (Yᵢ − Ȳ)² / (n − d)². `difference`: their mean minus the others'.
 */
export function startUp(values: readonly number[]): {
  readonly batches: number;
  readonly of: number;
  readonly difference: number;
} {
  const batches = batchMeans(values, batchSize);
  const n = batches.length;
  let sum = 0;
  let squares = 0;
  let best = {batches: 0, value: Number.POSITIVE_INFINITY, mean: Number.NaN};
  for (let d = n - 1; d >= 0; d--) {
    sum += batches[d]!;
    squares += batches[d]! ** 2;
    const left = n - d;
    // The last few batches are alike by chance alone.
    if (left < Math.min(n, Math.max(3, n / 5))) continue;
    const value = Math.max(0, squares - sum ** 2 / left) / left ** 2;
    if (value <= best.value) best = {batches: d, value, mean: sum / left};
  }
  const cut = batches.slice(0, best.batches);
  const cutMean = cut.reduce((total, value) => total + value, 0) / cut.length;
  return {batches: best.batches, of: n, difference: cut.length === 0 ? 0 : cutMean - best.mean};
}

/**
 * More than half is best cut off, and differs from the rest by over 5% and by more than batches do: where the cut lies was
 * chosen to make them differ.
 */
function isSettling(values: readonly number[]): boolean {
  const {batches, of, difference} = startUp(values);
  if (batches * 2 <= of || Math.abs(difference) <= transientLeast) return false;
  const means = batchMeans(values, batchSize);
  const parts = [means.slice(0, batches), means.slice(batches)];
  const squares = parts.reduce((sum, part) => sum + squaresAbout(part), 0);
  const error = Math.sqrt((squares / (of - 2)) * (1 / batches + 1 / (of - batches)));
  return Math.abs(difference) > transientErrors * error;
}

function squaresAbout(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** Change from end to end; 0 when chance explains it. */
function drift(values: readonly number[]): number {
  const points = batchMeans(values, Math.ceil(values.length / mostPoints));
  if (Math.abs(mannKendall(points).correctedZ) < driftZ) return 0;
  const line = theilSen(
    points.map((value, atS) => ({atS, value})),
    0,
  );
  return line === null ? 0 : line.perSecond * points.length;
}

function batchMeans(values: readonly number[], size: number): readonly number[] {
  const means: number[] = [];
  for (let at = 0; at + size <= values.length; at += size) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += values[i]!;
    means.push(sum / size);
  }
  return means;
}

function direction(change: number): string {
  return `${change > 0 ? 'rose' : 'fell'} by ${Math.round(Math.abs(change) * 100)}% over it`;
}
