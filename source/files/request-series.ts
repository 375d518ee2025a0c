import type {FlowStep, RequestDefinition, Scenario} from '../domain/profile.ts';
import type {PlanCheckLabel, RequestSeries} from '../domain/run-plan.ts';

/** What a profile's requests are counted by, for questions about tags: names, series and checks, each once. */
export interface CountedRequests {
  readonly names: readonly string[];
  readonly series: readonly RequestSeries[];
  readonly checks: readonly PlanCheckLabel[];
}

/** In the order they stand in; `setup` and `teardown` are not counted. */
export function countRequests(scenarios: readonly Scenario[]): CountedRequests {
  const names: string[] = [];
  const series = new Map<string, RequestSeries>();
  const ids = new Map<string, number>();
  const checks = new Map<string, PlanCheckLabel>();
  const count = (
    {name, method, tags, checks: own}: RequestDefinition,
    scenario: string,
    group: string | null,
  ): void => {
    const all = {name, scenario, ...(group === null ? {} : {group}), method, ...tags};
    const key = JSON.stringify(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (!names.includes(name)) names.push(name);
    if (!ids.has(key)) {
      ids.set(key, series.size);
      series.set(key, {name: names.indexOf(name), tags: all});
    }
    const id = ids.get(key)!;
    for (const check of own) checks.set(`${id} ${check.name}`, {name: check.name, series: id});
  };
  for (const {name, flow} of scenarios) {
    for (const {request, group} of requestsOf(flow, null)) count(request, name, group);
  }
  return {names, series: [...series.values()], checks: [...checks.values()]};
}

/** All requests of a flow, each with the groups it stands in, joined: `outer::inner`. */
export function requestsOf(
  steps: readonly FlowStep[],
  group: string | null,
): {readonly request: RequestDefinition; readonly group: string | null}[] {
  return steps.flatMap((step) => {
    if (step.kind === 'think') return [];
    if (step.kind === 'request') return [{request: step.request, group}];
    if (step.kind === 'parallel') return step.requests.map((request) => ({request, group}));
    if (step.kind === 'if') return [...requestsOf(step.then, group), ...requestsOf(step.otherwise, group)];
    if (step.kind === 'repeat' || group === null)
      return requestsOf(step.steps, step.kind === 'group' ? step.name : group);
    return requestsOf(step.steps, `${group}::${step.name}`);
  });
}

/** Names of the requests of all flows, each once, in the order they stand in. */
export function requestNamesOf(scenarios: readonly Scenario[]): string[] {
  return [...new Set(scenarios.flatMap(({flow}) => requestsOf(flow, null).map(({request}) => request.name)))];
}
