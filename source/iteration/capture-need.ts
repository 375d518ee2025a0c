import type {PlanRequest} from '../domain/run-plan.ts';

/**
 * What of a response a request's extractions and checks look at: −1: nothing, 0: the headers, n: the headers and the
 * first n bytes of the body.
 */
export function captureNeed({extract, checks}: Pick<PlanRequest, 'extract' | 'checks'>, captureBytes: number): number {
  const rules = [...extract.map(({from}) => from.kind), ...checks.map(({rule}) => rule.kind)];
  if (rules.some((kind) => kind === 'jsonpath' || kind === 'regex' || kind === 'body')) return captureBytes;
  return rules.some((kind) => kind === 'header' || kind === 'cookie') ? 0 : -1;
}
