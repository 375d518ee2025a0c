import {describe, expect, test} from 'vitest';
import type {FlowStep, Profile, RequestDefinition} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';

function profileOf(extra: object): Profile {
  const parsed = parseProfileDocument({target: 'demo', scenarios: [{flow: [{request: {path: '/'}}]}], ...extra}, 'x');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

function flowOf(...steps: object[]): readonly FlowStep[] {
  const first = {request: {path: '/', extract: {role: '$.role'}}};
  return profileOf({scenarios: [{flow: [first, ...steps]}]}).scenarios[0]!.flow.slice(1);
}

function requestOf(request: object): RequestDefinition {
  const [step] = flowOf({request: {path: '/a', ...request}});
  if (step?.kind !== 'request') throw new Error('no request');
  return step.request;
}

const think = {think: '1s'};
const thought = {kind: 'think', time: {kind: 'uniform', minMs: 1000, maxMs: 1000}};

describe('steps of a flow', () => {
  test.each([
    [{think: '1s-3s'}, {kind: 'uniform', minMs: 1000, maxMs: 3000}],
    [{think: {uniform: '500ms-1.5s'}}, {kind: 'uniform', minMs: 500, maxMs: 1500}],
    [{think: {exponential: '2s'}}, {kind: 'exponential', meanMs: 2000}],
    [{think: {normal: '2s', deviation: '500ms'}}, {kind: 'normal', meanMs: 2000, deviationMs: 500}],
  ])('%j', (step, time) => {
    expect(flowOf(step)).toEqual([{kind: 'think', time}]);
  });

  test.each([
    [
      {group: 'checkout', flow: [{group: 'pay', flow: [think]}]},
      {kind: 'group', name: 'checkout', steps: [{kind: 'group', name: 'pay', steps: [thought]}]},
    ],
    [
      {repeat: 3, flow: [think]},
      {kind: 'repeat', min: 3, max: 3, steps: [thought]},
    ],
    [
      {repeat: '2-5', flow: [think]},
      {kind: 'repeat', min: 2, max: 5, steps: [thought]},
    ],
    [
      {if: {status: ['2xx', 404]}, then: [think]},
      {
        kind: 'if',
        condition: {
          kind: 'status',
          statuses: [
            [200, 299],
            [404, 404],
          ],
          negated: false,
        },
        then: [thought],
        otherwise: [],
      },
    ],
    [
      {if: {variable: 'role', matches: '^ad', not: true}, then: [think], else: [think]},
      {
        kind: 'if',
        condition: {kind: 'variable', name: 'role', rule: {kind: 'matches', pattern: '^ad'}, negated: true},
        then: [thought],
        otherwise: [thought],
      },
    ],
    [
      {if: {variable: 'role'}, then: [think]},
      {
        kind: 'if',
        condition: {kind: 'variable', name: 'role', rule: null, negated: false},
        then: [thought],
        otherwise: [],
      },
    ],
  ])('%j', (step, read) => {
    expect(flowOf(step)).toEqual([read]);
  });

  test('requests that are sent at once', () => {
    expect(flowOf({parallel: [{request: {path: '/a'}}, {request: {path: '/b'}}]})).toMatchObject([
      {kind: 'parallel', requests: [{name: 'GET /a'}, {name: 'GET /b'}]},
    ]);
  });
});

describe('a request', () => {
  test('without a name is called by its path, templates by what they stand for', () => {
    expect(requestOf({path: '/u/${vu.id}/${role}?x=${uuid}', method: 'PUT'}).name).toBe('PUT /u/:vu-id/:role');
  });

  test('extracts from body, header and cookie', () => {
    const extract = {
      a: '$.token',
      b: {regex: 'v="([^"]+)"', default: ''},
      c: {header: 'location'},
      d: {cookie: 'sid'},
    };
    expect(requestOf({extract}).extract).toEqual([
      {variable: 'a', from: {kind: 'jsonpath', path: '$.token'}, fallback: null},
      {variable: 'b', from: {kind: 'regex', pattern: 'v="([^"]+)"'}, fallback: ''},
      {variable: 'c', from: {kind: 'header', name: 'location'}, fallback: null},
      {variable: 'd', from: {kind: 'cookie', name: 'sid'}, fallback: null},
    ]);
  });

  test.each([
    [{status: '2xx'}, 'status is 2xx', {kind: 'status', statuses: [[200, 299]]}],
    [
      {status: [200, 429]},
      'status is 200, 429',
      {
        kind: 'status',
        statuses: [
          [200, 200],
          [429, 429],
        ],
      },
    ],
    [{header: 'etag'}, 'header etag is there', {kind: 'header', header: 'etag', rule: null}],
    [
      {header: 'content-type', contains: 'json'},
      'header content-type contains "json"',
      {kind: 'header', header: 'content-type', rule: {kind: 'contains', text: 'json'}},
    ],
    [{body: {equals: ''}}, 'body equals ""', {kind: 'body', rule: {kind: 'equals', text: ''}}],
    [{jsonpath: '$.id'}, '$.id is there', {kind: 'jsonpath', path: '$.id'}],
    [{jsonpath: '$.id', equals: null}, '$.id equals null', {kind: 'jsonpath', path: '$.id', equals: null}],
    [{latency: '<0.5s'}, 'latency < 500ms', {kind: 'latency', operator: '<', ms: 500}],
    [{size: '<= 10kb', name: 'small'}, 'small', {kind: 'size', operator: '<=', bytes: 10_240}],
  ])('checks %j', (check, name, rule) => {
    expect(requestOf({checks: [check]}).checks).toEqual([{name, rule}]);
  });

  test('has expected statuses, tags, and may do without auth', () => {
    const request = requestOf({expect: ['2xx', 429], tags: {tier: 'gold'}, auth: false});
    expect(request).toMatchObject({
      expect: [
        [200, 299],
        [429, 429],
      ],
      tags: {tier: 'gold'},
      auth: false,
    });
  });

  test('may use what setup extracts, and rows of data', () => {
    const setup = [{request: {path: '/login', extract: {token: '$.t'}}}];
    const flow = [{request: {path: '/${data.user}', headers: {authorization: 'Bearer ${token}'}}}];
    const profile = profileOf({setup, data: {rows: [{user: 'a'}, {user: 7}], mode: 'unique'}, scenarios: [{flow}]});
    expect(profile.setup).toHaveLength(1);
    expect(profile.data).toEqual([{name: null, file: null, rows: [{user: 'a'}, {user: '7'}], mode: 'unique'}]);
  });
});

describe('what surrounds the flows', () => {
  test('network', () => {
    const tls = {cert: 'c.pem', key: 'k.pem', insecure: true};
    expect(
      profileOf({
        tls,
        redirects: 0,
        cookies: false,
        proxy: 'http://127.0.0.1:3128',
        capture: '1.5mb',
        gracefulStop: '0s',
      }),
    ).toMatchObject({
      tls: {ca: null, ...tls},
      maxRedirects: 0,
      cookies: false,
      proxy: 'http://127.0.0.1:3128',
      captureBytes: 1_572_864,
      gracefulStopMs: 0,
    });
  });

  test.each([
    [{bearer: '${env:T}'}, {kind: 'bearer', token: '${env:T}'}],
    [{basic: {username: 'u', password: '${env:P}'}}, {kind: 'basic', username: 'u', password: '${env:P}'}],
    [
      {oauth2: {tokenUrl: 'http://h/t', clientId: 'c', clientSecret: '${env:S}'}},
      {
        kind: 'oauth2',
        tokenUrl: 'http://h/t',
        clientId: 'c',
        clientSecret: '${env:S}',
        scope: null,
        audience: null,
        refreshBeforeMs: 30_000,
      },
    ],
  ])('auth %j', (auth, read) => {
    expect(profileOf({auth}).auth).toEqual(read);
  });

  test('budgets are thresholds; alerts look at a window; the circuit breaker may be off', () => {
    const profile = profileOf({
      budgets: {'GET /': {'p(95)': '0.5ms', avg: '20ms'}},
      alerts: [{when: 'http_req_failed: rate>0.05', severity: 'critical', action: 'back-off', for: '5s'}],
      circuitBreaker: false,
    });
    expect(profile.thresholds).toMatchObject([
      {source: 'http_req_duration{name:GET /}: p(95)<0.5', tags: {name: 'GET /'}, bound: 0.5, budget: true},
      {aggregation: {kind: 'avg'}, bound: 20, budget: true},
    ]);
    expect(profile.alerts).toMatchObject([
      {when: {metric: 'http_req_failed', windowMs: 10_000, severity: 'critical'}, forMs: 5000, action: 'back-off'},
    ]);
    expect(profile.circuitBreaker).toBeNull();
  });

  test('thresholds may speak of scenario, group, method, own tags and checks', () => {
    const flow = [
      {
        group: 'pay',
        flow: [{request: {name: 'card', method: 'POST', path: '/', tags: {tier: 'gold'}, checks: [{status: 200}]}}],
      },
    ];
    const thresholds = {
      'http_req_duration{scenario:s, group:pay, method:POST, tier:gold}': ['p(95)<3'],
      'checks{check:status is 200,name:card}': ['rate>0.9'],
    };
    expect(profileOf({scenarios: [{name: 's', flow}], thresholds}).thresholds).toMatchObject([
      {tags: {scenario: 's', group: 'pay', method: 'POST', tier: 'gold'}},
      {tags: {check: 'status is 200', name: 'card'}},
    ]);
  });
});
