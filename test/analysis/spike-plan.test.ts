import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {spikePlan, type SpikeRequest} from '../../source/analysis/spike-plan.ts';
import {createLoadPlan, planPeakLevel, planPositionAt} from '../../source/domain/load-plan.ts';

const request: SpikeRequest = {model: 'closed', baseLevel: 50, factors: [2, 3.5], holdMs: 30_000};

describe("a spike test's stages", () => {
  it('go up and back at once, with a baseline before and time to recover between', () => {
    const plan = spikePlan(request);
    expect(plan.stages.map(({name, target, durationMs}) => [name, target, durationMs])).toEqual([
      ['warm-up', 50, 10_000],
      ['baseline', 50, 70_000],
      [null, 100, 0],
      ['spike 2x', 100, 30_000],
      [null, 50, 0],
      ['recovery 2x', 50, 90_000],
      [null, 175, 0],
      ['spike 3.5x', 175, 30_000],
      [null, 50, 0],
      ['recovery 3.5x', 50, 90_000],
    ]);
    expect(plan).toMatchObject({startLevel: 0, peakLevel: 175, totalMs: 320_000});
    expect(plan.spikes).toEqual([
      {factor: 2, level: 100, startMs: 80_000, endMs: 110_000},
      {factor: 3.5, level: 175, startMs: 200_000, endMs: 230_000},
    ]);
  });

  it('are followed as planned, in both models', () => {
    const factors = fc.array(fc.double({min: 1.1, max: 20, noNaN: true}), {minLength: 1, maxLength: 6});
    fc.assert(
      fc.property(
        factors,
        fc.integer({min: 20, max: 500}),
        fc.integer({min: 5000, max: 90_000}),
        fc.constantFrom('open' as const, 'closed' as const),
        fc.constantFrom(0, 5000),
        (all, baseLevel, holdMs, model, warmUpMs) => {
          const plan = spikePlan({model, baseLevel, factors: all, holdMs, warmUpMs});
          const executor =
            model === 'closed'
              ? ({kind: 'ramping-vus', startVus: plan.startLevel, stages: plan.stages} as const)
              : ({
                  kind: 'ramping-arrival-rate',
                  startRate: plan.startLevel,
                  stages: plan.stages,
                  arrivals: 'constant',
                  preAllocatedVus: 1,
                  maxVus: 100,
                } as const);
          const load = createLoadPlan(executor)!;
          expect(load.totalMs).toBe(plan.totalMs);
          expect(planPeakLevel(load)).toBe(plan.peakLevel);
          for (const {level, startMs, endMs} of plan.spikes) {
            expect(planPositionAt(load, startMs).level).toBe(level);
            expect(planPositionAt(load, endMs - 1).level).toBe(level);
            for (const outside of [startMs - 1, endMs]) expect(planPositionAt(load, outside).level).toBe(baseLevel);
          }
        },
      ),
      {numRuns: 50},
    );
  });

  it.each<[string, Partial<SpikeRequest>]>([
    ['a spike needs a load to stand out from', {baseLevel: 0}],
    ['the base is a whole number of VUs', {baseLevel: 2.5}],
    ['at least one factor is needed', {factors: []}],
    ['factor 1: a spike is over 1.05 times the base of 50', {factors: [2, 1]}],
    ['factor 1.2: a spike is over 1.05 times the base of 2', {baseLevel: 2, factors: [1.2]}],
    ['factor NaN: a spike is over 1.05 times the base of 50', {factors: [Number.NaN]}],
    ['a spike is held 5 s at least', {holdMs: 1000}],
    ['the baseline takes 30 s at least', {baselineMs: 10_000}],
    ['a recovery is watched 30 s at least', {recoveryMs: 29_999}],
    ['a warm-up takes no less than 0 s', {warmUpMs: -1}],
  ])('are refused: %s', (message, changes) => {
    expect(() => spikePlan({...request, ...changes})).toThrow(new RangeError(message));
  });
});
