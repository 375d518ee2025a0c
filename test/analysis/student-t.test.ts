import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {normalUpperTail, studentQuantile, studentUpperTail} from '../../source/analysis/student-t.ts';

describe("Student's t", () => {
  // Of the tables in every textbook.
  it.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 5, 2.571],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.975, 1e6, 1.96],
    [0.995, 4, 4.604],
    [0.95, 7, 1.895],
    [0.8, 10, 0.879],
    [0.9995, 3, 12.924],
    [0.025, 10, -2.228],
  ])('has %d of it below, with %d degrees of freedom, %d', (probability, degrees, t) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 3);
  });

  it('has its tail where its quantile is, whatever the degrees of freedom', () => {
    fc.assert(
      fc.property(
        fc.double({min: 0.0001, max: 0.9999, noNaN: true}),
        fc.double({min: 1, max: 500, noNaN: true}),
        (probability, degrees) => {
          expect(1 - studentUpperTail(studentQuantile(probability, degrees), degrees)).toBeCloseTo(probability, 7);
        },
      ),
      {numRuns: 100},
    );
  });

  it('is symmetric and ends in nothing', () => {
    expect(studentUpperTail(0, 3)).toBeCloseTo(0.5, 12);
    expect(studentUpperTail(-2, 3) + studentUpperTail(2, 3)).toBeCloseTo(1, 12);
    expect(studentUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentUpperTail(Number.NaN, 3)).toBeNaN();
  });
});

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1.959_964, 0.025],
    [2.575_829, 0.005],
    [-1.644_854, 0.95],
  ])('has above %d', (z, p) => {
    expect(normalUpperTail(z)).toBeCloseTo(p, 6);
  });
});
