import {describe, expect, test} from 'vitest';
import {createRandom} from '../../source/demo/seeded-random.ts';
import {createServiceTime, meanServiceTimeMs} from '../../source/demo/service-time.ts';

const SERVICE_TIME = {p50Ms: 50, p95Ms: 105};

function draws(seed: number, stream: string, count: number): number[] {
  const draw = createServiceTime(SERVICE_TIME, createRandom(seed, stream));
  return Array.from({length: count}, () => draw());
}

function quantileMs(valuesUs: readonly number[], share: number): number {
  const sorted = [...valuesUs].sort((a, b) => a - b);
  return (sorted[Math.floor(share * sorted.length)] ?? 0) / 1000;
}

describe('service times', () => {
  test('are the same for the same seed and stream, and differ for another of either', () => {
    const first = draws(1, 'GET /a', 50);
    expect(draws(1, 'GET /a', 50)).toEqual(first);
    expect(draws(2, 'GET /a', 50)).not.toEqual(first);
    expect(draws(1, 'GET /b', 50)).not.toEqual(first);
  });

  test('have the quantiles and the mean they were given', () => {
    const valuesUs = draws(7, 'GET /a', 40_000);
    const meanMs = valuesUs.reduce((sum, value) => sum + value, 0) / valuesUs.length / 1000;
    expect(Math.abs(quantileMs(valuesUs, 0.5) - 50)).toBeLessThan(1);
    expect(Math.abs(quantileMs(valuesUs, 0.95) - 105)).toBeLessThan(3);
    expect(Math.abs(meanMs - meanServiceTimeMs(SERVICE_TIME))).toBeLessThan(1);
  });

  test('are none at all for a median of 0', () => {
    const draw = createServiceTime({p50Ms: 0, p95Ms: 0}, createRandom(1, 'x'));
    expect([draw(), draw()]).toEqual([0, 0]);
  });
});
