import {describe, expect, it} from 'vitest';
import {missedVariance, usuallyMissed} from '../../source/analysis/long-memory.ts';
import {seededRandom} from '../../source/analysis/seeded-random.ts';
import {normal} from './simulated-run.ts';

/** AR(1) of variance 1, seen through noise. */
function series(n: number, memory: number, noise: number, seed: number): number[] {
  const random = seededRandom(seed);
  let value = normal(random);
  return Array.from({length: n}, () => {
    value = memory * value + Math.sqrt(1 - memory ** 2) * normal(random);
    return value + noise * normal(random);
  });
}

function middle(n: number, memory: number, noise: number, length: number): number {
  const found = Array.from({length: 101}, (_, seed) => missedVariance(series(n, memory, noise, seed + 1), length));
  return found.sort((a, b) => a - b)[50]!;
}

describe('the variance that blocks miss', () => {
  it('is none of independent values, nor of what fades within a block', () => {
    expect(middle(60, 0, 0, 10)).toBe(1);
    expect(middle(60, 0.5, 0, 10)).toBe(1);
    expect(middle(300, 0.7, 0, 10)).toBe(1);
  });

  it('is about what an AR(1) series has, seen through noise or not', () => {
    // V(300) / V(20) of ρ = 0.9: (19 − 2·90/300) / (19 − 2·90·(1 − 0.9²⁰)/20).
    const expected = (19 - (180 * (1 - 0.9 ** 300)) / 300) / (19 - (180 * (1 - 0.9 ** 20)) / 20);
    expect(middle(300, 0.9, 0, 20) / expected).toBeGreaterThan(0.85);
    expect(middle(300, 0.9, 0, 20) / expected).toBeLessThan(1.15);
    expect(middle(300, 0.9, 0.7, 20)).toBeGreaterThan(1.3);
  });

  it('of memory longer than the series is as much as can be told', () => {
    expect(middle(60, 0.97, 0, 10)).toBe(1.6);
    expect(
      missedVariance(
        Array.from({length: 60}, (_, i) => i),
        10,
      ),
    ).toBe(1.6);
  });

  it('is none where there is nothing to see', () => {
    expect(missedVariance([], 1)).toBe(1);
    expect(missedVariance([1, 2, 3], 1)).toBe(1);
    expect(
      missedVariance(
        Array.from({length: 60}, () => 5),
        10,
      ),
    ).toBe(1);
  });
});

describe('what is usually missed by short blocks', () => {
  it('is the more the shorter they are, and nothing from a minute on', () => {
    const [six, fourteen, thirty] = [6, 14, 30].map((cells) => usuallyMissed(cells, Math.floor(cells / 6)));
    expect(six).toBeGreaterThan(1.5);
    expect(fourteen).toBeGreaterThan(1.5);
    expect(thirty).toBeGreaterThan(1.1);
    expect(thirty).toBeLessThan(fourteen!);
    expect(usuallyMissed(60, 10)).toBe(1);
    expect(usuallyMissed(300, 10)).toBe(1);
  });
});
