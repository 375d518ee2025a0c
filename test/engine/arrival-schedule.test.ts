import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {ArrivalSchedule} from '../../source/engine/arrival-schedule.ts';
import {RateCurve, type RateRamp} from '../../source/engine/rate-curve.ts';
import {initialShares} from '../../source/fleet/share-out.ts';

const held = (rate: number, startMs = 0): RateRamp => ({fromLevel: rate, toLevel: rate, startMs, durationMs: 0});

function curveOf(...ramps: RateRamp[]): RateCurve {
  const curve = new RateCurve();
  for (const ramp of ramps) curve.follow(ramp);
  return curve;
}

function dueTimes(schedule: ArrivalSchedule, untilMs: number): number[] {
  const times: number[] = [];
  while (schedule.nextMs <= untilMs) {
    times.push(schedule.nextMs);
    schedule.take();
  }
  return times;
}

const only = {first: 0, stride: 1};

test('a constant rate starts every 1/rate, half a gap after the beginning', () => {
  const schedule = new ArrivalSchedule(curveOf(held(100, 1000)), only, 'constant', 1);
  const times = dueTimes(schedule, 1100);
  expect(times).toHaveLength(10);
  for (const [index, timeMs] of times.entries()) expect(timeMs).toBeCloseTo(1005 + 10 * index, 6);
});

test('a ramp from 0 to 100/s in 10 s starts 500 arrivals, the n-th when the parabola has reached it', () => {
  const schedule = new ArrivalSchedule(
    curveOf({fromLevel: 0, toLevel: 100, startMs: 0, durationMs: 10_000}),
    only,
    'constant',
    1,
  );
  const times = dueTimes(schedule, 10_000);
  expect(times).toHaveLength(500);
  for (const [index, timeMs] of times.entries()) expect(timeMs).toBeCloseTo(Math.sqrt((index + 0.5) / 5) * 1000, 5);
  expect(schedule.nextMs).toBeCloseTo(10_005, 6);
});

test('a ramp to 0 ends: nothing is due any more', () => {
  const curve = curveOf({fromLevel: 100, toLevel: 0, startMs: 0, durationMs: 1000});
  const schedule = new ArrivalSchedule(curve, only, 'constant', 1);
  expect(dueTimes(schedule, 1e9)).toHaveLength(50);
  expect(schedule.nextMs).toBe(Number.POSITIVE_INFINITY);
  curve.follow(held(10, 5000));
  expect(schedule.nextMs).toBeCloseTo(5050, 6);
});

test.each([1, 2, 3])('a rate that ends starts rate × time arrivals, not one at its end, in %d shares', (workers) => {
  for (const untilMs of [3000, 3001.5, 3002.4]) {
    const curve = curveOf({...held(200), untilMs});
    const schedules = initialShares(workers).map((share) => new ArrivalSchedule(curve, share, 'constant', 1));
    const times = schedules.flatMap((schedule) => dueTimes(schedule, 1e9));
    expect(times).toHaveLength(600);
    expect(Math.max(...times)).toBeLessThan(3000);
    expect(curve.countAt(9000)).toBeCloseTo(0.2 * untilMs, 9);
    // The next rate goes on from there, and what was due before is not lost.
    curve.follow(held(100, 4000));
    expect(schedules.flatMap((schedule) => dueTimes(schedule, 5000))).toHaveLength(100);
  }
});

test('a ramp cut short by its end stops there', () => {
  const curve = curveOf({fromLevel: 0, toLevel: 100, startMs: 0, durationMs: 10_000, untilMs: 5000});
  expect(dueTimes(new ArrivalSchedule(curve, only, 'constant', 1), 1e9)).toHaveLength(125);
});

test('the time of a count is the inverse of the count at a time, for ramps of any slope', () => {
  const rate = fc.oneof(fc.constant(0), fc.double({min: 0.001, max: 50_000, noNaN: true}));
  const ramp = fc.record({
    fromLevel: rate,
    toLevel: rate,
    startMs: fc.integer({min: 0, max: 1_000_000}),
    durationMs: fc.oneof(fc.constant(0), fc.double({min: 0.01, max: 1e7, noNaN: true})),
  });
  fc.assert(
    fc.property(ramp, fc.double({min: 1e-9, max: 1.5, noNaN: true}), (one, share) => {
      const curve = curveOf(one);
      const count = share * Math.max(1, ((one.fromLevel + one.toLevel) / 2) * (one.durationMs / 1000));
      const timeMs = curve.timeOf(count);
      const never = timeMs === Number.POSITIVE_INFINITY;
      expect(never && one.toLevel > 0).toBe(false);
      expect(never ? count : curve.countAt(timeMs)).toBeCloseTo(count, count > 1e6 ? 2 : 4);
    }),
    {numRuns: 500},
  );
});

test('a new rate goes on from where the arrivals are: none twice, none left out', () => {
  const change = fc.record({
    rate: fc.oneof(fc.constant(0), fc.integer({min: 1, max: 2000})),
    afterMs: fc.integer({min: 0, max: 500}),
    durationMs: fc.constantFrom(0, 0, 137, 1000),
  });
  fc.assert(
    fc.property(fc.array(change, {minLength: 1, maxLength: 8}), fc.integer({min: 1, max: 5}), (changes, workers) => {
      const curve = new RateCurve();
      const schedules = initialShares(workers).map((share) => new ArrivalSchedule(curve, share, 'constant', 1));
      let nowMs = 0;
      let rate = 0;
      let taken = 0;
      let expected = 0;
      for (const {rate: next, afterMs, durationMs} of changes) {
        curve.follow({fromLevel: rate, toLevel: next, startMs: nowMs, durationMs});
        const rampS = Math.min(afterMs, durationMs) / 1000;
        const reached = durationMs === 0 ? next : rate + ((next - rate) * rampS * 1000) / durationMs;
        const before = durationMs === 0 ? next : rate;
        expected += ((before + reached) / 2) * rampS + next * (afterMs / 1000 - rampS);
        nowMs += afterMs;
        rate = reached;
        for (const schedule of schedules) taken += dueTimes(schedule, nowMs).length;
        expect(Math.abs(taken - expected)).toBeLessThanOrEqual(0.5 + 1e-6 * workers);
      }
    }),
    {numRuns: 200},
  );
});

function poissonTimes(seed: number): number[] {
  return dueTimes(new ArrivalSchedule(curveOf(held(1000)), {first: 1, stride: 2}, 'poisson', seed), 40_000);
}

test('Poisson arrivals of a seed are always the same, with the mean and the spread of exponential gaps', () => {
  const times = poissonTimes(7);
  expect(poissonTimes(7)).toEqual(times);
  expect(poissonTimes(8)).not.toEqual(times);
  const gaps = times.slice(1).map((timeMs, index) => timeMs - times[index]!);
  const meanMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - meanMs) ** 2, 0) / gaps.length;
  // 20,000 gaps of 2 ms: standard errors 0.7% of the mean and 2% of the variance.
  expect(meanMs).toBeGreaterThan(2 * 0.97);
  expect(meanMs).toBeLessThan(2 * 1.03);
  expect(variance).toBeGreaterThan(4 * 0.92);
  expect(variance).toBeLessThan(4 * 1.08);
});

test.each(['constant', 'poisson'] as const)('what is skipped is gone, and the %s pattern goes on', (pattern) => {
  const schedule = new ArrivalSchedule(curveOf(held(100)), {first: 1, stride: 3}, pattern, 3);
  schedule.skipTo(60_000);
  expect(schedule.nextMs).toBeGreaterThan(60_000);
  expect(schedule.nextMs).toBeLessThan(61_000);
  const nextMs = schedule.nextMs;
  schedule.skipTo(50_000);
  expect(schedule.nextMs).toBe(nextMs);
  const evenly = (nextMs / 10 - 0.5 - 1) % 3;
  expect(pattern === 'constant' ? evenly : 0).toBeCloseTo(0, 6);
});
