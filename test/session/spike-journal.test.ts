import {expect, test} from 'vitest';
import type {SpikeStudy} from '../../source/domain/study.ts';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const stages = [
  {durationMs: 0, target: 20, name: 'up'},
  {durationMs: 60_000, target: 20, name: 'baseline'},
  {durationMs: 0, target: 40, name: 'up'},
  {durationMs: 10_000, target: 40, name: 'spike'},
  {durationMs: 0, target: 20, name: 'down'},
  {durationMs: 80_000, target: 20, name: 'recovery'},
];

test('a recording knows of a recovery from the second it was told in', () => {
  const study = {kind: 'spike', model: 'closed', baseLevel: 20, factors: [2]} as const;
  const run = new SessionHarness(profileOf({stages, vus: 100}), {study}).start();
  run.wait(60_000);
  run.traffic = {...run.traffic, latencyUs: 900_000};
  run.wait(25_000);
  run.traffic = {...run.traffic, latencyUs: 100_000};
  run.wait(50_000);
  const told = run.journal.flatMap((line) => (line.kind === 'study' ? [line] : []));
  const shown = run.view().study as SpikeStudy;
  expect(shown.factors[0]!.recovery).toHaveProperty('seconds');
  const {atMs, study: recorded} = told.at(-1)!;
  expect((recorded as SpikeStudy).factors[0]!.recovery).toEqual(shown.factors[0]!.recovery);
  // It takes 30 s of wellness to tell it.
  expect(atMs).toBeLessThan(120_000);
});
