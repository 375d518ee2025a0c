import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createSecureServer, createServer, type Http2Server, type ServerHttp2Stream} from 'node:http2';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createServer as createTlsServer, getCACertificates, setDefaultCACertificates} from 'node:tls';
import {expect, test} from 'vitest';
import {rawServer, selfSigned} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {openClient} from './http2-harness.ts';

type Headers = Record<string, string | string[] | undefined>;

async function nodeServer(
  onStream: (stream: ServerHttp2Stream, headers: Headers) => void,
  settings = {},
): Promise<{server: Http2Server; port: number; connections: () => number} & AsyncDisposable> {
  const server = createServer({settings});
  let connections = 0;
  const sessions = new Set<{destroy(): void}>();
  server.on('session', (session) => {
    connections++;
    sessions.add(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    onStream(stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with the request's body size. */
function echoSize(stream: ServerHttp2Stream): void {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
  stream.on('end', () => {
    stream.respond({':status': 200, 'content-type': 'text/plain'});
    stream.end(String(bytes));
  });
}

test('an answer tells status, headers, body, bytes and phases, and the connection is kept', async () => {
  const seen: Headers[] = [];
  await using server = await nodeServer((stream, headers) => {
    seen.push(headers);
    stream.respond({':status': 203, 'x-mark': 'é~|{}^', 'content-length': '5'});
    stream.end('hello');
  });
  using client = openClient(target(server.port), {}, {keeps: true});
  const headers = [['X-Upper', 'yes'], ['Connection', 'close'], ['te', 'gzip']] as const; // prettier-ignore
  const first = await client.send({path: '/a?b=c', headers});
  expect(first).toMatchObject({error: -1, status: 203, body: 'hello', timedOut: false});
  expect(first.headers).toContainEqual(['x-mark', 'é~|{}^']);
  expect(first.headers!.some(([name]) => name.startsWith(':'))).toBe(false);
  expect(seen[0]).toMatchObject({':path': '/a?b=c', ':method': 'GET', ':scheme': 'http', 'x-upper': 'yes'});
  expect(seen[0]![':authority']).toBe(`127.0.0.1:${server.port}`);
  expect(seen[0]).not.toHaveProperty('connection');
  expect(seen[0]).not.toHaveProperty('te');
  const [blocked, connecting, tls, sending, waiting, receiving] = first.phasesUs;
  expect(tls).toBe(-1);
  expect(Math.min(blocked!, connecting!, sending!, waiting!, receiving!)).toBeGreaterThanOrEqual(0);
  const totalUs = (first.doneMs - first.handedMs) * 1000;
  expect(Math.abs(totalUs - first.phasesUs.reduce((sum, us) => sum + Math.max(0, us), 0))).toBeLessThan(5);
  const second = await client.send();
  expect(second.phasesUs[1]).toBe(-1);
  expect([client.opened(), server.connections(), client.transport.openSockets]).toEqual([1, 1, 1]);
});

test('lanes share a connection by h2Streams, and each ends once', async () => {
  await using server = await nodeServer(echoSize);
  using client = openClient(target(server.port), {h2Streams: 5}, {count: 10});
  for (let round = 0; round < 20; round++) {
    const all = await Promise.all(client.lanes.map(async (_, slot) => client.send({}, slot)));
    expect(all.every(({status}) => status === 200)).toBe(true);
  }
  expect([client.opened(), server.connections(), client.ends()]).toEqual([2, 2, 200]);
});

test('a server that takes fewer streams at once makes lanes wait, which is blocked time', async () => {
  let active = 0;
  let most = 0;
  await using server = await nodeServer(
    (stream) => {
      most = Math.max(most, ++active);
      setTimeout(() => {
        active--;
        stream.respond({':status': 200}, {endStream: true});
      }, 30);
    },
    {maxConcurrentStreams: 2},
  );
  using client = openClient(target(server.port), {h2Streams: 6}, {count: 6});
  await client.send({}, 0);
  const all = await Promise.all(client.lanes.map(async (_, slot) => client.send({}, slot)));
  expect(all.every(({status}) => status === 200)).toBe(true);
  expect(most).toBe(2);
  expect(all[5]!.phasesUs[0]).toBeGreaterThan(45_000);
});

test('request bodies obey the windows of a server, from memory and from a file', async () => {
  await using server = await nodeServer(echoSize, {initialWindowSize: 1000});
  using client = openClient(target(server.port), {h2Streams: 3}, {count: 3, keeps: true});
  const folder = mkdtempSync(join(tmpdir(), 'perftui-'));
  try {
    const bodyFile = join(folder, 'body');
    writeFileSync(bodyFile, Buffer.alloc(300_001, 7));
    const sent = await Promise.all([
      client.send({method: 'POST', body: 'x'.repeat(200_000)}, 0),
      client.send({method: 'PUT', bodyFile}, 1),
      client.send({method: 'POST', body: 'ü'}, 2),
    ]);
    expect(sent.map(({body}) => body)).toEqual(['200000', '300001', '2']);
    expect(sent[1].bytesOut).toBeGreaterThan(300_001);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test('long answers are credited: more than the windows comes through', {timeout: 30_000}, async () => {
  const size = 80_000_000;
  await using server = await nodeServer((stream) => {
    stream.respond({':status': 200, 'content-length': String(size)});
    stream.end(Buffer.alloc(size));
  });
  using client = openClient(target(server.port));
  const {error, bytesIn} = await client.send();
  expect(error).toBe(-1);
  expect(bytesIn).toBeGreaterThan(size);
});

test('HEAD, 1xx, trailers, x-request-id and long request fields', async () => {
  const ids: unknown[] = [];
  await using server = await nodeServer((stream, headers) => {
    ids.push(headers['x-request-id'], String(headers['x-long'] ?? '').length);
    if (headers[':method'] === 'HEAD') {
      stream.respond({':status': 200, 'content-length': '77'}, {endStream: true});
      return;
    }
    stream.additionalHeaders({':status': 103, link: '</a>'});
    stream.respond({':status': 200}, {waitForTrailers: true});
    stream.on('wantTrailers', () => stream.sendTrailers({'x-end': '1'}));
    stream.end('abc');
  });
  let id = 0;
  using client = openClient(target(server.port), {}, {keeps: true, nextRequestId: () => `id-${++id}`});
  expect(await client.send({method: 'HEAD'})).toMatchObject({error: -1, status: 200, body: null});
  const headers = [['x-long', '~'.repeat(40_000)]] as const;
  expect(await client.send({headers})).toMatchObject({error: -1, status: 200, body: 'abc'});
  expect(ids).toEqual(['id-1', 0, 'id-2', 40_000]);
});

test('a timeout resets its stream only, and an abort says nothing', async () => {
  let calls = 0;
  const closed: number[] = [];
  await using server = await nodeServer((stream) => {
    if (++calls <= 2) stream.on('close', () => closed.push(stream.rstCode));
    else stream.respond({':status': 200}, {endStream: true});
  });
  using client = openClient(target(server.port), {h2Streams: 2}, {count: 2});
  const first = client.send({}, 0);
  void client.send({}, 1);
  await expect.poll(() => calls).toBe(2);
  client.lanes[0]!.expire(performance.now());
  expect(await first).toMatchObject({word: 'timeout', timedOut: true});
  client.lanes[1]!.abort();
  expect(await client.send({}, 1)).toMatchObject({status: 200, timedOut: false});
  expect(closed).toEqual([8, 8]);
  expect([client.opened(), client.ends()]).toEqual([1, 2]);
});

test('connections are replaced by count, or for each request; the last to leave closes', async () => {
  await using server = await nodeServer(echoSize);
  using byCount = openClient(target(server.port), {maxRequests: 2});
  for (let nth = 0; nth < 5; nth++) expect((await byCount.send()).status).toBe(200);
  expect(byCount.opened()).toBe(3);
  byCount.lanes[0]!.close();
  await expect.poll(() => byCount.transport.openSockets).toBe(0);
  expect((await byCount.send()).status).toBe(200);
  using single = openClient(target(server.port), {reuse: false, h2Streams: 10}, {count: 2});
  for (let nth = 0; nth < 3; nth++) await Promise.all([single.send({}, 0), single.send({}, 1)]);
  expect(single.opened()).toBe(6);
  await expect.poll(() => single.transport.openSockets).toBe(0);
});

test('a server that says GOAWAY between requests is left without a failure', async () => {
  let nth = 0;
  await using server = await nodeServer((stream) => {
    stream.respond({':status': 200}, {endStream: true});
    if (++nth % 3 === 0) stream.session!.close();
  });
  using client = openClient(target(server.port), {h2Streams: 4}, {count: 4});
  for (let round = 0; round < 30; round++) {
    const all = await Promise.all(client.lanes.map(async (_, slot) => client.send({}, slot)));
    expect(all.map(({word}) => word)).toEqual([null, null, null, null]);
  }
});

test('over TLS HTTP/2 is agreed by ALPN, and a certificate nobody signed or no h2 is an error of its own', async () => {
  const server = createSecureServer(selfSigned, () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  using client = openClient(target((server.address() as AddressInfo).port, {secure: true}));
  expect((await client.send()).word).toBe('unknown authority');
  server.close();
  await using http1 = await rawServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
  using plain = openClient(target(http1.port));
  expect((await plain.send()).word).toBe('h2 not offered');
});

test('over TLS the handshake is a phase of the request that opened the connection, and its bytes count', async () => {
  const server = createSecureServer(selfSigned, (_, response) => response.end('hi'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const before = getCACertificates('default');
  setDefaultCACertificates([selfSigned.cert.toString()]);
  try {
    using client = openClient(target((server.address() as AddressInfo).port, {secure: true, hostname: 'localhost'}));
    const first = await client.send();
    expect(first).toMatchObject({error: -1, status: 200});
    expect(first.phasesUs[2]).toBeGreaterThan(0);
    expect(first.bytesIn).toBeGreaterThan(500);
    const second = await client.send();
    expect(second.phasesUs[2]).toBe(-1);
    expect(second.bytesIn).toBeLessThan(first.bytesIn);
    expect(Math.min(second.bytesIn, second.bytesOut)).toBeGreaterThan(0);
  } finally {
    setDefaultCACertificates(before);
    server.close();
  }
});

test('a TLS server without h2 is an error of its own', async () => {
  const server = createTlsServer({...selfSigned, ALPNProtocols: ['http/1.1']}).on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  using client = openClient(target((server.address() as AddressInfo).port, {secure: true}));
  expect((await client.send()).word).toBe('h2 not offered');
  server.close();
});
