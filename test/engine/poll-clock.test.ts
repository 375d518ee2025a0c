import {once} from 'node:events';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {Worker} from 'node:worker_threads';
import {expect, test} from 'vitest';
import {createPollClock} from '../../source/engine/poll-clock.ts';

function setUp() {
  let idleMs = 0;
  let nowMs = 0;
  let inCheck: (() => void) | null = null;
  const poll = createPollClock({
    nowMs: () => nowMs,
    idleMs: () => idleMs,
    inCheckPhase: (callback) => {
      if (inCheck !== null) throw new Error('asked for twice in one turn');
      inCheck = callback;
    },
  });
  return {
    poll,
    read: (atMs: number) => poll.readyMs((nowMs = atMs)),
    check: (atMs: number): void => {
      nowMs = atMs;
      const callback = inCheck;
      inCheck = null;
      callback?.();
    },
    idle: (ms: number) => (idleMs += ms),
  };
}

test('what a loop that was idle reads has waited since the loop was woken at the earliest', () => {
  const {read, check, idle} = setUp();
  read(10);
  check(12);
  idle(50);
  expect(read(63)).toBe(62);
});

test('what a busy loop reads may have come right after the poll before', () => {
  const {read, check} = setUp();
  read(10);
  check(14);
  expect(read(15)).toBe(10);
  check(20);
  expect(read(21)).toBe(15);
});

test('all reads of one poll have one answer', () => {
  const {read, check} = setUp();
  read(10);
  check(11);
  expect([read(15), read(16), read(18)]).toEqual([10, 10, 10]);
});

test('turns without reads move the bound up in a loop that spins', () => {
  const {poll, read, check} = setUp();
  read(10);
  poll.polled(13);
  check(13);
  expect(read(14)).toBe(10);
  check(15);
  poll.polled(15);
  poll.polled(16);
  poll.polled(17);
  expect(read(18)).toBe(17);
});

test('on a real loop a read after a block is charged for the block, and a read after idling is not', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = await accepted;
  const poll = createPollClock({nowMs: () => performance.now()});
  const waited = async (): Promise<number> => {
    await once(client, 'data');
    const nowMs = performance.now();
    return nowMs - poll.readyMs(nowMs);
  };
  const first = waited();
  socket.write('a');
  await first;
  // Whoever has no processor for that long is late, and tries again.
  let idleMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20 && idleMs >= 40; round++) {
    const idle = waited();
    setTimeout(() => socket.write('b'), 60);
    idleMs = await idle;
  }
  expect(idleMs).toBeLessThan(40);
  const blocked = waited();
  socket.write('c');
  const untilMs = performance.now() + 30;
  while (performance.now() < untilMs);
  expect(await blocked).toBeGreaterThanOrEqual(29);
  client.destroy();
  socket.destroy();
  server.close();
});

test('a worker thread knows its own idle time', async () => {
  const worker = new Worker(
    `const {parentPort} = require('node:worker_threads');
     const before = performance.nodeTiming.idleTime;
     setTimeout(() => parentPort.postMessage(performance.nodeTiming.idleTime - before), 80);`,
    {eval: true},
  );
  const [idleMs] = (await once(worker, 'message')) as [number];
  expect(idleMs).toBeGreaterThan(20);
  expect(idleMs).toBeLessThan(5000);
  await worker.terminate();
});
