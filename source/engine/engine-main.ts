/** Entry point of a load worker thread. */
import {parentPort, workerData} from 'node:worker_threads';
import type {WorkerEvent, WorkerMessage, WorkerStart} from '../protocol/worker-message.ts';
import {clockOffsetMs} from './clock-offset.ts';
import {Engine, tickMs} from './engine.ts';
import {warmUp} from './warm-up.ts';

const port = parentPort;
if (port === null) throw new Error('engine-main runs in a worker thread only');

const {zeroNs, ...start} = workerData as WorkerStart;
const offsetMs = clockOffsetMs(
  () => Number(process.hrtime.bigint() - zeroNs) / 1e6,
  () => performance.now(),
);
const post = (event: WorkerEvent): void => port.postMessage(event);

// A help, not a need: what is wrong with the plan is told below.
await warmUp(start.plan).catch(() => {});

let engine: Engine | null = null;
try {
  engine = new Engine({...start, nowMs: () => performance.now() + offsetMs, post});
} catch (error) {
  post({kind: 'refused', message: error instanceof Error ? error.message : String(error)});
}
if (engine !== null) {
  const running = engine;
  port.on('message', (message: WorkerMessage) => running.receive(message));
  setInterval(() => running.tick(), tickMs);
  post({kind: 'ready'});
}
