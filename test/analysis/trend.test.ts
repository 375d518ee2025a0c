import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {mannKendall, risesSignificantly, theilSen} from '../../source/analysis/trend.ts';
import {normal} from './simulated-run.ts';

const line = (count: number, at: (i: number) => number) =>
  Array.from({length: count}, (_, i) => ({atS: i, value: at(i)}));

describe('Theil–Sen', () => {
  it('finds a straight line whatever the order of its points', () => {
    fc.assert(
      fc.property(
        fc.integer({min: -1000, max: 1000}),
        fc.integer({min: -100, max: 100}),
        fc.integer({min: 2, max: 60}),
        (start, slope, count) => {
          const points = line(count, (i) => start + slope * i).toReversed();
          const found = theilSen(points, 100)!;
          expect(found.perSecond).toBeCloseTo(slope, 6);
          expect(found.now).toBeCloseTo(start + slope * 100, 4);
        },
      ),
      {numRuns: 50},
    );
  });

  it('is not turned by a quarter of wild values', () => {
    const points = line(40, (i) => (i % 4 === 3 ? 1e9 : 100 + 2 * i));
    const {perSecond, now} = theilSen(points, 40)!;
    expect(perSecond).toBeGreaterThan(1.8);
    expect(perSecond).toBeLessThan(4);
    expect(now).toBeLessThan(250);
  });

  it('has none through one moment', () => {
    expect(theilSen([{atS: 1, value: 2}], 1)).toBeNull();
    expect(theilSen([], 1)).toBeNull();
  });
});

describe('Mann–Kendall', () => {
  it('takes a rise for one from |S − 1| > 1.96 standard deviations on', () => {
    // Of 8 values S = 28 − 2 × inversions, with the deviation √(8 × 7 × 21 / 18) = 8.08.
    expect(risesSignificantly([4, 3, 1, 2, 5, 6, 7, 8])).toBe(true); // S = 18: z = 2.10
    expect(risesSignificantly([4, 3, 2, 1, 5, 6, 7, 8])).toBe(false); // S = 16: z = 1.86
    expect(risesSignificantly([8, 7, 6, 5, 4, 3, 2, 1])).toBe(false);
  });

  it('sees nothing in what stays the same, nor in nothing', () => {
    expect(risesSignificantly([5, 5, 5, 5, 5, 5])).toBe(false);
    expect(risesSignificantly([])).toBe(false);
  });

  it('calls noise a rise about once in forty', () => {
    let seed = 12_345;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const runs = 1000;
    let risen = 0;
    for (let i = 0; i < runs; i++) {
      if (risesSignificantly(Array.from({length: 30}, random))) risen++;
    }
    expect(risen / runs).toBeGreaterThan(0.01);
    expect(risen / runs).toBeLessThan(0.045);
  });

  it('depends on the order of values only, not on how far apart they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 50}), {maxLength: 30}), (values) => {
        expect(risesSignificantly(values.map((value) => value ** 3))).toBe(risesSignificantly(values));
      }),
      {numRuns: 100},
    );
  });
});

describe('the trend of a known series', () => {
  const values = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11, 17.3, 15.9, 19, 18.3, 20.1, 21.7];

  it('has the S, Z and slope of the literature', () => {
    const {s, z} = mannKendall(values);
    expect(s).toBe(54);
    expect(z).toBeCloseTo(2.9058, 4);
    const slope = theilSen(
      values.map((value, atS) => ({atS, value})),
      0,
    )!.perSecond;
    expect(slope).toBeCloseTo(0.566_667, 6);
  });

  it('falls the other way round as surely as it rises', () => {
    const rising = mannKendall(values);
    const falling = mannKendall(values.toReversed());
    expect(falling.z).toBeCloseTo(-rising.z, 12);
    expect(falling.correctedZ).toBeLessThan(0);
    expect(rising.pRise).toBeLessThan(0.05);
    expect(falling.pRise).toBeGreaterThan(0.95);
  });
});

describe("Mann–Kendall's test of values that resemble those before them", () => {
  it('finds trends that are none several times less often with its corrected variance', () => {
    const random = seededRandom(5);
    let plain = 0;
    let corrected = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      let value = normal(random);
      const series = Array.from({length: 60}, () => (value = 0.7 * value + normal(random)));
      const {z, correctedZ} = mannKendall(series);
      if (Math.abs(z) > 1.96) plain++;
      if (Math.abs(correctedZ) > 1.96) corrected++;
    }
    expect(plain / runs).toBeGreaterThan(0.3);
    expect(corrected / runs).toBeLessThan(0.12);
  });

  it('still finds the one that is there', () => {
    const random = seededRandom(6);
    let value = 0;
    const series = Array.from({length: 100}, (_, i) => (value = 0.5 * value + normal(random)) + 0.1 * i);
    expect(mannKendall(series).correctedZ).toBeGreaterThan(2.6);
  });
});
