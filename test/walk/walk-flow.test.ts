import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, it} from 'vitest';
import {closedPort} from '../engine/raw-server.ts';
import {preparedOf, sendJson, testServer, walked} from './fixtures.ts';

const flowOf = (...flow: unknown[]) => ({scenarios: [{name: 'main', flow}]});
const get = (url: string, more: object = {}) => ({request: {path: url, ...more}});

it('a token goes from a response into the next request, and checks are asked', async () => {
  await using server = await testServer(({line}, response) =>
    sendJson(response, line.startsWith('POST') ? {token: 'abc'} : {items: [{id: 3}]}),
  );
  const {exchanges, ...result} = await walked(
    preparedOf(
      server.origin,
      flowOf(
        {
          request: {
            name: 'login',
            method: 'POST',
            path: '/login',
            body: {user: '${vu.id}'},
            extract: {token: '$.token'},
            checks: [{status: 200}, {jsonpath: '$.token', equals: 'abc'}],
          },
        },
        get('/cart?t=${token}', {
          headers: {authorization: 'Bearer ${token}'},
          checks: [{status: 404}, {body: {contains: 'items'}}, {size: '<10kb'}],
        }),
      ),
    ),
  );
  expect(server.lines()).toEqual(['POST /login', 'GET /cart?t=abc']);
  expect(server.seen[0]!.body).toBe('{"user":"1"}');
  expect(server.seen[1]!.headers.authorization).toBe('Bearer abc');
  expect(exchanges.map(({name}) => name)).toEqual(['login', 'GET /cart']);
  expect(exchanges[0]!.extracted).toEqual([{variable: 'token', value: 'abc', isSecret: false}]);
  expect(exchanges[1]!.checks.map(({outcome}) => outcome)).toEqual([1, 0, 0]);
  expect(result).toMatchObject({
    requests: 2,
    answered: 2,
    failed: 0,
    checksPassed: 4,
    checksFailed: 1,
    flowError: null,
  });
});

it('what cannot be extracted ends the flow with an error that says where', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}));
  const result = await walked(
    preparedOf(server.origin, flowOf(get('/a', {name: 'login', extract: {token: '$.token'}}), get('/b?${token}'))),
  );
  expect(result.flowError).toBe('login: nothing found at $.token');
  expect(server.lines()).toEqual(['GET /a']);
  expect(result.events.at(-1)).toMatchObject({kind: 'flow-error'});
});

it('an unexpected response is not looked into: what was to be extracted from it ends the iteration', async () => {
  await using server = await testServer((_, response) => sendJson(response, {token: 'x'}, 503));
  const result = await walked(
    preparedOf(server.origin, flowOf(get('/a', {name: 'login', extract: {token: '$.token'}}), get('/b?${token}'))),
  );
  expect(result).toMatchObject({
    flowError: null,
    failed: 1,
    requests: 1,
    ended: 'nothing is extracted from an unexpected answer to login',
  });
});

it('an unexpected response from which nothing is needed ends nothing, no response does', async () => {
  await using server = await testServer(({line}, response) => {
    if (line === 'GET /broken') response.destroy();
    else response.writeHead(503).end();
  });
  const result = await walked(preparedOf(server.origin, flowOf(get('/a'), get('/broken', {name: 'b'}), get('/c'))));
  expect(server.lines()).toEqual(['GET /a', 'GET /broken']);
  expect(result).toMatchObject({failed: 2, flowError: null, ended: 'b got no answer'});
  expect(result.events.at(-1)).toMatchObject({kind: 'ended'});
});

it('a declared 429 is no failure', async () => {
  await using server = await testServer((_, response) => response.writeHead(429).end());
  const result = await walked(preparedOf(server.origin, flowOf(get('/a', {expect: [200, 429]}))));
  expect(result).toMatchObject({failed: 0, answered: 1});
});

it('cookies are kept and sent back with those the request brings', async () => {
  await using server = await testServer((_, response) =>
    response.setHeader('set-cookie', ['sid=s1; Path=/', 'deep=d; Path=/deep']).end(),
  );
  const flow = flowOf(get('/a'), get('/b', {headers: {cookie: 'own=1'}}), get('/deep/c'));
  await walked(preparedOf(server.origin, flow));
  expect(server.seen.map(({headers}) => headers.cookie)).toEqual([undefined, 'own=1; sid=s1', 'deep=d; sid=s1']);
  await walked(preparedOf(server.origin, {...flow, cookies: false}));
  expect(server.seen.slice(3).map(({headers}) => headers.cookie)).toEqual([undefined, 'own=1', undefined]);
});

it('redirects are followed: 303 as GET without the body, 307 as it was, cookies of each hop kept', async () => {
  await using server = await testServer(({line}, response) => {
    if (line === 'POST /form') response.writeHead(303, {location: '/see', 'set-cookie': 'hop=1; Path=/'}).end();
    else if (line === 'POST /again') response.writeHead(307, {location: '/there'}).end();
    else response.end('done');
  });
  const post = (url: string) => get(url, {method: 'POST', body: {a: 1}, checks: [{body: {equals: 'done'}}]});
  const {exchanges, checksPassed, requests} = await walked(
    preparedOf(server.origin, flowOf(post('/form'), post('/again'))),
  );
  expect(server.seen.map(({line, body}) => `${line} ${body}`)).toEqual([
    'POST /form {"a":1}',
    'GET /see ',
    'POST /again {"a":1}',
    'POST /there {"a":1}',
  ]);
  expect(server.seen[1]!.headers).toMatchObject({cookie: 'hop=1'});
  expect(server.seen[1]!.headers['content-type']).toBeUndefined();
  expect(exchanges.map(({redirect}) => redirect)).toEqual(['/see', null, '/there', null]);
  expect({checksPassed, requests}).toEqual({checksPassed: 2, requests: 4});
});

it('redirects have a limit; to another origin, or with none allowed, they are not followed', async () => {
  await using server = await testServer(({line}, response) =>
    response.writeHead(302, {location: line === 'GET /out' ? 'http://other.invalid/' : '/round'}).end(),
  );
  const limited = await walked(preparedOf(server.origin, {...flowOf(get('/round')), redirects: 3}));
  expect(server.seen).toHaveLength(4);
  expect(limited.exchanges.at(-1)).toMatchObject({
    failure: 'too many redirects: 3 were followed, the limit',
    isExpected: false,
  });
  const out = await walked(preparedOf(server.origin, flowOf(get('/out'))));
  expect(out.exchanges).toMatchObject([{redirect: null, isExpected: true, response: {status: 302}}]);
  await walked(preparedOf(server.origin, {...flowOf(get('/round')), redirects: 0}));
  expect(server.seen).toHaveLength(6);
});

it('conditions, repeats, groups and think times go as they are told', async () => {
  await using server = await testServer(({line}, response) =>
    response.writeHead(line === 'GET /gone' ? 404 : 200).end(),
  );
  const slept: number[] = [];
  const {events} = await walked(
    preparedOf(
      server.origin,
      flowOf(
        get('/gone', {expect: 404}),
        {if: {status: 404}, then: [get('/yes')], else: [get('/no')]},
        {if: {status: '2xx', not: true}, then: [get('/no')], else: [get('/else')]},
        {think: '1s'},
        {group: 'outer', flow: [{repeat: 2, flow: [get('/r')]}]},
      ),
    ),
    {
      thinks: true,
      sleep: async (ms) => void slept.push(ms),
    },
  );
  expect(server.lines()).toEqual(['GET /gone', 'GET /yes', 'GET /else', 'GET /r', 'GET /r']);
  expect(slept).toEqual([1000]);
  expect(events.filter(({kind}) => kind !== 'exchange')).toMatchObject([
    {kind: 'condition', text: 'status is 404', holds: true, depth: 0},
    {kind: 'condition', holds: false},
    {kind: 'think', thinkMs: 1000, isSkipped: false},
    {kind: 'group', name: 'outer', depth: 0},
    {kind: 'repeat', turn: 1, turns: 2, depth: 1},
    {kind: 'repeat', turn: 2, turns: 2, depth: 1},
  ]);
});

it('parallel requests are in flight together and told in their order', async () => {
  const waiting: (() => void)[] = [];
  await using server = await testServer((_, response) => {
    waiting.push(() => response.end());
    // None is answered before all have come.
    if (waiting.length === 3) for (const answer of waiting.toReversed()) answer();
  });
  const {exchanges} = await walked(preparedOf(server.origin, flowOf({parallel: [get('/1'), get('/2'), get('/3')]})));
  expect(exchanges.map((one) => [one.path, one.failure])).toEqual([
    ['/1', null],
    ['/2', null],
    ['/3', null],
  ]);
});

it('all of a parallel batch is told of though the first cannot go on', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}));
  const flow = flowOf({parallel: [get('/1', {name: 'one', extract: {a: '$.a'}}), get('/2')]});
  const {exchanges, flowError} = await walked(preparedOf(server.origin, flow));
  expect(exchanges).toHaveLength(2);
  expect(flowError).toBe('one: nothing found at $.a');
});

it('gzip bodies are read, large ones up to the cap', async () => {
  const zipped = gzipSync(JSON.stringify({token: 'zip'}));
  await using server = await testServer(({line}, response) => {
    if (line === 'GET /zip') response.writeHead(200, {'content-encoding': 'gzip'}).end(zipped);
    else response.end(`start ${'x'.repeat(200_000)} end`);
  });
  const big = get('/big', {
    checks: [{body: {contains: 'start'}}, {body: {contains: 'end'}}, {size: '>200kb'}, {size: '>190kb'}],
  });
  const {exchanges} = await walked(
    preparedOf(server.origin, {...flowOf(get('/zip', {extract: {t: '$.token'}}), big), capture: '1kb'}),
  );
  expect(exchanges[0]!.extracted[0]).toMatchObject({value: 'zip'});
  expect(exchanges[1]!.response).toMatchObject({bodyBytes: 200_010, isCut: true});
  expect(exchanges[1]!.response!.text).toHaveLength(1024);
  expect(exchanges[1]!.checks.map(({outcome}) => outcome)).toEqual([0, 2, 1, 0]);
});

it('bodies are sent from files, and chunked when asked', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'perftui-walk-'));
  const file = path.join(folder, 'body.txt');
  writeFileSync(file, 'from a file');
  await using server = await testServer((_, response) => response.end());
  const post = (more: object) => get('/', {method: 'POST', ...more});
  await walked(
    preparedOf(
      server.origin,
      flowOf(post({bodyFile: file}), post({body: 'text', chunked: true}), post({body: 'text'})),
    ),
  );
  expect(server.seen.map(({body}) => body)).toEqual(['from a file', 'text', 'text']);
  expect(server.seen.map(({headers}) => headers['transfer-encoding'])).toEqual([undefined, 'chunked', undefined]);
  expect(server.seen.map(({headers}) => headers['content-length'])).toEqual(['11', undefined, '4']);
});

it('a target that refuses is told in words, and its checks have failed', async () => {
  const port = await closedPort();
  const result = await walked(preparedOf(`http://127.0.0.1:${port}`, flowOf(get('/', {checks: [{status: 200}]}))));
  expect(result).toMatchObject({requests: 1, answered: 0, failed: 1, checksFailed: 1});
  expect(result.exchanges[0]!.failure).toBe(`127.0.0.1:${port} refused the connection`);
});

it('a target that does not answer is given up in time', async () => {
  await using server = await testServer(() => {});
  const result = await walked(preparedOf(server.origin, {...flowOf(get('/')), timeout: '100ms'}));
  expect(result.exchanges[0]!.failure).toMatch(/^127\.0\.0\.1:\d+ gave no answer within 0\.1s$/);
});

it('a target that breaks off in its answer is told so', async () => {
  await using server = await testServer((_, response) => {
    response.writeHead(200, {'content-length': '100'});
    response.write('part', () => response.destroy());
  });
  const result = await walked(preparedOf(server.origin, flowOf(get('/'))));
  expect(result.exchanges[0]!.failure).toMatch(/closed the connection before its answer was whole$/);
});

it('a walk that is stopped ends at once', async () => {
  const stop = new AbortController();
  await using server = await testServer(() => stop.abort());
  const result = await walked(preparedOf(server.origin, flowOf(get('/a'), get('/b'))), {signal: stop.signal});
  expect(result).toMatchObject({requests: 1, answered: 0, flowError: null, ended: expect.any(String)});
});
