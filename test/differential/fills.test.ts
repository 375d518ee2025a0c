import * as fc from 'fast-check';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {once} from 'node:events';
import type {AddressInfo, Socket} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {PlanRequest, PlanTemplate} from '../../source/domain/run-plan.ts';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {Http1Transport} from '../../source/engine/transports/http1/http1-transport.ts';
import type {LaneSink, RequestFill, Transport} from '../../source/engine/transports/transport.ts';
import {UndiciTransport} from '../../source/engine/transports/undici-transport.ts';
import {request, target} from '../engine/test-plan.ts';
import {noTls} from '../engine/transports/no-tls.ts';

/** What a server was sent, with nothing left out but what each side may say on its own. */
interface Wire {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

const template: PlanTemplate = {parts: [{kind: 'uuid'}], encode: 'plain'};
const seen: Wire[] = [];
const sockets = new Set<Socket>();
const server = createServer((message, response) => void note(message, response)).on('connection', (socket) =>
  sockets.add(socket),
);

async function note(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(message);
  const {rawHeaders} = message;
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[at + 1]}`] : [],
  );
  // undici says what is the default of HTTP/1.1 anyway.
  const headers = lines.filter((line) => line !== 'connection: keep-alive').sort();
  seen.push({line: `${message.method} ${message.url}`, headers, body});
  response.end();
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('latin1')) body += chunk as string;
  return body;
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});

/** What the server gets when the transport sends the request as the fill says. */
async function wireOf(
  create: (options: ConstructorParameters<typeof UndiciTransport>[0]) => Transport,
  one: PlanRequest,
  fill: RequestFill | null,
): Promise<Wire> {
  const transport = create({
    target: target((server.address() as AddressInfo).port),
    settings: defaultTransportSettings,
    nowMs: () => performance.now(),
    poll: {readyMs: (nowMs) => nowMs},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
  });
  seen.length = 0;
  await new Promise<void>((resolve, reject) => {
    const sink: LaneSink = {
      keepsResponse: () => -1,
      onEnd: (_slot, {error, message}) => (error === -1 ? resolve() : reject(new Error(message ?? 'failed'))),
    };
    transport.open(0, sink).send(transport.prepare(one), performance.now(), fill);
  });
  transport.close();
  expect(seen).toHaveLength(1);
  return seen[0]!;
}

const names = ['x-a', 'X-B', 'content-type', 'Cookie', 'Authorization', 'content-length', 'Host', 'expect'];
// What is sent at the ends of a value is no part of it (RFC 9110, 5.5).
const value = fc
  .string({unit: fc.integer({min: 0x20, max: 0xff}).map((code) => String.fromCharCode(code))})
  .map((text) => text.replace(/[\u007f-\u009f\u00a0]/g, '~').trim());
const path = fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`);
const header = fc.tuple(fc.constantFrom(...names), value);

const sending = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  redirected: fc.boolean(),
  path,
  fixed: fc.uniqueArray(header, {selector: ([name]) => name, maxLength: 4}),
  filled: fc.uniqueArray(header, {selector: ([name]) => name, maxLength: 4}),
  body: fc.oneof(fc.constant(null), fc.string({unit: 'grapheme', minLength: 1}), fc.constant('y'.repeat(70_000))),
  isFixedBody: fc.boolean(),
  chunked: fc.boolean(),
});

test('a request with a fill is on the wire what undici makes of the same values', async () => {
  await fc.assert(
    fc.asyncProperty(sending, async ({method, redirected, path: to, fixed, filled, body, isFixedBody, chunked}) => {
      const one = request({
        method,
        path: template,
        headers: fixed,
        body: body === null || isFixedBody ? body : template,
        chunked,
      });
      const fill: RequestFill = {method: redirected ? 'GET' : method, path: to, headers: filled, body};
      const own = await wireOf((options) => new Http1Transport(options), one, fill);
      const reference = await wireOf((options) => new UndiciTransport(options), one, fill);
      expect(own).toEqual(reference);
      expect(own.line).toBe(`${fill.method} ${to}`);
      const isSent = fill.method === method && body !== null;
      expect(own.body).toBe(isSent ? Buffer.from(body).toString('latin1') : '');
      for (const [name, text] of filled) {
        const lower = name.toLowerCase();
        if (['content-length', 'expect', 'content-type'].includes(lower)) continue;
        expect(own.headers.filter((line) => line.startsWith(`${lower}:`))).toEqual([`${lower}: ${text}`]);
      }
    }),
    {numRuns: 150, seed: 4},
  );
});

test('a request with a fill of what is fixed anyway is on the wire what it is without', async () => {
  await fc.assert(
    fc.asyncProperty(sending, async ({method, path: to, fixed, body, chunked}) => {
      const one = request({method, path: to, headers: fixed, body, chunked});
      for (const create of [Http1Transport, UndiciTransport]) {
        const make = (options: ConstructorParameters<typeof UndiciTransport>[0]): Transport => new create(options);
        expect(await wireOf(make, one, {method, path: to, headers: [], body})).toEqual(await wireOf(make, one, null));
      }
    }),
    {numRuns: 40, seed: 4},
  );
});
