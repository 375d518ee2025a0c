import {afterEach, expect, it} from 'vitest';
import {comparableRun} from '../../source/analysis/comparable-run.ts';
import {compareRuns} from '../../source/analysis/compare-runs.ts';
import {curveCellsOf, loadCurve} from '../../source/analysis/load-curve.ts';
import {createCompareWorker, type CompareWorker} from '../../source/coordinator/compare-worker.ts';
import type {Snapshot} from '../../source/domain/snapshot.ts';
import {snapshotOf} from '../session/snapshot-fixture.ts';

let worker: CompareWorker | null = null;
afterEach(() => worker?.close());

/** 40 requests a second for 40 s at 10 VUs. */
function steady(scale: number): Snapshot {
  const latenciesUs = Array.from({length: 1600}, (_, index) => Math.round(scale * (10_000 + ((index * 7919) % 5000))));
  return snapshotOf({seconds: 40, latenciesUs});
}

it('says what a comparison on this thread says, and knows what it was sent before', async () => {
  worker = createCompareWorker();
  const [now, before] = [steady(1.5), steady(1)];
  const expected = compareRuns(comparableRun(now), comparableRun(before), {align: 'window', confidence: 0.95});
  expect(expected.verdict).toBe('REGRESSION');
  expect(await worker.compare(now, before, 'window', 0.95)).toEqual(expected);
  expect(await worker.compare(now, before, 'window', 0.95)).toEqual(expected);
  expect(await worker.loadCurve(before)).toEqual(loadCurve(curveCellsOf(comparableRun(before))));
});

it('takes a run of very many names in pieces, and nothing of it is lost or comes twice', async () => {
  worker = createCompareWorker();
  const one = steady(1);
  const cells = one.cells.map((cell) => ({
    ...cell,
    names: Array.from({length: 600}, (_, name) => ({...cell.names[0]!, name})),
  }));
  const many = {...one, cells};
  expect(await worker.loadCurve(many)).toEqual(loadCurve(curveCellsOf(comparableRun(many))));
  expect(await worker.loadCurve(one)).toEqual(loadCurve(curveCellsOf(comparableRun(one))));
});

it('answers what is asked at once in turn, however many snapshots come and go', async () => {
  worker = createCompareWorker();
  const snapshots = Array.from({length: 7}, (_, index) => ({...steady(1), name: String(index)}));
  const asked = [...snapshots, ...snapshots.toReversed()].map((now) =>
    worker!.compare(now, snapshots[0]!, 'window', 0.95),
  );
  expect((await Promise.all(asked)).map(({verdict}) => verdict)).toEqual(Array.from({length: 14}, () => 'OK'));
});

it('fails with one line for a damaged snapshot and goes on', async () => {
  worker = createCompareWorker();
  const whole = steady(1);
  const cells = whole.cells.map((cell) => ({...cell, names: cell.names.map((one) => ({...one, counts: '!!'}))}));
  const damaged = {...whole, cells};
  await expect(worker.compare(damaged, whole, 'window', 0.95)).rejects.toThrow(/cell counts cannot be read/);
  await expect(worker.loadCurve(damaged)).rejects.toThrow(/cell counts cannot be read/);
  expect(await worker.compare(whole, whole, 'window', 0.95)).toMatchObject({verdict: 'OK'});
});

it('rejects what is under way when it is closed, and starts anew when asked again', async () => {
  worker = createCompareWorker();
  const snapshot = steady(1);
  const asked = worker.loadCurve(snapshot);
  const [outcome] = await Promise.allSettled([asked, worker.close()]);
  expect(outcome).toMatchObject({status: 'rejected', reason: {message: 'the comparing thread was closed'}});
  expect(await worker.loadCurve(snapshot)).toHaveLength(1);
});
