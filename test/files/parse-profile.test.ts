import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {parseProfile, parseProfileDocument} from '../../source/files/parse-profile.ts';

const flow = [{request: {path: '/'}}];
const minimal = {target: 'http://127.0.0.1:8080', scenarios: [{flow}]};

/** Problems as `path: message` lines. */
function problemsOf(document: unknown): string[] {
  const parsed = parseProfileDocument(document, 'x.json');
  return 'problems' in parsed ? parsed.problems.map(({path, message}) => `${path}: ${message}`) : [];
}

function requestProblems(request: unknown): string[] {
  return problemsOf({...minimal, scenarios: [{flow: [{request}]}]}).map((line) =>
    line.replace('scenarios[0].flow[0].request', '~'),
  );
}

describe('a profile', () => {
  test('gets its defaults', () => {
    expect(parseProfileDocument(minimal, 'some/where/first.json')).toEqual({
      profile: {
        name: 'first',
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
        scenarios: [
          {
            name: 'scenario-1',
            weight: 1,
            flow: [
              {
                kind: 'request',
                request: {
                  name: 'GET /',
                  method: 'GET',
                  path: '/',
                  headers: {},
                  body: null,
                  bodyFile: null,
                  chunked: false,
                  expect: null,
                  auth: true,
                  tags: {},
                  extract: [],
                  checks: [],
                },
              },
            ],
          },
        ],
        thresholds: [],
        alerts: [],
        circuitBreaker: {afterMs: 10_000},
      },
    });
  });

  test('is read with its units resolved', () => {
    const parsed = parseProfileDocument(
      {
        ...minimal,
        executor: 'ramping-vus',
        startVUs: 5,
        stages: [{duration: '1m30s', target: 150, name: 'up'}],
        timeout: '1.5s',
        scenarios: [
          {
            flow: [
              {request: {method: 'POST', path: '/a?b=${env:B}', body: {x: [1]}}},
              {think: '1s-3s'},
              {think: '800ms'},
              {request: {path: '/c', body: {}, headers: {'Content-Type': 'application/vnd.api+json'}}},
            ],
          },
        ],
        thresholds: {'http_req_duration{name:GET /c}': ['p(95)<30']},
      },
      'x',
    );
    expect(parsed).toMatchObject({
      profile: {
        executor: {kind: 'ramping-vus', startVus: 5, stages: [{durationMs: 90_000, target: 150, name: 'up'}]},
        cap: {vus: 300},
        timeoutMs: 1500,
        scenarios: [
          {
            flow: [
              {
                request: {
                  name: 'POST /a',
                  path: '/a?b=${env:B}',
                  body: '{"x":[1]}',
                  headers: {'content-type': 'application/json'},
                },
              },
              {kind: 'think', time: {kind: 'uniform', minMs: 1000, maxMs: 3000}},
              {kind: 'think', time: {kind: 'uniform', minMs: 800, maxMs: 800}},
              {request: {headers: {'Content-Type': 'application/vnd.api+json'}}},
            ],
          },
        ],
        thresholds: [{metric: 'http_req_duration', tags: {name: 'GET /c'}, bound: 30}],
      },
    });
  });

  test('names every problem at once, each with its path', () => {
    expect(
      problemsOf({
        target: 'localhost:8080',
        executor: 'rampng-vus',
        cap: {vus: 5, rate: -1},
        scenarios: [{flow: [{request: {methd: 'GET', path: 'x'}}, {think: 500}]}],
        thresholds: {http_req_failed: ['rate<1%']},
      }),
    ).toEqual([
      'target: has no scheme: write "http://localhost:8080"',
      'executor: unknown executor "rampng-vus"; did you mean "ramping-vus"?',
      'cap.rate: must be a number above 0 and at most 1000000, not -1',
      'scenarios[0].flow[0].request.methd: unknown key; did you mean "method"?',
      'scenarios[0].flow[0].request.path: must start with "/": "/x"',
      'scenarios[0].flow[1].think: needs a unit, in quotes: "500ms", "500s", "500m" or "500h"',
      expect.stringMatching(/^thresholds\.http_req_failed\[0\]: "1%" is not a number/),
    ]);
  });

  test('that is no JSON is told by line and column', () => {
    expect(parseProfile('{\n  "name": "x",\n}', 'x.json')).toEqual({
      problems: [{path: '3:1', message: 'a comma before } is one too many'}],
    });
  });
});

describe('durations', () => {
  test.each([
    [30, 'needs a unit, in quotes: "30ms", "30s", "30m" or "30h"'],
    ['30', '"30" needs a unit: "30ms", "30s", "30m" or "30h"'],
    ['5 seconds', '"5 seconds" is not a duration in ms, s, m or h: write "5s"'],
    ['1 min 30 sec', '"1 min 30 sec" is not a duration in ms, s, m or h: write "1m30s"'],
    ['5d', '"5d" is not a duration in ms, s, m or h, such as "30s" or "1m30s"'],
    ['500us', '"500us" is not a duration in ms, s, m or h, such as "30s" or "1m30s"'],
    [['30s'], 'must be a duration such as "30s" or "1m30s", not a list'],
    ['200h', '200h is too long: at most 168h'],
  ])('%j', (duration, message) => {
    expect(problemsOf({...minimal, stages: [{duration, target: 1}]})).toEqual([`stages[0].duration: ${message}`]);
  });

  test.each([
    ['1-3s', 'both ends need a unit: "1s-3s"'],
    ['3s-1s', 'begins above its end: write "1s-3s"'],
    ['1s-2s-3s', 'must be one duration or two joined by -, such as "1s-3s"'],
    ['-1s', '"" is not a duration in ms, s, m or h, such as "30s" or "1m30s"'],
  ])('think %s', (think, message) => {
    expect(problemsOf({...minimal, scenarios: [{flow: [...flow, {think}]}]})).toEqual([
      `scenarios[0].flow[1].think: ${message}`,
    ]);
  });
});

describe('keys that are known from elsewhere', () => {
  test.each([
    [{extract: []}, '~.extract: must be an object {…}, not a list'],
    [{checks: {}}, '~.checks: must be a list […], not an object'],
    [{query: {}}, '~.query: unknown key: write it into "path": "/items?page=1"'],
    [{timeout: '1s'}, '~.timeout: is not read for one request: write it at the top level'],
    [
      {foo: 1},
      '~.foo: unknown key; a request has name, method, path, headers, body, bodyFile, chunked, expect, auth, tags, extract, checks',
    ],
  ])('in a request: %j', (extra, message) => {
    expect(requestProblems({path: '/', ...extra})).toEqual([message]);
  });

  test.each([
    ['rps', 'unknown key: write "executor": "constant-arrival-rate" with "rate"'],
    ['data', 'must be an object {…}, not the number 1'],
    ['checks', 'unknown key: write them on each request: "checks": [{"status": 200}]'],
    ['startVus', 'unknown key; did you mean "startVUs"?'],
    ['Stages', 'unknown key; did you mean "stages"?'],
    ['__proto__x', expect.stringMatching(/^unknown key; a profile has /)],
    ['constructor', expect.stringMatching(/^unknown key; a profile has /)],
  ])('at the top: %s', (key, message) => {
    const parsed = parseProfileDocument({...minimal, [key]: 1}, 'x');
    expect(parsed).toEqual({problems: [{path: key, message}]});
  });

  test('an own key named __proto__ is one more unknown key', () => {
    const text = JSON.stringify(minimal).replace('{', '{"__proto__": {"name": "x"},');
    expect(parseProfile(text, 'x.json')).toMatchObject({problems: [{path: '__proto__'}]});
  });
});

describe('requests', () => {
  test.each([
    [{}, '~.path: is missing: a request needs it'],
    [{path: 'http://a/b'}, '~.path: must start with "/": the server belongs into "target"'],
    [{path: '/a b'}, '~.path: must be percent-encoded: "/a%20b"'],
    [{path: '/ü%20'}, '~.path: must be percent-encoded: "/%C3%BC%20"'],
    [{path: '/', method: 'get'}, '~.method: "get": did you mean "GET"?'],
    [{path: '/', method: 'G T'}, '~.method: "G T": did you mean "GET"?'],
    [{path: '/', method: 'CONNECT'}, '~.method: CONNECT is not a request to load a server with'],
    [{path: '/', expect: []}, '~.expect: must hold at least one status: [200]'],
    [{path: '/', expect: [200, 600]}, '~.expect[1]: must be a whole number from 100 to 599, not 600'],
    [{path: '/', expect: ['200']}, '~.expect[0]: must be a whole number from 100 to 599, without quotes: 200'],
    [{path: '/', headers: {'a b': 'x'}}, '~.headers["a b"]: is not a header name: letters, digits and - only'],
    [{path: '/', headers: {host: 'a\r\nb'}}, '~.headers.host: must not hold line breaks'],
    [{path: '/', headers: {A: '1', a: '2'}}, '~.headers.a: is the same header as "A"'],
    [
      {path: '/', headers: {'Transfer-Encoding': 'x'}},
      '~.headers["Transfer-Encoding"]: is set by perftui itself: leave it out',
    ],
    [{path: '/${user}'}, '~.path: nothing fills ${user}: no "extract" of this flow or of setup has it'],
    [{path: '/', body: {a: '${data.user}'}}, '~.body: ${data.user}: the profile has no "data"'],
    [{path: '/${env:a-b}'}, "~.path: ${env:a-b} is not a variable's name: letters, digits and _ only"],
  ])('%j', (request, message) => {
    expect(requestProblems(request)).toEqual([message]);
  });
});

describe('what belongs together', () => {
  test('a cap below the highest stage', () => {
    expect(problemsOf({...minimal, stages: [{duration: '1m', target: 500}], cap: {vus: 400}})).toEqual([
      'cap.vus: 400 is below the 500 VUs the profile goes to',
    ]);
  });

  test('a threshold for a request that is not there', () => {
    expect(problemsOf({...minimal, thresholds: {'http_req_duration{name:GET /x}': ['p(95)<1']}})).toEqual([
      'thresholds["http_req_duration{name:GET /x}"][0]: no request has the name "GET /x"; did you mean "GET /"?',
    ]);
  });

  test('two scenarios of one name', () => {
    expect(
      problemsOf({
        ...minimal,
        scenarios: [
          {name: 'a', flow},
          {name: 'a', flow},
        ],
      }),
    ).toEqual(['scenarios[1].name: "a" is the name of another scenario']);
  });

  test('a body and a file of it, chunks of nothing, templates in a path of the file system', () => {
    expect(requestProblems({path: '/', body: 'x', bodyFile: 'x.bin'})).toEqual([
      '~.bodyFile: excludes "body": one of them is what is sent',
    ]);
    expect(requestProblems({path: '/', chunked: true})).toEqual([
      '~.chunked: needs a "body" or a "bodyFile" to send in chunks',
    ]);
    expect(requestProblems({path: '/', chunked: 1, body: ''})).toEqual([
      '~.chunked: must be true or false, not the number 1',
    ]);
    expect(requestProblems({path: '/', bodyFile: '${env:A}'})).toEqual([
      "~.bodyFile: is a file's path as it is: no ${…} is filled in",
    ]);
  });

  test('keys of the other executor', () => {
    expect(problemsOf({...minimal, vus: 3, stages: [{duration: '1m', target: 5}]})).toEqual([
      'vus: belongs to constant-vus, per-vu-iterations and shared-iterations, the executor here is ramping-vus',
    ]);
  });
});

describe('foreign input', () => {
  test('any JSON value gives a profile or problems, never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parseProfileDocument(value, 'x');
        expect('profile' in parsed || parsed.problems.length > 0).toBe(true);
      }),
      {numRuns: 500},
    );
  });

  test('any value in any place of a profile gives a profile or problems with paths', () => {
    const document = {
      ...minimal,
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [{duration: '1m', target: 5, name: 'a'}],
      cap: {vus: 10, rate: 20},
      ramp: {vusPerSecond: 1, step: 1, ratePerSecond: 1, rateStep: 1},
      transport: 'http1',
      connections: {reuse: true, maxAge: '1s', maxRequests: 1, dnsTtl: '0s', h2Streams: 2},
      precise: true,
      headers: {a: 'b'},
      scenarios: [
        {
          name: 'a',
          weight: 1,
          flow: [
            {request: {name: 'n', method: 'GET', path: '/', headers: {}, body: 'x', chunked: true, expect: [200]}},
            {request: {name: 'm', path: '/', bodyFile: 'a'}},
            {think: '1s'},
          ],
        },
      ],
      thresholds: {http_reqs: ['count>1']},
    };
    const paths = pathsOf(document);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.string()), (path, value) => {
        const parsed = parseProfileDocument(replaced(document, path, value), 'x');
        const messages = 'problems' in parsed ? parsed.problems.map(({message}) => message) : ['a profile'];
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.every((message) => message.length > 5 && message.length < 2000)).toBe(true);
      }),
      {numRuns: 2000},
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : {...(value as object)}) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
