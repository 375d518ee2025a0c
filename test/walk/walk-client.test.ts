import {once} from 'node:events';
import {createServer, request as forward} from 'node:http';
import {
  createSecureServer as createSecureHttp2Server,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import {createServer as createSecureServer} from 'node:https';
import {mkdtempSync} from 'node:fs';
import type {AddressInfo, Server, Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {TLSSocket} from 'node:tls';
import {expect, it} from 'vitest';
import type {PlanTls} from '../../source/domain/run-plan.ts';
import {createWalkClient, type WalkClientOptions} from '../../source/walk/walk-client.ts';
import {selfSigned} from '../engine/raw-server.ts';
import {testServer} from './fixtures.ts';

const noTls: PlanTls = {ca: null, cert: null, key: null, insecure: false};
const pem = selfSigned.cert.toString();
const key = selfSigned.key.toString();
const get = {method: 'GET', path: '/a?b', headers: [['x-a', 'b']], body: null, bodyFile: null, chunked: false} as const;

async function answerOf(options: Partial<WalkClientOptions> & {origin: string}): Promise<string> {
  const client = createWalkClient({
    socketPath: null,
    tls: noTls,
    proxy: null,
    timeoutMs: 5000,
    captureBytes: 1000,
    http2: false,
    ...options,
  });
  try {
    return (await client.send(get)).body.toString();
  } finally {
    await client.close();
  }
}

async function listening(server: Server, at: string | number = 0) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const clientName = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject?.CN ?? 'nobody');

it('certificates are verified by the CA given, or not at all when told so', async () => {
  await using server = await listening(createSecureServer(selfSigned, (_, response) => response.end('secure')));
  const origin = `https://localhost:${server.port}`;
  expect(await answerOf({origin, tls: {...noTls, ca: pem}})).toBe('secure');
  expect(await answerOf({origin, tls: {...noTls, insecure: true}})).toBe('secure');
  await expect(answerOf({origin})).rejects.toThrow(
    `the certificate of localhost:${server.port} is self-signed: name its CA in "tls"`,
  );
  await expect(answerOf({origin: `https://127.0.0.1:${server.port}`, tls: {...noTls, ca: pem}})).rejects.toThrow(
    /is for another name/,
  );
});

it('a client certificate is shown to a server that asks for it', async () => {
  const server = createSecureServer(
    {...selfSigned, requestCert: true, rejectUnauthorized: false},
    (message, response) => response.end(clientName(message.socket as TLSSocket)),
  );
  await using one = await listening(server);
  const origin = `https://localhost:${one.port}`;
  expect(await answerOf({origin, tls: {...noTls, ca: pem}})).toBe('nobody');
  expect(await answerOf({origin, tls: {...noTls, ca: pem, cert: pem, key}})).toBe('localhost');
});

it('a proxy forwards, with its credentials', async () => {
  await using target = await testServer(({line, headers}, response) =>
    response.end(`${line} ${String(headers['x-a'])}`),
  );
  const asked: string[] = [];
  await using proxy = await listening(
    createServer((message, response) => {
      asked.push(`${message.url} ${message.headers['proxy-authorization']}`);
      forward(message.url!, {headers: message.headers}, (reply) => reply.pipe(response)).end();
    }),
  );
  const answer = await answerOf({origin: target.origin, proxy: `http://me:secret@127.0.0.1:${proxy.port}`});
  expect(answer).toBe('GET /a?b b');
  expect(asked).toEqual([`${target.origin}/a?b Basic ${Buffer.from('me:secret').toString('base64')}`]);
});

it('HTTP/2 is spoken where it is chosen: over TLS and over TCP, several at once', async () => {
  const waiting: (() => void)[] = [];
  const answer = (message: Http2ServerRequest, response: Http2ServerResponse): void => {
    waiting.push(() => response.end(`${message.httpVersion} ${message.url}`));
    if (waiting.length === 2) for (const one of waiting.splice(0)) one();
  };
  await using secure = await listening(createSecureHttp2Server(selfSigned, answer));
  await using plain = await listening(createHttp2Server(answer));
  for (const origin of [`https://localhost:${secure.port}`, `http://127.0.0.1:${plain.port}`]) {
    const tls = {...noTls, ca: pem};
    const options = {origin, socketPath: null, tls, proxy: null, timeoutMs: 5000, captureBytes: 1000, http2: true};
    const client = createWalkClient(options);
    const answers = await Promise.all([client.send(get), client.send(get)]);
    await client.close();
    expect(answers.map(({body}) => body.toString())).toEqual(['2.0 /a?b', '2.0 /a?b']);
  }
});

it('a Unix socket is dialled', async () => {
  const socketPath = path.join(mkdtempSync(path.join(tmpdir(), 'perftui-walk-')), 'x.sock');
  await using _ = await listening(
    createServer((message, response) => response.end(message.url)),
    socketPath,
  );
  expect(await answerOf({origin: `http://unix:${socketPath}:`, socketPath})).toBe('/a?b');
});

it('the latency is that of the answer, connecting left out', async () => {
  await using server = await testServer((_, response) => void setTimeout(() => response.end('late'), 60));
  const client = createWalkClient({
    origin: server.origin,
    socketPath: null,
    tls: noTls,
    proxy: null,
    timeoutMs: 5000,
    captureBytes: 2,
    http2: false,
  });
  const answer = await client.send(get);
  await client.close();
  expect(answer.latencyMs).toBeGreaterThan(55);
  expect(answer).toMatchObject({status: 200, bodyBytes: 4});
  expect(answer.body.toString()).toBe('la');
});

it('header names that would harm a plain object are sent as they are', async () => {
  await using server = await testServer(({headers}, response) => response.end(headers['constructor']));
  const client = createWalkClient({
    origin: server.origin,
    socketPath: null,
    tls: noTls,
    proxy: null,
    timeoutMs: 5000,
    captureBytes: 100,
    http2: false,
  });
  const answer = await client.send({...get, headers: [['constructor', 'x']]});
  await client.close();
  expect(answer.body.toString()).toBe('x');
});
