/** Two-sided 5% of the standard normal distribution. */
const significantZ = 1.96;

/** A measured value and when, s. */
export interface TrendPoint {
  readonly atS: number;
  readonly value: number;
}

/**
 * Whether values rise beyond chance: Mann–Kendall's test at p < 0.05, with the variance corrected for ties (Kendall,
 * Rank Correlation Methods, 1975; Gilbert, Statistical Methods for Environmental Pollution Monitoring, 1987, 16.4).
 * No distribution is assumed, and one wild value weighs no more than any other.
 * @param values in the order they were measured
 */
export function risesSignificantly(values: readonly number[]): boolean {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign(values[j]! - values[i]!);
  }
  if (s <= 0) return false;
  const ties = new Map<number, number>();
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1);
  let variance = n * (n - 1) * (2 * n + 5);
  for (const count of ties.values()) variance -= count * (count - 1) * (2 * count + 5);
  return variance > 0 && (s - 1) / Math.sqrt(variance / 18) > significantZ;
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

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
