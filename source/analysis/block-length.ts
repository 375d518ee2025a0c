/** 97.5% of the standard normal distribution. */
const significant = 1.96;

/**
 * How long blocks should be, so that a circular block bootstrap keeps what ties a series' values to those before them:
 * Politis and White, Automatic block-length selection for the dependent bootstrap, 2004, with the correction of Patton,
 * Politis and White, 2009: b = (2Ĝ²/D̂)^⅓ n^⅓, D̂ = 4/3 ĝ(0)², with the flat-top lag window.
 * @param values evenly spaced, all known
 * @returns number of values, at least 1, not rounded
 */
export function blockLength(values: readonly number[]): number {
  const n = values.length;
  if (n < 8) return 1;
  const lags = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + runLength(n));
  const covariance = covariances(values, lags);
  if (covariance[0] === 0) return 1;
  const m = lastSignificantLag(
    covariance.map((one) => one / covariance[0]!),
    n,
  );
  const window = Math.min(2 * m, lags);
  let g = 0;
  let spectrum = covariance[0]!;
  for (let k = 1; k <= window; k++) {
    const weighted = 2 * flatTop(k / window) * covariance[k]!;
    g += weighted * k;
    spectrum += weighted;
  }
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const length = ((2 * g ** 2) / ((4 / 3) * spectrum ** 2)) ** (1 / 3) * n ** (1 / 3);
  return Math.max(1, Math.min(longest, Number.isFinite(length) ? length : longest));
}

/** Correlations of `n` values up to here may be chance alone. */
export function chanceCorrelation(n: number): number {
  return significant * Math.sqrt(Math.log10(n) / n);
}

function runLength(n: number): number {
  return Math.max(5, Math.ceil(Math.log10(n)));
}

/** The lag after which correlations are no more than chance for a while. */
function lastSignificantLag(correlations: readonly number[], n: number): number {
  const bound = chanceCorrelation(n);
  const run = runLength(n);
  let quiet = 0;
  for (let k = 1; k < correlations.length; k++) {
    quiet = Math.abs(correlations[k]!) < bound ? quiet + 1 : 0;
    if (quiet === run) return Math.max(1, k - run);
  }
  return Math.max(
    1,
    correlations.findLastIndex((one, k) => k > 0 && Math.abs(one) >= bound),
  );
}

function flatTop(x: number): number {
  return x <= 0.5 ? 1 : 2 * (1 - x);
}

function covariances(values: readonly number[], lags: number): readonly number[] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Array.from({length: lags + 1}, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    return sum / n;
  });
}
