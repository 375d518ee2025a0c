import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {SoakPeriod} from '../../../source/domain/study.ts';
import {overTime} from '../../../source/tui/panels/soak-charts.ts';
import {floorScale} from '../../../source/tui/panels/soak-figures.ts';
import {soakRun} from '../fixtures/soak-runs.ts';

function period(startMs: number, endMs: number, p95Us: number | null): SoakPeriod {
  const {study} = soakRun('young').view;
  if (study?.kind !== 'soak') throw new Error('no endurance test');
  return {...study.periods[0]!, startMs, endMs, p95Us};
}

const read = ({p95Us}: SoakPeriod): number => p95Us ?? Number.NaN;

describe('periods over time', () => {
  test('each has its share of the columns, the last and shorter one too', () => {
    const periods = [period(0, 60_000, 1), period(60_000, 120_000, 2), period(120_000, 150_000, 3)];
    expect([...overTime(periods, 10, read)]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
  });

  test('leave a gap where nothing was measured, or is not known', () => {
    const periods = [period(0, 30_000, 1), period(60_000, 90_000, null), period(90_000, 120_000, 4)];
    expect([...overTime(periods, 8, read)]).toEqual([1, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 4, 4]);
    expect([...overTime([], 2, read)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('a scale with a floor', () => {
  test('does not make a mountain of a hundredth', () => {
    const scale = floorScale([100, 99, 100])!;
    expect([scale.low, scale.high, scale.share(99)]).toEqual([80, 100, 0.95]);
  });

  test('has all that grew by more over its whole height', () => {
    const scale = floorScale([940, Number.NaN, 1670])!;
    expect([scale.low, scale.share(940), scale.share(1670), scale.share(Number.NaN)]).toEqual([940, 0, 1, Number.NaN]);
  });

  test('holds every known value, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double({min: 0, max: 1e15}), fc.constant(Number.NaN))), (values) => {
        const scale = floorScale(values);
        const known = values.filter((value) => !Number.isNaN(value));
        expect(scale === null).toBe(known.length === 0);
        for (const value of known) {
          expect(scale!.share(value)).toBeGreaterThanOrEqual(0);
          expect(scale!.share(value)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
