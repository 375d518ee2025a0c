import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {executorModel, executorMostVus, executorPeakLevel} from '../../source/domain/executor.ts';
import type {Executor, MetricName, Profile, Threshold} from '../../source/domain/profile.ts';
import {scaleProfile} from '../../source/domain/scale-profile.ts';
import {sampleProfile} from '../files/sample-profile.ts';

function threshold(metric: MetricName, text: string, changes: Partial<Threshold> = {}): Threshold {
  const [, kind, operator, bound] = /^(\w+)([<>]=?)(.+)$/.exec(text)!;
  return {
    source: `${metric}: ${text}`,
    metric,
    tags: {},
    aggregation: {kind: kind as 'rate'},
    operator: operator as '<',
    bound: Number(bound),
    relativeShare: null,
    windowMs: null,
    abortOnFail: false,
    delayAbortEvalMs: 0,
    severity: 'critical',
    budget: false,
    ...changes,
  };
}

function scaled(changes: Partial<Profile>, load: number, time = 1): Profile {
  return scaleProfile(sampleProfile(changes), {load, time}).profile;
}

const arrivals = {arrivals: 'constant', preAllocatedVus: 40, maxVus: 400} as const;

describe('the load factor', () => {
  test('scales levels, rates, ceilings and shared iterations, and nothing falls below 1', () => {
    const stages = [
      {durationMs: 1000, target: 15_000, name: 'up'},
      {durationMs: 1000, target: 20, name: null},
      {durationMs: 1000, target: 0, name: null},
    ];
    const profile = scaled(
      {executor: {kind: 'ramping-vus', startVus: 100, stages}, cap: {vus: 30_000, rate: 10_000}},
      0.01,
    );
    expect(profile.executor).toEqual({
      kind: 'ramping-vus',
      startVus: 1,
      stages: [
        {durationMs: 1000, target: 150, name: 'up'},
        {durationMs: 1000, target: 1, name: null},
        {durationMs: 1000, target: 0, name: null},
      ],
    });
    expect(profile.cap).toEqual({vus: 300, rate: 100});
    expect(
      scaled({executor: {kind: 'constant-arrival-rate', rate: 30, durationMs: null, ...arrivals}}, 0.1).executor,
    ).toEqual({
      kind: 'constant-arrival-rate',
      rate: 3,
      durationMs: null,
      arrivals: 'constant',
      preAllocatedVus: 4,
      maxVus: 40,
    });
    // Slower than one a second already: it stays.
    expect(
      scaled({executor: {kind: 'constant-arrival-rate', rate: 0.5, durationMs: null, ...arrivals}}, 0.1).executor,
    ).toMatchObject({
      rate: 0.5,
    });
    const counted = {vus: 10, iterations: 500, maxDurationMs: 60_000};
    expect(scaled({executor: {kind: 'shared-iterations', ...counted}}, 0.1).executor).toMatchObject({
      vus: 1,
      iterations: 50,
    });
    expect(scaled({executor: {kind: 'per-vu-iterations', ...counted}}, 0.1).executor).toMatchObject({
      vus: 1,
      iterations: 500,
    });
  });

  test('leaves weights, think times, limits of latency and shares as they are', () => {
    const limits = [threshold('http_req_failed', 'rate<0.01'), threshold('http_req_duration', 'avg<250')];
    const before = sampleProfile({thresholds: limits});
    const {profile} = scaleProfile(before, {load: 0.01, time: 0.1});
    expect(profile.thresholds).toEqual(limits);
    expect(profile.scenarios).toBe(before.scenarios);
    expect(profile.timeoutMs).toBe(before.timeoutMs);
  });

  test('takes limits of counts and rates along, in their text, too', () => {
    const thresholds = [
      threshold('http_reqs', 'rate>1000'),
      threshold('iterations', 'count>=5000'),
      threshold('vus', 'value>300'),
    ];
    const [rate, count, vus] = scaled({thresholds}, 0.1, 0.5).thresholds;
    expect(rate).toMatchObject({bound: 100, source: 'http_reqs: rate>100'});
    // A tenth of the load for half the time.
    expect(count).toMatchObject({bound: 250, source: 'iterations: count>=250'});
    expect(vus).toMatchObject({bound: 30, source: 'vus: value>30'});
    const executor = {kind: 'shared-iterations', vus: 1, iterations: 5000, maxDurationMs: 1000} as const;
    expect(scaled({thresholds, executor}, 0.1, 0.5).thresholds[1]).toMatchObject({bound: 500});
    // A count within a window grows with the window.
    const windowed = [threshold('http_reqs', 'count>1000', {windowMs: 10_000})];
    expect(scaled({thresholds: windowed}, 0.1, 0.01).thresholds[0]).toMatchObject({bound: 10, windowMs: 1000});
  });
});

describe('the time factor', () => {
  test('scales how long things last and look back; windows keep at least a second', () => {
    const stages = [{durationMs: 60_000, target: 5, name: null}];
    const when = threshold('http_req_duration', 'avg>2000', {windowMs: 30_000});
    const profile = scaled(
      {
        executor: {kind: 'ramping-vus', startVus: 0, stages},
        thresholds: [threshold('http_req_duration', 'avg<1', {windowMs: 5000, delayAbortEvalMs: 20_000})],
        alerts: [{when, forMs: 10_000, action: 'hold'}],
      },
      1,
      0.1,
    );
    expect(profile.executor).toMatchObject({stages: [{durationMs: 6000, target: 5}]});
    expect(profile.thresholds[0]).toMatchObject({windowMs: 1000, delayAbortEvalMs: 2000, bound: 1});
    expect(profile.alerts).toEqual([{when: {...when, windowMs: 3000}, forMs: 1000, action: 'hold'}]);
    expect(profile.gracefulStopMs).toBe(30_000);
    expect(scaled({executor: {kind: 'constant-vus', vus: 1, durationMs: 30_000}}, 1, 0.1).executor).toMatchObject({
      durationMs: 3000,
    });
    expect(scaled({executor: {kind: 'constant-vus', vus: 1, durationMs: null}}, 1, 0.1).executor).toMatchObject({
      durationMs: null,
    });
    const counted = {kind: 'shared-iterations', vus: 1, iterations: 5, maxDurationMs: 600_000} as const;
    expect(scaled({executor: counted}, 1, 0.1).executor).toMatchObject({iterations: 5, maxDurationMs: 60_000});
  });
});

test('what was changed is told in one line; nothing changed is nothing told', () => {
  const profile = sampleProfile({
    executor: {kind: 'constant-vus', vus: 15_000, durationMs: 600_000},
    thresholds: [threshold('http_reqs', 'rate>1000')],
  });
  expect(scaleProfile(profile, {load: 0.01, time: 0.1}).told).toBe(
    'scaled: load × 0.01 (15000 VUs → 150 VUs), times × 0.1 (10m → 1m), think times as they are; ' +
      '"http_reqs: rate>1000" is now "http_reqs: rate>10"',
  );
  expect(scaleProfile(profile, {load: 1, time: 1})).toEqual({profile, told: null});
  const counted = {kind: 'shared-iterations', vus: 50, iterations: 900, maxDurationMs: 1000} as const;
  expect(scaleProfile(sampleProfile({executor: counted}), {load: 0.01, time: 1}).told).toBe(
    'scaled: load × 0.01 (50 VUs, 900 iterations → 1 VU, 9 iterations)',
  );
});

const level = fc.nat(50_000);
const stage = (target: fc.Arbitrary<number>): fc.Arbitrary<{durationMs: number; target: number; name: null}> =>
  fc.record({durationMs: fc.nat(3_600_000), target, name: fc.constant(null)});
const anyRate = fc.double({min: 0, max: 50_000, noNaN: true});
const settings = {
  arrivals: fc.constant('constant' as const),
  preAllocatedVus: fc.nat(50),
  maxVus: fc.integer({min: 50, max: 9000}),
};
const durationMs = fc.option(fc.integer({min: 1, max: 3_600_000}));
const counted = {
  vus: level,
  iterations: fc.integer({min: 1, max: 100_000}),
  maxDurationMs: fc.integer({min: 1, max: 3_600_000}),
};
const anyExecutor: fc.Arbitrary<Executor> = fc.oneof(
  fc.record({kind: fc.constant('constant-vus' as const), vus: level, durationMs}),
  fc.record({
    kind: fc.constant('ramping-vus' as const),
    startVus: level,
    stages: fc.array(stage(level), {minLength: 1, maxLength: 4}),
  }),
  fc.record({kind: fc.constant('constant-arrival-rate' as const), rate: anyRate, durationMs, ...settings}),
  fc.record({
    kind: fc.constant('ramping-arrival-rate' as const),
    startRate: anyRate,
    stages: fc.array(stage(anyRate), {minLength: 1, maxLength: 4}),
    ...settings,
  }),
  fc.record({kind: fc.constant('shared-iterations' as const), ...counted}),
  fc.record({kind: fc.constant('per-vu-iterations' as const), ...counted}),
);

test('any profile scaled is one that can be run: within its ceilings, with a load and a length where it had one', () => {
  const factor = fc.double({min: 0.0001, max: 20, noNaN: true});
  fc.assert(
    fc.property(anyExecutor, factor, factor, (executor, load, time) => {
      const cap = {vus: Math.max(1, executorMostVus(executor)), rate: Math.max(1, executorPeakLevel(executor))};
      const profile = scaled({executor, cap}, load, time);
      expect(profile.cap.vus).toBeGreaterThanOrEqual(executorMostVus(profile.executor));
      const peakRate = executorModel(executor) === 'open' ? executorPeakLevel(profile.executor) : 0;
      expect(profile.cap.rate).toBeGreaterThanOrEqual(peakRate);
      expect(executorPeakLevel(profile.executor) > 0).toBe(executorPeakLevel(executor) > 0);
      const was = levelsOf(executor);
      for (const [index, is] of levelsOf(profile.executor).entries()) {
        expect(is).toBeGreaterThanOrEqual(Math.min(1, was[index]!));
      }
    }),
  );
});

function levelsOf(executor: Executor): number[] {
  if ('stages' in executor) return executor.stages.map(({target}) => target);
  return [executorPeakLevel(executor), 'iterations' in executor ? executor.iterations : 1];
}
