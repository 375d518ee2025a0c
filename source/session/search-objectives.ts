import {objectiveProblem} from '../analysis/objective-estimate.ts';
import {parseObjective} from '../analysis/objective-rule.ts';
import type {Threshold} from '../domain/profile.ts';

/**
 * What a search from the screen is to hold: the rules that were given, else those of the profile's that fit.
 * @param rules as `p(95)<250`
 * @param own the profile's thresholds
 */
export function searchObjectives(
  rules: readonly string[],
  own: readonly Threshold[],
): {readonly thresholds: readonly Threshold[]} | {readonly problem: string} {
  const thresholds: Threshold[] = [];
  for (const rule of rules) {
    const parsed = parseObjective(rule);
    if ('problem' in parsed) return {problem: `"${rule}": ${parsed.problem}`};
    const problem = objectiveProblem(parsed);
    if (problem !== null) return {problem};
    thresholds.push(parsed);
  }
  if (rules.length > 0) return {thresholds};
  const fit = own.filter((one) => one.severity === 'critical' && objectiveProblem(one) === null);
  return fit.length > 0 ? {thresholds: fit} : {problem: 'no limit to search by: capacity p(95)<250'};
}
