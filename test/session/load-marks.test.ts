import {expect, it} from 'vitest';
import {profileOf, saturated} from './fixtures.ts';
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

it('says where throughput stops growing and what other loads would do, made anew only with another mark', () => {
  const run = new SessionHarness(profileOf({vus: 10})).start();
  expect(run.view()).toMatchObject({knee: null, curveFit: null});
  const levels = [10, 20, 40, 80, 120, 160, 200];
  for (const level of levels) {
    run.do({kind: 'target', model: 'closed', level, overMs: 0}).do({kind: 'answer', yes: true});
    run.traffic = {requests: Math.min(level, 60), latencyUs: 20_000 + Math.max(0, level - 60) * 1000};
    run.wait(40_000);
  }
  const {knee, curveFit, loadMarks} = run.view();
  expect(run.session.summary().knee).toEqual({model: 'closed', fromLevel: knee!.fromLevel, toLevel: knee!.toLevel});
  expect(loadMarks.length).toBeGreaterThan(20);
  expect(knee!.fromLevel).toBeLessThanOrEqual(62);
  expect(knee!.toLevel).toBeGreaterThanOrEqual(58);
  expect(knee!.flatSinceMs).not.toBeNull();
  expect(curveFit).toMatchObject({model: 'closed', maxLevel: expect.closeTo(200, 0)});
  run.wait(1000);
  expect(run.view().knee).toBe(knee);
  expect(run.view().curveFit).toBe(curveFit);
});

it('tells no knee and no forecast of what the generator, not the target, could not do', () => {
  const run = new SessionHarness(profileOf({vus: 10})).start();
  for (const level of [10, 20, 30, 40, 60, 80, 120, 160, 200]) {
    run.do({kind: 'target', model: 'closed', level, overMs: 0}).do({kind: 'answer', yes: true});
    const requests = Math.min(level, 60);
    run.traffic = {requests, latencyUs: 20_000, ...(level > 60 && {generator: saturated})};
    run.wait(40_000);
  }
  const {knee, curveFit} = run.view();
  expect(knee).toBeNull();
  expect(curveFit!.maxLevel).toBeCloseTo(60, 0);
});
