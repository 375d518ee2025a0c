import {expect, it} from 'vitest';
import {dryRun, type DryRunOptions} from '../../source/commands/dry-run.ts';
import type {PreparedRun} from '../../source/domain/run-plan.ts';
import {closedPort} from '../engine/raw-server.ts';
import {preparedOf, sendJson, testServer} from '../walk/fixtures.ts';

async function linesOf(prepared: PreparedRun, options: DryRunOptions = {}) {
  const lines: string[] = [];
  const exitCode = await dryRun(prepared, options, (line) => lines.push(line));
  return {exitCode, text: lines.join('\n')};
}

/** What differs from one run to the next. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/\b\d+(?:\.\d)?ms$/gm, 'N ms')
    .replaceAll(/\b\d+(?:\.\d)?ms {2}/g, 'N ms  ')
    .replaceAll(
      /^.*[<>] (?:user-agent|accept|date|connection|keep-alive|transfer-encoding|content-length): .*\n/gm,
      '',
    );
}

const flowOf = (...flow: unknown[]) => ({scenarios: [{name: 'shopper', flow}]});

it('shows each request and response, what was extracted and checked, and no secret', async () => {
  await using server = await testServer(({line}, response) => {
    if (line === 'POST /api/login') {
      response.setHeader('set-cookie', 'sid=cookie-secret; Path=/');
      sendJson(response, {token: 'tok-1-very-secret', user: {name: 'ann'}, refreshToken: 'another-secret'});
    } else sendJson(response, {items: [{id: 3}], echo: 'tok-1-very-secret'});
  });
  const login = {
    name: 'login',
    method: 'POST',
    path: '/api/login',
    body: {user: '${data.user}', password: '${data.password}'},
    extract: {token: '$.token', name: '$.user.name', sid: {cookie: 'sid'}},
    checks: [{status: 200}, {header: 'etag'}],
  };
  const document = {
    data: {rows: [{user: 'ann', password: 'row-secret'}]},
    ...flowOf(
      {request: login},
      {think: '1s'},
      {group: 'checkout', flow: [{request: {path: '/cart', headers: {authorization: 'Bearer ${token}'}}}]},
    ),
  };
  const {exitCode, text} = await linesOf(preparedOf(server.origin, document));
  expect(steady(text)).toMatchInlineSnapshot(`
    "dry run of test against http://HOST: one virtual user, one pass

    scenario shopper
      POST /api/login  200  N ms  login
        > host: HOST
        > content-type: application/json
        > {"user":"ann","password":"[redacted]"}
        < set-cookie: [redacted]
        < content-type: application/json
        < {"token":"[redacted]","user":{"name":"ann"},"refreshToken":"[redacted]"}
        < (83B)
        token = [redacted], 17 letters
        name = "ann"
        sid = [redacted], 13 letters
        ✓ status is 200
        ✗ header etag is there
      think 1.0s, skipped
      group checkout
        GET /cart  200  N ms
          > host: HOST
          > authorization: [redacted]
          > cookie: [redacted]
          < content-type: application/json
          < {"items":[{"id":3}],"echo":"[redacted]"}
          < (47B)

    2 requests, 2 answered · 2 checks, 1 failed
    nothing recorded"
  `);
  expect(text).not.toMatch(/tok-1|cookie-secret|row-secret|another-secret/);
  expect(exitCode).toBe(99);
});

it('a secret whose variable tells nothing stays hidden wherever it comes back', async () => {
  await using server = await testServer(({headers}, response) => {
    response.setHeader('x-session-token', 'hdr-secret-9');
    sendJson(response, {token: 'tok_6acc', user: {name: 'ann', password: 'pw-secret'}, echo: headers['x-g'] ?? ''});
  });
  const extract = {gtok: '$.token', who: '$.user', here: {header: 'x-session-token'}};
  const {text} = await linesOf(
    preparedOf(server.origin, {
      setup: [{request: {path: '/login', extract}}],
      ...flowOf({request: {path: '/a/${here}', headers: {'x-g': '${gtok}'}, method: 'POST', body: 'g ${gtok}'}}),
    }),
  );
  expect(text).toContain('gtok = [redacted], 8 letters');
  expect(text).toContain('> g [redacted]');
  expect(text).toContain('> x-g: [redacted]');
  expect(text).not.toMatch(/tok_6acc|hdr-secret|pw-secret/);
});

it('a flow that goes through is 0 and says that nothing was recorded', async () => {
  await using server = await testServer((_, response) => response.end('ok'));
  const {exitCode, text} = await linesOf(
    preparedOf(server.origin, flowOf({request: {path: '/', checks: [{status: 200}]}})),
  );
  expect(exitCode).toBe(0);
  expect(text).toMatch(/\n1 request, 1 answered · 1 check passed\nnothing recorded$/);
});

it('a flow that cannot go on is 107', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}));
  const {exitCode, text} = await linesOf(
    preparedOf(server.origin, flowOf({request: {name: 'login', path: '/', extract: {token: '$.token'}}})),
  );
  expect(exitCode).toBe(107);
  expect(text).toContain('  ✗ flow error: login: nothing found at $.token');
  expect(text).toContain('1 request, 1 answered · 1 flow error');
});

it('a flow that ends early for an answer it needs is 107', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}, 503));
  const {exitCode, text} = await linesOf(
    preparedOf(server.origin, flowOf({request: {name: 'login', path: '/', extract: {token: '$.token'}}})),
  );
  expect(exitCode).toBe(107);
  expect(text).toContain('  the iteration ends here: nothing is extracted from an unexpected answer to login');
  expect(text).toContain('1 request, 1 answered, 1 failed · 1 flow ended early');
});

it('a target that answers nothing is 108', async () => {
  const port = await closedPort();
  const {exitCode, text} = await linesOf(preparedOf(`http://127.0.0.1:${port}`, flowOf({request: {path: '/'}})));
  expect(exitCode).toBe(108);
  expect(text).toContain(`  GET /  ✗ 127.0.0.1:${port} refused the connection`);
  expect(text).toContain('1 request, 0 answered, 1 failed');
});

const two = {
  scenarios: [
    {name: 'a', weight: 1, flow: [{request: {path: '/a'}}]},
    {name: 'b', weight: 0, flow: [{request: {path: '/b'}}]},
  ],
};

it('every scenario runs once, a muted one too; or only the one asked for', async () => {
  await using server = await testServer((_, response) => response.end());
  const {text} = await linesOf(preparedOf(server.origin, two));
  expect(server.lines()).toEqual(['GET /a', 'GET /b']);
  expect(text).toContain('scenario b (muted: weight 0)');
  await linesOf(preparedOf(server.origin, two), {scenario: 'b'});
  expect(server.lines().slice(2)).toEqual(['GET /b']);
  await expect(linesOf(preparedOf(server.origin, two), {scenario: 'c'})).rejects.toThrow('no scenario is called "c"');
});

it('a stop ends it where it is', async () => {
  const stop = new AbortController();
  await using server = await testServer(() => stop.abort());
  const {text} = await linesOf(preparedOf(server.origin, {...two, teardown: [{request: {path: '/t'}}]}), {
    signal: stop.signal,
  });
  expect(server.lines()).toEqual(['GET /a']);
  expect(text).toContain('  GET /a  ✗ stopped');
  expect(text).not.toContain('scenario b');
});

it('token, setup and teardown run around the flows', async () => {
  await using server = await testServer(({line}, response) =>
    sendJson(response, line === 'POST /token' ? {access_token: 'oauth-secret', expires_in: 60} : {key: 'setup-secret'}),
  );
  const document = {
    auth: {oauth2: {tokenUrl: `${server.origin}/token`, clientId: 'me', clientSecret: 'client-secret'}},
    setup: [{request: {path: '/setup', extract: {apiKey: '$.key'}}}],
    teardown: [{request: {path: '/teardown', headers: {'x-key': '${apiKey}'}}}],
    ...flowOf({request: {path: '/', headers: {'x-key': '${apiKey}'}}}),
  };
  const {exitCode, text} = await linesOf(preparedOf(server.origin, document));
  expect(server.lines()).toEqual(['POST /token', 'GET /setup', 'GET /', 'GET /teardown']);
  expect(server.seen.slice(1).map(({headers}) => headers.authorization)).toEqual(Array(3).fill('Bearer oauth-secret'));
  expect(server.seen.slice(2).map(({headers}) => headers['x-key'])).toEqual(['setup-secret', 'setup-secret']);
  expect(text).toMatch(/gave a token of 12 letters, for 60s/);
  expect(text).not.toMatch(/oauth-secret|setup-secret|client-secret/);
  expect(exitCode).toBe(0);
});

it('a setup that fails ends it: 107, and no flow is begun', async () => {
  await using server = await testServer((_, response) => sendJson(response, {}, 500));
  const document = {setup: [{request: {path: '/setup'}}], ...flowOf({request: {path: '/'}})};
  const {exitCode, text} = await linesOf(preparedOf(server.origin, document));
  expect(exitCode).toBe(107);
  expect(text).toContain('✗ setup failed: GET /setup: answered 500, which is not expected; the run would not begin');
  expect(server.lines()).toEqual(['GET /setup']);
});

it('what a server sends cannot write to the terminal', async () => {
  await using server = await testServer((_, response) => {
    response.setHeader('x-evil', 'a\u009b31mb');
    response.end('one\u001b[2Jtwo\r\nthree\u202e\u0007\nlast');
  });
  const {text} = await linesOf(preparedOf(server.origin, flowOf({request: {path: '/'}})));
  expect(text).toContain('    < one·[2Jtwo\n    < three··\n    < last\n');
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
});

it('a long body is cut, after its secrets are gone', async () => {
  const secret = 'S3CRET'.repeat(10);
  await using server = await testServer((_, response) =>
    response.end(`${'x'.repeat(480)}${secret}${'y'.repeat(5000)}`),
  );
  const document = flowOf({request: {path: '/', headers: {'x-token': '${env:S}'}}});
  const {text} = await linesOf(preparedOf(server.origin, document, {S: secret}));
  expect(text).toMatch(/< x+\[redacted\]y+\n {4}< …\n/);
  expect(text).not.toContain('S3CRET');
});
