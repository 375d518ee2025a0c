import {expect, test} from 'vitest';
import type {Region} from '../../../source/tui/canvas/canvas.ts';
import {ofCores} from '../../../source/tui/panels/host-meters.ts';
import {drawWorkers} from '../../../source/tui/panels/host-workers.ts';
import {drawn} from '../fixtures/drawn-rows.ts';
import {aWorker, hostRun} from '../fixtures/host-run.ts';

function workerRow(utilisation: number): string {
  const {view} = hostRun({workerRows: [aWorker(0, {utilisation})]});
  const draw = (region: Region): void => drawWorkers(region, view, 0);
  return drawn(draw, [], 120, 4, 'full')[2]!;
}

test('how busy a worker is that has not told has no bar: an empty one would say that it idles', () => {
  expect(workerRow(0.36)).toMatch(/36% ▮▮▮▮▯▯▯▯▯▯/);
  expect(workerRow(0)).toMatch(/0% ▯{10}/);
  expect(workerRow(Number.NaN)).toMatch(/-- {12}/);
});

test('one core is one core', () => {
  expect([ofCores(1), ofCores(2), ofCores(null), ofCores(Number.NaN)]).toEqual(['1 core', '2 cores', '', '']);
});
