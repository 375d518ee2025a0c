import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {PlanStep} from '../../source/domain/run-plan.ts';
import {countSparse} from '../../source/metrics/histogram.ts';
import {drivePool, get, login, one, think} from './drive-pool.ts';

/** Lets time pass from `fromMs` to `toMs`, each request answered 5 ms after it was sent. */
function pass(run: ReturnType<typeof drivePool>, fromMs: number, toMs: number): void {
  for (let nowMs = fromMs; nowMs <= toMs; nowMs++) {
    for (const sent of Array.from(run.transport.inFlight)) if (sent.atMs + 5 <= nowMs) sent.end(nowMs);
    run.pool.runDue(nowMs);
  }
}

const durations = (run: ReturnType<typeof drivePool>): number => countSparse(run.metrics().iterationDuration.histogram);

test('a drained user goes on to the end of its iteration, thinking included, and begins no other', () => {
  const run = one(drivePool([get(0), think(100), get(1), think(50), get(2)]));
  pass(run, 0, 20);
  run.pool.drain(20);
  expect(run.pool.active).toBe(1);
  pass(run, 20, 1000);
  expect(run.lines()).toEqual(['GET /0', 'GET /1', 'GET /2']);
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0, iterationDuration: {maxUs: 165_000}});
  expect(run.transport.closed).toBe(1);
});

test('an iteration without a request left ends at once, counts as whole, and has no duration', () => {
  const run = drivePool([get(0), think(60_000)]);
  run.pool.setFleetTarget(2, 0, 10);
  pass(run, 0, 6);
  // One thinks, the other waits for its answer.
  run.pool.drain(6);
  expect([run.pool.active, run.pool.inFlight]).toEqual([1, 1]);
  pass(run, 6, 11);
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 2, iterationsInterrupted: 0});
  expect(durations(run)).toBe(0);
});

test('in the last round of a repeat nothing is left, in one before it is', () => {
  const steps: PlanStep[] = [{kind: 'repeat', min: 2, max: 2, steps: [get(0), think(1000)]}, think(1000)];
  for (const [drainMs, requests] of [
    [500, 2],
    [1500, 2],
  ] as const) {
    const run = one(drivePool(steps));
    pass(run, 0, drainMs);
    run.pool.drain(drainMs);
    expect(run.pool.active).toBe(drainMs < 1000 ? 1 : 0);
    pass(run, drainMs, 5000);
    expect(run.lines()).toHaveLength(requests);
    expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
  }
});

test('a branch that is not taken leaves nothing to wait for', () => {
  const branch = (status: number): PlanStep[] => [
    get(0),
    think(1000),
    {
      kind: 'if',
      condition: {kind: 'status', statuses: [[status, status]], negated: false},
      then: [get(1)],
      otherwise: [],
    },
  ];
  for (const [status, left] of [
    [200, 1],
    [404, 0],
  ] as const) {
    const run = one(drivePool(branch(status)));
    pass(run, 0, 10);
    run.pool.drain(10);
    expect(run.pool.active).toBe(left);
  }
});

test('a parallel batch counts as a request that is left', () => {
  const batch = [get(1), get(2)].map((step) => (step.kind === 'request' ? step.request : null!));
  const run = one(drivePool([get(0), think(50), {kind: 'parallel', requests: batch}]));
  pass(run, 0, 10);
  run.pool.drain(10);
  pass(run, 10, 200);
  expect(run.lines()).toHaveLength(3);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
});

test('an abort cuts off who has not ended in time: its iteration counts as interrupted', () => {
  const run = drivePool([get(0), think(1000), get(1)]);
  run.pool.setFleetTarget(3, 0, 0);
  pass(run, 0, 10);
  run.pool.drain(10);
  expect(run.pool.active).toBe(3);
  run.pool.abort(500);
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 0, iterationsInterrupted: 3});
});

test('who a ramp down has sent away leaves with its answer, drain or not', () => {
  const run = drivePool([get(0), get(1)]);
  run.pool.setFleetTarget(2, 0, 0);
  run.pool.runDue(0);
  run.pool.setFleetTarget(1, 1, 0);
  run.pool.drain(2);
  pass(run, 2, 100);
  expect(run.lines().sort()).toEqual(['GET /0', 'GET /0', 'GET /1']);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 1});
});

test('load that is raised again keeps who it wants, and lets nobody else go on', () => {
  const run = drivePool([get(0), think(1000), get(1)]);
  run.pool.setFleetTarget(3, 0, 0);
  pass(run, 0, 10);
  run.pool.drain(10);
  run.pool.setFleetTarget(1, 20, 0);
  expect(run.pool.active).toBe(1);
  pass(run, 20, 3000);
  expect(run.pool.active).toBe(1);
  expect(run.metrics().iterationsInterrupted).toBe(2);
  expect(run.metrics().iterations).toBeGreaterThan(1);
});

test('who thinks at its end when it is wanted again thinks on', () => {
  const run = one(drivePool([get(0), think(100), get(1), think(100)]));
  pass(run, 0, 10);
  run.pool.drain(10);
  run.pool.setFleetTarget(1, 20, 0);
  pass(run, 20, 150);
  expect(run.lines()).toEqual(['GET /0', 'GET /1']);
  expect([run.pool.active, run.metrics().iterations]).toEqual([1, 0]);
  pass(run, 151, 215);
  expect(run.lines()).toHaveLength(3);
});

test('who is between two iterations leaves at once, and nothing is interrupted', () => {
  const run = drivePool([get(0)]);
  run.pool.setFleetTarget(2, 0, 100);
  run.pool.runDue(0);
  run.pool.drain(1);
  expect(run.pool.active).toBe(1);
  run.end(2);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
});

test('an error ends the iteration of who is drained, as it ends any', () => {
  const run = one(drivePool([get(0), think(50), get(1)]));
  run.pool.drain(1);
  run.end(2, {error: 9});
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
});

test('who was held by a pause ends its iteration once that is over', () => {
  const run = one(drivePool([get(0), get(1)]));
  run.pool.setPaused(true, 1, 0);
  run.end(5);
  run.pool.drain(100);
  expect(run.pool.active).toBe(1);
  run.pool.setPaused(false, 100, 0);
  pass(run, 100, 200);
  expect(run.lines()).toHaveLength(2);
  expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
});

test('arrivals under way end theirs; a pause at the end of an arrival is waited for only while the load lasts', () => {
  const run = drivePool([get(0), think(100), get(1), think(1000)]);
  run.pool.openUp(0);
  run.pool.begin(0, 0);
  pass(run, 0, 10);
  run.pool.begin(10, 10);
  pass(run, 10, 120);
  // Both have sent all they had; the second waits for its last answer.
  run.pool.drain(114);
  expect(run.pool.active).toBe(run.pool.inFlight);
  pass(run, 114, 130);
  expect(run.pool.active).toBe(0);
  expect(run.lines()).toHaveLength(4);
  expect(run.metrics()).toMatchObject({iterations: 2, iterationsInterrupted: 0});
  expect(durations(run)).toBe(0);
});

test('a flow error in a drained iteration ends it', () => {
  const run = one(drivePool([login(), think(50), get(1)], {variables: ['token']}));
  run.pool.drain(1);
  run.end(2, {body: 'no json'});
  expect(run.pool.active).toBe(0);
  expect(run.metrics()).toMatchObject({iterations: 1, flowErrors: 1});
});

const step: fc.Arbitrary<PlanStep> = fc.letrec<{step: PlanStep}>((tie) => ({
  step: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    fc.constant(get(0)),
    fc.constant(think(20)),
    fc.record({
      kind: fc.constant('repeat' as const),
      min: fc.integer({min: 1, max: 2}),
      max: fc.integer({min: 2, max: 3}),
      steps: fc.array(tie('step'), {minLength: 1, maxLength: 3}),
    }),
  ),
})).step;

test('whenever it is drained, a user sends what its iteration still has, is gone with the last answer, and counts once', () => {
  fc.assert(
    fc.property(fc.array(step, {minLength: 1, maxLength: 4}), fc.nat(400), (steps, drainMs) => {
      const flow = [get(0), ...steps];
      // What one whole iteration sends, with the draws of the same seed.
      const whole = drivePool(flow, {iterations: {perVu: 1}});
      whole.pool.setFleetTarget(1, 0, 0);
      pass(whole, 0, 20_000);
      const run = drivePool(flow, {iterations: {perVu: 1}});
      run.pool.setFleetTarget(1, 0, 0);
      pass(run, 0, drainMs);
      run.pool.drain(drainMs);
      const lastMs = whole.transport.sent.at(-1)!.atMs;
      expect(run.pool.active).toBe(drainMs < lastMs + 5 ? 1 : 0);
      pass(run, drainMs, Math.max(drainMs, lastMs + 5));
      expect(run.transport.sent.map(({atMs}) => atMs)).toEqual(whole.transport.sent.map(({atMs}) => atMs));
      expect(run.pool.active).toBe(0);
      expect(run.metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
    }),
    {numRuns: 300},
  );
});
