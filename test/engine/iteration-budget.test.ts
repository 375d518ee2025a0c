import {expect, test} from 'vitest';
import {drivePool, get, think} from './drive-pool.ts';

test('each user runs its iterations and leaves, one that joins later too', () => {
  const run = drivePool([get(0), think(3)], {iterations: {perVu: 4}});
  const half: unknown[] = [];
  run.pool.setFleetTarget(3, 0, 0);
  for (let nowMs = 0; nowMs < 100; nowMs++) {
    if (nowMs === 50) run.pool.setFleetTarget(5, nowMs, 0);
    run.pool.runDue(nowMs);
    run.endAll(nowMs);
    if (nowMs === 49) half.push(run.reader.gauges());
  }
  expect(half).toMatchObject([{finishedVus: 3, activeVus: 0}]);
  expect(run.reader.gauges()).toMatchObject({finishedVus: 5, activeVus: 0, scenarioVus: [0]});
  expect(run.metrics()).toMatchObject({iterations: 20, iterationsInterrupted: 0});
  expect(run.transport.closed).toBe(5);
});

test('who has no iteration left is not woken by another target', () => {
  const run = drivePool([get(0)], {iterations: {perVu: 1}});
  run.pool.setFleetTarget(1, 0, 0);
  run.pool.runDue(0);
  run.end(1);
  run.pool.setFleetTarget(0, 2, 0);
  run.pool.setFleetTarget(1, 3, 0);
  run.pool.runDue(4);
  expect([run.pool.active, run.lines().length, run.reader.gauges().finishedVus]).toEqual([0, 1, 1]);
});

test.each([1, 7, 100])('%i iterations shared by two workers are begun exactly once each', (shared) => {
  const cursors = new Int32Array(new SharedArrayBuffer(4));
  const runs = [0, 1].map((first) =>
    drivePool([get(0)], {iterations: {shared}, cursors, shares: [{first, stride: 2}]}),
  );
  for (let nowMs = 0; nowMs < 100; nowMs++) {
    for (const {pool, transport} of runs) {
      pool.setFleetTarget(9, nowMs, 0);
      pool.runDue(nowMs);
      for (const sent of [...transport.inFlight].slice(0, 3)) sent.end(nowMs);
    }
  }
  const begun = runs.reduce((sum, {transport}) => sum + transport.sent.length, 0);
  expect(begun).toBe(shared);
  expect(runs.reduce((sum, {metrics}) => sum + metrics().iterations, 0)).toBe(shared);
  const gauges = runs.map(({reader}) => reader.gauges());
  expect(gauges.reduce((sum, one) => sum + one.finishedVus, 0)).toBe(9);
  expect(gauges.every((one) => one.activeVus === 0)).toBe(true);
});
