import {expect, it} from 'vitest';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

it('marks of the live run are ten seconds each, at their load, of the present model alone', () => {
  const run = new SessionHarness(profileOf({vus: 5})).start();
  run.traffic = {requests: 10, latencyUs: 20_000};
  run.wait(29_000);
  const marks = run.view().loadMarks;
  expect(marks.map(({atMs}) => atMs)).toEqual([0, 10_000]);
  expect(marks[1]).toMatchObject({level: 5, requestsPerSecond: 40});
  expect(marks[1]!.p95).toBeGreaterThan(19_000);
  expect(run.view().loadMarks).toBe(marks);
  run.do({kind: 'target', model: 'open', level: 48, overMs: 0}).do({kind: 'answer', yes: true}).wait(21_000);
  const open = run.view().loadMarks;
  expect(open.length).toBeGreaterThan(0);
  expect(open.every(({atMs}) => atMs >= 30_000)).toBe(true);
  expect(open[0]!.level).toBeCloseTo(48, 0);
});
