import {parentPort} from 'node:worker_threads';
import {comparableRun, type ComparableRun} from '../analysis/comparable-run.ts';
import {compareRuns} from '../analysis/compare-runs.ts';
import {curveCellsOf, loadCurve} from '../analysis/load-curve.ts';
import {describeError} from '../domain/errors.ts';
import type {SnapshotCell} from '../domain/snapshot.ts';
import {
  snapshotsKnown,
  type CompareAnswer,
  type CompareTask,
  type SentCells,
  type SentSnapshot,
} from './compare-protocol.ts';

/** The comparing thread: see `createCompareWorker`. */
const port = parentPort;
if (port === null) throw new Error('compare-main is a worker thread');

/** By number, the newest last. */
const known = new Map<number, ComparableRun>();

/** Of snapshots that are still to come. */
const early = new Map<number, SnapshotCell[]>();

function runOf({id, snapshot}: SentSnapshot): ComparableRun {
  const cells = [...(early.get(id) ?? []), ...(snapshot?.cells ?? [])];
  early.delete(id);
  const run = snapshot === null ? known.get(id) : comparableRun({...snapshot, cells});
  if (run === undefined) throw new Error(`snapshot ${id} was not sent`);
  known.set(id, run);
  return run;
}

function answer(task: CompareTask): CompareAnswer {
  try {
    if (task.kind === 'curve') return {kind: 'curve', curve: loadCurve(curveCellsOf(runOf(task.of)))};
    const {now, before, align, confidence} = task;
    return {kind: 'compare', result: compareRuns(runOf(now), runOf(before), {align, confidence})};
  } catch (error) {
    return {kind: 'failed', message: describeError(error)};
  } finally {
    for (const oldest of known.keys()) if (known.size > snapshotsKnown) known.delete(oldest);
  }
}

port.on('message', (message: CompareTask | SentCells) => {
  if (message.kind !== 'cells') return port.postMessage(answer(message));
  const {id, cells} = message;
  early.set(id, [...(early.get(id) ?? []), ...cells]);
});
