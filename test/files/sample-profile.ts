import type {FlowStep, Profile, RequestDefinition} from '../../source/domain/profile.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';

/** A request as the grammar's defaults make it. */
export function sampleRequest(changes: Partial<RequestDefinition> = {}): RequestDefinition {
  const method = changes.method ?? 'GET';
  const path = changes.path ?? '/';
  return {
    name: `${method} ${path}`,
    method,
    path,
    headers: {},
    body: null,
    bodyFile: null,
    chunked: false,
    expect: null,
    auth: true,
    tags: {},
    extract: [],
    checks: [],
    ...changes,
  };
}

export function requestStep(changes: Partial<RequestDefinition> = {}): FlowStep {
  return {kind: 'request', request: sampleRequest(changes)};
}

/** A profile as the grammar's defaults make it, with one scenario of one request. */
export function sampleProfile(changes: Partial<Profile> = {}): Profile {
  return {
    name: 'sample',
    description: null,
    target: 'http://127.0.0.1:8080',
    executor: {kind: 'constant-vus', vus: 1, durationMs: null},
    cap: {vus: 200, rate: 10_000},
    ramp: {vusPerSecond: 2, step: 10, ratePerSecond: 50, rateStep: 10},
    timeoutMs: 10_000,
    transport: defaultTransportSettings,
    precise: false,
    headers: {},
    auth: null,
    tls: {ca: null, cert: null, key: null, insecure: false},
    maxRedirects: 10,
    cookies: true,
    proxy: null,
    captureBytes: 65_536,
    gracefulStopMs: 30_000,
    data: [],
    setup: [],
    teardown: [],
    scenarios: [{name: 'main', weight: 1, flow: [requestStep()]}],
    thresholds: [],
    alerts: [],
    circuitBreaker: {afterMs: 10_000},
    ...changes,
  };
}
