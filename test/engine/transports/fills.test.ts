import * as fc from 'fast-check';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {PlanTemplate} from '../../../source/domain/run-plan.ts';
import type {RequestFill} from '../../../source/engine/transports/transport.ts';
import {request, target} from '../test-plan.ts';
import {kinds, openAny} from './any-lane.ts';
import {echoServer, type Seen} from './echo-server.ts';

const template: PlanTemplate = {parts: [{kind: 'uuid'}], encode: 'plain'};
const plain: RequestFill = {method: 'GET', path: '/', headers: [], body: null};

function valuesOf({headers}: Seen, name: string): string[] {
  return headers.filter((header) => header[0] === name).map(([, value]) => value);
}

test.each(kinds)('%s sends path, headers and body of a fill beside what is fixed', async (kind) => {
  await using server = await echoServer(kind);
  using client = openAny(kind, target(server.port), {nextRequestId: () => 'id-1'});
  const ended = await client.send(
    {
      method: 'POST',
      path: template,
      headers: [
        ['X-Fixed', '1'],
        ['X-Both', 'fixed'],
        ['authorization', template],
      ],
      body: template,
    },
    {
      method: 'POST',
      path: '/orders/7?q=%20a',
      headers: [
        ['authorization', 'Bearer t\u00e9'],
        ['x-both', 'filled'],
        ['Cookie', 'sid=1; b=2'],
        ['content-length', '999'],
        ['Transfer-Encoding', 'gzip'],
        ['X-Request-Id', 'mine'],
      ],
      body: '{"user":"Zoë ☃"}',
    },
  );
  expect(ended).toMatchObject({error: -1, status: 200});
  const [seen] = server.seen;
  expect(seen).toMatchObject({method: 'POST', path: '/orders/7?q=%20a', body: '{"user":"Zoë ☃"}'});
  expect(valuesOf(seen!, 'x-fixed')).toEqual(['1']);
  expect(valuesOf(seen!, 'x-both')).toEqual(['filled']);
  expect(valuesOf(seen!, 'authorization')).toEqual(['Bearer t\u00e9']);
  expect(valuesOf(seen!, 'cookie')).toEqual(['sid=1; b=2']);
  expect(valuesOf(seen!, 'content-length')).toEqual([String(Buffer.byteLength('{"user":"Zoë ☃"}'))]);
  expect(valuesOf(seen!, 'host')).toEqual([`127.0.0.1:${server.port}`]);
  expect(valuesOf(seen!, 'x-request-id')).toEqual(['id-1']);
});

test.each(kinds)(
  '%s makes a redirect to GET a request without a body and its headers, and keeps the rest',
  async (kind) => {
    await using server = await echoServer(kind);
    using client = openAny(kind, target(server.port));
    const one = {
      method: 'POST',
      headers: [
        ['Content-Type', 'application/json'],
        ['content-language', 'de'],
        ['x-fixed', '1'],
      ] as [string, string][],
      body: '{}',
    };
    await client.send(one, {...plain, path: '/next', headers: [['content-encoding', 'br']], body: '{}'});
    await client.send(one, {...plain, path: '/again', headers: [['x-fixed', '2']], body: null});
    await client.send(one, {...plain, method: 'POST', path: '/same', body: '{}'});
    const [next, again, same] = server.seen;
    for (const seen of [next!, again!]) {
      expect(seen).toMatchObject({method: 'GET', body: ''});
      expect(seen.headers.filter(([name]) => /^(?:content-|transfer-)/.test(name))).toEqual([]);
    }
    expect([valuesOf(next!, 'x-fixed'), valuesOf(again!, 'x-fixed')]).toEqual([['1'], ['2']]);
    expect(same).toMatchObject({method: 'POST', body: '{}'});
    expect(valuesOf(same!, 'content-type')).toEqual(['application/json']);
  },
);

test.each(kinds)('%s sends the body file with a fill, but not after a redirect to GET', async (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-fill-'));
  const bodyFile = join(folder, 'body');
  writeFileSync(bodyFile, 'y'.repeat(100_000));
  await using server = await echoServer(kind);
  using client = openAny(kind, target(server.port));
  const one = {method: 'PUT', path: template, bodyFile};
  expect(await client.send(one, {...plain, method: 'PUT', path: '/a'})).toMatchObject({error: -1});
  expect(await client.send(one, {...plain, path: '/b'})).toMatchObject({error: -1});
  expect(await client.send({...one, chunked: true}, {...plain, method: 'PUT', path: '/c'})).toMatchObject({error: -1});
  expect(server.seen.map(({method, body}) => [method, body.length])).toEqual([
    ['PUT', 100_000],
    ['GET', 0],
    ['PUT', 100_000],
  ]);
  rmSync(folder, {recursive: true});
});

test.each(kinds)('%s reads the answer to a HEAD of a fill as one without a body', async (kind) => {
  await using server = await echoServer(kind, (_seen, response) => {
    response.setHeader('content-length', '5');
    response.end();
  });
  using client = openAny(kind, target(server.port), {keeps: true});
  for (let nth = 0; nth < 2; nth++) {
    expect(await client.send({method: 'HEAD', path: template}, {...plain, method: 'HEAD'})).toMatchObject({
      error: -1,
      body: null,
      bodyBytes: 0,
    });
  }
});

test.each(kinds)('%s does not send a request with templates without their values', (kind) => {
  using client = openAny(kind, target(1));
  const templated = [{path: template}, {body: template}, {headers: [['x-a', template]] as const}];
  for (const changes of templated) {
    const prepared = client.transport.prepare(request(changes));
    expect(() => client.lane.send(prepared, 0, null)).toThrow(/without a fill/);
  }
  expect(client.ends()).toBe(0);
});

const evil: [what: string, fill: Partial<RequestFill>][] = [
  ['CR LF in a value', {headers: [['x-a', 'secret\r\nx-evil: 1']]}],
  ['LF in a value', {headers: [['x-a', 'secret\nx-evil: 1']]}],
  ['CR in a value', {headers: [['x-a', 'secret\rx-evil: 1']]}],
  ['NUL in a value', {headers: [['x-a', 'secret\0']]}],
  // Written as one byte each, they would be CR and LF.
  ['characters whose low bytes are a line end', {headers: [['x-a', 'secret\u010d\u010ax-evil: 1']]}],
  ['a name with a colon', {headers: [['x-evil: 1\r\nx', 'secret']]}],
  ['a space in the path', {path: '/secret HTTP/1.1'}],
  ['a line end in the path', {path: '/secret\r\nx-evil: 1'}],
  ['a low byte that is a space in the path', {path: '/secret\u0120x'}],
  ['DEL in the path', {path: '/secret\u007f'}],
  ['no path', {path: ''}],
  ['a foreign origin', {path: 'http://other/secret'}],
  ['a method that is more', {method: 'GET / HTTP/1.1\r\nx: y\r\n\r\nGET'}],
  ['CONNECT', {method: 'CONNECT'}],
];

test.each(kinds)(
  '%s never lets data out of its place: the request ends as an error that does not show it',
  async (kind) => {
    await using server = await echoServer(kind);
    using client = openAny(kind, target(server.port));
    for (const [what, fill] of evil) {
      const ended = await client.send({path: template}, {...plain, ...fill});
      expect([what, ended.word, ended.status, ended.bytesOut]).toEqual([what, 'other', 0, 0]);
      expect(ended.message).toMatch(/^(?:header x-a|a header|the path|the method)/);
      expect(ended.message).not.toMatch(/secret|evil/);
    }
    expect(server.seen).toEqual([]);
    expect(await client.send({path: template}, plain)).toMatchObject({error: -1, status: 200});
  },
);

test.each(kinds)('%s: whatever a fill holds, the server sees one request with just that, or none', async (kind) => {
  await using server = await echoServer(kind);
  using client = openAny(kind, target(server.port));
  const text = fc.string({unit: fc.integer({min: 0, max: 0x180}).map((code) => String.fromCharCode(code))});
  await fc.assert(
    fc.asyncProperty(text, text, fc.string({unit: 'binary'}), async (path, value, body) => {
      server.seen.length = 0;
      const fill = {method: 'POST', path: `/${path}`, headers: [['x-a', value]] as const, body};
      const {error, status} = await client.send({method: 'POST', path: template, body: template}, fill);
      // Node's own server refuses paths with bytes above 127.
      const isAnswered = error === -1 && status !== 400;
      const told = server.seen.map((seen) => [seen.path, valuesOf(seen, 'x-a'), seen.body]);
      const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
      expect(told).toEqual(isAnswered ? [[`/${path}`, [trimmed], body.toWellFormed()]] : []);
    }),
    {numRuns: 200, seed: 7},
  );
});

test.each(kinds)('%s tells a refused request once, outside of send, or not at all when it is aborted', async (kind) => {
  await using server = await echoServer(kind);
  using client = openAny(kind, target(server.port));
  const bad = {...plain, path: '/a b'};
  const prepared = client.transport.prepare(request({path: template}));
  client.lane.send(prepared, 0, bad);
  expect(client.ends()).toBe(0);
  client.lane.expire(1);
  expect(client.ends()).toBe(1);
  client.lane.send(prepared, 0, bad);
  expect(client.lane.abort()).toMatchObject({bytesIn: 0, bytesOut: 0});
  await turn();
  await turn();
  expect(client.ends()).toBe(1);
  client.lane.send(prepared, 0, bad);
  client.transport.close();
  await turn();
  await turn();
  expect(client.ends()).toBe(1);
});
