import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createLoadPlan, planPeakLevel, planPositionAt, planSegmentAt} from '../../source/domain/load-plan.ts';
import type {Executor} from '../../source/domain/profile.ts';

const executor: Executor = {
  kind: 'ramping-vus',
  startVus: 0,
  stages: [
    {durationMs: 10_000, target: 50, name: 'warm'},
    {durationMs: 20_000, target: 50, name: null},
    {durationMs: 0, target: 100, name: 'jump'},
    {durationMs: 10_000, target: 0, name: null},
  ],
};
const plan = createLoadPlan(executor)!;

const anyPlan = fc
  .record({
    startVus: fc.nat(300),
    stages: fc.array(fc.record({durationMs: fc.nat(20_000), target: fc.nat(300), name: fc.constant(null)}), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map((one) => createLoadPlan({kind: 'ramping-vus', ...one})!);

describe('createLoadPlan', () => {
  it('names unnamed stages by what they do', () => {
    expect(plan.stages.map((stage) => stage.name)).toEqual(['warm', 'hold', 'jump', 'ramp down']);
    expect(plan.totalMs).toBe(40_000);
    expect(planPeakLevel(plan)).toBe(100);
  });

  it('is null where there is nothing to follow', () => {
    expect(createLoadPlan({kind: 'constant-vus', vus: 5, durationMs: null})).toBeNull();
    expect(createLoadPlan({kind: 'ramping-vus', startVus: 5, stages: []})).toBeNull();
  });

  it('holds constant VUs for their duration', () => {
    const constant = createLoadPlan({kind: 'constant-vus', vus: 5, durationMs: 1000})!;
    expect(planPositionAt(constant, 0).level).toBe(5);
    expect(planPositionAt(constant, 1000).ended).toBe(true);
  });

  it('holds the VUs of a number of iterations for as long as they may take', () => {
    for (const kind of ['per-vu-iterations', 'shared-iterations'] as const) {
      const counted = createLoadPlan({kind, vus: 5, iterations: 9, maxDurationMs: 2000})!;
      expect(counted).toMatchObject({model: 'closed', startLevel: 5, totalMs: 2000});
      expect(planSegmentAt(counted, 500, 100)).toEqual({fromLevel: 5, toLevel: 5, startMs: 500, endMs: 2000});
    }
  });
});

describe('a plan in the open model', () => {
  const arrivals = {arrivals: 'constant', preAllocatedVus: 10, maxVus: 100} as const;

  it('has iterations a second as its levels', () => {
    const stages = [{durationMs: 10_000, target: 500, name: null}];
    const ramp = createLoadPlan({kind: 'ramping-arrival-rate', startRate: 0.5, stages, ...arrivals})!;
    expect(ramp).toMatchObject({model: 'open', startLevel: 0.5, totalMs: 10_000});
    expect(planPositionAt(ramp, 5000).level).toBe(250.25);
    expect(plan.model).toBe('closed');
  });

  it('holds a constant rate for its duration, and is none without one', () => {
    const constant = createLoadPlan({kind: 'constant-arrival-rate', rate: 200, durationMs: 1000, ...arrivals})!;
    expect(constant).toMatchObject({model: 'open', startLevel: 200, totalMs: 1000});
    expect(planPeakLevel(constant)).toBe(200);
    expect(createLoadPlan({kind: 'constant-arrival-rate', rate: 200, durationMs: null, ...arrivals})).toBeNull();
  });
});

describe('planPositionAt', () => {
  it.each([
    [-5, 0, 0, 0],
    [0, 0, 0, 0],
    [5000, 0, 0.5, 25],
    [10_000, 1, 0, 50],
    [30_000, 3, 0, 100],
    [35_000, 3, 0.5, 50],
    [40_000, 4, 1, 0],
    [1e9, 4, 1, 0],
  ])('at %d ms is in stage %d, %d done, at level %d', (clockMs, stage, progress, level) => {
    expect(planPositionAt(plan, clockMs)).toEqual({stage, progress, level, ended: stage === 4});
  });
});

describe('planSegmentAt', () => {
  it('carries the rest of a stage as one line', () => {
    expect(planSegmentAt(plan, 5000, 400)).toEqual({fromLevel: 25, toLevel: 50, startMs: 5000, endMs: 10_000});
    expect(planSegmentAt(plan, 40_000, 400)).toBeNull();
  });

  it('is cut where it meets the cap, then runs along it', () => {
    expect(planSegmentAt(plan, 0, 40)).toEqual({fromLevel: 0, toLevel: 40, startMs: 0, endMs: 8000});
    expect(planSegmentAt(plan, 8000, 40)).toEqual({fromLevel: 40, toLevel: 40, startMs: 8000, endMs: 10_000});
  });

  it('equals the plan below the cap, never exceeds it, and always comes to the end', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({min: 1, max: 350}), (any, capLevel) => {
        let clockMs = 0;
        for (let segments = 0; ; segments++) {
          expect(segments).toBeLessThan(40);
          const segment = planSegmentAt(any, clockMs, capLevel);
          if (segment === null) break;
          expect(segment.endMs).toBeGreaterThan(segment.startMs);
          expect(Math.max(segment.fromLevel, segment.toLevel)).toBeLessThanOrEqual(capLevel);
          const middleMs = (segment.startMs + segment.endMs) / 2;
          const wanted = Math.min(capLevel, planPositionAt(any, middleMs).level);
          // The steepest stage here moves 3 VUs in the hundredth of a ms that is rounded away.
          expect(Math.abs((segment.fromLevel + segment.toLevel) / 2 - wanted)).toBeLessThan(3);
          clockMs = segment.endMs;
        }
        expect(clockMs).toBeCloseTo(any.totalMs, 3);
      }),
    );
  });
});
