import {studentQuantile} from './student-t.ts';

const confidence = 0.95;

/** With fewer sections the t that widens the interval says more than they do. */
export const leastSections = 5;

/**
 * An interval about a quantile by sectioning (Asmussen and Glynn, Stochastic Simulation, 2007, III.5; Nakayama, ACM
 * TOMACS 24(4), 2014): the stretch is cut into n sections in a row, the quantile read in each, and how far those lie from
 * the one over the whole stretch is its error, in logarithms since latencies scatter by ratios:
 *
 *   ln q ± t(0.975, n − 1) · √( Σ (ln qᵢ − ln q)² / (n (n − 1)) )
 *
 * Centred on the whole stretch's quantile, not on the mean of the sections', which few samples bias.
 * @param whole of the whole stretch, in any unit, > 0
 * @param sections of each section, in the same unit
 * @returns null: fewer than 5 sections, or one of them without a value
 */
export function sectionInterval(
  whole: number,
  sections: readonly number[],
): {readonly low: number; readonly high: number} | null {
  const count = sections.length;
  if (count < leastSections || !(whole > 0) || sections.some((one) => !(one > 0))) return null;
  const centre = Math.log(whole);
  const squares = sections.reduce((sum, one) => sum + (Math.log(one) - centre) ** 2, 0);
  const half = studentQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(squares / (count * (count - 1)));
  return {low: whole * Math.exp(-half), high: whole * Math.exp(half)};
}
