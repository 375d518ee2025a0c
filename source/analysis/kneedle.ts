/*
 * Kneedle (Satopää, Albrecht, Irwin and Raghavan, Finding a "Kneedle" in a Haystack: Detecting Knee Points in System
 * Behavior, ICDCS Workshops 2011): both axes scaled to 0..1, the knee is where the curve is farthest above its own
 * diagonal. Smoothing is the caller's: our points are means already.
 */

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The x of the first knee of a rising curve that bends downwards; null: it has none. Says nothing about noise.
 * @param points ascending by x
 * @param sensitivity how far the curve must fall back, in mean steps of x, before the knee counts
 */
export function kneedle(points: readonly CurvePoint[], sensitivity = 1): number | null {
  if (points.length < 3) return null;
  const xs = scaled(points.map(({x}) => x));
  const ys = scaled(points.map(({y}) => y));
  if (xs === null || ys === null) return null;
  const above = xs.map((x, i) => ys[i]! - x);
  const fallBack = sensitivity / (points.length - 1);
  let candidate = -1;
  for (let i = 1; i < above.length; i++) {
    const here = above[i]!;
    const isPeak = i < above.length - 1 && here > above[i - 1]! && here >= above[i + 1]!;
    if (isPeak && (candidate < 0 || here > above[candidate]!)) candidate = i;
    else if (candidate >= 0 && here < above[candidate]! - fallBack) return points[candidate]!.x;
  }
  return null;
}

function scaled(values: readonly number[]): readonly number[] | null {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return span > 0 && Number.isFinite(span) ? values.map((value) => (value - low) / span) : null;
}
