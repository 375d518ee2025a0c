import type {FlowStep, Profile, RequestDefinition} from '../domain/profile.ts';
import {parseTemplate, shownTemplate} from '../domain/template.ts';
import {meanThinkMs as meanOfThink} from '../domain/think-time.ts';

export type ShownRequest = Pick<RequestDefinition, 'name' | 'method' | 'path'>;

type WeightedFlow = {readonly weight: number; readonly flow: readonly FlowStep[]};

/** Mean think time a request, ms, over the scenarios by their weight: the Z of closed-model arithmetic. */
export function meanThinkMs(scenarios: readonly WeightedFlow[]): number {
  const {requests, thinkMs} = flowSums(scenarios);
  return requests === 0 ? 0 : thinkMs / requests;
}

/** What one iteration holds, means over the scenarios by their weight. */
export function meanIteration(scenarios: readonly WeightedFlow[]): {
  readonly requests: number;
  readonly thinkMs: number;
} {
  const {requests, thinkMs} = flowSums(scenarios);
  const weights = scenarios.reduce((sum, {weight}) => sum + weight, 0) || 1;
  return {requests: requests / weights, thinkMs: thinkMs / weights};
}

/** Times the weights. A repeat counts with its mean, either side of an if for a half. */
function flowSums(scenarios: readonly WeightedFlow[]): {requests: number; thinkMs: number} {
  let thinkMs = 0;
  let requests = 0;
  const count = (steps: readonly FlowStep[], times: number): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'request':
          requests += times;
          break;
        case 'parallel':
          requests += times * step.requests.length;
          break;
        case 'think':
          thinkMs += times * meanOfThink(step.time);
          break;
        case 'group':
          count(step.steps, times);
          break;
        case 'repeat':
          count(step.steps, (times * (step.min + step.max)) / 2);
          break;
        case 'if':
          count(step.then, times / 2);
          count(step.otherwise, times / 2);
          break;
      }
    }
  };
  for (const {weight, flow} of scenarios) count(flow, weight);
  return {requests, thinkMs};
}

/** The scenarios with other weights, in their order. */
export function reweighted(
  scenarios: Profile['scenarios'],
  weights: readonly {readonly weight: number}[],
): Profile['scenarios'] {
  return scenarios.map((one, index) => ({...one, weight: weights[index]?.weight ?? one.weight}));
}

/** Every request of a flow, in the order they stand in. */
export function requestsOf(steps: readonly FlowStep[]): readonly RequestDefinition[] {
  return steps.flatMap(requestsOfStep);
}

function requestsOfStep(step: FlowStep): readonly RequestDefinition[] {
  if (step.kind === 'request') return [step.request];
  if (step.kind === 'parallel') return step.requests;
  if (step.kind === 'if') return [...requestsOf(step.then), ...requestsOf(step.otherwise)];
  return step.kind === 'think' ? [] : requestsOf(step.steps);
}

/**
 * Method and path of each request name as the profile has them: templates are not filled in, so no secret is shown, but
 * stand as short words: `/users/:id`.
 */
export function shownRequests(
  {scenarios}: Pick<Profile, 'scenarios'>,
  requestNames: readonly string[],
): readonly ShownRequest[] {
  const requests = scenarios.flatMap(({flow}) => requestsOf(flow));
  return requestNames.map((name) => {
    const own = requests.filter((request) => request.name === name);
    const method = own[0]?.method ?? '';
    if (name.startsWith(`${method} `)) return {name, method, path: name.slice(method.length + 1)};
    // One path of several under a name would mislead.
    const path = own.every((request) => request.path === own[0]!.path) ? own[0]?.path : undefined;
    return {name, method, path: path === undefined ? name : withWords(path)};
  });
}

function withWords(path: string): string {
  const parsed = parseTemplate(path);
  return 'problem' in parsed ? path : shownTemplate(parsed.parts);
}
