import type {PlanScenario, RunPlan} from '../domain/run-plan.ts';
import {statusLimit} from '../metrics/shared-layout.ts';
import type {Prepared, Transport} from './transports/transport.ts';

/** A scenario's steps, requests prepared for the transport. */
export type FlowStep = RequestStep | ThinkStep;

export interface RequestStep {
  readonly kind: 'request';
  readonly prepared: Prepared;
  /** Index of the request's name. */
  readonly name: number;
  /** 1 for each status that is not an error. */
  readonly expected: Uint8Array;
}

export interface ThinkStep {
  readonly kind: 'think';
  readonly minMs: number;
  readonly maxMs: number;
}

/** All flows of a plan, by scenario. Throws what the transport's `prepare` throws. */
export function prepareFlows(plan: RunPlan, transport: Transport): FlowStep[][] {
  return plan.scenarios.map((scenario) => prepareFlow(scenario, transport));
}

function prepareFlow(scenario: PlanScenario, transport: Transport): FlowStep[] {
  return scenario.steps.map((step) =>
    step.kind === 'think'
      ? step
      : {
          kind: 'request',
          prepared: transport.prepare(step.request),
          name: step.request.name,
          expected: expectedStatuses(step.request.expect),
        },
  );
}

/** k6's rule without a list: 200 to 399. */
function expectedStatuses(expect: readonly number[] | null): Uint8Array {
  const expected = new Uint8Array(statusLimit);
  if (expect === null) expected.fill(1, 200, 400);
  else for (const status of expect) expected[status] = 1;
  return expected;
}
