/** Closer than this, shares are the same: sums of fractions miss by a hair. */
const tiny = 1e-9;

/**
 * Shares `count` out over weights by the largest remainder (Hamilton's method): everybody gets his quota rounded down,
 * and what is left goes, one each, to the largest remainders; of equal ones to the first.
 * @param weights not negative, at least one above 0
 * @param into filled and returned: as many as there are weights
 */
export function apportion(
  count: number,
  weights: readonly number[],
  into: Int32Array = new Int32Array(weights.length),
): Int32Array {
  let total = 0;
  for (let index = 0; index < weights.length; index++) total += weights[index]!;
  let left = count;
  for (let index = 0; index < weights.length; index++) {
    into[index] = Math.floor((count * weights[index]!) / total + tiny);
    left -= into[index]!;
  }
  for (; left > 0; left--) into[neediest(count, weights, total, into)]!++;
  return into;
}

/** Who got one already has a negative remainder by then. */
function neediest(count: number, weights: readonly number[], total: number, so: Int32Array): number {
  let best = -1;
  let bestRemainder = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index] === 0) continue;
    const remainder = (count * weights[index]!) / total - so[index]!;
    if (remainder <= bestRemainder + tiny) continue;
    best = index;
    bestRemainder = remainder;
  }
  return best;
}
