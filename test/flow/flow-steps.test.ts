import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {driveFlow, json, type Answer} from './drive-flow.ts';

const get = (path: string, more: object = {}) => ({request: {path, ...more}});

describe.concurrent('what one answer gives, the next request carries', () => {
  const answer: Answer = ({url}, response) => {
    response.setHeader('set-cookie', ['sid=abc; Path=/; HttpOnly', 'theme=dark']);
    response.setHeader('x-next', '/n/7');
    if (url === '/login') json(response, {user: {token: 'tok "1"/é'}, page: '<input value="csrf-9">'});
    else json(response, {});
  };

  test.each([
    ['by JSONPath', '$.user.token', 'tok "1"/é', '/x/tok%20%221%22/%C3%A9', 'tok \\"1\\"/é'],
    ['by regex', {regex: 'value=\\\\"([^\\\\]+)'}, 'csrf-9', '/x/csrf-9', 'csrf-9'],
    ['by header', {header: 'X-Next'}, '/n/7', '/x//n/7', '/n/7'],
    ['by cookie', {cookie: 'sid'}, 'abc', '/x/abc', 'abc'],
    ['or its default', {jsonpath: '$.nothing', default: 'none'}, 'none', '/x/none', 'none'],
  ])('%s', async (_, rule, value, path, inJson) => {
    const {code, log, stderr} = await driveFlow(
      [
        get('/login', {extract: {v: rule}}),
        {request: {method: 'POST', path: '/x/${v}', body: {v: '${v}'}, headers: {'x-plain': 'n ${iteration}'}}},
      ],
      {answer},
    );
    expect({code, stderr: /perftui:/.test(stderr)}).toEqual({code: 0, stderr: false});
    expect(log[1]).toMatchObject({url: path, body: `{"v":"${inJson}"}`});
    expect((JSON.parse(log[1]!.body) as {v: string}).v).toBe(value);
  });

  test('nothing to extract ends the iteration, is counted and said, and is no failed request', async () => {
    const {lines, stdout, stderr, metric, code} = await driveFlow(
      [get('/a', {name: 'first', extract: {t: '$.t'}}), get('/b/${t}')],
      {
        profile: {iterations: 3},
      },
    );
    expect(code).toBe(107);
    expect(lines).toEqual(['GET /a', 'GET /a', 'GET /a']);
    expect(metric('flow_errors')['count']).toBe(3);
    expect(metric('iterations')['count']).toBe(3);
    expect(metric('http_req_failed')['rate']).toBe(0);
    expect(stdout).toMatch(/flow errors +3/);
    expect(stderr).toContain('first: nothing found at $.t');
  });

  test('an answer that was not expected is not searched: the iteration ends as failed', async () => {
    const {lines, metric} = await driveFlow([get('/a', {extract: {t: '$.t'}}), get('/b')], {
      answer: (_, response) => json(response, {}, 503),
    });
    expect(lines).toEqual(['GET /a']);
    expect(metric('flow_errors')['count'] ?? 0).toBe(0);
  });
});

describe.concurrent('templates', () => {
  test('who, which time, and numbers of its own', async () => {
    const path = '/${vu.id}/${iteration}/${random(3,5)}/${uuid}?q=$${x}';
    const {log, code} = await driveFlow([get(path, {name: 'n'})], {
      profile: {executor: 'per-vu-iterations', vus: 2, iterations: 20},
    });
    expect(code).toBe(0);
    const parts = log.map(({url}) => /^\/(\d+)\/(\d+)\/(\d)\/([\da-f-]{36})\?q=(.*)$/.exec(url)!.slice(1));
    expect(new Set(parts.map(([vu, iteration]) => `${vu}.${iteration}`)).size).toBe(40);
    expect(new Set(parts.map(([vu]) => vu))).toEqual(new Set(['1', '2']));
    expect(new Set(parts.map(([, , random]) => random))).toEqual(new Set(['3', '4', '5']));
    expect(new Set(parts.map(([, , , uuid]) => uuid)).size).toBe(40);
    expect(decodeURIComponent(parts[0]![4]!)).toBe('${x}');
  });

  test('a value from the environment is a value, never a template', async () => {
    const {log} = await driveFlow([get('/a', {headers: {'x-v': '${env:ODD}'}})], {env: {ODD: '${iteration}-${uuid}'}});
    expect(log[0]!.headers['x-v']).toBe('${iteration}-${uuid}');
  });

  test('a line break in a value never reaches the wire', async () => {
    const {lines, metric, stderr} = await driveFlow([get('/a', {headers: {'x-v': '${data.v}'}})], {
      profile: {data: {rows: [{v: 'a\r\nx-evil: 1'}]}, iterations: 2},
    });
    expect(lines).toEqual([]);
    expect(metric('flow_errors')['count']).toBe(2);
    expect(stderr).toContain('header x-v');
  });
});

describe.concurrent('data', () => {
  const rows = 'name,note\na,"one, two"\nb,\nc,"say ""x"""\n';
  const flow = [get('/${data.name}', {name: 'n', headers: {'x-note': '${data.note}'}})];
  const data = (mode: string) => ({file: 'users.csv', mode});

  test('sequential rows go round, over all VUs', async () => {
    const {log} = await driveFlow(flow, {
      files: {'users.csv': rows},
      profile: {data: data('sequential'), vus: 2, iterations: 6},
    });
    expect(log.map(({url}) => url).sort()).toEqual(['/a', '/a', '/b', '/b', '/c', '/c']);
    expect(new Set(log.map(({headers}) => headers['x-note']))).toEqual(new Set(['one, two', '', 'say "x"']));
  });

  test('unique rows are used once each; their end stops the run and says so: 107', async () => {
    const {code, log, stdout, stderr} = await driveFlow(flow, {
      files: {'users.csv': rows},
      profile: {data: data('unique'), vus: 2, iterations: 50},
    });
    expect(code).toBe(107);
    expect(log.map(({url}) => url).sort()).toEqual(['/a', '/b', '/c']);
    expect(stdout + stderr).toContain('all 3 unique rows of users.csv are used');
  });

  test('per-vu: a VU keeps its row for life', async () => {
    const {log} = await driveFlow([get('/${vu.id}/${data.name}', {name: 'n'})], {
      files: {'users.json': '[{"name":"a"},{"name":"b"}]'},
      profile: {data: {file: 'users.json', mode: 'per-vu'}, executor: 'per-vu-iterations', vus: 2, iterations: 3},
    });
    expect(log.map(({url}) => url).sort()).toEqual(['/1/a', '/1/a', '/1/a', '/2/b', '/2/b', '/2/b']);
  });
});

describe.concurrent('steps', () => {
  test('repeat and groups, in order', async () => {
    const flow = [
      {group: 'g', flow: [get('/a'), {repeat: 2, flow: [get('/b'), {repeat: 2, flow: [get('/c')]}]}]},
      get('/d'),
    ];
    const {lines, code} = await driveFlow(flow, {profile: {thresholds: {'http_reqs{group:g}': ['count==7']}}});
    expect(lines.map((line) => line.slice(-1)).join('')).toBe('abccbccd');
    expect(code).toBe(0);
  });

  test('if: by the last status, by a variable, and otherwise', async () => {
    const answer: Answer = ({url}, response) => json(response, {role: 'admin'}, url === '/a' ? 429 : 200);
    const flow = [
      get('/a', {expect: [429]}),
      {if: {status: 429}, then: [get('/slow', {extract: {role: '$.role'}})], else: [get('/never')]},
      {if: {variable: 'role', equals: 'user'}, then: [get('/never')], else: [get('/not-user')]},
      {if: {variable: 'role', matches: '^adm', not: true}, then: [get('/never')]},
      {if: {variable: 'role'}, then: [get('/known')]},
    ];
    const {lines, metric} = await driveFlow(flow, {answer});
    expect(lines).toEqual(['GET /a', 'GET /slow', 'GET /not-user', 'GET /known']);
    expect(metric('http_req_failed')['rate']).toBe(0);
  });

  test('a parallel batch is in flight at once, and the flow waits for its last', async () => {
    const waiting: (() => void)[] = [];
    const answer: Answer = ({url}, response) => {
      if (!url.startsWith('/p')) return json(response, {});
      waiting.push(() => json(response, {}));
      if (waiting.length === 3) for (const go of waiting.splice(0)) go();
    };
    const batch = {parallel: [get('/p1'), get('/p2'), get('/p3')]};
    const {lines, code, metric} = await driveFlow([get('/a'), batch, get('/z')], {answer, profile: {iterations: 4}});
    expect(code).toBe(0);
    expect(lines.length).toBe(20);
    for (let i = 0; i < 20; i += 5) {
      expect(lines[i]).toBe('GET /a');
      expect(lines.slice(i + 1, i + 4).sort()).toEqual(['GET /p1', 'GET /p2', 'GET /p3']);
      expect(lines[i + 4]).toBe('GET /z');
    }
    expect(metric('http_reqs')['count']).toBe(20);
  });

  test('think times of every shape pass between requests', async () => {
    const thinks = ['20ms', {uniform: '10ms-30ms'}, {exponential: '10ms'}, {normal: '20ms', deviation: '5ms'}];
    const flow = thinks.flatMap((think, index) => [get(`/${index}`), {think}]);
    const {metric, lines} = await driveFlow(flow, {profile: {iterations: 5}});
    expect(lines.length).toBe(20);
    expect(metric('iteration_duration')['min']).toBeGreaterThan(40);
  });
});

describe.concurrent('cookies and redirects', () => {
  test('a VU sends the cookies it was given, until its iteration is over', async () => {
    const answer: Answer = ({url}, response) => {
      if (url === '/a') response.setHeader('set-cookie', ['sid=1; Path=/', 'deep=2; Path=/deep', 'gone=3; Max-Age=0']);
      json(response, {});
    };
    const {log} = await driveFlow([get('/a'), get('/b'), get('/deep/x')], {answer, profile: {iterations: 2}});
    expect(log.map(({headers}) => headers.cookie ?? '')).toEqual([
      '',
      'sid=1',
      'deep=2; sid=1',
      '',
      'sid=1',
      'deep=2; sid=1',
    ]);
  });

  test('--no-cookies: none are kept', async () => {
    const answer: Answer = (_, response) => void response.setHeader('set-cookie', 'sid=1').end();
    const {log} = await driveFlow([get('/a'), get('/b')], {answer, args: ['--no-cookies']});
    expect(log.map(({headers}) => headers.cookie)).toEqual([undefined, undefined]);
  });

  test('redirects: 303 becomes GET, 307 stays what it was, each hop is counted, another origin is not followed', async () => {
    const answer: Answer = ({url}, response) => {
      const to: Record<string, [number, string]> = {
        '/see': [303, '/seen'],
        '/same': [307, 'kept?x=1'],
        '/far': [302, 'http://example.invalid/'],
      };
      const [status, location] = to[url] ?? [200, ''];
      response.writeHead(status, location === '' ? {} : {location}).end('{}');
    };
    const post = (path: string) => ({request: {method: 'POST', path, body: {a: 1}}});
    const {log, lines, metric} = await driveFlow([post('/see'), post('/same'), get('/far')], {answer});
    expect(lines).toEqual(['POST /see', 'GET /seen', 'POST /same', 'POST /kept?x=1', 'GET /far']);
    expect(log.map(({body}) => body)).toEqual(['{"a":1}', '', '{"a":1}', '{"a":1}', '']);
    expect(metric('http_reqs')['count']).toBe(5);
  });

  test('more redirects than allowed are an error of their own', async () => {
    const answer: Answer = ({url}, response) => void response.writeHead(302, {location: `${url}a`}).end();
    const {lines, stdout} = await driveFlow([get('/a')], {answer, profile: {redirects: 3}});
    expect(lines).toEqual(['GET /a', 'GET /aa', 'GET /aaa', 'GET /aaaa']);
    expect(stdout).toContain('too many redirects');
    const off = await driveFlow([get('/a')], {answer, profile: {redirects: 0}});
    expect(off.lines).toEqual(['GET /a']);
  });
});

describe.concurrent('checks', () => {
  test('each kind passes and fails by what came, is counted apart, and fails no request', async () => {
    const answer: Answer = (_, response) =>
      void response
        .writeHead(200, {'content-type': 'application/json', etag: '"1"'})
        .end('{"items":[{"id":3}],"note":"hello"}');
    const checks = [
      {status: 200},
      {status: ['2xx', 429]},
      {header: 'content-type', contains: 'json'},
      {header: 'etag'},
      {body: {contains: 'hello'}},
      {body: {matches: '"id":\\d'}},
      {jsonpath: '$.items[0].id', equals: 3},
      {latency: '<5s'},
      {size: '<1kb'},
    ];
    const failing = [
      {status: 201, name: 'f status'},
      {header: 'x-none', name: 'f header'},
      {body: {contains: 'bye'}, name: 'f body'},
      {jsonpath: '$.items[0].id', equals: '3', name: 'f text is no number'},
      {jsonpath: '$.none', name: 'f path'},
      {latency: '<0ms', name: 'f latency'},
      {size: '>1kb', name: 'f size'},
    ];
    const {summary, metric, code, stdout} = await driveFlow([get('/a', {checks: [...checks, ...failing]})], {
      answer,
      profile: {iterations: 4},
    });
    expect(code).toBe(0);
    const outcomes = summary.results.checks.map(({name, passes, fails}) => [name.startsWith('f '), passes, fails]);
    expect(outcomes).toEqual([...checks.map(() => [false, 4, 0]), ...failing.map(() => [true, 0, 4])]);
    expect(metric('http_req_failed')['rate']).toBe(0);
    expect(metric('checks')['rate']).toBeCloseTo(9 / 16);
    expect(stdout).toContain('f body');
  });

  test('a body over the cap is named as such: what lies beyond it is not seen, and not held', async () => {
    const body = `early ${'x'.repeat(200_000)} late`;
    const checks = [{body: {contains: 'early'}}, {body: {contains: 'late'}}, {size: '>190kb'}];
    const {summary, stdout} = await driveFlow([get('/a', {checks})], {
      answer: (_, response) => void response.end(body),
      profile: {capture: '8kb'},
    });
    expect(summary.results.checks.map(({passes}) => passes)).toEqual([1, 0, 1]);
    expect(stdout).toMatch(/cap|cut/);
  });

  test('a compressed body is read where a check asks, and only there', async () => {
    const answer: Answer = (_, response) =>
      void response
        .writeHead(200, {'content-encoding': 'gzip', 'content-type': 'application/json'})
        .end(gzipSync('{"a":"deep"}'));
    const {summary} = await driveFlow([get('/a', {checks: [{jsonpath: '$.a', equals: 'deep'}]}), get('/b')], {answer});
    expect(summary.results.checks).toMatchObject([{passes: 1, fails: 0}]);
  });

  test('thresholds on checks decide the exit code', async () => {
    const flow = [get('/a', {name: 'a', checks: [{status: 200}, {status: 201}]})];
    const all = await driveFlow(flow, {profile: {thresholds: {checks: ['rate>0.9']}}});
    expect(all.code).toBe(99);
    const one = await driveFlow(flow, {profile: {thresholds: {'checks{check:status is 200}': ['rate==1']}}});
    expect(one.code).toBe(0);
  });
});
