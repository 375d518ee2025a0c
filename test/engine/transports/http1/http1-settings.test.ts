import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type AddressInfo, type Socket} from 'node:net';
import {networkInterfaces, tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {TransportSettings} from '../../../../source/domain/transport-choice.ts';
import {defaultTransportSettings} from '../../../../source/domain/transport-choice.ts';
import {Http1Transport} from '../../../../source/engine/transports/http1/http1-transport.ts';
import type {Lane} from '../../../../source/engine/transports/transport.ts';
import {answer, rawServer} from '../../raw-server.ts';
import {request, target} from '../../test-plan.ts';
import {noTls} from '../no-tls.ts';
import {openLane} from './open-http1-lane.ts';

/** Where there is no such folder there is nothing to count. */
function filesOpen(): number {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
}

test('without reuse, after so many requests and after so long, a request gets a new connection', async () => {
  await using server = await rawServer((socket) => socket.write(answer('x')));
  const cases: [settings: Partial<TransportSettings>, connections: number][] = [
    [{}, 1],
    [{reuse: false}, 4],
    [{maxRequests: 2}, 2],
    [{maxAgeMs: 0}, 4],
    [{maxAgeMs: 60_000}, 1],
  ];
  for (const [settings, connections] of cases) {
    const {send, opened} = openLane(target(server.port), false, settings);
    const words = [await send(), await send(), await send(), await send()].map(({word}) => word);
    expect([settings, opened(), words]).toEqual([settings, connections, [null, null, null, null]]);
  }
});

test('a server that closes, says how long it waits, or sends too much gets a new connection', async () => {
  const replies: [reply: string, connections: number][] = [
    [answer('x', 'connection: close\r\n'), 2],
    ['HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx', 2],
    [answer('x', 'keep-alive: timeout=0\r\n'), 2],
    [answer('x', 'keep-alive: timeout=60\r\n'), 1],
    [`${answer('x')}stray`, 2],
    [`HTTP/1.1 100 Continue\r\n\r\n${answer('x')}`, 1],
  ];
  for (const [reply, connections] of replies) {
    await using server = await rawServer((socket) => socket.write(reply));
    const {send, opened} = openLane(target(server.port));
    expect([(await send()).word, (await send()).word]).toEqual([null, null]);
    expect([reply, opened()]).toEqual([reply, connections]);
  }
});

test('bytes nobody asked for on an idle connection end it', async () => {
  await using server = await rawServer((socket) => {
    socket.write(answer('x'));
    setTimeout(() => socket.write(answer('late')), 10);
  });
  const {send, transport} = openLane(target(server.port), true);
  await send();
  await expect.poll(() => transport.openSockets).toBe(0);
  expect(await send()).toMatchObject({word: null, body: 'x'});
});

test('a body without a length ends with the connection, and bytes are those on the wire', async () => {
  const reply = 'HTTP/1.1 200 OK\r\n\r\nall of it';
  await using server = await rawServer((socket) => socket.end(reply));
  const {send} = openLane(target(server.port), true);
  for (let nth = 0; nth < 2; nth++) {
    expect(await send()).toMatchObject({word: null, body: 'all of it', bytesIn: reply.length, status: 200});
  }
});

test('a Unix socket is a target', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-socket-'));
  const socketPath = join(folder, 'http');
  const server = createServer((socket) => void socket.on('data', () => socket.write(answer('x'))));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const {send, opened, lane} = openLane({...target(80), origin: `http://unix:${socketPath}:`, socketPath});
  expect([(await send()).word, (await send()).word, opened()]).toEqual([null, null, 1]);
  lane.close();
  server.close();
  rmSync(folder, {recursive: true});
  expect((await send()).word).toMatch(/dial|other/);
});

const hasV6 = Object.values(networkInterfaces()).some((some) => some?.some(({address}) => address === '::1'));

test.runIf(hasV6)('an IPv6 address is a target', async () => {
  const server = createServer((socket) => void socket.on('data', () => socket.write(answer('x'))));
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  const {send, lane} = openLane(target((server.address() as AddressInfo).port, {hostname: '[::1]'}));
  expect((await send()).word).toBe(null);
  lane.close();
  server.close();
});

test('connections go to the addresses of a name in turn', async () => {
  const seen: string[] = [];
  const server = createServer((socket) => {
    seen.push(socket.localAddress!);
    socket.on('data', () => socket.write(answer('x'))).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const both = createServer((socket) => {
    seen.push(socket.localAddress!);
    socket.on('data', () => socket.write(answer('x'))).on('error', () => {});
  });
  await new Promise<void>((resolve) => both.listen(port, '127.0.0.2', resolve));
  const {send} = openLane(
    target(port, {hostname: 'shop.test'}),
    false,
    {reuse: false},
    {
      system: {
        resolve: (_name, done) =>
          setImmediate(() =>
            done(
              null,
              ['127.0.0.1', '127.0.0.2'].map((address) => ({address, family: 4})),
            ),
          ),
      },
    },
  );
  for (let nth = 0; nth < 4; nth++) expect((await send()).word).toBe(null);
  expect(seen).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.1', '127.0.0.2']);
  server.close();
  both.close();
});

test('each request carries an id of its own', async () => {
  const got: string[] = [];
  await using server = await rawServer((socket) => socket.write(answer('x')), {
    onOpen: (socket) => socket.on('data', (chunk) => got.push(...String(chunk).match(/x-request-id: \S+/g)!)),
  });
  let nth = 0;
  const {send} = openLane(target(server.port), false, {}, {nextRequestId: () => `run-${nth++ * 50}`});
  for (let index = 0; index < 4; index++) await send();
  expect(got).toEqual(['run-0', 'run-50', 'run-100', 'run-150'].map((id) => `x-request-id: ${id}`));
});

test('a body file is sent with its length or in chunks, also empty, and an early answer ends the connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-body-'));
  const bodyFile = join(folder, 'body');
  const empty = join(folder, 'empty');
  writeFileSync(bodyFile, 'y'.repeat(300_000));
  writeFileSync(empty, '');
  let got = '';
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      if (/\/early /.test(got)) socket.write(answer('x'));
      else if (/\r\n0\r\n\r\n$|content-length: 0\r\n\r\n$/.test(got)) socket.write(answer('x'));
      else if (/content-length: 300000/.test(got) && got.length > 300_000 && got.endsWith('yyy'))
        setTimeout(() => socket.write(answer('x')), 1);
    });
  });
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {send, lane, opened, transport} = openLane(target((server.address() as AddressInfo).port));
    for (const chunked of [false, true]) {
      got = '';
      const ended = await send({method: 'POST', bodyFile, chunked});
      expect(ended.word).toBe(null);
      expect(ended.bytesOut).toBe(got.length);
      expect(ended.phasesUs[3]).toBeGreaterThan(0);
      expect(got.slice(got.indexOf('\r\n\r\n')).match(/y/g)).toHaveLength(300_000);
      got = '';
      expect((await send({method: 'POST', bodyFile: empty, chunked})).word).toBe(null);
    }
    expect(opened()).toBe(1);
    // An answer before the whole request is out.
    writeFileSync(bodyFile, 'y'.repeat(8_000_000));
    got = '';
    const early = await send({method: 'POST', path: '/early', bodyFile});
    expect(early).toMatchObject({word: null, status: 200});
    await send({method: 'POST', path: '/early', bodyFile: empty});
    expect(opened()).toBe(2);
    lane.close();
    transport.close();
  } finally {
    server.close();
    rmSync(folder, {recursive: true});
  }
});

test('a body file that became shorter is an error, and no more is sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-body-'));
  const bodyFile = join(folder, 'body');
  writeFileSync(bodyFile, 'y'.repeat(200_000));
  await using server = await rawServer(() => {});
  const {transport, lane, ended} = openLane(target(server.port));
  const prepared = transport.prepare(request({method: 'POST', bodyFile}));
  writeFileSync(bodyFile, 'y');
  lane.send(prepared, performance.now(), null);
  expect(await ended()).toMatchObject({word: 'other', message: expect.stringContaining('shorter')});
  rmSync(folder, {recursive: true});
});

test('a closed loop sent from inside each end neither grows the stack nor loses a request, over few reads', async () => {
  await using server = await rawServer((socket) => socket.write(answer('x')));
  const transport = new Http1Transport({
    target: target(server.port),
    settings: defaultTransportSettings,
    nowMs: () => performance.now(),
    poll: {readyMs: (now) => now},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
  });
  const prepared = transport.prepare(request());
  const done = Promise.withResolvers<void>();
  const lanes: Lane[] = [];
  let ends = 0;
  const sink = {
    keepsResponse: () => -1,
    onEnd: (slot: number, {error}: {error: number}) => {
      expect(error).toBe(-1);
      if (++ends === 5000) done.resolve();
      if (ends < 5000) lanes[slot]!.send(prepared, performance.now(), null);
    },
  };
  for (let slot = 0; slot < 10; slot++) lanes.push(transport.open(slot, sink));
  for (const lane of lanes) lane.send(prepared, performance.now(), null);
  await done.promise;
  expect(server.accepted()).toBe(10);
  transport.close();
  await expect.poll(() => transport.openSockets).toBe(0);
});

test('a closed transport leaves no file open and tells nobody anything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perftui-body-'));
  const bodyFile = join(folder, 'body');
  writeFileSync(bodyFile, 'y');
  await using server = await rawServer(() => {});
  const before = filesOpen();
  const {transport, lane, ends} = openLane(target(server.port));
  for (let nth = 0; nth < 5; nth++) transport.prepare(request({bodyFile}));
  lane.send(transport.prepare(request()), performance.now(), null);
  await sleep(30);
  transport.close();
  await expect.poll(() => [transport.openSockets, server.open()]).toEqual([0, 0]);
  expect(ends()).toBe(0);
  expect(filesOpen()).toBeLessThanOrEqual(before + 1);
  rmSync(folder, {recursive: true});
});

test('requests sent together with one old time count as sent one after the other, each with two looks at the clock', async () => {
  await using server = await rawServer((socket) => socket.write(answer('x')));
  let clock = 0;
  let looks = 0;
  const sentMs: number[] = [];
  let done = Promise.withResolvers<void>();
  const transport = new Http1Transport({
    target: target(server.port),
    settings: defaultTransportSettings,
    // Each look takes 1 ms.
    nowMs: () => {
      looks++;
      return ++clock;
    },
    poll: {readyMs: (now) => now},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
  });
  const prepared = transport.prepare(request());
  let left = 3;
  const lanes = [0, 1, 2].map((slot) =>
    transport.open(slot, {
      keepsResponse: () => -1,
      onEnd: (of, result) => {
        sentMs[of] = result.sentMs;
        if (--left === 0) done.resolve();
      },
    }),
  );
  for (const lane of lanes) lane.send(prepared, clock, null);
  await done.promise;
  [left, looks, done] = [3, 0, Promise.withResolvers<void>()];
  const handedMs = clock;
  for (const lane of lanes) lane.send(prepared, handedMs, null);
  await done.promise;
  expect(sentMs).toEqual([handedMs, handedMs + 1, handedMs + 2]);
  expect(looks).toBe(6);
  transport.close();
});

test.each([false, true])(
  'requests given up at any stage leave no socket and no file, and end once or not at all (TLS: %s)',
  async (secure) => {
    await using server = await rawServer((socket) => setTimeout(() => socket.write(answer('x')), 1), {secure});
    const before = filesOpen();
    const ends: number[] = [];
    const transport = new Http1Transport({
      target: target(server.port, {secure}),
      settings: defaultTransportSettings,
      nowMs: () => performance.now(),
      poll: {readyMs: (now) => now},
      onConnectionOpened: () => {},
      tls: noTls,
      proxy: null,
    });
    const prepared = transport.prepare(request());
    const sent = Array.from({length: 150}, async (_, slot) => {
      const lane = transport.open(slot, {keepsResponse: () => -1, onEnd: (of) => (ends[of] = (ends[of] ?? 0) + 1)});
      ends[slot] = 0;
      lane.send(prepared, performance.now(), null);
      // Any number of turns of the event loop, none included.
      for (let turn = 0; turn < slot % 30; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (slot % 2 === 0) lane.expire(performance.now());
      else lane.abort();
      lane.close();
    });
    await Promise.all(sent);
    await expect.poll(() => [transport.openSockets, server.open()]).toEqual([0, 0]);
    await expect.poll(filesOpen).toBeLessThanOrEqual(before);
    expect(Math.max(...ends)).toBe(1);
    expect(ends.filter((_, slot) => slot % 2 === 0).every((count) => count === 1)).toBe(true);
    transport.close();
  },
);
