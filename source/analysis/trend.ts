import {normalUpperTail} from './student-t.ts';

/** Two-sided 5% of the standard normal distribution. */
const significantZ = 1.96;

/** A measured value and when, s. */
export interface TrendPoint {
  readonly atS: number;
  readonly value: number;
}

/** Mann–Kendall's test. */
export interface TrendTest {
  /** Pairs that rise minus pairs that fall. */
  readonly s: number;
  /** Standard normal without a trend; 0 when all values are equal. */
  readonly z: number;
  /** The same with the variance corrected for values that resemble the one before them. */
  readonly correctedZ: number;
  /** One-sided, for a rise, corrected. */
  readonly pRise: number;
}

/**
 * Whether values rise or fall beyond chance: Mann–Kendall's test, with the variance corrected for ties (Kendall, Rank
 * Correlation Methods, 1975; Gilbert, Statistical Methods for Environmental Pollution Monitoring, 1987, 16.4). No
 * distribution is assumed, and one wild value weighs no more than any other.
 *
 * `correctedZ`: measured values resemble those before them, which alone makes the plain test find trends in half of all
 * runs that have none. The variance is multiplied by that of a mean of an AR(1) series, 1 + 2/n Σ (n−k)ρᵏ (Yue and Wang,
 * The Mann–Kendall test modified by effective sample size, 2004), ρ ≥ 0 from what is left without the Theil–Sen line,
 * corrected for its bias in short series (Kendall 1954: ρ + (1 + 3ρ)/n).
 * @param values in the order they were measured, evenly spaced
 */
export function mannKendall(values: readonly number[]): TrendTest {
  const {s, z} = plainTest(values);
  const correctedZ = z === 0 ? 0 : z / Math.sqrt(inflation(values));
  return {s, z, correctedZ, pRise: normalUpperTail(correctedZ)};
}

/** Whether independent values rise: Mann–Kendall at p < 0.05, two-sided. */
export function risesSignificantly(values: readonly number[]): boolean {
  return plainTest(values).z > significantZ;
}

/**
 * A straight line through points that a few wild ones do not turn: Theil–Sen's, the median of all pairs' slopes (Sen,
 * 1968), through the median of what is left. Null with fewer than two different times.
 * @returns the slope per second and the value at `nowS`
 */
export function theilSen(
  points: readonly TrendPoint[],
  nowS: number,
): {readonly perSecond: number; readonly now: number} | null {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const a = points[i]!;
      const b = points[j]!;
      if (a.atS !== b.atS) slopes.push((b.value - a.value) / (b.atS - a.atS));
    }
  }
  if (slopes.length === 0) return null;
  const perSecond = median(slopes);
  return {perSecond, now: median(points.map(({atS, value}) => value + perSecond * (nowS - atS)))};
}

function plainTest(values: readonly number[]): {readonly s: number; readonly z: number} {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign(values[j]! - values[i]!);
  }
  const variance = tiedVariance(values);
  return {s, z: s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance)};
}

function tiedVariance(values: readonly number[]): number {
  const n = values.length;
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let variance = n * (n - 1) * (2 * n + 5);
  for (const count of ties.values()) variance -= count * (count - 1) * (2 * count + 5);
  return variance / 18;
}

function inflation(values: readonly number[]): number {
  const n = values.length;
  const line = theilSen(
    values.map((value, atS) => ({atS, value})),
    0,
  );
  if (line === null || n < 4) return 1;
  const rest = values.map((value, atS) => value - line.perSecond * atS);
  const raw = lagOne(rest);
  const rho = Math.min(0.95, Math.max(0, raw + (1 + 3 * raw) / n));
  let sum = 0;
  for (let k = 1; k < n; k++) sum += (n - k) * rho ** k;
  return 1 + (2 / n) * sum;
}

function lagOne(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let own = 0;
  let next = 0;
  for (const [i, value] of values.entries()) {
    own += (value - mean) ** 2;
    if (i > 0) next += (value - mean) * (values[i - 1]! - mean);
  }
  return own === 0 ? 0 : next / own;
}

/** The middle of values, of an even number the mean of the two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
