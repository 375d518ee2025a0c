import type {PlanRequest, PlanScenario, PlanStep, RunPlan, Target} from '../../source/domain/run-plan.ts';
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
    extract: [],
    checks: [],
    ...changes,
  };
}

function requestsOf(steps: readonly PlanStep[]): PlanRequest[] {
  return steps.flatMap((step) => {
    if (step.kind === 'request') return [step.request];
    if (step.kind === 'parallel') return step.requests;
    if (step.kind === 'if') return [...requestsOf(step.then), ...requestsOf(step.otherwise)];
    return step.kind === 'think' ? [] : requestsOf(step.steps);
  });
}

export function plan(to: Target, scenarios: readonly PlanScenario[], changes: Partial<RunPlan> = {}): RunPlan {
  const count = Math.max(0, ...scenarios.flatMap(({steps}) => requestsOf(steps).map(({name}) => name))) + 1;
  const requestNames = Array.from({length: count}, (_, name) => `r${name}`);
  return {
    target: to,
    requestNames,
    series: requestNames.map((name, index) => ({name: index, tags: {name}})),
    checks: [],
    variables: [],
    data: [],
    iterations: null,
    maxRedirects: 10,
    cookies: true,
    captureBytes: 65_536,
    tls: {ca: null, cert: null, key: null, insecure: false},
    proxy: null,
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
