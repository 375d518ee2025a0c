import {describe, expect, it} from 'vitest';
import {blockLength} from '../../source/analysis/block-length.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {normal} from './simulated-run.ts';

function autoregressive(n: number, rho: number, seed: number): number[] {
  const random = seededRandom(seed);
  let value = normal(random) / Math.sqrt(1 - rho ** 2);
  return Array.from({length: n}, () => (value = rho * value + normal(random)));
}

function medianLength(n: number, rho: number): number {
  const lengths = Array.from({length: 101}, (_, seed) => blockLength(autoregressive(n, rho, seed + 1)));
  return lengths.sort((a, b) => a - b)[50]!;
}

/** Of an AR(1) series: G = 2ρ/(1−ρ)² and g(0) = (1+ρ)/(1−ρ) times its variance, so b = (6ρ²/(1−ρ²)²)^⅓ n^⅓. */
const optimum = (n: number, rho: number): number => ((6 * rho ** 2) / (1 - rho ** 2) ** 2) ** (1 / 3) * Math.cbrt(n);

describe('the block length of Politis and White', () => {
  it.each([
    [1000, 0.5],
    [1000, 0.8],
    [4000, 0.5],
    [4000, 0.3],
  ])('of %d values of an AR(1) series with ρ = %d is near the optimum', (n, rho) => {
    const ratio = medianLength(n, rho) / optimum(n, rho);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
  });

  it('of independent values is short', () => {
    expect(medianLength(1000, 0)).toBeLessThan(6);
  });

  it('is never beyond a third of the series, and 1 where there is nothing to see', () => {
    expect(blockLength(autoregressive(60, 0.99, 1))).toBeLessThanOrEqual(20);
    expect(blockLength(Array.from({length: 60}, () => 5))).toBe(1);
    expect(blockLength([1, 2, 3])).toBe(1);
    expect(blockLength(Array.from({length: 60}, (_, i) => i))).toBeLessThanOrEqual(20);
  });
});
