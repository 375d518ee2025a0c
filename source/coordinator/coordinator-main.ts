import {parentPort, workerData} from 'node:worker_threads';
import {describeError, exitCodeOf, PerftuiError} from '../domain/errors.ts';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from './messages.ts';
import {runCoordinator} from './run-coordinator.ts';

/** The coordinator thread: see `startCoordinator`. */
const port = parentPort;
if (port === null) throw new Error('coordinator-main is a worker thread');

const post = (message: FromCoordinator): void => port.postMessage(message);
try {
  await runCoordinator(workerData as CoordinatorSettings, {
    post,
    onMessage: (listener) => port.on('message', (message: ToCoordinator) => listener(message)),
  });
} catch (error) {
  const known = error instanceof PerftuiError;
  post({
    kind: 'failed',
    code: known ? error.code : 'ERR_INTERNAL',
    message: known ? error.message : describeError(error),
    hint: known ? error.hint : null,
    exitCode: exitCodeOf(error),
  });
}
