import type {Verdict} from '../domain/comparison.ts';
import {holm} from './holm.ts';
import {studentQuantile, studentUpperTail} from './student-t.ts';

/** A change as ln of a ratio, with its standard error and degrees of freedom. */
export interface Change {
  readonly ln: number;
  readonly error: number;
  readonly degrees: number;
}

/** A change this small is none, whatever the test says. */
const least = Math.log(1.03);
/** Slower by this much, and surely slower at all: worth a look. */
const suspect = Math.log(1.05);
/** Changes surely below this are fine. */
const fine = Math.log(1.1);

/** No error at all would make every difference sure. */
const leastError = 1e-6;

/** Of four of five comparisons with a change of the detectable size, one fails to see it. */
const power = 0.8;

/** A side of a comparison, for `welch`. */
export interface Side {
  readonly error: number;
  /** Of its error's own estimate. */
  readonly degrees: number;
}

/** Error and degrees of freedom of a difference of independent figures (Welch and Satterthwaite). */
export function welch(sides: readonly Side[]): Side {
  let variance = 0;
  let weighted = 0;
  for (const {error, degrees} of sides) {
    const own = Math.max(leastError, error) ** 2;
    variance += own;
    weighted += own ** 2 / degrees;
  }
  return {error: Math.sqrt(variance), degrees: variance ** 2 / weighted};
}

/** ± this many standard errors. */
export function criticalT(confidence: number, degrees: number): number {
  return studentQuantile(1 - (1 - confidence) / 2, degrees);
}

/** Bounds of the change, ln. */
export function intervalOf({ln, error, degrees}: Change, confidence: number): readonly [lo: number, hi: number] {
  const reach = criticalT(confidence, degrees) * error;
  return [ln - reach, ln + reach];
}

/** Least change, ln, that would have been seen with a power of 80%. */
export function detectableOf({error, degrees}: Change, confidence: number): number {
  return (criticalT(confidence, degrees) + studentQuantile(power, degrees)) * error;
}

/**
 * Verdicts on changes of figures of which less is better, corrected for their number: of all REGRESSION, IMPROVED and
 * SUSPECT together a false one is less likely than 1 − confidence.
 * @param changes null: not tested
 */
export function judgeChanges(changes: readonly (Change | null)[], confidence: number): readonly Verdict[] {
  const alpha = 1 - confidence;
  const beyond = holm(
    changes.map((one) => (one === null ? Number.NaN : twoSided(one, least))),
    alpha,
  );
  const above = holm(
    changes.map((one) => (one === null ? Number.NaN : twoSided(one, 0))),
    alpha,
  );
  return changes.map((change, i): Verdict => {
    if (change === null) return 'UNTESTED';
    const [lo, hi] = intervalOf(change, confidence);
    if (lo > least && beyond[i] === true) return 'REGRESSION';
    if (hi < -least && beyond[i] === true) return 'IMPROVED';
    if (lo > 0 && change.ln >= suspect && above[i] === true) return 'SUSPECT';
    return hi < fine ? 'OK' : 'INCONCLUSIVE';
  });
}

/** p of the change lying within ± `margin`. */
function twoSided({ln, error, degrees}: Change, margin: number): number {
  return Math.min(1, 2 * studentUpperTail((Math.abs(ln) - margin) / error, degrees));
}

const badness: readonly Verdict[] = ['UNTESTED', 'IMPROVED', 'OK', 'INCONCLUSIVE', 'SUSPECT', 'REGRESSION'];

/** The worst one; UNTESTED only when all are. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  let worst = 0;
  for (const verdict of verdicts) worst = Math.max(worst, badness.indexOf(verdict));
  return badness[worst]!;
}
