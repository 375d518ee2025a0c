import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Profile} from '../../source/domain/profile.ts';
import {parseProfileDocument} from '../../source/files/parse-profile.ts';
import {profileDocument, profileRevision} from '../../source/files/print-profile.ts';
import {profileDocumentArbitrary} from './profile-arbitrary.ts';
import {loadProfile} from '../../source/files/profile-store.ts';

describe('printing', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9 :{}-]{0,12}$/).map((text) => text.trim());
  const ms = fc.oneof(
    fc.integer({min: 1, max: 100_000}),
    fc.integer({min: 1, max: 7200}).map((s) => s * 1000),
  );
  const header = fc.record({'x-a': fc.constantFrom('1', '${env:A}')}, {requiredKeys: []});
  const request = fc.record(
    {
      name,
      method: fc.constantFrom('GET', 'POST', 'PURGE'),
      path: fc.constantFrom('/', '/a?b=c', '/${env:ID}'),
      headers: header,
      body: fc.oneof(
        fc.string().filter((text) => !text.includes('${')),
        fc.record({a: fc.integer(), b: fc.constant('ü')}),
      ),
      expect: fc.array(fc.integer({min: 100, max: 599}), {minLength: 1, maxLength: 3}),
    },
    {requiredKeys: ['path']},
  );
  const think = ms.map((value) => ({think: `${value}ms`}));
  const document = fc.record(
    {
      name,
      description: name,
      target: fc.constantFrom('http://h:1/x', 'demo', '${env:T}'),
      stages: fc.array(fc.record({duration: ms.map((value) => `${value}ms`), target: fc.nat(100)}), {
        minLength: 1,
        maxLength: 4,
      }),
      timeout: fc.constantFrom('1s', '1500ms', '2m'),
      headers: header,
      scenarios: fc
        .array(
          fc.tuple(
            request.map((value) => ({request: value})),
            fc.array(think, {maxLength: 2}),
          ),
          {minLength: 1, maxLength: 3},
        )
        .map((flows) =>
          flows.map(([first, rest], index) => ({name: `s${index}`, weight: index + 0.5, flow: [first, ...rest]})),
        ),
      thresholds: fc.record(
        {
          http_req_duration: fc.constant([
            'p(99.9) < 250',
            {threshold: 'avg<=3', window: '90s', abortOnFail: true, delayAbortEval: '5s'},
          ]),
          http_req_failed: fc.constant([{threshold: 'rate<0.01', severity: 'warning'}]),
        },
        {requiredKeys: []},
      ),
    },
    {requiredKeys: ['target', 'scenarios']},
  );

  test('any profile reads back as itself', () => {
    fc.assert(
      fc.property(document, (value) => {
        const parsed = parseProfileDocument(value, 'x');
        if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
        expect(parseProfileDocument(profileDocument(parsed.profile).document, 'x')).toEqual(parsed);
      }),
      {numRuns: 400},
    );
  });

  test('any profile of the whole grammar reads back as itself, and nothing in it is taken for a secret', () => {
    fc.assert(
      fc.property(profileDocumentArbitrary, (value) => {
        const parsed = parseProfileDocument(value, 'x');
        if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
        const printed = profileDocument(parsed.profile);
        expect(parseProfileDocument(printed.document, 'x')).toEqual(parsed);
        expect(printed.replaced).toEqual([]);
      }),
      {numRuns: 200},
    );
  });

  test('never writes a literal secret: auth, proxy, and headers beside what a flow fills in', () => {
    const flow = [
      {request: {path: '/', extract: {sid: {cookie: 'sid'}}}},
      {request: {name: 'b', path: '/b', headers: {cookie: 'sid=${sid}; key=cookie-secret', 'x-api-key': '${sid}'}}},
    ];
    const base = {target: 'demo', proxy: 'http://u:proxy-secret@127.0.0.1:1', scenarios: [{flow}]};
    const oauth2 = {tokenUrl: 'http://u:url-secret@h/t', clientId: 'c', clientSecret: 'client-secret'};
    const texts = [{bearer: 'bearer-secret'}, {basic: {username: 'u', password: 'basic-secret'}}, {oauth2}].map(
      (auth) => {
        const parsed = parseProfileDocument({...base, auth}, 'x');
        if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
        const {document, replaced} = profileDocument(parsed.profile);
        expect(parseProfileDocument(document, 'x')).toHaveProperty('profile');
        expect(replaced.map(({where}) => where)).toEqual(expect.arrayContaining(['proxy', 'auth', 'cookie']));
        return JSON.stringify(document);
      },
    );
    expect(texts.join('')).not.toContain('secret');
    expect(texts[0]).toContain('"cookie":"sid=${sid}; key=${env:COOKIE}","x-api-key":"${sid}"');
  });

  test('never writes a literal secret of a body or a query', () => {
    const flow = [
      {request: {path: '/', extract: {tok: '$.t'}}},
      {
        request: {
          path: '/a?api_key=query%20secret&page=2',
          body: {user: 'u', password: 'body "secret"', n: {accessToken: 'secret-2'}},
        },
      },
      {request: {path: '/b', body: '{ "vu": ${vu.id},  "password": "body \\"secret\\"", "secret": "${tok}" }'}},
      {
        request: {
          path: '/c',
          headers: {'content-type': 'application/x-www-form-urlencoded'},
          body: 'user=u&client_secret=form+secret&token=${tok}&password=',
        },
      },
      {request: {path: '/e', body: 'user=${tok}&password=typeless-secret&x[a]=1'}},
      {request: {path: '/d', body: {password: '${env:PW}', token: 'pre-secret ${tok}', note: 'password=x'}}},
    ];
    const parsed = parseProfileDocument({target: 'http://h', scenarios: [{flow}]}, 'x');
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const {document, replaced} = profileDocument(parsed.profile);
    expect(JSON.stringify(document)).not.toMatch(
      /query%20|body.{0,4}secret.{0,4}"|secret-2|form.secret|typeless|pre-secret/,
    );
    const requests = (document['scenarios'] as {flow: {request: {path: string; body?: unknown}}[]}[])[0]!.flow;
    expect(requests.map(({request: {path, body}}) => [path, body])).toEqual([
      ['/', undefined],
      [
        '/a?api_key=${env:API_KEY}&page=2',
        {user: 'u', password: '${env:PASSWORD}', n: {accessToken: '${env:ACCESS_TOKEN}'}},
      ],
      ['/b', '{ "vu": ${vu.id},  "password": "${env:PASSWORD}", "secret": "${tok}" }'],
      ['/c', 'user=u&client_secret=${env:CLIENT_SECRET}&token=${tok}&password='],
      ['/e', 'user=${tok}&password=${env:PASSWORD_2}&x[a]=1'],
      ['/d', {password: '${env:PW}', token: '${env:TOKEN} ${tok}', note: 'password=x'}],
    ]);
    expect(replaced.map(({where}) => where)).toEqual([
      'query api_key',
      'body field password',
      'body field accessToken',
      'body field client_secret',
      'body field password',
      'body field token',
    ]);
  });

  const rate = fc.oneof(fc.nat(1000), fc.double({min: 0, max: 1000, noNaN: true}));
  const stage = fc.record({duration: ms.map((value) => `${value}ms`), target: rate});
  const openDocument = fc
    .record(
      {
        load: fc.oneof(
          fc.record({rate, duration: fc.constantFrom('1s', '90s')}, {requiredKeys: ['rate']}),
          fc.record({startRate: rate, stages: fc.array(stage, {minLength: 1, maxLength: 3})}),
        ),
        timeUnit: fc.constantFrom('1s', '1m', '1h', '7s', '300ms'),
        maxVUs: fc.integer({min: 100, max: 500}),
        preAllocatedVUs: fc.nat(100),
        arrivals: fc.constantFrom('constant', 'poisson'),
        ramp: fc.record({ratePerSecond: fc.constantFrom(1, 0.5), rateStep: fc.constant(3)}, {requiredKeys: []}),
        transport: fc.constantFrom('auto', 'http1', 'http2', 'undici'),
        connections: fc.record(
          {
            reuse: fc.boolean(),
            maxAge: fc.constantFrom('1s', '1500ms'),
            maxRequests: fc.integer({min: 1, max: 9}),
            dnsTtl: fc.constantFrom('0s', '30s', '1m'),
            h2Streams: fc.integer({min: 1, max: 9}),
          },
          {requiredKeys: []},
        ),
        precise: fc.boolean(),
        request: fc.constantFrom(
          {path: '/', bodyFile: 'a/b.bin', chunked: true},
          {path: '/', body: 'x', chunked: true},
        ),
      },
      {requiredKeys: ['load', 'request']},
    )
    .map(({load, request: one, ...rest}) => ({
      target: 'demo',
      ...load,
      ...rest,
      scenarios: [{flow: [{request: one}]}],
    }));

  test('any profile in the open model reads back as itself, to the last bit of its rates', () => {
    fc.assert(
      fc.property(openDocument, (value) => {
        const parsed = parseProfileDocument(value, 'x');
        if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
        expect(parseProfileDocument(profileDocument(parsed.profile).document, 'x')).toEqual(parsed);
      }),
      {numRuns: 400},
    );
  });

  test('says a rate in the unit that makes it whole', () => {
    const parsed = parseProfileDocument(
      {target: 'demo', rate: 7, timeUnit: '1m', scenarios: [{flow: [{request: {path: '/'}}]}]},
      'x',
    );
    const {document: printed} = profileDocument((parsed as {profile: Profile}).profile);
    expect(printed).toMatchObject({rate: 7, timeUnit: '1m'});
  });

  test('does not change what a profile in the closed model was printed as before there was another', async () => {
    const {document: printed} = profileDocument(await loadProfile('smoke'));
    expect([printed['cap'], printed['ramp']]).toEqual([{vus: 20}, {vusPerSecond: 1, step: 1}]);
    expect(Object.keys(printed)).not.toEqual(expect.arrayContaining(['transport']));
  });

  test('keeps thresholds over requests whose names hold a colon', () => {
    const flow = [{request: {name: 'a: b: c', path: '/'}}];
    const thresholds = {
      'http_reqs{name:a: b: c}': ['count>1', {threshold: 'rate>2', window: '10s'}],
      http_reqs: ['rate>3'],
    };
    const parsed = parseProfileDocument({target: 'demo', scenarios: [{flow}], thresholds}, 'x');
    expect(parsed).toHaveProperty('profile.thresholds.length', 3);
    const {document} = profileDocument((parsed as {profile: Profile}).profile);
    expect(document['thresholds']).toEqual(thresholds);
  });

  test('gives a revision that changes with the content only', async () => {
    const profile = await loadProfile('smoke');
    expect(profileRevision(profile)).toMatch(/^[0-9a-f]{8}$/);
    expect(profileRevision(structuredClone(profile))).toBe(profileRevision(profile));
    expect(profileRevision({...profile, timeoutMs: 1})).not.toBe(profileRevision(profile));
    // Observed or not, from wherever: what is sent is the same.
    expect(profileRevision({...profile, targetMetrics: 'http://h:9100'})).toBe(profileRevision(profile));
  });
});
