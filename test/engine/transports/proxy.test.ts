import {once} from 'node:events';
import {createServer, request as forward} from 'node:http';
import {createServer as createSecureServer} from 'node:https';
import {connect, type AddressInfo, type Socket} from 'node:net';
import {expect, test} from 'vitest';
import {answer, closedPort, rawServer, selfSigned} from '../raw-server.ts';
import {target} from '../test-plan.ts';
import {openAny} from './any-lane.ts';
import {echoServer} from './echo-server.ts';
import {noTls} from './no-tls.ts';

const credentials = 'Basic bWU6cDpAc3M='; // me:p:@ss
const trusting = {...noTls, ca: selfSigned.cert.toString()};

interface ProxyOptions {
  readonly secure?: boolean;
  readonly tunnel?: 'works' | 'hangs up' | 'says nothing';
}

/** A proxy that forwards and tunnels, for who knows the password. */
async function proxyServer({secure = false, tunnel = 'works'}: ProxyOptions = {}) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = secure ? createSecureServer(selfSigned) : createServer();
  server.on('request', (message, response) => {
    asked.push(`${message.method} ${message.url} host=${message.headers.host}`);
    if (message.headers['proxy-authorization'] !== credentials) {
      response.writeHead(407).end();
      return;
    }
    const {'proxy-authorization': _, ...headers} = message.headers;
    const onward = forward(message.url!, {method: message.method!, headers}, (reply) => {
      response.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(response);
    });
    message.pipe(onward);
  });
  server.on('connect', (message, socket: Socket) => {
    asked.push(`CONNECT ${message.url} host=${message.headers.host}`);
    if (tunnel === 'hangs up') socket.destroy();
    if (tunnel !== 'works') return;
    if (message.headers['proxy-authorization'] !== credentials) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const onward = connect(Number(message.url!.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward.on('error', () => {}));
    socket.on('error', () => onward.destroy());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${secure ? 'https' : 'http'}://me:p%3A%40ss@${secure ? 'localhost' : '127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each([false, true])(
  'requests to a target without TLS are forwarded, over one connection (TLS to the proxy: %s)',
  async (secure) => {
    await using server = await echoServer('undici', (_seen, response) => response.end('hello'));
    await using proxy = await proxyServer({secure});
    using client = openAny('undici', target(server.port), {
      proxy: proxy.url,
      tls: {...noTls, insecure: secure},
      keeps: true,
    });
    const first = await client.send({path: '/a?b=1', headers: [['x-a', '1']]});
    expect(first).toMatchObject({word: null, status: 200, body: 'hello'});
    expect(first.phasesUs[1]).toBeGreaterThan(0);
    const fill = {method: 'POST', path: '/b', headers: [['x-a', '2']], body: 'ü'} as const;
    const second = await client.send({method: 'POST', path: '/', body: 'x'}, fill);
    expect(second).toMatchObject({word: null, body: 'hello'});
    expect(second.phasesUs[1]).toBe(-1);
    const host = `127.0.0.1:${server.port}`;
    expect(proxy.asked).toEqual([`GET http://${host}/a?b=1 host=${host}`, `POST http://${host}/b host=${host}`]);
    expect(server.seen.map(({path, body}) => [path, body])).toEqual([
      ['/a?b=1', ''],
      ['/b', 'ü'],
    ]);
    expect(JSON.stringify(server.seen)).not.toContain('proxy-authorization');
    expect(client.transport.openSockets).toBe(1);
    client.lane.close();
    await expect.poll(() => client.transport.openSockets).toBe(0);
  },
);

test.each([false, true])(
  'to a target with TLS the proxy makes a tunnel per connection (TLS to the proxy: %s)',
  async (secure) => {
    await using server = await rawServer((socket) => socket.write(answer('hello')), {secure: true});
    await using proxy = await proxyServer({secure});
    const to = target(server.port, {secure: true, hostname: 'localhost'});
    using client = openAny('undici', to, {
      proxy: proxy.url,
      tls: secure ? {...trusting, insecure: true} : trusting,
      keeps: true,
    });
    const first = await client.send({path: '/a'});
    expect(first).toMatchObject({word: null, status: 200, body: 'hello'});
    expect(Math.min(first.phasesUs[1]!, first.phasesUs[2]!)).toBeGreaterThan(0);
    expect((await client.send()).phasesUs[2]).toBe(-1);
    expect(proxy.asked).toEqual([`CONNECT localhost:${server.port} host=localhost:${server.port}`]);
    client.lane.close();
    await expect.poll(() => client.transport.openSockets).toBe(0);
    expect(await client.send()).toMatchObject({word: null});
    expect(proxy.asked).toHaveLength(2);
  },
);

test('a certificate of the target is verified behind the proxy too', async () => {
  await using server = await rawServer((socket) => socket.write(answer('hello')), {secure: true});
  await using proxy = await proxyServer();
  using client = openAny('undici', target(server.port, {secure: true, hostname: 'localhost'}), {proxy: proxy.url});
  expect(await client.send()).toMatchObject({word: 'unknown authority'});
});

test('a proxy that will not is an error of its own, which shows no password', async () => {
  await using server = await rawServer((socket) => socket.write(answer('hello')), {secure: true});
  await using proxy = await proxyServer();
  const stranger = proxy.url.replace(/me:.*@/, 'you:wrong@');
  using tunnelled = openAny('undici', target(server.port, {secure: true}), {proxy: stranger});
  for (let nth = 0; nth < 3; nth++) {
    const ended = await tunnelled.send();
    expect(ended).toMatchObject({
      word: 'proxy',
      message: 'the proxy answered 407 Proxy Authentication Required to CONNECT',
      status: 0,
    });
  }
  using forwarded = openAny('undici', target(server.port), {proxy: stranger});
  expect(await forwarded.send()).toMatchObject({word: null, status: 407});
  await expect.poll(() => tunnelled.transport.openSockets).toBe(0);
  using nobody = openAny('undici', target(server.port), {proxy: `http://me:secret@127.0.0.1:${await closedPort()}`});
  const refused = await nobody.send();
  expect(refused.word).toBe('refused');
  expect(refused.message).not.toContain('secret');
});

test('an IPv6 target is asked for in brackets', async () => {
  await using server = await rawServer((socket) => socket.write(answer('hello')), {secure: true});
  await using proxy = await proxyServer();
  const to = {...target(server.port, {secure: true, hostname: '::1'}), origin: `https://[::1]:${server.port}`};
  using client = openAny('undici', to, {proxy: proxy.url, tls: {...noTls, insecure: true}, keeps: true});
  expect(await client.send()).toMatchObject({word: null, body: 'hello'});
  expect(proxy.asked).toEqual([`CONNECT [::1]:${server.port} host=[::1]:${server.port}`]);
});

test('a proxy that hangs up on CONNECT ends the request, and one that says nothing can be timed out', async () => {
  await using rude = await proxyServer({tunnel: 'hangs up'});
  using first = openAny('undici', target(443, {secure: true}), {proxy: rude.url});
  expect((await first.send()).word).toMatch(/^(?:reset|proxy)$/);
  await expect.poll(() => first.transport.openSockets).toBe(0);
  await using silent = await proxyServer({tunnel: 'says nothing'});
  using second = openAny('undici', target(443, {secure: true}), {proxy: silent.url});
  const sent = second.send();
  await expect.poll(() => silent.asked.length).toBe(1);
  second.lane.expire(performance.now());
  expect(await sent).toMatchObject({timedOut: true});
  await expect.poll(() => second.transport.openSockets).toBe(0);
});

test('a proxy that cannot be one is refused as the transport is made, without showing it', () => {
  const bad = ['127.0.0.1:3128', 'socks5://me:secret@127.0.0.1:1', 'http://me:%secret@127.0.0.1:1', 'secret'];
  for (const proxy of bad) {
    expect(() => openAny('undici', target(80), {proxy})).toThrow(/^proxy /);
    expect(() => openAny('undici', target(80), {proxy})).not.toThrow(/secret/);
  }
  const unix = {...target(80), socketPath: '/run/x'};
  expect(() => openAny('undici', unix, {proxy: 'http://127.0.0.1:1'})).toThrow(TypeError);
  expect(() => openAny('http1', target(80), {proxy: 'http://127.0.0.1:1'})).toThrow(/undici/);
});
