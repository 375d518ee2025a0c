import {chanceCorrelation} from './block-length.ts';

/** What fades faster than this, to a tenth in ten values, blocks of ten hold well enough. */
const leastMemory = 0.8;

/**
 * More is more than so short a series can tell of itself, and would hide real changes: with this, a fifth more is found in
 * 60 s as before (see test/bench/compare-power.ts).
 */
const mostMissed = 1.6;

/** What is made of the lags up to here tells how fast correlations fade. */
const lagsRead = 4;

/** Nearer to 1 a series of this length cannot be told from one without a mean. */
const mostMemory = 0.97;

/**
 * By what the variance of a mean is larger than blocks of a length show: what ties values to those before them lasts
 * longer than a block of a short series may be. An AR(1) series seen through the noise of single seconds is fitted to the
 * autocovariances, γₖ = c ρᵏ γ₀, with ρ from how they fade (Σ γₖ₊₁ / Σ γₖ, k = 1 to 3), both corrected for their bias in
 * short series (Kendall 1954: ρ + (1 + 3ρ)/n); then
 *
 *   V(n) / V(L),   V(m) = 1 + 2c Σ (1 − k/m) ρᵏ  (k < m)
 *
 * @param values evenly spaced, all known
 * @param length of a block, in values
 * @returns 1 to 1.6
 */
export function missedVariance(values: readonly number[], length: number): number {
  const n = values.length;
  if (n < 2 * lagsRead || length >= n) return 1;
  const covariances = Array.from({length: lagsRead + 1}, (_, lag) => covariance(values, lag));
  const first = covariances[1]! / covariances[0]!;
  if (!(first > chanceCorrelation(n))) return 1;
  let faded = 0;
  let from = 0;
  for (let k = 1; k < lagsRead; k++) {
    faded += Math.max(0, covariances[k + 1]!);
    from += Math.max(0, covariances[k]!);
  }
  const own = Math.min(mostMemory, unbiased(first, n));
  const memory = Math.min(mostMemory, Math.max(own, unbiased(faded / from, n)));
  if (memory < leastMemory) return 1;
  const share = Math.min(1, unbiased(first, n) / memory);
  return Math.min(mostMissed, Math.max(1, varianceOfMean(memory, share, n) / varianceOfMean(memory, share, length)));
}

/** How much seconds of targets resemble the ones before them, and how much of what they differ by is not their own noise. */
const usualMemory = 0.7;
const usualShare = 0.5;

/** Blocks of ten in sixty cells miss something too: Student's t makes up for it. */
const madeUpFor = varianceOfMean(usualMemory, usualShare, 60) / varianceOfMean(usualMemory, usualShare, 10);

/**
 * The same of a series too short to tell: what blocks under ten cells miss where seconds resemble those before them as
 * they usually do.
 * @param n values of the series
 * @param length of a block, in values
 * @returns at least 1; 1 from 60 values on
 */
export function usuallyMissed(n: number, length: number): number {
  const missed = varianceOfMean(usualMemory, usualShare, n) / varianceOfMean(usualMemory, usualShare, length);
  return n >= 60 ? 1 : Math.max(1, missed / madeUpFor);
}

/** Times what it is of independent values. */
function varianceOfMean(memory: number, share: number, count: number): number {
  let sum = 0;
  for (let k = 1; k < count; k++) sum += (1 - k / count) * memory ** k;
  return 1 + 2 * share * sum;
}

function unbiased(correlation: number, n: number): number {
  return correlation + (1 + 3 * correlation) / n;
}

function covariance(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += (values[i]! - mean) * (values[i - lag]! - mean);
  return sum / values.length;
}
