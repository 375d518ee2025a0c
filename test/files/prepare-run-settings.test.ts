import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import type {PlanRequest} from '../../source/domain/run-plan.ts';
import {prepareRun} from '../../source/files/prepare-run.ts';
import {extraction, first, one, requestOf, withFlow} from './sample-plan.ts';
import {requestStep, sampleProfile} from './sample-profile.ts';
import {tempFolder} from './temp-folder.ts';

describe('auth', () => {
  const authorizationOf = (request: PlanRequest): unknown =>
    request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];

  test('bearer and basic are headers, which a request replaces or goes without', () => {
    const bearer = {kind: 'bearer', token: '${env:TOKEN}'} as const;
    const env = {TOKEN: 'abc-123-xyz'};
    expect(authorizationOf(one({}, {auth: bearer}, env))).toBe('Bearer abc-123-xyz');
    expect(authorizationOf(one({auth: false}, {auth: bearer}, env))).toBeUndefined();
    expect(authorizationOf(one({headers: {Authorization: 'own'}}, {auth: bearer}, env))).toBe('own');
    expect(authorizationOf(one({}, {auth: bearer, headers: {authorization: 'profile'}}, env))).toBe('profile');
    const basic = {kind: 'basic', username: 'me', password: 'p:ä'} as const;
    const prepared = prepareRun(withFlow([requestStep()], {auth: basic}), {env: {}});
    const pair = Buffer.from('me:p:ä').toString('base64');
    expect(authorizationOf(first(prepared))).toBe(`Basic ${pair}`);
    expect(prepared.secrets).toEqual(expect.arrayContaining(['p:ä', pair]));
    expect(() => one({}, {auth: {...basic, username: 'a:b'}})).toThrow('auth.basic.username must not hold ":"');
    expect(() => one({}, {auth: {...bearer, token: 'a\nsEcReT'}})).toThrow(/^auth\.bearer must not hold line breaks$/);
  });

  test('the profile’s auth comes before what the target’s URL holds', () => {
    const request = one({}, {target: 'http://a:b@127.0.0.1', auth: {kind: 'bearer', token: 'tok-en'}});
    expect(authorizationOf(request)).toBe('Bearer tok-en');
    expect(authorizationOf(one({auth: false}, {target: 'http://a:b@127.0.0.1'}))).toBeUndefined();
  });

  test('OAuth2 gives every request a variable to carry, and the credentials to whoever fetches it', () => {
    const auth = {
      kind: 'oauth2',
      tokenUrl: 'https://id.test/token',
      clientId: 'app',
      clientSecret: '${env:SECRET}',
      scope: 'a b',
      audience: null,
      refreshBeforeMs: 30_000,
    } as const;
    const prepared = prepareRun(withFlow([requestStep()], {auth, setup: [requestStep()]}), {
      env: {SECRET: 's3cr3t-value'},
    });
    const header = {parts: ['Bearer ', {kind: 'variable', variable: 0}], encode: 'plain'};
    expect(prepared.plan.variables).toEqual(['auth.token']);
    expect(authorizationOf(first(prepared))).toEqual(header);
    expect(authorizationOf(requestOf(prepared.setup[0]))).toEqual(header);
    expect(prepared.oauth2).toEqual({
      tokenUrl: 'https://id.test/token',
      clientId: 'app',
      clientSecret: 's3cr3t-value',
      scope: 'a b',
      audience: null,
      refreshBeforeMs: 30_000,
    });
    expect(prepared.secrets).toContain('s3cr3t-value');
    expect(() =>
      prepareRun(withFlow([requestStep()], {auth: {...auth, tokenUrl: 'id.test'}}), {env: {SECRET: 'x'}}),
    ).toThrow('auth.oauth2.tokenUrl is not');
  });

  test('variables missing anywhere are told with the others', () => {
    const profile = withFlow([requestStep({path: '/${env:A}'})], {
      auth: {kind: 'bearer', token: '${env:B}'},
      proxy: 'http://${env:C}',
      target: 'http://${env:D}',
    });
    expect(() => prepareRun(profile, {env: {}})).toThrow('needs ${env:D}, ${env:B}, ${env:A}, ${env:C}, not set');
  });
});

describe('the run', () => {
  test('gets redirects, cookies, capture, proxy and iterations as the profile says', () => {
    const profile = sampleProfile({
      maxRedirects: 3,
      cookies: false,
      captureBytes: 999,
      proxy: 'http://me:pass%21word@127.0.0.1:3128',
    });
    const prepared = prepareRun(profile, {env: {}});
    expect(prepared.plan).toMatchObject({
      maxRedirects: 3,
      cookies: false,
      captureBytes: 999,
      proxy: 'http://me:pass%21word@127.0.0.1:3128',
      iterations: null,
      tls: {ca: null, cert: null, key: null, insecure: false},
    });
    expect(prepared.secrets).toEqual(expect.arrayContaining(['pass!word', 'pass%21word']));
    const counted = {vus: 2, iterations: 7, maxDurationMs: 1000};
    const iterations = (kind: 'per-vu-iterations' | 'shared-iterations'): unknown =>
      prepareRun(sampleProfile({executor: {kind, ...counted}}), {env: {}}).plan.iterations;
    expect(iterations('per-vu-iterations')).toEqual({perVu: 7});
    expect(iterations('shared-iterations')).toEqual({shared: 7});
  });

  test.each([
    [{proxy: 'ftp://127.0.0.1'}, /^proxy is not the URL of an HTTP proxy$/],
    [{proxy: 'http://me:hunter22@127.0.0.1/path'}, /^proxy is not/],
    [{proxy: 'http://me:hunter22%zz@127.0.0.1'}, /^proxy holds a user or password with a "%"/],
    [{proxy: 'http://127.0.0.1:1', target: 'http://unix:/a.sock:'}, /is a Unix socket: no proxy leads to it/],
    [
      {proxy: 'http://127.0.0.1:1', transport: {...sampleProfile().transport, choice: 'http2'}},
      /transport http2 does not go through a proxy/,
    ],
  ] as const)('%j is refused', (changes, message) => {
    expect(() => prepareRun(sampleProfile(changes), {env: {}})).toThrow(message);
    expect(() => prepareRun(sampleProfile(changes), {env: {}})).not.toThrow(/hunter22/);
  });

  test('thresholds speak only of what there is', () => {
    const threshold = (tags: Record<string, string>): Profile['thresholds'] => [
      {
        source: 'x',
        metric: 'http_req_duration',
        tags,
        aggregation: {kind: 'p', percentile: 95},
        operator: '<',
        bound: 1,
        relativeShare: null,
        windowMs: null,
        abortOnFail: false,
        delayAbortEvalMs: 0,
        severity: 'critical',
        budget: false,
      },
    ];
    const flow = [
      requestStep({
        name: 'login',
        tags: {tier: 'gold'},
        checks: [{name: 'ok', rule: {kind: 'status', statuses: [[200, 200]]}}],
      }),
      requestStep({name: 'cart', method: 'POST'}),
    ];
    const run = (tags: Record<string, string>): unknown =>
      prepareRun(withFlow(flow, {thresholds: threshold(tags)}), {env: {}});
    for (const tags of [
      {},
      {name: 'login'},
      {scenario: 'shopper', method: 'POST'},
      {tier: 'gold'},
      {check: 'ok', name: 'login'},
    ]) {
      expect(() => run(tags)).not.toThrow();
    }
    expect(() => run({name: 'logn'})).toThrow('no request has the name "logn"; did you mean "login"?');
    expect(() => run({name: 'zzzzzz'})).toThrow('requests are login, cart');
    expect(() => run({teir: 'gold'})).toThrow('no request has a tag "teir"; did you mean "tier"?');
    expect(() => run({tier: 'silver'})).toThrow('no request has the tier "silver"; there is gold');
    expect(() => run({tier: 'gold', name: 'cart'})).toThrow('no request has all of tier:gold, name:cart');
    expect(() => run({check: 'ko'})).toThrow('no check has the name "ko"; did you mean "ok"?');
    expect(() => run({check: 'ok', name: 'cart'})).toThrow('no request has all of check:ok, name:cart');
  });

  test('says beforehand that data will run out', () => {
    const rows = [{user: 'a'}, {user: 'b'}];
    const notices = (mode: 'per-vu' | 'unique' | 'sequential', executor: Profile['executor']): unknown =>
      prepareRun(sampleProfile({executor, data: [{name: 'users', file: null, rows, mode}]}), {
        env: {},
        notices: ['scaled'],
      }).notices;
    const vus = (count: number): Profile['executor'] => ({kind: 'constant-vus', vus: count, durationMs: null});
    expect(notices('per-vu', vus(2))).toEqual(['scaled']);
    expect(notices('per-vu', vus(3))).toEqual([
      'scaled',
      expect.stringMatching(/^users has 2 rows for 3 VUs \(mode per-vu\)/),
    ]);
    const counted = {kind: 'shared-iterations', vus: 1, iterations: 3, maxDurationMs: 1000} as const;
    expect(notices('unique', counted)).toEqual([
      'scaled',
      expect.stringMatching(/^users has 2 unique rows for 3 iterations/),
    ]);
    expect(notices('sequential', counted)).toEqual(['scaled']);
  });
});

describe('secrets', () => {
  test('are the values of secret headers, of the environment and of secret columns; schemes and names are none', async () => {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'users.csv'), 'user,password\nann,pass-of-ann\nbob,pass-of-bob\n');
    const prepared = prepareRun(
      withFlow(
        [
          requestStep({extract: [extraction('t')]}),
          requestStep({
            headers: {authorization: 'Bearer ${t}', cookie: 'a=${t}; sid=literal-sid', 'x-api-key': 'key-99'},
            path: '/${env:SEG}',
          }),
        ],
        {
          data: [{name: null, file: 'users.csv', rows: [], mode: 'unique'}],
          folder,
          setup: [requestStep({headers: {cookie: 'k=in-setup'}})],
        },
      ),
      {env: {SEG: 'segment'}},
    );
    expect(prepared.secrets).toEqual(
      expect.arrayContaining(['pass-of-ann', 'pass-of-bob', 'literal-sid', 'key-99', 'segment', 'in-setup']),
    );
    expect(prepared.secrets).not.toEqual(expect.arrayContaining(['Bearer']));
    expect(prepared.secrets).not.toContain('');
    expect(prepared.secrets).not.toContain('ann');
  });
});
