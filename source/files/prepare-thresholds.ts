import type {Threshold} from '../domain/profile.ts';
import type {PlanCheckLabel, RequestSeries} from '../domain/run-plan.ts';
import {didYouMean} from '../domain/did-you-mean.ts';

interface Known {
  /** Index = the id the engine counts under. */
  readonly series: readonly RequestSeries[];
  readonly checks: readonly PlanCheckLabel[];
}

/**
 * What is wrong with a threshold's tags; null when nothing is. One over requests that do not exist would never be
 * evaluated, and so seem to hold.
 */
export function unknownTagProblem({tags}: Pick<Threshold, 'tags'>, {series, checks}: Known): string | null {
  for (const [tag, value] of Object.entries(tags)) {
    const values = tag === 'check' ? checks.map(({name}) => name) : series.flatMap((one) => one.tags[tag] ?? []);
    const problem = values.includes(value) ? null : unknownValue(tag, value, [...new Set(values)], series);
    if (problem !== null) return problem;
  }
  const {check, ...others} = tags;
  const fits = (one: RequestSeries): boolean => Object.entries(others).every(([tag, value]) => one.tags[tag] === value);
  const isThere =
    check === undefined ? series.some(fits) : checks.some(({name, series: at}) => name === check && fits(series[at]!));
  return isThere || Object.keys(tags).length === 0 ? null : `no request has all of ${printTags(tags)}`;
}

function unknownValue(tag: string, value: string, values: readonly string[], series: readonly RequestSeries[]): string {
  const what =
    tag === 'name' ? 'request has the name' : tag === 'check' ? 'check has the name' : `request has the ${tag}`;
  if (values.length === 0) {
    const tags = [...new Set(series.flatMap((one) => Object.keys(one.tags)))];
    const near = didYouMean(tag, [...tags, 'check']);
    return near === null || near === tag
      ? `no ${what} "${value}": none has a ${tag}`
      : `no request has a tag "${tag}"; did you mean "${near}"?`;
  }
  const near = didYouMean(value, values);
  const advice =
    near === null
      ? `${tag === 'name' ? 'requests are' : 'there is'} ${values.slice(0, 12).join(', ')}`
      : `did you mean "${near}"?`;
  return `no ${what} "${value}"; ${advice}`;
}

function printTags(tags: Threshold['tags']): string {
  return Object.entries(tags)
    .map(([tag, value]) => `${tag}:${value}`)
    .join(', ');
}
