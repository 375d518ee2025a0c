import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {kneedle} from '../../source/analysis/kneedle.ts';
import {fitUsl, uslThroughput, type UslPoint} from '../../source/analysis/usl.ts';

const points = (levels: readonly number[], throughputs: readonly number[]): UslPoint[] =>
  levels.map((level, i) => ({level, throughput: throughputs[i]!}));

const specsdm91 = points([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]);
const raytracer = points(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

describe('the Universal Scalability Law, as the R package usl fits it', () => {
  it('finds what it finds in specsdm91', () => {
    const fit = fitUsl(specsdm91)!;
    expect(fit.alpha).toBeCloseTo(0.0277285, 6);
    expect(fit.beta).toBeCloseTo(0.0001044, 6);
    expect(fit.gamma).toBeCloseTo(89.995233, 4);
    expect(fit.peakLevel).toBeCloseTo(96.51956, 2);
    expect(fit.peakIsSeen).toBe(true);
    expect(fit.rSquared).toBeGreaterThan(0.98);
  });

  it('finds what it finds in the first six points of raytracer', () => {
    const fit = fitUsl(raytracer.slice(0, 6))!;
    expect(fit.alpha).toBeCloseTo(0.02444, 4);
    expect(fit.beta).toBeCloseTo(0.00163, 4);
    expect(fit.gamma).toBeCloseTo(20.85605, 3);
  });

  it('holds β at 0 in all of raytracer and tells the limit', () => {
    const fit = fitUsl(raytracer)!;
    expect(fit.beta).toBe(0);
    expect(fit.limit).toBeCloseTo(378.199, 1);
    expect(fit.peakLevel).toBe(Number.POSITIVE_INFINITY);
    expect(fit.peakIsSeen).toBe(false);
  });

  it('finds the parameters that made the points', () => {
    const fit = fitUsl(points([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]))!;
    expect(fit.alpha).toBeCloseTo(0.02, 3);
    expect(fit.beta).toBeCloseTo(0.02, 3);
    expect(fit.gamma).toBeCloseTo(1, 3);
  });

  it('finds again any parameters, and none below 0', () => {
    fc.assert(
      fc.property(
        fc.double({min: 0, max: 0.3, noNaN: true}),
        fc.double({min: 0, max: 0.002, noNaN: true}),
        fc.double({min: 0.5, max: 500, noNaN: true}),
        (alpha, beta, gamma) => {
          const levels = [1, 5, 10, 20, 40, 80, 120];
          const fit = fitUsl(levels.map((level) => ({level, throughput: uslThroughput({alpha, beta, gamma}, level)})))!;
          for (const level of levels) {
            const wanted = uslThroughput({alpha, beta, gamma}, level);
            expect(Math.abs(uslThroughput(fit, level) - wanted)).toBeLessThan(1e-3 * wanted);
          }
          expect(Math.min(fit.alpha, fit.beta, fit.gamma)).toBeGreaterThanOrEqual(0);
        },
      ),
      {numRuns: 200},
    );
  });

  it('never throws and never tells NaN, whatever the points', () => {
    const any = fc.record({
      level: fc.oneof(fc.double(), fc.double({min: 0, max: 1e6, noNaN: true})),
      throughput: fc.oneof(fc.double(), fc.double({min: 0, max: 1e6, noNaN: true})),
    });
    fc.assert(
      fc.property(fc.array(any, {maxLength: 12}), (some) => {
        const fit = fitUsl(some.filter(({level}) => Number.isFinite(level)));
        const told = fit === null ? [] : [fit.alpha, fit.beta, fit.gamma];
        expect(told.every(Number.isFinite)).toBe(true);
      }),
      {numRuns: 300},
    );
  });

  it('says nothing from fewer than four different loads', () => {
    expect(fitUsl(specsdm91.slice(0, 3))).toBeNull();
    expect(fitUsl(Array.from({length: 9}, () => ({level: 5, throughput: 50})))).toBeNull();
  });

  it('does not tell a peak that is far beyond what was driven', () => {
    const law = (level: number) => uslThroughput({alpha: 0.03, beta: 0.0001, gamma: 90}, level);
    const upTo = (highest: number) =>
      fitUsl(
        [0.02, 0.1, 0.2, 0.4, 0.6, 0.8, 1]
          .map((share) => share * highest)
          .map((level) => ({level, throughput: law(level)})),
      )!;
    expect(upTo(50).peakIsSeen).toBe(false);
    expect(upTo(90).peakIsSeen).toBe(true);
  });
});

describe('Kneedle', () => {
  it('finds the knee of 5 − 1/(x + 0.1)', () => {
    const curve = Array.from({length: 10}, (_, i) => ({x: i / 9, y: 5 - 1 / (i / 9 + 0.1)}));
    expect(kneedle(curve)).toBeCloseTo(0.222, 3);
  });

  it('finds that of specsdm91', () => {
    expect(kneedle(specsdm91.map(({level, throughput}) => ({x: level, y: throughput})))).toBe(36);
  });

  it('finds none in a straight line, in a flat one, in nothing', () => {
    expect(kneedle(Array.from({length: 20}, (_, x) => ({x, y: 3 * x})))).toBeNull();
    expect(kneedle(Array.from({length: 20}, (_, x) => ({x, y: 3})))).toBeNull();
    expect(kneedle([])).toBeNull();
  });
});
