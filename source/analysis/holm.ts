/**
 * Which of several hypotheses are rejected so that the chance of a single false one stays below `alpha` (Holm, A simple
 * sequentially rejective multiple test procedure, 1979): the smallest p against alpha/m, the next against alpha/(m−1), up
 * to the first that fails.
 * @param pValues NaN: not tested, and not counted
 * @returns by the same index
 */
export function holm(pValues: readonly number[], alpha: number): readonly boolean[] {
  const rejected = pValues.map(() => false);
  const order = pValues
    .map((p, index) => ({p, index}))
    .filter(({p}) => !Number.isNaN(p))
    .sort((a, b) => a.p - b.p);
  for (const [rank, {p, index}] of order.entries()) {
    if (p > alpha / (order.length - rank)) break;
    rejected[index] = true;
  }
  return rejected;
}
