/**
 * Loaded into every thread of a perftui under test (NODE_OPTIONS=--import): an accident in one of them.
 * CRASH_THREAD: `coordinator`, `worker` (number 0 and whoever replaces it) or `slow-worker` (hangs before it is up);
 * CRASH_AFTER_MS: when, or for how long; for a worker, after its first connection to CRASH_PORT; for a coordinator, once
 * CRASH_FILE, where that is set, is there.
 */
import {channel} from 'node:diagnostics_channel';
import {existsSync, writeSync} from 'node:fs';
import type {Socket} from 'node:net';
import {isatty} from 'node:tty';
import {isMainThread, workerData} from 'node:worker_threads';

const {CRASH_THREAD: thread, CRASH_AFTER_MS: afterMs, CRASH_FILE: file, CRASH_PORT: port} = process.env;
const started = (isMainThread ? null : workerData) as {
  readonly prepared?: unknown;
  readonly shares?: readonly {readonly first: number}[];
} | null;
const isWorker = started?.shares !== undefined;

if (thread === 'slow-worker' && isWorker) {
  if (!isatty(2)) writeSync(2, 'a worker hangs\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(afterMs));
} else if (thread === 'coordinator' && started?.prepared !== undefined) {
  if (file === undefined) crashLater();
  else {
    const waiting = setInterval(() => {
      if (!existsSync(file)) return;
      clearInterval(waiting);
      crashLater();
    }, 20);
  }
} else if (thread === 'worker' && isWorker && started.shares[0]?.first === 0) {
  // Before that it warms up, over connections that go nowhere.
  channel('net.client.socket').subscribe((message) => {
    const {socket} = message as {readonly socket: Socket};
    socket.once('connect', () => {
      if (socket.remotePort === Number(port)) crashLater();
    });
  });
}

function crashLater(): void {
  setTimeout(() => {
    throw new Error('boom');
  }, Number(afterMs));
}
