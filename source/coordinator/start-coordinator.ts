import process from 'node:process';
import {Worker} from 'node:worker_threads';
import {PerftuiError, exitCodes} from '../domain/errors.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import type {Intent, IntentOrigin} from '../session/intent.ts';
import type {ViewUpdate} from '../session/view.ts';
import {attachFolder, removeSocket} from './attach-folder.ts';
import type {CoordinatorSettings, FromCoordinator, ToCoordinator} from './messages.ts';
import {createUpdateRelay} from './update-relay.ts';

/** The session as seen from the thread that shows it. */
export interface Coordinator {
  subscribe(listener: (update: ViewUpdate) => void): () => void;
  dispatch(intent: Intent, origin?: IntentOrigin): void;
  /** Settles when there is something to be shown. Rejects as `finished` does when it never comes to that. */
  readonly ready: Promise<void>;
  /** Settles when the run is over and its files are written. Rejects with PerftuiError when it could not go on. */
  readonly finished: Promise<RunSummary>;
  /** Ends the thread at once, whatever it is doing. */
  terminate(): Promise<void>;
}

function crashed(reason: string): PerftuiError {
  return new PerftuiError('ERR_INTERNAL', `the coordinator thread ended: ${reason}`, {exitCode: exitCodes.internal});
}

/** Starts the coordinator thread: session, fleet and files live there, so a stalled terminal stops none of them. */
export function startCoordinator(settings: CoordinatorSettings): Coordinator {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const worker = new Worker(new URL(`coordinator-main${extension}`, import.meta.url), {
    workerData: settings,
    // A stray write from a thread would tear the screen.
    stdout: true,
    stderr: true,
  });
  let lastWords = '';
  worker.stderr.setEncoding('utf8').on('data', (chunk: string) => (lastWords = (lastWords + chunk).slice(-2000)));
  worker.stdout.resume();

  const post = (message: ToCoordinator): void => worker.postMessage(message);
  const relay = createUpdateRelay(() => post({kind: 'taken'}));
  const ready = Promise.withResolvers<void>();
  const finished = new Promise<RunSummary>((resolve, reject) => {
    worker.on('message', (message: FromCoordinator) => {
      switch (message.kind) {
        case 'view':
          relay.receive(message);
          ready.resolve();
          return;
        case 'finished':
          resolve(message.summary);
          return;
        case 'failed':
          reject(
            new PerftuiError(message.code, message.message, {
              exitCode: message.exitCode,
              ...(message.hint === null ? {} : {hint: message.hint}),
            }),
          );
      }
    });
    worker.on('error', (error) => reject(crashed(error instanceof Error ? error.message : String(error))));
    worker.on('exit', (code) => reject(crashed(lastWords.trim().split('\n').at(-1) || `exit code ${code}`)));
  });
  // Whoever awaits it later gets the rejection; until then it is not "unhandled".
  finished.catch((error: unknown) => ready.reject(error));
  ready.promise.catch(() => undefined);

  return {
    subscribe: (listener) => relay.subscribe(listener),
    dispatch: (intent, origin = 'operator') => post({kind: 'intent', intent, origin}),
    ready: ready.promise,
    finished,
    terminate: async () => {
      await worker.terminate();
      // One that was ended in the middle has not done so itself.
      const folder = settings.listens ? attachFolder() : null;
      if (folder !== null) removeSocket(folder, process.pid);
    },
  };
}
