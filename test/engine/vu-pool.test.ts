import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {errorIndex} from '../../source/domain/error-kind.ts';
import type {PlanStep} from '../../source/domain/run-plan.ts';
import {VuPool} from '../../source/engine/vu-pool.ts';
import {countSparse} from '../../source/metrics/histogram.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {createSharedMetrics, sharedCounts} from '../../source/metrics/shared-layout.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';
import {FakeTransport} from './fake-transport.ts';
import {plan, request, target} from './test-plan.ts';

const get = (name = 0): PlanStep => ({kind: 'request', request: request({name})});
const think = (ms: number): PlanStep => ({kind: 'think', time: {kind: 'uniform', minMs: ms, maxMs: ms}});

function setUp(steps: readonly PlanStep[], timeoutMs = 5000) {
  const runPlan = plan(target(80), [{name: 's', weight: 1, steps}], {timeoutMs});
  const names = runPlan.requestNames.length;
  const buffer = createSharedMetrics(names, sharedCounts(runPlan));
  const transport = new FakeTransport();
  const samples: number[] = [];
  let alarmMs = Number.POSITIVE_INFINITY;
  const pool = new VuPool({
    plan: runPlan,
    shares: [{first: 0, stride: 1}],
    transport,
    recorder: new SharedWriter(buffer, names, sharedCounts(runPlan)),
    onAlarm: (dueMs) => (alarmMs = dueMs),
    onSample: (name) => samples.push(name),
  });
  const reader = new SharedReader(buffer, names, sharedCounts(runPlan));
  const readings: IntervalMetrics[] = [];
  return {
    pool,
    transport,
    samples,
    alarmMs: () => alarmMs,
    reader,
    metrics: (): IntervalMetrics => {
      readings.push(reader.read()!);
      return mergeMetrics(readings);
    },
    first: () => [...transport.inFlight][0]!,
  };
}

test('a user repeats its flow and its iterations last from the first request to the end of the last step', () => {
  const {pool, first, metrics} = setUp([get(0), think(100), get(1)]);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  first().end(30);
  pool.runDue(129);
  expect(metrics().iterations).toBe(0);
  pool.runDue(130);
  first().end(150);
  const {iterations, iterationDuration, names} = metrics();
  expect([iterations, iterationDuration.maxUs]).toEqual([1, 150_000]);
  expect(names.map((name) => [name.name, name.started, name.answered, name.latencyMaxUs])).toEqual([
    [0, 2, 1, 30_000],
    [1, 1, 1, 20_000],
  ]);
});

test('who is to leave does so at once from a think pause, and with its answer from a request', () => {
  const {pool, transport, first, metrics} = setUp([get(0), think(100), get(1)]);
  pool.setFleetTarget(2, 0, 0);
  pool.runDue(0);
  first().end(10);
  pool.setFleetTarget(0, 20, 0);
  expect(pool.active).toBe(1);
  first().end(30);
  expect(pool.active).toBe(0);
  expect(metrics()).toMatchObject({iterations: 0, iterationsInterrupted: 2});
  expect(transport.closed).toBe(2);
  pool.runDue(10_000);
  expect(transport.sent).toHaveLength(2);
});

test('a last answer ends the iteration of who is to leave', () => {
  const {pool, first, metrics} = setUp([get(0)]);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  pool.setFleetTarget(0, 1, 0);
  first().end(30);
  expect(metrics()).toMatchObject({iterations: 1, iterationsInterrupted: 0});
});

test('who is wanted again before it left just goes on', () => {
  const {pool, transport, first} = setUp([get(0)]);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  pool.setFleetTarget(0, 1, 0);
  pool.setFleetTarget(1, 2, 0);
  first().end(30);
  expect([pool.active, transport.sent.length, transport.closed]).toEqual([1, 2, 0]);
});

test('users that join together begin spread over the time given', () => {
  const {pool, transport} = setUp([get(0)]);
  pool.setFleetTarget(10, 1000, 100);
  expect(pool.active).toBe(10);
  for (let nowMs = 1000; nowMs <= 1100; nowMs++) pool.runDue(nowMs);
  expect(transport.sent.map((sent) => sent.atMs)).toEqual([1000, 1010, 1020, 1030, 1040, 1050, 1060, 1070, 1080, 1090]);
});

test('an abort cuts off what is in flight, counts it as aborted, and load can start again', () => {
  const {pool, transport, metrics} = setUp([get(0), think(50)]);
  pool.setFleetTarget(3, 0, 0);
  pool.runDue(0);
  [...transport.inFlight][0]!.end(5);
  pool.abort(6);
  expect([pool.active, transport.inFlight.size]).toEqual([0, 0]);
  expect(metrics()).toMatchObject({
    iterationsInterrupted: 3,
    names: [{started: 3, answered: 1, failed: 0, aborted: 2}],
  });
  pool.setFleetTarget(2, 100, 0);
  pool.runDue(100);
  expect([pool.active, transport.inFlight.size]).toEqual([2, 2]);
});

test('while paused nobody begins a request, answers come in, and the pause is no part of an iteration', () => {
  const {pool, transport, first, metrics} = setUp([get(0), get(0)]);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  pool.setPaused(true, 1, 0);
  first().end(10);
  pool.setFleetTarget(2, 20, 0);
  pool.runDue(5000);
  expect([transport.inFlight.size, pool.active]).toEqual([0, 2]);
  pool.setPaused(false, 6010, 0);
  pool.runDue(6010);
  expect(transport.inFlight.size).toBe(2);
  first().end(6020);
  const {iterations, iterationDuration} = metrics();
  expect([iterations, iterationDuration.maxUs]).toEqual([1, 20_000]);
});

test('errors in a row back off from 100 ms to 1 s after the beginning of the iteration, and an answer resets that', () => {
  const {pool, transport, first, metrics} = setUp([get(0)]);
  pool.setFleetTarget(1, 0, 0);
  const startsMs: number[] = [];
  for (let nowMs = 0; nowMs < 5000; nowMs++) {
    pool.runDue(nowMs);
    if (transport.inFlight.size === 0) continue;
    startsMs.push(nowMs);
    first().end(nowMs, {error: errorIndex.refused});
  }
  expect(startsMs).toEqual([0, 100, 300, 700, 1500, 2500, 3500, 4500]);
  pool.runDue(5500);
  first().end(5501);
  first().end(5502, {error: errorIndex.reset});
  pool.runDue(5601);
  expect(transport.inFlight.size).toBe(1);
  expect(metrics().names[0]).toMatchObject({
    failed: 9,
    errors: [
      [errorIndex.refused, 8],
      [errorIndex.reset, 1],
    ],
  });
});

test('a request whose time is up counts as failed with the time it had, and is not backed off from', () => {
  const {pool, transport, metrics} = setUp([get(0)], 300);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  pool.runDue(299);
  expect(transport.inFlight.size).toBe(1);
  pool.runDue(300);
  const [name] = metrics().names;
  expect(name).toMatchObject({failed: 1, errors: [[errorIndex.timeout, 1]], latencyMaxUs: 300_000});
  pool.runDue(300);
  expect(transport.inFlight.size).toBe(1);
});

test('statuses outside 200 to 399 fail unless they are expected, and only failures are sampled, 20 per name', () => {
  const steps: PlanStep[] = [get(0), {kind: 'request', request: request({name: 1, expect: [[429, 429]]})}];
  const {pool, first, metrics, samples} = setUp(steps);
  pool.setFleetTarget(1, 0, 0);
  pool.runDue(0);
  for (let i = 0; i < 30; i++) {
    first().end(i, {status: 503});
    first().end(i, {status: 429});
  }
  first().end(40, {status: 302});
  first().end(41, {status: 200});
  const [plain, expecting] = metrics().names;
  expect(plain).toMatchObject({answered: 31, failed: 30, unexpected: [[503, 30]]});
  expect(expecting).toMatchObject({answered: 31, failed: 1, unexpected: [[200, 1]]});
  expect([samples.filter((name) => name === 0).length, samples.filter((name) => name === 1).length]).toEqual([20, 1]);
  // After that one a second, so that a new kind of failure is still told.
  for (let second = 1; second <= 3; second++) {
    pool.allowSamples(second * 1000 + 40);
    for (let i = 0; i < 6; i++) first().end(second * 1000 + 50 + i, {status: 500});
  }
  expect([samples.filter((name) => name === 0).length, samples.filter((name) => name === 1).length]).toEqual([23, 10]);
});

test('a flow without requests does not spin', () => {
  const {pool, metrics} = setUp([think(0)]);
  pool.setFleetTarget(1, 0, 0);
  for (let nowMs = 0; nowMs < 10; nowMs++) pool.runDue(nowMs);
  expect(metrics().iterations).toBe(10);
});

/** When the first user of a pool sends, over 5 s, thinking 10 to 500 ms in between. */
function sendTimesMs(): number[] {
  const {pool, transport, first} = setUp([get(0), {kind: 'think', time: {kind: 'uniform', minMs: 10, maxMs: 500}}]);
  pool.setFleetTarget(1, 0, 0);
  for (let nowMs = 0; nowMs < 5000; nowMs++) {
    pool.runDue(nowMs);
    if (transport.inFlight.size > 0) first().end(nowMs);
  }
  return transport.sent.map((sent) => sent.atMs);
}

test('two pools with one seed think the same', () => {
  expect(sendTimesMs()).toEqual(sendTimesMs());
  expect(new Set(sendTimesMs()).size).toBeGreaterThan(10);
});

test('whatever the operator and the target do, every request started is answered, failed, aborted or in flight', () => {
  const action = fc.oneof(
    fc.record({kind: fc.constant('target' as const), vus: fc.nat(12)}),
    fc.record({kind: fc.constant('end' as const), nth: fc.nat(5), error: fc.boolean()}),
    fc.record({kind: fc.constant('wait' as const), ms: fc.nat(400)}),
    fc.constantFrom({kind: 'abort' as const}, {kind: 'pause' as const}, {kind: 'resume' as const}),
  );
  fc.assert(
    fc.property(fc.array(action, {maxLength: 80}), (actions) => {
      const {pool, transport, metrics, reader} = setUp([get(0), think(50), get(1), get(0)], 300);
      let nowMs = 0;
      let wanted = 0;
      for (const one of actions) {
        if (one.kind === 'target') pool.setFleetTarget((wanted = one.vus), nowMs, 10);
        else if (one.kind === 'end') [...transport.inFlight][one.nth]?.end(nowMs, one.error ? {error: 9} : {});
        else if (one.kind === 'wait') nowMs += one.ms;
        else if (one.kind === 'abort') pool.abort(nowMs);
        else pool.setPaused(one.kind === 'pause', nowMs, 10);
        if (one.kind === 'abort') wanted = 0;
        pool.runDue(nowMs);
        expect(pool.active).toBeGreaterThanOrEqual(wanted);
        expect(reader.gauges()).toMatchObject({inFlight: transport.inFlight.size, activeVus: pool.active});
      }
      const {names} = metrics();
      const total = (key: 'started' | 'answered' | 'failed' | 'aborted'): number =>
        names.reduce((sum, name) => sum + name[key], 0);
      expect(total('answered') + total('failed') + total('aborted') + transport.inFlight.size).toBe(total('started'));
      expect(names.reduce((sum, name) => sum + countSparse(name.latency), 0)).toBeGreaterThanOrEqual(total('answered'));
    }),
    {numRuns: 200},
  );
});

test('an iteration costs the same whoever else is thinking', () => {
  const {pool, transport} = setUp([get(0), think(60_000)]);
  pool.setFleetTarget(15_000, 0, 0);
  pool.runDue(0);
  for (const sent of transport.sent.slice()) sent.end(1);
  expect(pool.active).toBe(15_000);
  const before = pool.timersVisited;
  for (let nowMs = 2; nowMs < 5000; nowMs++) pool.runDue(nowMs);
  expect(pool.timersVisited - before).toBeLessThan(100);
});
