import type {PlanRequest, PlanScenario, RunPlan, Target} from '../../source/domain/run-plan.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';

export function target(port: number, options: {hostname?: string; secure?: boolean} = {}): Target {
  const protocol = options.secure === true ? 'https:' : 'http:';
  const hostname = options.hostname ?? '127.0.0.1';
  const origin = `${protocol}//${hostname}:${port}`;
  return {origin, protocol, hostname, port, socketPath: null, basePath: '', label: origin, isLocal: true};
}

export function request(changes: Partial<PlanRequest> = {}): PlanRequest {
  return {
    name: 0,
    method: 'GET',
    path: '/',
    headers: [],
    body: null,
    bodyFile: null,
    chunked: false,
    expect: null,
    ...changes,
  };
}

export function plan(to: Target, scenarios: readonly PlanScenario[], changes: Partial<RunPlan> = {}): RunPlan {
  const names = scenarios.flatMap(({steps}) =>
    steps.flatMap((step) => (step.kind === 'request' ? [step.request.name] : [])),
  );
  return {
    target: to,
    requestNames: Array.from({length: Math.max(...names, 0) + 1}, (_, name) => `r${name}`),
    scenarios,
    timeoutMs: 5000,
    seed: 7,
    maxVus: 100,
    preAllocatedVus: 0,
    arrivals: 'constant',
    precise: false,
    transport: defaultTransportSettings,
    ...changes,
  };
}
