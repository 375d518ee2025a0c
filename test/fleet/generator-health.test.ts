import {expect, test} from 'vitest';
import {judgeGenerator, type HealthSurroundings, type WorkerHealth} from '../../source/fleet/generator-health.ts';
import type {DurationMetrics} from '../../source/metrics/interval.ts';
import {emptyDuration} from '../../source/metrics/merge-metrics.ts';
import {metricsOf, nameMetrics} from '../session/fixtures.ts';

const calm: WorkerHealth = {utilisation: 0.3, loopDelayMs: 1, cpuShare: 0.29, silentMs: 10};

const unmeasured = {
  clientWaitMs: Number.NaN,
  startLagMs: Number.NaN,
  probeLateMs: Number.NaN,
  steal: Number.NaN,
};

function durationOf(valuesUs: readonly number[]): DurationMetrics {
  if (valuesUs.length === 0) return emptyDuration;
  const {latency, latencySumUs, latencyMinUs, latencyMaxUs} = nameMetrics(0, valuesUs);
  return {histogram: latency, sumUs: latencySumUs, minUs: latencyMinUs, maxUs: latencyMaxUs};
}

/** A hundred times the same, µs. */
function hundred(ms: number | undefined): number[] {
  return ms === undefined ? [] : Array.from({length: 100}, () => ms * 1000);
}

/** Surroundings in which all is well but what is said: requests took `shownMs`, answers waited, starts lagged. */
function around(
  ms: {shown: number; clientWait?: number; startLag?: number; missed?: number},
  changes: Partial<HealthSurroundings> = {},
): HealthSurroundings {
  return {
    metrics: metricsOf([nameMetrics(0, hundred(ms.shown))], {
      clientWait: durationOf(hundred(ms.clientWait)),
      startLag: durationOf(hundred(ms.startLag)),
      arrivalsMissed: ms.missed ?? 0,
    }),
    queueGrows: false,
    queued: 0,
    probeLateMs: 0.1,
    hostCpu: 0.5,
    steal: 0,
    ...changes,
  };
}

test('calm workers are ok, without a reason', () => {
  expect(judgeGenerator([calm, calm], true)).toEqual({
    ...unmeasured,
    verdict: 'ok',
    utilisation: 0.3,
    loopDelayMs: 1,
    reason: null,
  });
  expect(judgeGenerator([calm], true, around({shown: 5, clientWait: 0.5, startLag: 0.1}))).toMatchObject({
    verdict: 'ok',
    clientWaitMs: 0.5,
    startLagMs: 0.1,
    probeLateMs: 0.1,
    steal: 0,
  });
});

test.each([
  // Absolute limits rule where answers are quick, …
  [{shown: 5, clientWait: 0.9}, 'ok', undefined],
  [{shown: 5, clientWait: 1.5}, 'warn', 'client-wait'],
  [{shown: 5, clientWait: 3.5}, 'saturated', 'client-wait'],
  [{shown: 5, startLag: 1.9}, 'ok', undefined],
  [{shown: 5, startLag: 2.5}, 'warn', 'start-lag'],
  [{shown: 5, startLag: 6}, 'saturated', 'start-lag'],
  // … shares of what is shown where they are slow: 10 ms do not matter in 200.
  [{shown: 200, clientWait: 10}, 'ok', undefined],
  [{shown: 200, clientWait: 25}, 'warn', 'client-wait'],
  [{shown: 200, clientWait: 50}, 'saturated', 'client-wait'],
  [{shown: 200, startLag: 10}, 'ok', undefined],
  [{shown: 200, missed: 1}, 'saturated', 'missed'],
] as const)('waits are held against what is measured: %j is %s', (ms, verdict, cause) => {
  const health = judgeGenerator([calm], true, around(ms));
  expect([health.verdict, health.cause]).toEqual([verdict, cause]);
});

test.each([
  [{probeLateMs: 1.5}, 'ok', undefined],
  [{probeLateMs: 3}, 'warn', 'machine'],
  [{probeLateMs: 8}, 'saturated', 'machine'],
  [{steal: 0.01}, 'ok', undefined],
  [{steal: 0.05}, 'warn', 'steal'],
  [{steal: 0.2}, 'saturated', 'steal'],
  [{hostCpu: 0.97}, 'warn', 'host-cpu'],
  [{queueGrows: true, queued: 40}, 'warn', 'queue'],
  [{probeLateMs: Number.NaN, steal: Number.NaN, hostCpu: Number.NaN}, 'ok', undefined],
] as const)('what others do to the generator counts: %j is %s', (changes, verdict, cause) => {
  const health = judgeGenerator([calm], true, around({shown: 5}, changes));
  expect([health.verdict, health.cause]).toEqual([verdict, cause]);
});

test('delays by others do not matter where answers take far longer', () => {
  expect(judgeGenerator([calm], true, around({shown: 200}, {probeLateMs: 8})).verdict).toBe('ok');
  expect(judgeGenerator([{...calm, loopDelayMs: 12}], true, around({shown: 200})).verdict).toBe('ok');
});

test('a loop that is busy by design is trusted as long as answers do not wait in it', () => {
  const busy = {...calm, utilisation: 0.95, cpuShare: 0.94};
  expect(judgeGenerator([busy], false, around({shown: 100, clientWait: 2})).verdict).toBe('ok');
  expect(judgeGenerator([busy], false, around({shown: 2, clientWait: 1.8}))).toMatchObject({
    verdict: 'saturated',
    cause: 'max-throughput',
    reason: expect.stringContaining('max throughput'),
  });
  expect(judgeGenerator([busy], true, around({shown: 100, clientWait: 2})).verdict).toBe('saturated');
});

test('the worst worker decides, and a worse finding is the one told', () => {
  const late = {...calm, loopDelayMs: 12};
  const busy = {...calm, utilisation: 0.85, cpuShare: 0.84};
  const health = judgeGenerator([late, busy], true);
  expect(health).toMatchObject({verdict: 'saturated', utilisation: 0.85, loopDelayMs: 12});
  expect(health.reason).toContain('85%');
  expect(judgeGenerator([late, calm], true)).toMatchObject({verdict: 'warn', reason: expect.stringContaining('12 ms')});
  expect(judgeGenerator([{...calm, loopDelayMs: 20}], true).verdict).toBe('saturated');
});

test('a busy loop without think times is saturated by design, and told so', () => {
  const busy = {...calm, utilisation: 1, cpuShare: 0.99};
  expect(judgeGenerator([busy], false)).toMatchObject({
    verdict: 'saturated',
    reason: expect.stringContaining('without think time'),
  });
  expect(judgeGenerator([busy], true).reason).not.toContain('think time');
});

test('a worker that is busy without getting the CPU is starved by others', () => {
  const starved = {...calm, utilisation: 0.5, cpuShare: 0.2};
  expect(judgeGenerator([starved], true)).toMatchObject({verdict: 'warn', reason: expect.stringContaining('30%')});
  expect(judgeGenerator([{...starved, cpuShare: Number.NaN}], true).verdict).toBe('ok');
});

test('a worker that gives no sign of life is late by its silence, whatever it said before', () => {
  expect(judgeGenerator([{...calm, silentMs: 900}], true)).toMatchObject({verdict: 'saturated', loopDelayMs: 900});
});

test('what was not measured yet is not held against a worker', () => {
  const unknown = {utilisation: Number.NaN, loopDelayMs: Number.NaN, cpuShare: Number.NaN, silentMs: Number.NaN};
  expect(judgeGenerator([unknown], true)).toEqual({
    ...unmeasured,
    verdict: 'ok',
    utilisation: Number.NaN,
    loopDelayMs: Number.NaN,
    reason: null,
  });
});
