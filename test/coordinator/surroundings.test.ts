import {expect, it} from 'vitest';
import {createSurroundings, type SurroundingsOptions} from '../../source/coordinator/surroundings.ts';
import type {PreparedRun} from '../../source/domain/run-plan.ts';
import {preparedOf, sendJson, testServer, type Answer} from '../walk/fixtures.ts';

function around(prepared: PreparedRun, changes: Partial<SurroundingsOptions> = {}) {
  const sent: (readonly (string | null)[])[] = [];
  const secrets: string[] = [];
  const told: string[] = [];
  const surroundings = createSurroundings({
    prepared,
    userAgent: 'test/1',
    addSecrets: (values) => secrets.push(...values),
    redact: (text) => secrets.reduce((clear, secret) => clear.replaceAll(secret, '[redacted]'), text),
    sendGlobals: (values) => sent.push(values),
    tell: (text) => told.push(text),
    tellFailure: (text) => told.push(`failure: ${text}`),
    ...changes,
  });
  const {variables} = prepared.plan;
  const globals = (): object[] =>
    sent.map((values) => Object.fromEntries(values.map((value, index) => [variables[index]!, value])));
  const begin = async (): Promise<void> => surroundings.begin(new AbortController().signal);
  return {
    surroundings,
    begin,
    globals,
    secrets,
    told,
    async [Symbol.asyncDispose]() {
      await surroundings.close();
    },
  };
}

const login = {request: {name: 'login', method: 'POST', path: '/login', extract: {token: '$.token', shop: '$.shop'}}};
const logout = {request: {name: 'logout', method: 'POST', path: '/logout?${token}', headers: {'x-shop': '${shop}'}}};
const flows = {
  setup: [login],
  teardown: [logout],
  scenarios: [{name: 'main', flow: [{request: {path: '/', headers: {'x-token': '${token}'}}}]}],
};
const shop: Answer = ({line}, response) =>
  sendJson(response, line === 'POST /login' ? {token: 'tok-secret-1', shop: 7} : {}, 200);

it("what setup extracts becomes everybody's, secrets are known as such, teardown has them too", async () => {
  await using server = await testServer(shop);
  await using one = around(preparedOf(server.origin, flows));
  await one.begin();
  expect(one.globals()).toEqual([]);
  one.surroundings.publish();
  expect(one.globals()).toEqual([{token: 'tok-secret-1', shop: '7'}]);
  expect(one.secrets).toEqual(['tok-secret-1']);
  expect(await one.surroundings.end()).toBeNull();
  expect(server.lines()).toEqual(['POST /login', 'POST /logout?tok-secret-1']);
  expect(server.seen[1]!.headers['x-shop']).toBe('7');
  expect(one.told).toEqual(['setup runs', 'setup done: 1 request', 'teardown runs']);
});

it('a profile without any has nothing to wait for', async () => {
  await using one = around(preparedOf('http://127.0.0.1:1', {}));
  await one.begin();
  one.surroundings.publish();
  expect(await one.surroundings.end()).toBeNull();
  expect([one.told, one.globals()]).toEqual([[], []]);
});

it.each<[string, Answer, string]>([
  ['an unexpected status', (_, response) => sendJson(response, {}, 500), 'login: answered 500, which is not expected'],
  ['nothing to extract', (_, response) => sendJson(response, {}), 'login: nothing found at $.token'],
  ['no answer', (_, response) => response.destroy(), 'login: '],
])('setup that fails by %s ends the run with 107, and there is no teardown', async (_, answer, words) => {
  await using server = await testServer(answer);
  await using one = around(preparedOf(server.origin, flows));
  await expect(one.begin()).rejects.toMatchObject({
    name: 'PerftuiError',
    exitCode: 107,
    message: expect.stringContaining(`setup failed: ${words}`),
  });
  expect(await one.surroundings.end()).toBeNull();
  expect(server.seen).toHaveLength(1);
});

it('a check that fails in setup ends the run, and nothing after it is sent', async () => {
  await using server = await testServer(shop);
  const checked = {request: {...login.request, checks: [{status: 201}]}};
  await using one = around(preparedOf(server.origin, {...flows, setup: [checked, logout]}));
  await expect(one.begin()).rejects.toThrow('setup failed: login: the check "status is 201" failed');
  expect(server.seen).toHaveLength(1);
});

it('setup that does not end is given up', async () => {
  await using server = await testServer(() => {});
  await using one = around(preparedOf(server.origin, flows), {setupMs: 80});
  await expect(one.begin()).rejects.toThrow('setup failed: it did not end within 0.08s');
});

it('teardown that fails or does not end is one line, never an exception', async () => {
  await using server = await testServer(({line}, response) => {
    if (line === 'POST /login') sendJson(response, {token: 'tok-secret-1', shop: 7});
    else if (line.includes('hang')) return;
    else sendJson(response, {}, 500);
  });
  await using one = around(preparedOf(server.origin, flows));
  await one.begin();
  expect(await one.surroundings.end()).toBe('teardown failed: logout: answered 500, which is not expected');
  const hang = {request: {path: '/hang'}};
  await using two = around(preparedOf(server.origin, {...flows, teardown: [hang]}), {teardownMs: 80});
  await two.begin();
  expect(await two.surroundings.end()).toBe('teardown failed: it did not end within 0.08s');
});

const oauth2 = (origin: string) => ({
  auth: {oauth2: {tokenUrl: `${origin}/token`, clientId: 'me', clientSecret: '${env:SECRET}'}},
});
const env = {SECRET: 'client-secret'};

it('the token is fetched before setup, which uses it, and each new one goes to the workers', async () => {
  let nth = 0;
  const timers: (() => void)[] = [];
  const after = (_ms: number, run: () => void) => {
    timers.push(run);
    return () => {};
  };
  await using server = await testServer(({line}, response) => {
    if (line === 'POST /token') sendJson(response, {access_token: `oauth-${++nth}`, expires_in: 3600});
    else shop({line, headers: {}, body: ''}, response);
  });
  await using one = around(preparedOf(server.origin, {...flows, ...oauth2(server.origin)}, env), {clock: {after}});
  await one.begin();
  expect(server.seen[1]).toMatchObject({line: 'POST /login', headers: {authorization: 'Bearer oauth-1'}});
  one.surroundings.publish();
  timers.pop()!();
  await expect.poll(() => one.globals()).toHaveLength(2);
  expect(one.globals().map((values) => ({...values}))).toMatchObject([
    {'auth.token': 'oauth-1', token: 'tok-secret-1'},
    {'auth.token': 'oauth-2', token: 'tok-secret-1'},
  ]);
  expect(one.secrets).toEqual(['oauth-1', 'tok-secret-1', 'oauth-2']);
  await one.surroundings.end();
  expect(server.seen.at(-1)).toMatchObject({headers: {authorization: 'Bearer oauth-2'}});
});

it('a token that is refused ends the run with 107 and what the server said', async () => {
  await using server = await testServer((_, response) => sendJson(response, {error: 'unauthorized_client'}, 400));
  await using one = around(preparedOf(server.origin, {...flows, ...oauth2(server.origin)}, env));
  await expect(one.begin()).rejects.toMatchObject({
    exitCode: 107,
    message: `no token from ${server.origin}/token: it answered 400 unauthorized_client`,
  });
  expect(server.lines()).toEqual(['POST /token']);
});

it('whoever stops the run does not wait for setup', async () => {
  await using server = await testServer(() => {});
  await using one = around(preparedOf(server.origin, flows));
  const stop = new AbortController();
  const begun = one.surroundings.begin(stop.signal);
  stop.abort();
  await expect(begun).rejects.toThrow('setup failed: it was stopped');
});
