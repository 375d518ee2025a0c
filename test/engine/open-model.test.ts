import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {PlanStep} from '../../source/domain/run-plan.ts';
import {ArrivalPacer} from '../../source/engine/arrival-pacer.ts';
import {VuPool} from '../../source/engine/vu-pool.ts';
import {countSparse} from '../../source/metrics/histogram.ts';
import type {IntervalMetrics} from '../../source/metrics/interval.ts';
import {mergeMetrics} from '../../source/metrics/merge-metrics.ts';
import {createSharedMetrics, sharedCounts} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';
import {FakeTransport} from './fake-transport.ts';
import {plan, request, target} from './test-plan.ts';

const get = (name = 0): PlanStep => ({kind: 'request', request: request({name})});
const think = (ms: number): PlanStep => ({kind: 'think', time: {kind: 'uniform', minMs: ms, maxMs: ms}});

/** A pool and a pacer, wired as the engine does it. */
function setUpBoth(steps: readonly PlanStep[], maxVus: number, timeoutMs = 300) {
  const runPlan = plan(
    target(80),
    [
      {name: 's', weight: 2, steps},
      {name: 't', weight: 1, steps: [get(0)]},
    ],
    {timeoutMs, maxVus},
  );
  const names = runPlan.requestNames.length;
  const buffer = createSharedMetrics(names, sharedCounts(runPlan));
  const transport = new FakeTransport();
  const recorder = new SharedWriter(buffer, names, sharedCounts(runPlan));
  const shares = [
    {first: 0, stride: 2},
    {first: 3, stride: 4},
  ];
  let nowMs = 0;
  const pool = new VuPool({
    plan: runPlan,
    shares,
    transport,
    recorder,
    onAlarm: () => {},
    onSample: () => {},
    takeQueued: (freeMs) => pacer.takeQueued(freeMs),
  });
  const pacer: ArrivalPacer = new ArrivalPacer({
    shares,
    pattern: 'constant',
    seed: 1,
    timeoutMs,
    recorder,
    nowMs: () => nowMs,
    begin: (intendedMs, atMs) => pool.begin(intendedMs, atMs),
  });
  const reader = new SharedReader(buffer, names, sharedCounts(runPlan));
  const readings: IntervalMetrics[] = [];
  return {
    pool,
    pacer,
    transport,
    reader,
    clock: (ms: number) => (nowMs = ms),
    metrics: (): IntervalMetrics => {
      readings.push(reader.read()!);
      return mergeMetrics(readings);
    },
  };
}

test('an arrival gets the user that was busy last, and its response time counts from when it was meant to start', () => {
  const {pool, transport, metrics} = setUpBoth([get(0)], 100);
  pool.openUp(0);
  pool.begin(0, 4);
  pool.begin(1, 4);
  const [one, other] = [...transport.inFlight];
  other!.end(10);
  one!.end(12);
  expect(pool.active).toBe(0);
  expect(transport.closed).toBe(0);
  pool.begin(15, 20);
  expect(transport.sent.at(-1)!.slot).toBe(one!.slot);
  [...transport.inFlight][0]!.end(30);
  const {names, serviceTime, sendLag, iterationDuration} = metrics();
  expect([names[0]!.latencyMinUs, names[0]!.latencyMaxUs]).toEqual([9000, 15_000]);
  expect([serviceTime.minUs, serviceTime.maxUs]).toEqual([6000, 10_000]);
  expect([sendLag.minUs, sendLag.maxUs]).toEqual([3000, 5000]);
  expect(iterationDuration.maxUs).toBe(10_000);
});

test('users made ready before the run are the ones arrivals get, and nothing is dialled for them', () => {
  const {pool, transport} = setUpBoth([get(0)], 100);
  pool.prepare(10);
  // Of ids 0 to 9: 0, 2, 4, 6, 8 and 3, 7.
  expect([pool.size, pool.active, transport.sent.length]).toEqual([7, 0, 0]);
  pool.openUp(0);
  for (let begun = 0; begun < 7; begun++) pool.begin(0, 0);
  expect([pool.size, pool.active]).toEqual([7, 7]);
  pool.begin(0, 0);
  expect([pool.size, pool.active]).toEqual([8, 8]);
});

test('only the first request of an arrival counts from its intended start, the others from when they were sent', () => {
  const {pool, transport, metrics} = setUpBoth([get(0), think(50), get(1)], 100);
  pool.openUp(0);
  pool.begin(0, 10);
  [...transport.inFlight][0]!.end(20);
  pool.runDue(70);
  [...transport.inFlight][0]!.end(75);
  expect(metrics().names.map((name) => name.latencyMaxUs)).toEqual([20_000, 5000]);
  expect(countSparse(metrics().sendLag.histogram)).toBe(1);
});

test('when the model opens users at rest leave and busy ones finish; when it closes busy ones become members', () => {
  const {pool, transport, metrics} = setUpBoth([get(0), get(1)], 100);
  pool.setFleetTarget(4, 0, 0);
  pool.runDue(0);
  expect(pool.active).toBe(3);
  pool.openUp(5);
  for (const sent of transport.sent.slice()) sent.end(10);
  while (transport.inFlight.size > 0) [...transport.inFlight][0]!.end(20);
  expect(pool.active).toBe(0);
  expect(metrics()).toMatchObject({iterations: 3, iterationsInterrupted: 0});
  pool.begin(30, 30);
  expect(pool.active).toBe(1);
  pool.closeDown(4, 31, 0);
  expect(pool.active).toBe(3);
  pool.runDue(31);
  expect(transport.inFlight.size).toBe(3);
});

test('whatever the operator and the target do in either model, no user, request or arrival is lost', () => {
  const action = fc.oneof(
    fc.record({kind: fc.constant('closed' as const), level: fc.nat(12)}),
    fc.record({kind: fc.constant('open' as const), level: fc.integer({min: 0, max: 400})}),
    fc.record({kind: fc.constant('end' as const), nth: fc.nat(5), error: fc.boolean()}),
    fc.record({kind: fc.constant('wait' as const), ms: fc.oneof(fc.nat(60), fc.nat(600))}),
    fc.constantFrom(
      {kind: 'abort' as const},
      {kind: 'drain' as const},
      {kind: 'pause' as const},
      {kind: 'resume' as const},
    ),
  );
  fc.assert(
    fc.property(fc.array(action, {maxLength: 80}), fc.integer({min: 1, max: 9}), (actions, maxVus) => {
      const {pool, pacer, transport, metrics, reader, clock} = setUpBoth([get(0), think(50), get(1), get(0)], maxVus);
      let nowMs = 0;
      let open = false;
      for (const one of actions) {
        if (one.kind === 'closed') {
          if (open) pacer.halt(nowMs);
          if (open) pool.closeDown(one.level, nowMs, 10);
          else pool.setFleetTarget(one.level, nowMs, 10);
          open = false;
        } else if (one.kind === 'open') {
          open = true;
          pool.openUp(nowMs);
          pacer.follow({fromLevel: one.level, toLevel: one.level, startMs: nowMs, durationMs: 0});
        } else if (one.kind === 'end') [...transport.inFlight][one.nth]?.end(nowMs, one.error ? {error: 9} : {});
        else if (one.kind === 'wait') clock((nowMs += one.ms));
        else if (one.kind === 'abort' || one.kind === 'drain') {
          pacer.halt(nowMs);
          pool[one.kind](nowMs);
          open = false;
        } else {
          pool.setPaused(one.kind === 'pause', nowMs, 10);
          pacer.setPaused(one.kind === 'pause', nowMs);
        }
        pool.runDue(nowMs);
        if (open) while (pacer.pump());
        expect(pool.inFlight).toBe(transport.inFlight.size);
        expect(pool.active).toBeGreaterThanOrEqual(transport.inFlight.size);
        expect(reader.gauges()).toMatchObject({
          inFlight: transport.inFlight.size,
          activeVus: pool.active,
          queued: pacer.queued,
        });
        const oldestMs = Math.min(...[...transport.inFlight].map((sent) => sent.atMs));
        expect(pool.oldestStartMs()).toBe(transport.inFlight.size === 0 ? Number.NaN : oldestMs);
      }
      pacer.halt(nowMs);
      pool.abort(nowMs);
      expect([pool.active, transport.inFlight.size]).toEqual([0, 0]);
      const {names, arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed} = metrics();
      for (const {started, answered, failed, aborted, errors} of names) {
        const broken = errors.reduce((sum, [, count]) => sum + count, 0);
        expect(answered + broken + aborted).toBe(started);
        expect(failed).toBe(broken);
      }
      expect(arrivalsStarted + arrivalsDropped + arrivalsMissed).toBe(arrivals);
    }),
    {numRuns: 300},
  );
});
