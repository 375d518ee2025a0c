import {describe, expect, test} from 'vitest';
import {imported} from './parsed.ts';

const head = "import http from 'k6/http';\nimport {check, sleep, group} from 'k6';\n";

async function script(body: string, top = ''): ReturnType<typeof imported> {
  return imported('k6', `${head}${top}\nexport default function (data) {\n${body}\n}\n`);
}

describe('a k6 script', () => {
  test('has its URLs, headers, bodies and tags read through names, templates and sums', async () => {
    const {profile, requests} = await script(
      `const params = {headers: {'Content-Type': 'application/json', 'X-Id': \`\${__VU}-\${__ITER}\`}, tags: {name: 'make', tier: 'gold'}};
       http.post(BASE + '/items', JSON.stringify({a: 'x', n: 2, list: [1, 'b'], vu: __VU}), params);
       http.put(\`\${BASE}/items/\${'7'}\`, {a: 'b c'});
       http.del(api('z'));
       http.request('OPTIONS', \`\${BASE}/o\`, null, {...shared, responseCallback: http.expectedStatuses(204, {min: 400, max: 404})});`,
      "const HOST = 'http://127.0.0.1:8080';\nconst BASE = `${HOST}/v1`;\nconst shared = {headers: {'x-shared': 'yes'}};\nconst api = (x) => x;",
    ).catch((error: unknown) => Promise.reject(error as Error));
    expect(profile.target).toBe('http://127.0.0.1:8080');
    expect(requests.map(({name, method, path, body}) => [name, method, path, body])).toEqual([
      ['make', 'POST', '/v1/items', '{"a":"x","n":2,"list":[1,"b"],"vu":${vu.id}}'],
      ['PUT /v1/items/:id', 'PUT', '/v1/items/7', 'a=b%20c'],
      ['OPTIONS /v1/o', 'OPTIONS', '/v1/o', null],
    ]);
    expect(requests[0]).toMatchObject({tags: {tier: 'gold'}, headers: {'x-id': '${vu.id}-${iteration}'}});
    expect(requests[2]).toMatchObject({
      headers: {'x-shared': 'yes'},
      expect: [
        [204, 204],
        [400, 404],
      ],
    });
  });

  test('has values taken from responses as extractions, also through setup and own functions', async () => {
    const {profile, requests} = await imported(
      'k6',
      `${head}
      function login(user) { const r = http.post('http://h/login', {user}); return r.json('auth.token'); }
      export function setup() { const token = login('admin'); return {token, fixed: 'f'}; }
      export default function (data) {
        const res = http.get('http://h/list', {headers: {Authorization: \`Bearer \${data.token}\`, 'x-f': data.fixed}});
        const first = res.json().items[0];
        http.get(\`http://h/items/\${first.id}?sid=\${res.cookies.sid[0].value}\`);
        const next = res.headers['Location'];
        const csrf = res.body.match(/name="csrf" value="(\\w+)"/)[1];
        http.post(\`http://h/\${next}\`, \`csrf=\${csrf}\`);
      }
      export function teardown(data) { http.del(\`http://h/token/\${data.token}\`); }`,
    );
    expect(profile.setup).toHaveLength(1);
    expect(profile.teardown).toMatchObject([{request: {path: '/token/${token}'}}]);
    expect(requests[0]).toMatchObject({
      headers: {authorization: 'Bearer ${token}', 'x-f': 'f'},
      extract: [
        {variable: 'first', from: {kind: 'jsonpath', path: '$.items[0]'}},
        {variable: 'id', from: {kind: 'jsonpath', path: '$.items[0].id'}},
        {variable: 'sid', from: {kind: 'cookie', name: 'sid'}},
        {variable: 'next', from: {kind: 'header', name: 'location'}},
        {variable: 'csrf', from: {kind: 'regex'}},
      ].filter(({variable}) => variable !== 'first'),
    });
    expect(requests[1]!.path).toBe('/items/${id}?sid=${sid}');
    expect(requests[2]).toMatchObject({path: '/${next}', body: 'csrf=${csrf}'});
  });

  test.each([
    ['(r) => r.status === 200', {kind: 'status', statuses: [[200, 200]]}],
    ['(r) => r.status >= 200 && r.status < 300', {kind: 'status', statuses: [[200, 299]]}],
    [
      '(r) => [200, 201].includes(r.status)',
      {
        kind: 'status',
        statuses: [
          [200, 200],
          [201, 201],
        ],
      },
    ],
    ['function (r) { return r.timings.duration < 300; }', {kind: 'latency', operator: '<', ms: 300}],
    ["(r) => r.body.indexOf('x') !== -1", {kind: 'body', rule: {kind: 'contains', text: 'x'}}],
    ['() => res.body && /a\\/b/.test(res.body)', {kind: 'body', rule: {kind: 'matches', pattern: 'a/b'}}],
    [
      "(r) => r.headers['Content-Type'] === 'text/html'",
      {kind: 'header', header: 'content-type', rule: {kind: 'equals', text: 'text/html'}},
    ],
    ["(r) => r.json('a.0.b') === 'c'", {kind: 'jsonpath', path: '$.a[0].b', equals: 'c'}],
    ['(r) => JSON.parse(r.body).a !== undefined', {kind: 'jsonpath', path: '$.a'}],
    ['(r) => r.body.length <= 1024', {kind: 'size', operator: '<=', bytes: 1024}],
  ])('has %s as a check', async (condition, rule) => {
    const {requests, left} = await script(`const res = http.get('http://h/'); check(res, {'it holds': ${condition}});`);
    expect(requests[0]!.checks).toEqual([{name: 'it holds', rule}]);
    expect(left).toBe('');
  });

  test.each([
    ['sleep(1.5)', {kind: 'uniform', minMs: 1500, maxMs: 1500}],
    ['sleep(Math.random() * 2 + 1)', {kind: 'uniform', minMs: 1000, maxMs: 3000}],
    ['sleep(1 + Math.random() * (3 - 1))', {kind: 'uniform', minMs: 1000, maxMs: 3000}],
    ['sleep(randomIntBetween(2, 4))', {kind: 'uniform', minMs: 2000, maxMs: 4000}],
  ])('has %s as a think time', async (call, time) => {
    const {profile} = await script(`http.get('http://h/'); ${call};`);
    expect(profile.scenarios[0]!.flow[1]).toEqual({kind: 'think', time});
  });

  test('has a loop that may not go round at all go round once', async () => {
    const {profile, left} = await script(
      'for (let i = 0, n = randomIntBetween(0, 3); i < n; i++) http.get(`http://h/a`);',
    );
    expect(profile.scenarios[0]!.flow).toMatchObject([{kind: 'repeat', min: 1, max: 3}]);
    expect(left).toContain('a repeat goes round once at least');
  });

  test('has loops, groups, batches and plain conditions as steps', async () => {
    const {profile, left} = await script(`
      group('shop', () => {
        for (let i = 1; i <= 3; i++) http.get('http://h/a');
        const res = http.get('http://h/b');
        const role = res.json('role');
        if (res.status !== 200) { http.get('http://h/c'); }
        if (role === 'admin') { http.get('http://h/d'); } else { sleep(1); }
        http.batch([['GET', 'http://h/e'], {method: 'POST', url: 'http://h/f', body: 'x'}]);
      });`);
    expect(left).toBe('');
    expect(profile.scenarios[0]!.flow).toMatchObject([
      {
        kind: 'group',
        name: 'shop',
        steps: [
          {kind: 'repeat', min: 3, max: 3},
          {kind: 'request'},
          {kind: 'if', condition: {kind: 'status', negated: true}},
          {kind: 'parallel', requests: [{path: '/e'}, {path: '/f', method: 'POST', body: 'x'}]},
        ].toSpliced(3, 0, {
          kind: 'if',
          condition: {kind: 'variable', name: 'role', rule: {kind: 'equals', text: 'admin'}},
        } as never),
      },
    ]);
  });

  test('has the load of several scenarios as one, shared by weight', async () => {
    const options = `export const options = {scenarios: {
      a: {executor: 'constant-vus', vus: 30, duration: '1m', exec: 'one'},
      b: {executor: 'constant-vus', vus: 10, duration: '1m', exec: 'two', startTime: '10s'}}};`;
    const {profile, left} = await imported(
      'k6',
      `${head}${options}
      export function one() { http.get('http://h/1'); }
      export function two() { http.get('http://h/2'); }`,
    );
    expect(profile.executor).toEqual({kind: 'constant-vus', vus: 40, durationMs: 60_000});
    expect(profile.scenarios.map(({name, weight}) => [name, weight])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(left).toContain('scenario b: startTime');
  });

  test('has rows of SharedArray as data, by how they are picked', async () => {
    const {profile, requests} = await script(
      'const u = users[exec.scenario.iterationInTest]; const p = pins[Math.floor(Math.random() * pins.length)]; http.get(`http://h/${u.name}/${p.pin}`);',
      `import {SharedArray} from 'k6/data'; import exec from 'k6/execution'; import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';
       const users = new SharedArray('u', function () { return papaparse.parse(open('./u.csv'), {header: true}).data; });
       const pins = new SharedArray('p', () => [{pin: 1}, {pin: 2}]);`,
    );
    expect(profile.data).toEqual([
      {name: 'users', file: 'u.csv', rows: [], mode: 'unique'},
      {name: 'pins', file: null, rows: [{pin: '1'}, {pin: '2'}], mode: 'random'},
    ]);
    expect(requests[0]!.path).toBe('/${data.users.name}/${data.pins.pin}');
  });

  test('has everything else listed with its line', async () => {
    const {left} = await script(`
      http.get('http://h/');
      console.log('hi');
      while (true) {}
      http.get(window.location);
      check(1, {});
      sleep(think());
      http.get('http://other/');
      const r = http.get('http://h/x', {redirects: 3, wonder: 1});
      if (Date.now() > 3) { http.get('http://h/y'); }`);
    for (const words of [
      "line 7: console.log('hi')",
      'line 8: while (true) {}',
      'line 9: http.get(window.location)',
      'line 10: check(1, {})',
      'line 11: sleep(think())',
      '1 request to http://other',
      'redirects: ',
      'wonder: ',
      'line 14: if (Date.now() > 3)',
    ]) {
      expect(left).toContain(words);
    }
  });

  test.each([
    '',
    'export default function () {',
    'let x = 1',
    'export default function () {}',
    '{"not": "a script"}',
    'export default 5',
  ])('%j is refused in one line', async (text) => {
    await expect(imported('k6', text)).rejects.toMatchObject({name: 'PerftuiError', exitCode: 104});
  });

  test('that names itself or calls itself without end is read to an end', async () => {
    const {requests} = await script(
      "let a = 'x'; a = a + a; a = a + a; function f() { g(); g(); } function g() { f(); f(); http.get('http://h/'); } f(); http.get(`http://h/${a}`);",
    );
    expect(requests.length).toBeGreaterThan(0);
  });
});
