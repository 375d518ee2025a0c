import {expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {createSharedMetrics, sharedCounts} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import type {TargetCommand} from '../../source/protocol/command.ts';
import {createCursors} from '../../source/protocol/cursors.ts';
import type {WorkerEvent} from '../../source/protocol/worker-message.ts';
import {get, think} from './drive-pool.ts';
import {plan, target} from './test-plan.ts';

/** An engine on a clock of the test's, whose users think before they ever send. */
function setUp() {
  const runPlan = plan(target(9), [{name: 's', weight: 1, steps: [think(60_000), get(0)]}]);
  const counts = sharedCounts(runPlan);
  const metrics = createSharedMetrics(runPlan.series.length, counts);
  const reader = new SharedReader(metrics, runPlan.series.length, counts);
  const events: WorkerEvent[] = [];
  const clock = {nowMs: 0};
  const engine = new Engine({
    plan: runPlan,
    shares: [{first: 0, stride: 1}],
    metrics,
    cursors: createCursors(runPlan),
    nowMs: () => clock.nowMs,
    post: (event) => events.push(event),
  });
  let revision = 0;
  return {
    reader,
    events,
    at(nowMs: number) {
      clock.nowMs = nowMs;
      return this;
    },
    tick() {
      engine.tick();
      return this;
    },
    target(toLevel: number, changes: Partial<TargetCommand> = {}) {
      const line = {fromLevel: toLevel, toLevel, startMs: clock.nowMs, durationMs: 0, untilMs: null};
      const command = {kind: 'target', revision: ++revision, model: 'closed', ...line, ...changes} as const;
      engine.receive({kind: 'command', command});
      return this;
    },
    stop(graceMs: number) {
      engine.receive({kind: 'command', command: {kind: 'stop', revision: ++revision, graceMs}});
      return this;
    },
    get active() {
      return reader.gauges().activeVus;
    },
    [Symbol.dispose]: () => engine.close(),
  };
}

test.each([true, false])(
  'a stop that comes before the tick in which load ends changes nothing of how it ends: %s',
  (drains) => {
    using run = setUp();
    run.target(10, {untilMs: 500, drains}).at(150).tick();
    expect(run.active).toBe(10);
    run.at(503).stop(1000);
    expect(run.active).toBe(drains ? 10 : 0);
    run.at(1502).tick();
    expect(run.events).toEqual(drains ? [] : [{kind: 'stopped'}]);
    run.at(1503).tick();
    expect(run.events).toEqual([{kind: 'stopped'}]);
    expect(run.reader.read()).toMatchObject({iterations: 0, iterationsInterrupted: 10});
  },
);

test('who a ramp has sent away by the time of a stop is gone with it', () => {
  using run = setUp();
  run.target(10).at(150).tick();
  run.target(0, {fromLevel: 10, durationMs: 1000}).at(650).stop(1000);
  expect(run.active).toBe(5);
});

test('a load that ends by itself drains in the tick after, and can be raised again', () => {
  using run = setUp();
  run.target(10, {untilMs: 500, drains: true}).at(150).tick().at(510).tick();
  expect(run.active).toBe(10);
  run.at(600).target(3).tick();
  expect(run.active).toBe(3);
  run.at(700).target(0, {drains: true}).tick();
  expect(run.active).toBe(3);
  run.at(800).target(0).tick();
  expect(run.active).toBe(3);
});

test('a target of 0 that drains lets iterations end, also where its start is yet to come by the clock of the worker', () => {
  using run = setUp();
  run.target(10).at(150).tick();
  run.target(0, {drains: true, startMs: 155}).tick().at(200).tick();
  expect(run.active).toBe(10);
  expect(run.reader.read()).toMatchObject({iterationsInterrupted: 0});
});

test('a stop without grace is an abort', () => {
  using run = setUp();
  run.target(10).at(150).tick().stop(0);
  expect(run.active).toBe(0);
  run.at(151).tick();
  expect(run.events).toEqual([{kind: 'stopped'}]);
});
