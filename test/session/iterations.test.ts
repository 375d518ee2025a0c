import {describe, expect, it} from 'vitest';
import type {Executor} from '../../source/domain/profile.ts';
import {preparedRun, profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

const maxDurationMs = 60_000;
const shared: Executor = {kind: 'shared-iterations', vus: 5, iterations: 100, maxDurationMs};
const perVu: Executor = {kind: 'per-vu-iterations', vus: 5, iterations: 20, maxDurationMs};

function harness(executor: Executor, interactive = false, gracefulStopMs = 2000): SessionHarness {
  const iterations = executor.kind === 'shared-iterations' ? {shared: 100} : {perVu: 20};
  const profile = profileOf({executor, gracefulStopMs});
  const prepared = preparedRun(profile, ['login', 'cart'], {iterations});
  return new SessionHarness(profile, {prepared, interactive}).start();
}

const busy = {requests: 5, latencyUs: 1000};
const gone = (finishedVus: number) => ({requests: 0, latencyUs: 0, gauges: {vus: 0, finishedVus}});

describe('a plan of iterations', () => {
  it.each([shared, perVu])('holds its VUs until the iterations are done: $kind', (executor) => {
    const run = harness(executor).wait(5000);
    expect(run.view().load).toMatchObject({targetLevel: 5, mode: 'auto'});
    run.traffic = {...busy, gauges: {vus: 1, finishedVus: 4}};
    run.wait(1000);
    expect(run.driver.commands.at(-1)!.kind).toBe('target');
    run.traffic = gone(5);
    run.wait(500);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 2000});
    run.stop();
    expect(run.texts().at(-1)).toBe('drain (all iterations are done): no VU is at work');
    expect(run.session.summary()).toMatchObject({endedBy: 'plan ended', exitCode: 0});
    expect(run.driver.clockMs).toBeLessThan(10_000);
  });

  it('is not over while a VU that is to come has iterations left', () => {
    const run = harness(perVu).wait(2000);
    run.do({kind: 'target', model: 'closed', level: 8, overMs: 0});
    run.traffic = gone(5);
    run.wait(2000);
    expect(run.driver.commands.at(-1)!.kind).toBe('target');
    run.traffic = gone(8);
    run.wait(500);
    expect(run.driver.commands.at(-1)!.kind).toBe('stop');
  });

  it('is over with its longest time, and who is still at work gets the graceful stop', () => {
    const run = harness(shared).wait(maxDurationMs + 500);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'stop', graceMs: 2000});
  });

  it('leaves a driven session, which says that nothing is left to do', () => {
    const run = harness(shared, true).wait(2000);
    run.traffic = gone(5);
    run.wait(1000);
    expect(run.view()).toMatchObject({phase: 'ENDED', load: {targetLevel: 0, mode: 'manual'}, finished: false});
    expect(run.texts().at(-1)).toBe('all iterations are done');
    run.do({kind: 'step', steps: 1, repeat: false}).wait(1000);
    expect(run.view()).toMatchObject({phase: 'ENDED', notice: {text: 'all iterations are done: q quits'}});
  });
});

describe("the plan's end of a driven run", () => {
  const stages = [{durationMs: 5000, target: 5, name: null}];

  it('cuts off who has not ended its iteration after the graceful stop', () => {
    const run = new SessionHarness(profileOf({stages, gracefulStopMs: 3000})).start();
    run.traffic = {...busy, gauges: {vus: 2}};
    run.wait(7500);
    expect(run.driver.commands.at(-1)).toMatchObject({kind: 'target', toLevel: 0});
    run.wait(1500);
    expect(run.driver.commands.at(-1)!.kind).toBe('abort');
    expect(run.texts().at(-1)).toBe("2 VUs were cut off: still at work 3s after the plan's end");
  });

  it('cuts off who has not ended it after ^Z just so', () => {
    const run = new SessionHarness(profileOf({vus: 5, gracefulStopMs: 3000})).start().wait(2000);
    run.traffic = {...busy, gauges: {vus: 1}};
    run.do({kind: 'finish', how: 'drain', end: false}).wait(2500);
    expect(run.driver.commands.map(({kind}) => kind)).not.toContain('abort');
    run.wait(1000);
    expect(run.driver.commands.at(-1)!.kind).toBe('abort');
    expect(run.texts().at(-1)).toBe('1 VU was cut off: still at work 3s after the drain began');
  });

  it('cuts off nobody when the operator drives on meanwhile', () => {
    const run = new SessionHarness(profileOf({stages, gracefulStopMs: 3000})).start().wait(5500);
    run.do({kind: 'target', model: 'closed', level: 10, overMs: 0}).wait(5000);
    expect(run.driver.commands.map(({kind}) => kind)).not.toContain('abort');
    expect(run.view().load.targetLevel).toBe(10);
  });
});

describe('back to the plan', () => {
  const stages = [
    {durationMs: 10_000, target: 40, name: 'climb'},
    {durationMs: 30_000, target: 40, name: 'base'},
  ];

  it('goes on where its clock stopped, not where it would have been', () => {
    const run = new SessionHarness(profileOf({stages})).start().wait(5000);
    run.do({kind: 'target', model: 'closed', level: 5, overMs: 0}).wait(60_000);
    expect(run.view().load.plan).toMatchObject({stage: 0, progress: 0.5, level: 20, heldMs: 60_000});
    run.do({kind: 'auto'}).wait(250);
    expect(run.view().load).toMatchObject({mode: 'auto', plan: {stage: 0, progress: 0.5}});
    // Up to the plan's 20 at ramp speed first: the stage clock waits for it.
    run.wait(7500).wait(5000);
    expect(run.view().load.plan).toMatchObject({stage: 1});
    expect(run.view().load.targetLevel).toBe(40);
    run.wait(30_500);
    expect(run.view().phase).toBe('ENDED');
  });
});
