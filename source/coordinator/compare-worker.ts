import {setImmediate as nextTurn} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import type {ComparisonAlign, LoadCurvePoint, RunComparison} from '../domain/comparison.ts';
import {PerftuiError, exitCodes} from '../domain/errors.ts';
import type {Snapshot, SnapshotCell} from '../domain/snapshot.ts';
import {
  snapshotsKnown,
  type CompareAnswer,
  type CompareTask,
  type SentCells,
  type SentSnapshot,
} from './compare-protocol.ts';

/** Compares on a thread of its own, one task after the other: what takes half a second must not hold up the load. */
export interface CompareWorker {
  compare(now: Snapshot, before: Snapshot, align: ComparisonAlign, confidence: number): Promise<RunComparison>;
  loadCurve(snapshot: Snapshot): Promise<readonly LoadCurvePoint[]>;
  /** Ends the thread; what is asked of it later starts another one. */
  close(): Promise<void>;
}

/** Names of cells in a piece: about 10 ms to copy. */
const pieceNames = 10_000;

function piecesOf(cells: readonly SnapshotCell[]): SnapshotCell[][] {
  const pieces: SnapshotCell[][] = [];
  let names = pieceNames;
  for (const cell of cells) {
    if (names >= pieceNames) {
      pieces.push([]);
      names = 0;
    }
    pieces.at(-1)!.push(cell);
    names += cell.names.length;
  }
  return pieces;
}

interface Waiting {
  readonly make: (send: (snapshot: Snapshot) => SentSnapshot) => CompareTask;
  resolve(answer: CompareAnswer): void;
  reject(error: Error): void;
}

/** Nothing runs before the first task. The thread does not keep the process alive while it rests. */
export function createCompareWorker(): CompareWorker {
  let worker: Worker | null = null;
  let busy: Waiting | null = null;
  const queue: Waiting[] = [];
  let ids = 0;
  /** What the thread knows, the newest last. */
  const sent = new Map<Snapshot, number>();

  /** @param pieces takes what is to be sent before the task */
  function send(snapshot: Snapshot, pieces: SentCells[]): SentSnapshot {
    const known = sent.get(snapshot);
    if (known !== undefined) return {id: known, snapshot: null};
    const id = ids++;
    sent.set(snapshot, id);
    pieces.push(...piecesOf(snapshot.cells).map((cells) => ({kind: 'cells', id, cells}) as const));
    // What no comparison reads need not be copied.
    return {id, snapshot: {...snapshot, cells: [], hostSeries: [], events: [], errorSamples: []}};
  }

  /** A piece each turn of the event loop: copying all of a long run at once would hold up the load's plan. */
  async function post(waiting: Waiting, to: Worker): Promise<void> {
    const pieces: SentCells[] = [];
    const task = waiting.make((snapshot) => send(snapshot, pieces));
    for (const oldest of sent.keys()) if (sent.size > snapshotsKnown) sent.delete(oldest);
    for (const message of [...pieces, task]) {
      if (busy !== waiting || worker !== to) return;
      to.postMessage(message);
      await nextTurn();
    }
  }

  function start(): Worker {
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    // A stray write would tear the screen; that its streams are not read lets the process end beside it.
    const fresh = new Worker(new URL(`compare-main${extension}`, import.meta.url), {stdout: true, stderr: true});
    fresh.on('message', (answer: CompareAnswer) => {
      if (fresh === worker) settle((waiting) => waiting.resolve(answer));
    });
    fresh.on('error', (error) => lost(fresh, error instanceof Error ? error.message : String(error)));
    fresh.on('exit', (code) => lost(fresh, `exit code ${code}`));
    return fresh;
  }

  function lost(gone: Worker, why: string): void {
    if (gone !== worker) return;
    worker = null;
    sent.clear();
    const error = new PerftuiError('ERR_INTERNAL', `the comparing thread ended: ${why}`, {
      exitCode: exitCodes.internal,
    });
    settle((waiting) => waiting.reject(error));
  }

  function settle(done: (waiting: Waiting) => void): void {
    const waiting = busy;
    busy = null;
    if (waiting !== null) done(waiting);
    next();
  }

  function next(): void {
    if (busy !== null) return;
    busy = queue.shift() ?? null;
    if (busy === null) {
      worker?.unref();
      return;
    }
    worker ??= start();
    worker.ref();
    const waiting = busy;
    post(waiting, worker).catch((error: unknown) => {
      if (busy === waiting) settle((one) => one.reject(error as Error));
    });
  }

  async function ask(make: Waiting['make']): Promise<CompareAnswer> {
    const answer = await new Promise<CompareAnswer>((resolve, reject) => {
      queue.push({make, resolve, reject});
      next();
    });
    if (answer.kind === 'failed') {
      // One of them may not have been kept there.
      sent.clear();
      throw new PerftuiError('ERR_SNAPSHOT', answer.message);
    }
    return answer;
  }

  return {
    async compare(now, before, align, confidence) {
      const answer = await ask((send) => ({kind: 'compare', now: send(now), before: send(before), align, confidence}));
      if (answer.kind !== 'compare') throw new Error(`answered with ${answer.kind}`);
      return answer.result;
    },
    async loadCurve(snapshot) {
      const answer = await ask((send) => ({kind: 'curve', of: send(snapshot)}));
      if (answer.kind !== 'curve') throw new Error(`answered with ${answer.kind}`);
      return answer.curve;
    },
    async close() {
      const closing = worker;
      worker = null;
      sent.clear();
      const closed = new PerftuiError('ERR_INTERNAL', 'the comparing thread was closed', {
        exitCode: exitCodes.internal,
      });
      for (const waiting of [...(busy === null ? [] : [busy]), ...queue.splice(0)]) waiting.reject(closed);
      busy = null;
      await closing?.terminate();
    },
  };
}
