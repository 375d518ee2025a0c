import {expect, test} from 'vitest';
import {ArrivalPacer} from '../../source/engine/arrival-pacer.ts';
import {inFlightAgeBin, inFlightAgeBinCount, leastAgeUs} from '../../source/metrics/in-flight-ages.ts';
import {createSharedMetrics} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';

function setUp(rate: number, freeUsers: number, timeoutMs = 1000) {
  const buffer = createSharedMetrics(1);
  const reader = new SharedReader(buffer, 1);
  let nowMs = 0;
  let free = freeUsers;
  const begun: number[] = [];
  const pacer = new ArrivalPacer({
    shares: [{first: 0, stride: 1}],
    pattern: 'constant',
    seed: 1,
    timeoutMs,
    recorder: new SharedWriter(buffer, 1),
    nowMs: () => nowMs,
    begin: (intendedMs) => {
      if (free === 0) return false;
      free--;
      begun.push(intendedMs);
      return true;
    },
  });
  pacer.follow({fromLevel: rate, toLevel: rate, startMs: 0, durationMs: 0});
  return {
    pacer,
    begun,
    counts: () => {
      const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed} = reader.read()!;
      return [arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed, reader.gauges().queued];
    },
    at: (ms: number): boolean => {
      nowMs = ms;
      return pacer.pump();
    },
    free: (count: number): void => {
      free = count;
    },
  };
}

test('all that is due is begun in one go, with the time it was meant for', () => {
  const {at, begun, counts, pacer} = setUp(1000, 100);
  expect(at(5)).toBe(false);
  expect(begun).toHaveLength(5);
  for (const [index, intendedMs] of begun.entries()) expect(intendedMs).toBeCloseTo(index + 0.5, 9);
  expect(counts()).toEqual([5, 5, 0, 0, 0]);
  expect(pacer.nextMs).toBeCloseTo(5.5, 9);
});

test('at most 256 are taken up in a turn', () => {
  const {at, begun} = setUp(10_000, 10_000);
  expect(at(60)).toBe(true);
  expect(begun).toHaveLength(256);
  at(60);
  expect(at(60)).toBe(false);
  expect(begun).toHaveLength(600);
});

test('a generator that stood still does not burst: what is more than 250 ms late is missed', () => {
  const {at, begun, counts} = setUp(1000, 10_000);
  at(10);
  while (at(3000));
  expect(begun).toHaveLength(10 + 250);
  expect(counts()).toEqual([3000, 260, 0, 2740, 0]);
});

test('without a free user arrivals wait in order, and are dropped when they have waited as long as a request may take', () => {
  const {at, begun, counts, pacer, free} = setUp(100, 2, 500);
  at(100);
  expect(counts()).toEqual([10, 2, 0, 0, 8]);
  expect(pacer.takeQueued(105)).toBeCloseTo(25, 9);
  expect(counts()).toEqual([0, 1, 0, 0, 7]);
  // Taken up in good time, but nobody has become free since.
  for (let ms = 110; ms <= 600; ms += 10) at(ms);
  expect(counts()).toEqual([50, 0, 7, 0, 50]);
  free(3);
  at(600);
  expect(begun.slice(-3).map(Math.round)).toEqual([105, 115, 125]);
});

test('a pause starts nothing, misses nothing, and lets what waits grow no older', () => {
  const {at, counts, pacer} = setUp(100, 0, 500);
  at(100);
  pacer.setPaused(true, 100);
  expect(pacer.nextMs).toBe(Number.POSITIVE_INFINITY);
  at(50_000);
  expect(pacer.takeQueued(50_000)).toBeNaN();
  pacer.setPaused(false, 60_000);
  at(60_000);
  expect(counts()).toEqual([10, 0, 0, 0, 10]);
  expect(pacer.takeQueued(60_001)).toBeCloseTo(60_000 - 95, 6);
  at(60_100);
  expect(counts()).toEqual([10, 1, 0, 0, 19]);
});

/** Ages the pacer tells, as [bin, count]. */
function agesOf(pacer: ArrivalPacer, nowMs: number): [bin: number, count: number][] {
  const bins = new Uint32Array(inFlightAgeBinCount);
  pacer.countAges(nowMs, bins);
  return [...bins].flatMap((count, bin): [number, number][] => (count > 0 ? [[bin, count]] : []));
}

test('those that wait are told with their ages since they were meant to start', () => {
  const {at, pacer} = setUp(100, 0);
  expect(agesOf(pacer, 0)).toEqual([]);
  expect(pacer.oldestMs(0)).toBeNaN();
  at(30);
  expect(agesOf(pacer, 30)).toEqual([5, 15, 25].map((ms) => [inFlightAgeBin(ms * 1000), 1]));
  expect(pacer.oldestMs(30)).toBeCloseTo(5, 9);
  pacer.setPaused(true, 30);
  expect(agesOf(pacer, 900)).toEqual(agesOf(pacer, 30));
  expect(900 - pacer.oldestMs(900)).toBeCloseTo(25, 9);
});

test('of a long queue all are told, none older than it is, and few are looked at', () => {
  const {at, pacer} = setUp(200_000, 0);
  for (let ms = 1; ms <= 200; ms++) while (at(ms));
  expect(pacer.queued).toBe(40_000);
  const told = agesOf(pacer, 200).flatMap(([bin, count]) => Array.from({length: count}, () => leastAgeUs(bin)));
  expect(told).toHaveLength(40_000);
  for (const [index, us] of told.entries()) {
    const ageUs = 5 * (index + 0.5);
    expect(us).toBeLessThanOrEqual(ageUs + 0.1);
    expect(us).toBeGreaterThan(ageUs * 0.88 - 50 - 64);
  }
});

test('when the model is left those that wait are dropped and no more come', () => {
  const {at, counts, pacer} = setUp(100, 0);
  at(100);
  pacer.halt(100);
  at(5000);
  expect(counts()).toEqual([10, 0, 10, 0, 0]);
});
