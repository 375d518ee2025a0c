import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {FlowStep, RequestDefinition} from '../../source/domain/profile.ts';
import type {PlanRequest, PlanText} from '../../source/domain/run-plan.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {countRequests} from '../../source/files/request-series.ts';
import {extraction, first, one, requestOf, withFlow} from './sample-plan.ts';
import {requestStep, sampleProfile, sampleRequest} from './sample-profile.ts';

/** With nothing in place of values. */
function textOf(text: PlanText | null): string {
  return typeof text === 'string' ? text : (text?.parts ?? []).filter((part) => typeof part === 'string').join('');
}

const users = {name: null, file: null, rows: [{user: 'ann', pw: 'secret-1'}], mode: 'sequential'} as const;

describe('templates', () => {
  test('become texts where the run knows them, and parts where a request does', () => {
    const {plan} = prepareRun(
      withFlow(
        [
          requestStep({extract: [extraction('id'), extraction('token')]}),
          requestStep({
            method: 'POST',
            path: '/u/${data.user}/${id}?v=${env:V}',
            headers: {authorization: ' Bearer ${token} ', 'x-v': '${env:V}', 'content-type': 'application/json'},
            body: '{"n":"${random(1,9)}${uuid}","lit":"$${x}","vu":"${vu.id}-${iteration}","v":"${env:V}"}',
          }),
        ],
        {target: 'http://127.0.0.1:8080/base', data: [users]},
      ),
      {env: {V: 'a "b"'}},
    );
    expect(plan.variables).toEqual(['id', 'token']);
    const request = requestOf(plan.scenarios[0]!.steps[1]);
    expect(request.path).toEqual({
      parts: ['/base/u/', {kind: 'data', source: 0, column: 0}, '/', {kind: 'variable', variable: 0}, '?v=a%20%22b%22'],
      encode: 'path',
    });
    expect(Object.fromEntries(request.headers)).toMatchObject({
      authorization: {parts: ['Bearer ', {kind: 'variable', variable: 1}], encode: 'plain'},
      'x-v': 'a "b"',
    });
    expect(request.body).toEqual({
      parts: [
        '{"n":"',
        {kind: 'random', min: 1, max: 9},
        {kind: 'uuid'},
        '","lit":"${x}","vu":"',
        {kind: 'vu-id'},
        '-',
        {kind: 'iteration'},
        '","v":"a \\"b\\""}',
      ],
      encode: 'json',
    });
  });

  test('what the environment holds is never read as a template', () => {
    expect(one({body: 'x ${env:V} y'}, {}, {V: '${uuid}'}).body).toBe('x ${uuid} y');
  });

  test('whatever the environment holds, a JSON body stays one and a path can be sent', () => {
    const value = fc.string({unit: 'grapheme'}).map((text) => `x${text}`);
    fc.assert(
      fc.property(value, (V) => {
        const json = {headers: {'content-type': 'application/json'}, body: '{"v":"${env:V}","w":"${vu.id}"}'};
        const request = one({path: '/a/${env:V}', ...json}, {}, {V});
        expect(JSON.parse(textOf(request.body))).toEqual({v: V, w: ''});
        expect(request.path).toMatch(/^\/a\/x[\u0021-\u007E]*$/);
      }),
    );
  });

  test('a body that is not JSON takes its values as they are', () => {
    expect(one({body: 'a=${vu.id}'}).body).toEqual({parts: ['a=', {kind: 'vu-id'}], encode: 'plain'});
  });

  test.each([
    [{path: '/${tokn}'}, /request ".*": path: unknown variable "tokn"; did you mean "token"\?/],
    [{headers: {'x-a': '${nothing}'}}, /header "x-a": unknown variable "nothing"; no "extract" fills it/],
    [{body: '${data.usr}'}, /body: data has no column "usr"; did you mean "user"\?/],
    [{body: '${data.zzz}'}, /body: data has no column "zzz"; its columns are user, pw/],
    [{body: '${data.people.user}'}, /no data has the name "people"/],
    [{body: '${random(9)}'}, /body: \$\{random\(9\)\} is not a random number/],
    [{path: '/a b${vu.id}'}, /must be percent-encoded/],
    [{headers: {'x-a': 'ü€${vu.id}'}}, /"x-a" holds characters that a header cannot carry/],
  ])('%j is refused', (changes, message) => {
    const run = (): unknown => one({extract: [extraction('token')], ...changes}, {data: [users]});
    expect(run).toThrow(expect.objectContaining({code: 'ERR_PROFILE', exitCode: 104}));
    expect(run).toThrow(message);
  });

  test('several sources of data are told apart by name', () => {
    const data = [
      {...users, name: 'users'},
      {...users, name: 'items', rows: [{sku: '1'}]},
    ];
    expect(one({body: '${data.items.sku}'}, {data}).body).toMatchObject({parts: [{source: 1, column: 0}]});
    expect(() => one({body: '${data.sku}'}, {data})).toThrow('write ${data.users.sku}');
    expect(() => one({body: '${data.item.sku}'}, {data})).toThrow('did you mean "items"?');
    expect(() => one({body: '${data.sku}'})).toThrow('needs "data"');
  });
});

describe('flows', () => {
  const flow: FlowStep[] = [
    {kind: 'think', time: {kind: 'exponential', meanMs: 5}},
    {
      kind: 'group',
      name: 'outer',
      steps: [
        requestStep({path: '/a', extract: [extraction('role')]}),
        {kind: 'group', name: 'inner', steps: [requestStep({path: '/a'})]},
      ],
    },
    {kind: 'repeat', min: 2, max: 5, steps: [requestStep({path: '/a'})]},
    {
      kind: 'if',
      condition: {kind: 'variable', name: 'role', rule: {kind: 'equals', text: 'admin'}, negated: true},
      then: [
        {kind: 'parallel', requests: [sampleRequest({path: '/b', tags: {tier: 'gold'}}), sampleRequest({path: '/b'})]},
      ],
      otherwise: [
        {kind: 'if', condition: {kind: 'status', statuses: [[200, 299]], negated: false}, then: [], otherwise: []},
      ],
    },
  ];

  test('keep their shape; requests are counted apart by name, scenario, group, method and tags', () => {
    const profile = sampleProfile({
      scenarios: [
        {name: 'one', weight: 3, flow},
        {
          name: 'two',
          weight: 0,
          flow: [requestStep({path: '/a'}), requestStep({path: '/a', method: 'PUT', name: 'GET /a'})],
        },
      ],
    });
    const {plan} = prepareRun(profile, {env: {}});
    expect(plan.requestNames).toEqual(['GET /a', 'GET /b']);
    // What the parser judges thresholds by.
    expect(countRequests(profile.scenarios)).toEqual({
      names: plan.requestNames,
      series: plan.series,
      checks: plan.checks,
    });
    const a = {name: 'GET /a', scenario: 'one', method: 'GET'};
    const b = {name: 'GET /b', scenario: 'one', method: 'GET'};
    expect(plan.series).toEqual([
      {name: 0, tags: {...a, group: 'outer'}},
      {name: 0, tags: {...a, group: 'outer::inner'}},
      {name: 0, tags: a},
      {name: 1, tags: {...b, tier: 'gold'}},
      {name: 1, tags: b},
      {name: 0, tags: {...a, scenario: 'two'}},
      {name: 0, tags: {...a, scenario: 'two', method: 'PUT'}},
    ]);
    expect(plan.scenarios[0]!.steps).toMatchObject([
      {kind: 'think', time: {kind: 'exponential', meanMs: 5}},
      {
        kind: 'group',
        name: 'outer',
        steps: [
          {request: {name: 0, extract: [{variable: 0, from: {kind: 'jsonpath', path: '$.x'}, fallback: null}]}},
          {name: 'inner', steps: [{request: {name: 1}}]},
        ],
      },
      {kind: 'repeat', min: 2, max: 5, steps: [{request: {name: 2}}]},
      {
        kind: 'if',
        condition: {kind: 'variable', variable: 0, rule: {kind: 'equals', text: 'admin'}, negated: true},
        then: [{kind: 'parallel', requests: [{name: 3}, {name: 4}]}],
        otherwise: [{kind: 'if', condition: {kind: 'status', statuses: [[200, 299]]}}],
      },
    ]);
    expect(plan.scenarios.map(({weight}) => weight)).toEqual([3, 0]);
  });

  test('a condition on a variable nothing fills is refused', () => {
    const condition = {kind: 'variable', name: 'rol', rule: null, negated: false} as const;
    const profile = withFlow([
      requestStep({extract: [extraction('role')]}),
      {kind: 'if', condition, then: [requestStep()], otherwise: []},
    ]);
    expect(() => prepareRun(profile, {env: {}})).toThrow('unknown variable "rol"; did you mean "role"?');
  });

  test('more series than can be kept apart are refused', () => {
    const steps = (count: number): FlowStep[] => Array.from({length: count}, (_, i) => requestStep({path: `/${i}`}));
    expect(prepareRun(withFlow(steps(200)), {env: {}}).plan.series).toHaveLength(200);
    expect(() => prepareRun(withFlow(steps(201)), {env: {}})).toThrow('more than 200 requests differ');
  });

  test('checks are numbered once for each series, whatever place they stand in', () => {
    const check = (name: string): RequestDefinition['checks'][number] => ({
      name,
      rule: {kind: 'status', statuses: [[200, 200]]},
    });
    const login = requestStep({name: 'login', checks: [check('status is 200'), check('fast')]});
    const {plan} = prepareRun(
      withFlow([login, {kind: 'repeat', min: 2, max: 2, steps: [login]}, requestStep({checks: [check('fast')]})]),
      {env: {}},
    );
    expect(plan.checks).toEqual([
      {name: 'status is 200', series: 0},
      {name: 'fast', series: 0},
      {name: 'fast', series: 1},
    ]);
    expect(plan.scenarios[0]!.steps).toMatchObject([
      {request: {checks: [{check: 0}, {check: 1}]}},
      {steps: [{request: {checks: [{check: 0}, {check: 1}]}}]},
      {request: {checks: [{check: 2}]}},
    ]);
  });
});

describe('setup and teardown', () => {
  test('are prepared and not counted; their variables are everybody’s', () => {
    const prepared = prepareRun(
      withFlow([requestStep({path: '/${token}', extract: [extraction('own')]})], {
        setup: [
          requestStep({
            name: 'log in',
            extract: [extraction('token')],
            checks: [{name: 'ok', rule: {kind: 'status', statuses: [[200, 200]]}}],
          }),
        ],
        teardown: [requestStep({name: 'log out', path: '/out/${token}'})],
      }),
      {env: {}},
    );
    expect(prepared.plan.variables).toEqual(['token', 'own']);
    expect(prepared.plan.requestNames).toEqual(['GET /${token}']);
    expect(prepared.plan.checks).toEqual([]);
    expect(requestOf(prepared.setup[0])).toMatchObject({
      name: -1,
      label: 'log in',
      extract: [{variable: 0}],
      checks: [{check: -1, label: 'ok'}],
    });
    expect(requestOf(prepared.teardown[0])).toMatchObject({
      name: -1,
      label: 'log out',
      path: {parts: ['/out/', {variable: 0}]},
    });
  });

  test('a header of the profile goes with setup as soon as setup has filled what it holds', () => {
    const prepared = prepareRun(
      withFlow([requestStep()], {
        headers: {authorization: 'Bearer ${token}', 'x-user': '${data.user}', 'x-vu': '${vu.id}', 'x-plain': '1'},
        data: [users],
        setup: [requestStep({extract: [extraction('token')]}), requestStep()],
        teardown: [requestStep()],
      }),
      {env: {}},
    );
    const names = (request: PlanRequest): string[] => request.headers.map(([name]) => name).slice(3);
    expect(names(requestOf(prepared.setup[0]))).toEqual(['x-vu', 'x-plain']);
    expect(names(requestOf(prepared.setup[1]))).toEqual(['authorization', 'x-vu', 'x-plain']);
    expect(names(requestOf(prepared.teardown[0]))).toEqual(['authorization', 'x-vu', 'x-plain']);
    expect(names(first(prepared))).toEqual(['authorization', 'x-user', 'x-vu', 'x-plain']);
  });
});
