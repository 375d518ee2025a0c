import {extname} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Readable} from 'node:stream';
import {Worker} from 'node:worker_threads';
import {createSharedMetrics, sharedCounts} from '../metrics/shared-layout.ts';
import {SharedReader, type SharedGauges} from '../metrics/shared-reader.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import type {IdClass, WorkerEvent, WorkerMessage, WorkerStart} from '../protocol/worker-message.ts';

const keptLines = 20;

export interface EngineWorkerEvents {
  onEvent(event: WorkerEvent): void;
  /** The thread is gone, expected or not. Called once, after everything it posted. */
  onExit(reason: string): void;
}

export type SpawnWorker = (start: WorkerStart) => Worker;

/** Starts the engine's own file in a thread: `.ts` from source, `.js` from a build. */
export function spawnEngine(start: WorkerStart): Worker {
  const extension = extname(fileURLToPath(import.meta.url));
  return new Worker(new URL(`../engine/engine-main${extension}`, import.meta.url), {
    workerData: start,
    name: 'load-worker',
    stdout: true,
    stderr: true,
  });
}

/** One load worker thread with its shared metrics. */
export class EngineWorker {
  readonly shares: IdClass[];
  readonly #worker: Worker;
  readonly #reader: SharedReader;
  /** The last lines it printed: they must never reach the terminal, but tell why it died. */
  readonly #lines: string[] = [];
  #alive = true;
  #failure: string | null = null;

  constructor(
    spawn: SpawnWorker,
    plan: RunPlan,
    shares: readonly IdClass[],
    {zeroNs, cursors}: Pick<WorkerStart, 'zeroNs' | 'cursors'>,
    events: EngineWorkerEvents,
  ) {
    this.shares = [...shares];
    const counts = sharedCounts(plan);
    const metrics = createSharedMetrics(plan.series.length, counts);
    this.#reader = new SharedReader(metrics, plan.series.length, counts);
    this.#worker = spawn({plan, shares, metrics, cursors, zeroNs});
    this.#swallow(this.#worker.stdout);
    this.#swallow(this.#worker.stderr);
    this.#worker.on('message', (event: WorkerEvent) => events.onEvent(event));
    this.#worker.on('messageerror', (error) => (this.#failure ??= error.message));
    this.#worker.on('error', (error: unknown) => {
      this.#failure ??= error instanceof Error ? error.message : String(error);
    });
    this.#worker.on('exit', (code) => {
      this.#alive = false;
      events.onExit(this.#failure ?? this.#lines.at(-1) ?? `exit code ${code}`);
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  post(message: WorkerMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(message);
  }

  adopt(shares: readonly IdClass[]): void {
    this.shares.push(...shares);
    this.post({kind: 'adopt', shares});
  }

  gauges(): SharedGauges {
    return this.#reader.gauges();
  }

  /** What it measured since the last reading; null: put off to the next. */
  read(): IntervalMetrics | null {
    return this.#reader.read();
  }

  /** Whatever is left after it exited. */
  readFinal(): IntervalMetrics {
    return this.#reader.readFinal();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #swallow(stream: Readable): void {
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.#lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
      this.#lines.splice(0, this.#lines.length - keptLines);
    });
  }
}
