import {spawn} from 'node:child_process';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';
import tls from 'node:tls';
import {expect, test} from 'vitest';
import type {PlanRequest} from '../../../source/domain/run-plan.ts';
import {answer, closedPort, rawServer, selfSigned} from '../raw-server.ts';
import {request, target} from '../test-plan.ts';
import {openLane} from './open-undici-lane.ts';

test('an answer tells its status, wire bytes and phases, and the connection is kept', async () => {
  const reply = answer('hello');
  await using server = await rawServer((socket) => socket.write(reply));
  const {send, opened, transport} = openLane(target(server.port));
  const first = await send();
  expect(first).toMatchObject({error: -1, status: 200, bytesIn: reply.length});
  // The poll clock of these tests says: up to 2 ms, but not before the request was sent.
  expect(first.clientWaitMs).toBeCloseTo(Math.min(2, first.doneMs - first.sentMs), 6);
  const [blocked, connecting, tls, sending, waiting, receiving] = first.phasesUs;
  expect(tls).toBe(-1);
  expect(Math.min(blocked!, connecting!, sending!, waiting!, receiving!)).toBeGreaterThanOrEqual(0);
  const totalUs = (first.doneMs - first.handedMs) * 1000;
  expect(Math.abs(totalUs - first.phasesUs.reduce((sum, us) => sum + Math.max(0, us), 0))).toBeLessThan(5);
  const second = await send({method: 'POST', body: 'x'.repeat(1000), headers: [['content-type', 'text/plain']]});
  expect(second).toMatchObject({error: -1, status: 200, bytesIn: reply.length});
  expect(second.phasesUs[1]).toBe(-1);
  expect(second.bytesOut).toBeGreaterThan(1000);
  const third = await send({method: 'HEAD'});
  expect(third.word).toBe(null);
  expect([opened(), server.accepted(), transport.openSockets]).toEqual([1, 1, 1]);
});

test('the waiting phase is the time the server took', async () => {
  await using server = await rawServer((socket) => setTimeout(() => socket.write(answer('x')), 50));
  const {phasesUs} = await openLane(target(server.port)).send();
  expect(phasesUs[4]).toBeGreaterThan(45_000);
  expect(phasesUs[5]).toBeLessThan(45_000);
});

test('over TLS the handshake is a phase of its own and counts as bytes, and a certificate nobody signed is refused', async () => {
  await using server = await rawServer((socket) => socket.write(answer('hello')), {secure: true});
  const refused = await openLane(target(server.port, {secure: true})).send();
  expect(refused.word).toBe('unknown authority');
  expect(refused.phasesUs[1]).toBeGreaterThan(0);
  expect(refused.phasesUs[2]).toBe(-1);
  expect(refused.bytesIn).toBeGreaterThan(300);
  expect(refused.sentMs).toBeNaN();
});

test.runIf('setDefaultCACertificates' in tls)(
  'over TLS a trusted server is timed, resumed, and must have the right name',
  async () => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([selfSigned.cert.toString()]);
    try {
      const reply = answer('hello', 'connection: close\r\n');
      await using server = await rawServer((socket) => socket.end(reply), {secure: true});
      const {send} = openLane(target(server.port, {secure: true, hostname: 'localhost'}));
      const first = await send();
      expect(first).toMatchObject({word: null, status: 200});
      expect(Math.min(...first.phasesUs)).toBeGreaterThanOrEqual(0);
      expect(first.bytesIn).toBeGreaterThan(reply.length + 300);
      const second = await send();
      expect(second.word).toBe(null);
      // A resumed session sends no certificate again.
      expect(second.bytesIn).toBeLessThan(first.bytesIn - 200);
      const misnamed = await openLane(target(server.port, {secure: true})).send();
      expect(misnamed.word).toBe('certificate name');
    } finally {
      tls.setDefaultCACertificates(before);
    }
  },
);

test('plain bytes in answer to a TLS hello are a TLS error', async () => {
  await using server = await rawServer(() => {}, {
    onOpen: (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
  });
  expect((await openLane(target(server.port, {secure: true})).send()).word).toBe('tls');
});

const faults: [word: string, onRequest: (socket: Socket, nth: number) => void][] = [
  [
    'reset',
    (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nabc', () => socket.resetAndDestroy()),
  ],
  ['closed mid-response', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nabc')],
  [
    'closed mid-response',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 99\r\n\r\nabc'),
  ],
  ['closed mid-response', (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc')],
  [
    'closed mid-response',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc'),
  ],
  ['closed mid-response', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
  ['closed before response', (socket) => socket.end()],
  ['reset', (socket) => void socket.resetAndDestroy()],
  ['malformed response', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ['malformed response', (socket) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n')],
  ['malformed response', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`)],
  [
    'malformed response',
    (socket) => socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
  ],
];

test.each(faults.map(([word, onRequest], nth) => ({word, onRequest, nth})))(
  'fault $nth of the server is counted as $word, and the next request connects anew',
  async ({word, onRequest}) => {
    let faulty = true;
    await using server = await rawServer((socket, nth) =>
      faulty ? onRequest(socket, nth) : socket.write(answer('ok')),
    );
    const {send, ends} = openLane(target(server.port));
    const ended = await send();
    expect([ended.word, ended.message]).toEqual([word, expect.any(String)]);
    faulty = false;
    expect((await send()).word).toBe(null);
    expect([server.accepted(), ends()]).toEqual([2, 2]);
  },
);

test('refused and unknown hosts are counted as such, without a service time', async () => {
  const refused = await openLane(target(await closedPort())).send();
  expect(refused).toMatchObject({word: 'refused', sentMs: Number.NaN, timedOut: false});
  expect((await openLane(target(80, {hostname: 'no-such-host.invalid'})).send()).word).toMatch(/unknown host|dns/);
});

test('a connection the server closed between requests is replaced without an error', async () => {
  await using server = await rawServer(
    (socket) => void socket.write(answer('x'), () => setTimeout(() => socket.end(), 5)),
  );
  const {send, opened} = openLane(target(server.port));
  expect((await send()).word).toBe(null);
  await sleep(30);
  expect((await send()).word).toBe(null);
  expect(opened()).toBe(2);
});

test('a connection reset while the next request waits for its turn is replaced without an error', async () => {
  let served: Socket | undefined;
  await using server = await rawServer((socket) => {
    served = socket;
    socket.write(answer('x'));
  });
  const {send, opened} = openLane(target(server.port));
  await send();
  await sleep(5);
  served?.resetAndDestroy();
  // The RST lies in our socket now, unread until after undici has queued this.
  expect((await send()).word).toBe(null);
  expect(opened()).toBe(2);
});

test('a kept connection that is closed on a request instead of answering is counted as closed on reuse', async () => {
  await using server = await rawServer((socket, nth) => (nth === 0 ? socket.write(answer('x')) : socket.end()));
  const {send} = openLane(target(server.port));
  await send();
  expect((await send()).word).toBe('closed on reuse');
});

test('a time that is up ends slow heads and endless bodies as timeouts, with the time they took', async () => {
  for (const drip of ['', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n']) {
    await using server = await rawServer((socket) => {
      socket.write(drip === '' ? 'HTTP/1.1 20' : drip);
      const timer = setInterval(() => socket.write(drip === '' ? '' : '1\r\nx\r\n'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    const {send, lane, transport, ends} = openLane(target(server.port));
    const ended = send();
    await sleep(40);
    lane.expire(performance.now());
    expect(await ended).toMatchObject({word: 'timeout', timedOut: true});
    expect((await ended).doneMs - (await ended).sentMs).toBeGreaterThan(20);
    await sleep(10);
    expect([transport.openSockets, ends()]).toEqual([0, 1]);
  }
});

test('a time that is up while TCP is not is a dial timeout', async () => {
  // A process that accepts nothing and whose backlog is full: the kernel drops further SYNs.
  const stuck = spawn(process.execPath, ['-e', stuckServer]);
  const port = Number(
    await new Promise<string>((resolve) => stuck.stdout.once('data', (text) => resolve(String(text)))),
  );
  const fillers = Array.from({length: 4}, () => connect(port, '127.0.0.1').on('error', () => {}));
  // Linux takes one more than the backlog says.
  while (fillers.filter(({connecting}) => !connecting).length < 2) await sleep(5);
  await sleep(20);
  const {send, lane} = openLane(target(port));
  const ended = send();
  await sleep(50);
  lane.expire(performance.now());
  expect(await ended).toMatchObject({word: 'dial timeout', sentMs: Number.NaN});
  for (const filler of fillers) filler.destroy();
  stuck.kill('SIGKILL');
});

const stuckServer = `
  const server = require('net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, () => {
    require('fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000);
  });`;

test('an aborted request never ends, its lane sends again at once, and its socket is gone', async () => {
  let answering = false;
  await using server = await rawServer((socket) => answering && socket.write(answer('x')));
  const {send, lane, transport, ends} = openLane(target(server.port));
  for (const waitMs of [0, 30]) {
    void send();
    if (waitMs > 0) await sleep(waitMs);
    const {bytesOut} = lane.abort();
    expect(bytesOut > 0).toBe(waitMs > 0);
  }
  answering = true;
  expect((await send()).word).toBe(null);
  expect([ends(), transport.openSockets]).toEqual([1, 1]);
  lane.close();
  await sleep(20);
  expect(transport.openSockets).toBe(0);
});

test('head and the first kilobyte are kept when asked for, and only then', async () => {
  await using server = await rawServer((socket) =>
    socket.write(answer('é'.repeat(5000), 'set-cookie: a=1\r\nset-cookie: b=2\r\n')),
  );
  const kept = await openLane(target(server.port), true).send();
  expect(Buffer.byteLength(kept.body!)).toBe(1024);
  expect(kept.headers).toContainEqual(['set-cookie', 'b=2']);
  expect(await openLane(target(server.port)).send()).toMatchObject({headers: null, body: null});
});

test('requests that cannot be sent are refused before the run', () => {
  const {transport} = openLane(target(80));
  const bad: Partial<PlanRequest>[] = [
    {path: '/a b'},
    {path: 'x'},
    {method: 'CONNECT'},
    {method: 'G T'},
    {headers: [['bad name', 'x']]},
    {headers: [['x', 'a\r\nb']]},
    {bodyFile: '/no/such/file'},
    {bodyFile: tmpdir()},
  ];
  for (const changes of bad) expect(() => transport.prepare(request(changes))).toThrow(TypeError);
});
