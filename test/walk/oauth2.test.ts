import {expect, it} from 'vitest';
import type {OAuth2Credentials} from '../../source/domain/run-plan.ts';
import {TokenError, type AccessToken} from '../../source/walk/oauth2-client.ts';
import {createTokenClient} from '../../source/walk/plan-clients.ts';
import {TokenKeeper} from '../../source/walk/token-keeper.ts';
import {sendJson, testServer} from './fixtures.ts';

const credentials: OAuth2Credentials = {
  tokenUrl: '',
  clientId: 'my client',
  clientSecret: 's3cret/+ü',
  scope: 'read write',
  audience: null,
  refreshBeforeMs: 30_000,
};
const plan = {tls: {ca: null, cert: null, key: null, insecure: false}, proxy: null, timeoutMs: 2000};

async function tokenFrom(origin: string, changes: Partial<OAuth2Credentials> = {}): Promise<AccessToken> {
  const client = createTokenClient({...credentials, tokenUrl: `${origin}/token?x=1`, ...changes}, plan, 'test/1');
  try {
    return await client.fetchToken();
  } finally {
    await client.close();
  }
}

it("client credentials go into the header, form-encoded, and the token's life is read", async () => {
  await using server = await testServer((_, response) =>
    sendJson(response, {access_token: 'tok', token_type: 'Bearer', expires_in: 3600}),
  );
  expect(await tokenFrom(server.origin)).toEqual({value: 'tok', lifetimeMs: 3_600_000});
  const [{line, headers, body}] = server.seen as [(typeof server.seen)[0]];
  expect(line).toBe('POST /token?x=1');
  expect(Buffer.from(headers.authorization!.slice('Basic '.length), 'base64').toString()).toBe(
    'my+client:s3cret%2F%2B%C3%BC',
  );
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    grant_type: 'client_credentials',
    scope: 'read write',
  });
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
});

it('a server that wants them in the body gets them there', async () => {
  await using server = await testServer(({body}, response) =>
    body.includes('client_secret')
      ? sendJson(response, {access_token: 'tok', expires_in: '60'})
      : sendJson(response, {error: 'invalid_client'}, 401),
  );
  expect(await tokenFrom(server.origin, {audience: 'api'})).toEqual({value: 'tok', lifetimeMs: 60_000});
  const form = Object.fromEntries(new URLSearchParams(server.seen[1]!.body));
  expect(form).toMatchObject({client_id: 'my client', client_secret: 's3cret/+ü', audience: 'api'});
  expect(server.seen[1]!.headers.authorization).toBeUndefined();
});

it.each([
  [
    401,
    {error: 'invalid_client', error_description: 'no s3cret/+ü here'},
    '401 invalid_client: "no [redacted] here"',
    false,
  ],
  [400, {error: 'invalid_scope'}, '400 invalid_scope', false],
  [503, 'down', '503', true],
  [429, {}, '429', true],
])('a refusal (%d) says what the server answered, and no secret', async (status, answer, words, mayPass) => {
  await using server = await testServer((_, response) => sendJson(response, answer, status));
  const failure = await tokenFrom(server.origin).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TokenError);
  expect(failure).toMatchObject({message: `no token from ${server.origin}/token: it answered ${words}`, mayPass});
});

it.each([
  ['<html>', 'is no JSON object'],
  [{token: 'x'}, 'holds no "access_token"'],
  [{access_token: 'x', token_type: 'mac'}, 'is not of the type "bearer"'],
  [{access_token: 'a\r\nb'}, 'holds an "access_token" that no header can carry'],
])('an answer of 200 that is no token is refused: %j', async (answer, words) => {
  await using server = await testServer((_, response) => sendJson(response, answer));
  await expect(tokenFrom(server.origin)).rejects.toThrow(`no token from ${server.origin}/token: its answer ${words}`);
});

it('a server that cannot be reached is told in words', async () => {
  await expect(tokenFrom('http://127.0.0.1:1')).rejects.toThrow(
    'no token from http://127.0.0.1:1/token: 127.0.0.1:1 refused the connection',
  );
});

/** A clock that is wound by hand; each `wind` runs what has become due, and what that leads to. */
function handClock() {
  let nowMs = 0;
  const due: {atMs: number; run: () => void}[] = [];
  return {
    clock: {
      after(ms: number, run: () => void) {
        const one = {atMs: nowMs + ms, run};
        due.push(one);
        return () => void (due.includes(one) && due.splice(due.indexOf(one), 1));
      },
    },
    next: () => Math.min(...due.map(({atMs}) => atMs)) - nowMs,
    wind: async (ms: number) => {
      nowMs += ms;
      for (const one of due.filter(({atMs}) => atMs <= nowMs)) {
        due.splice(due.indexOf(one), 1);
        one.run();
      }
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

function keeperOf(answers: (AccessToken | TokenError)[], refreshBeforeMs = 30_000) {
  const hand = handClock();
  const tokens: string[] = [];
  const troubles: string[] = [];
  const keeper = new TokenKeeper({
    client: {
      async fetchToken() {
        const answer = answers.shift() ?? new TokenError('nothing left', true);
        if (answer instanceof TokenError) throw answer;
        return answer;
      },
    },
    refreshBeforeMs,
    onToken: (value) => tokens.push(value),
    onTrouble: (text) => troubles.push(text),
    clock: hand.clock,
  });
  return {...hand, keeper, tokens, troubles};
}

const hour = (value: string): AccessToken => ({value, lifetimeMs: 3_600_000});

it('a token is fetched again the margin before it ends', async () => {
  const {keeper, tokens, next, wind} = keeperOf([hour('a'), hour('b')]);
  await keeper.start();
  expect(next()).toBe(3_600_000 - 30_000);
  await wind(3_569_999);
  expect(tokens).toEqual(['a']);
  await wind(1);
  expect(tokens).toEqual(['a', 'b']);
  keeper.stop();
  expect(next()).toBe(Infinity);
});

it('one that lives shorter than the margin is fetched again at half its life, never in a circle', async () => {
  const short = keeperOf([{value: 'a', lifetimeMs: 20_000}]);
  await short.keeper.start();
  expect(short.next()).toBe(10_000);
  const tiny = keeperOf([{value: 'a', lifetimeMs: 10}]);
  await tiny.keeper.start();
  expect(tiny.next()).toBe(1000);
  const endless = keeperOf([{value: 'a', lifetimeMs: null}]);
  await endless.keeper.start();
  expect(endless.next()).toBe(Infinity);
});

it('a refresh that fails is told once and tried again, at growing distances, until it works', async () => {
  const busy = new TokenError('busy', true);
  const {keeper, tokens, troubles, next, wind} = keeperOf([hour('a'), busy, busy, busy, hour('b')]);
  await keeper.start();
  await wind(3_570_000);
  const pauses: number[] = [];
  while (tokens.length === 1) {
    pauses.push(next());
    await wind(next());
  }
  expect(pauses).toEqual([1000, 2000, 4000]);
  expect(troubles).toEqual(['busy']);
  expect(tokens).toEqual(['a', 'b']);
  expect(next()).toBe(3_570_000);
});

it('the first token is tried for 4 times when that may help, once when not', async () => {
  const busy = new TokenError('busy', true);
  const patient = keeperOf([busy, busy, busy, hour('a')]);
  const started = patient.keeper.start();
  for (let nth = 0; nth < 3; nth++) {
    await patient.wind(0);
    await patient.wind(patient.next());
  }
  await started;
  expect(patient.tokens).toEqual(['a']);
  const refused = keeperOf([new TokenError('no', false), hour('a')]);
  await expect(refused.keeper.start()).rejects.toThrow('no');
});

it('whoever stops the run does not wait for the first token', async () => {
  const stop = new AbortController();
  const {keeper, wind} = keeperOf([new TokenError('busy', true), hour('a')]);
  const started = keeper.start(stop.signal);
  await wind(0);
  stop.abort();
  await expect(started).rejects.toThrow('busy');
});
