import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {holm} from '../../source/analysis/holm.ts';

const share = fc.double({min: 0, max: 1, noNaN: true});

describe("Holm's method", () => {
  it('rejects the smallest against alpha / m, and stops at the first that fails', () => {
    // 0.005 ≤ 0.05/4, 0.01 ≤ 0.05/3, 0.03 > 0.05/2: 0.04 is not looked at any more.
    expect(holm([0.01, 0.04, 0.03, 0.005], 0.05)).toEqual([true, false, false, true]);
    expect(holm([0.04], 0.05)).toEqual([true]);
    expect(holm([], 0.05)).toEqual([]);
  });

  it('does not count what was not tested', () => {
    expect(holm([0.02, Number.NaN, 0.03], 0.05)).toEqual([true, false, true]);
  });

  it('rejects whatever Bonferroni does, and nothing that a single test would not', () => {
    fc.assert(
      fc.property(fc.array(share, {maxLength: 20}), (pValues) => {
        for (const [i, rejected] of holm(pValues, 0.05).entries()) {
          const bonferroni = pValues[i]! <= 0.05 / pValues.length;
          expect(rejected || !bonferroni).toBe(true);
          expect(!rejected || pValues[i]! <= 0.05).toBe(true);
        }
      }),
    );
  });
});
