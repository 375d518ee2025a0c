import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {answer, rawServer} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {kinds, openAny} from './any-lane.ts';
import {echoServer} from './echo-server.ts';

test.each(kinds)('%s keeps as many bytes of a body as asked for, and counts all of them', async (kind) => {
  const body = Buffer.from(Array.from({length: 200_000}, (_, at) => at % 251));
  await using server = await echoServer(kind, (_seen, response) => {
    response.setHeader('content-type', 'x');
    response.end(body);
  });
  for (const keeps of [0, 1, 100, 65_536, 199_999, 200_000, 1_000_000]) {
    using client = openAny(kind, target(server.port), {keeps});
    const {bodyBytes, body: kept, headers} = await client.send();
    expect([keeps, bodyBytes, kept]).toEqual([keeps, 200_000, keeps === 0 ? null : body.subarray(0, keeps).toString()]);
    expect(headers).toContainEqual(['content-type', 'x']);
  }
  using client = openAny(kind, target(server.port));
  expect(await client.send()).toMatchObject({headers: null, body: null, bodyBytes: 200_000});
});

test.each(kinds)('%s says of each response whether it sets a cookie, and tells each cookie apart', async (kind) => {
  const heads: Record<string, string | string[]>[] = [
    {},
    {'set-cookie': ['a=1; path=/', 'b=2, 3; secure', 'a=4']},
    {cookie: 'x', 'set-cookies': 'y', 'not-cookie': 'z'},
    {'Set-Cookie': 'c=5'},
  ];
  let nth = 0;
  await using server = await echoServer(kind, (_seen, response) => {
    for (const [name, value] of Object.entries(heads[nth++]!)) response.setHeader(name, value);
    response.end('ok');
  });
  using client = openAny(kind, target(server.port), {keeps: 0});
  const all: string[][] = [];
  for (const _ of heads) {
    const {headers} = await client.send();
    all.push((headers ?? []).filter(([name]) => name === 'set-cookie').map(([, value]) => value));
  }
  expect(client.cookies).toEqual([false, true, false, true]);
  expect(all).toEqual([[], ['a=1; path=/', 'b=2, 3; secure', 'a=4'], [], ['c=5']]);
});

test.each(kinds)('%s tells nothing of a body where there is none, nor of the one before', async (kind) => {
  let nth = 0;
  await using server = await echoServer(kind, (_seen, response) => {
    response.statusCode = nth === 1 ? 204 : 200;
    response.end(nth++ === 1 ? undefined : 'four');
  });
  using client = openAny(kind, target(server.port), {keeps: true});
  expect(await client.send()).toMatchObject({body: 'four', bodyBytes: 4});
  expect(await client.send()).toMatchObject({status: 204, body: null, bodyBytes: 0});
  expect(await client.send()).toMatchObject({body: 'four', bodyBytes: 4});
  await server[Symbol.asyncDispose]();
  expect(await client.send()).toMatchObject({headers: null, body: null, bodyBytes: 0, status: 0});
});

test.each(['http1', 'undici'] as const)('%s keeps the head of a response that is cut into any pieces', async (kind) => {
  const reply = answer('hello', 'Set-Cookie: a=1\r\nx-long: \t spaced out \t\r\nX-Empty:\r\nset-cookie: b=2\r\n');
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({min: 1, max: reply.length - 1}), {maxLength: 5}), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), reply.length];
      const pieces = at.slice(1).map((to, nth) => reply.slice(at[nth], to));
      await using server = await rawServer((socket) => {
        socket.setNoDelay(true);
        const next = (): void => {
          const piece = pieces.shift();
          if (piece !== undefined) socket.write(piece, () => setTimeout(next, 1));
        };
        next();
      });
      using client = openAny(kind, target(server.port), {keeps: 4});
      const ended = await client.send();
      expect(ended).toMatchObject({word: null, body: 'hell', bodyBytes: 5});
      expect(ended.headers).toEqual([
        ['content-length', '5'],
        ['set-cookie', 'a=1'],
        ...(kind === 'http1' ? [] : [['set-cookie', 'b=2']]),
        ['x-long', 'spaced out'],
        ['x-empty', ''],
        ...(kind === 'http1' ? [['set-cookie', 'b=2']] : []),
      ]);
      expect(client.cookies).toEqual([true]);
    }),
    {numRuns: 25, seed: 3},
  );
});

test.each(kinds)('%s tells what had come of a response that never ended', async (kind) => {
  await using server = await echoServer(kind, (_seen, response) => {
    response.setHeader('x-a', '1');
    response.write('some');
  });
  using client = openAny(kind, target(server.port), {keeps: true});
  const sent = client.send();
  await expect.poll(() => client.cookies.length).toBe(1);
  await expect.poll(() => server.seen.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  client.lane.expire(performance.now());
  const ended = await sent;
  expect(ended).toMatchObject({word: 'timeout', status: 200, body: 'some', bodyBytes: 4});
  expect(ended.headers).toContainEqual(['x-a', '1']);
});
