import type {Extraction, FlowStep, Profile, RequestDefinition} from '../../source/domain/profile.ts';
import type {PlanRequest, PlanStep, PreparedRun} from '../../source/domain/run-plan.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {requestStep, sampleProfile} from './sample-profile.ts';

/** By `$.x`. */
export function extraction(variable: string): Extraction {
  return {variable, from: {kind: 'jsonpath', path: '$.x'}, fallback: null};
}

export function withFlow(flow: readonly FlowStep[], changes: Partial<Profile> = {}): Profile {
  return sampleProfile({scenarios: [{name: 'shopper', weight: 1, flow}], ...changes});
}

export function requestOf(step: PlanStep | undefined): PlanRequest {
  if (step?.kind !== 'request') throw new Error(`a ${step?.kind ?? 'nothing'}`);
  return step.request;
}

/** The first request of the first scenario. */
export function first({plan}: PreparedRun): PlanRequest {
  return requestOf(plan.scenarios[0]!.steps.at(-1));
}

/** Prepared with one request that everything is written into. */
export function one(
  changes: Partial<RequestDefinition>,
  profile: Partial<Profile> = {},
  env: Record<string, string> = {},
): PlanRequest {
  return first(prepareRun(withFlow([requestStep(changes)], profile), {env}));
}
