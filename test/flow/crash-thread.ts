/**
 * Loaded into every thread of a perftui under test (NODE_OPTIONS=--import): an accident in one of them.
 * CRASH_THREAD: `coordinator`, `worker` (number 0 and whoever replaces it) or `slow-worker` (hangs before it is up);
 * CRASH_AFTER_MS: when, or for how long.
 */
import {writeSync} from 'node:fs';
import {isatty} from 'node:tty';
import {isMainThread, workerData} from 'node:worker_threads';

const {CRASH_THREAD: thread, CRASH_AFTER_MS: afterMs} = process.env;
const started = (isMainThread ? null : workerData) as {
  readonly prepared?: unknown;
  readonly shares?: readonly {readonly first: number}[];
} | null;
const isWorker = started?.shares !== undefined;

if (thread === 'slow-worker' && isWorker) {
  if (!isatty(2)) writeSync(2, 'a worker hangs\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(afterMs));
} else if (
  (thread === 'coordinator' && started?.prepared !== undefined) ||
  (thread === 'worker' && isWorker && started.shares[0]?.first === 0)
) {
  setTimeout(() => {
    throw new Error('boom');
  }, Number(afterMs));
}
