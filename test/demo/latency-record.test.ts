import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {LatencyRecord} from '../../source/demo/latency-record.ts';

const latenciesUs = fc.array(fc.integer({min: 0, max: 60_000_000}), {minLength: 1, maxLength: 300});

function recordOf(valuesUs: readonly number[]): LatencyRecord {
  const record = new LatencyRecord();
  for (const valueUs of valuesUs) record.record(valueUs);
  return record;
}

function exactQuantile(valuesUs: readonly number[], share: number): number {
  const sorted = [...valuesUs].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

describe('LatencyRecord', () => {
  test('reads every quantile to 0.1%, and none above the maximum', () => {
    fc.assert(
      fc.property(latenciesUs, (valuesUs) => {
        const summary = recordOf(valuesUs).summary();
        const shares = {p50Us: 0.5, p90Us: 0.9, p95Us: 0.95, p99Us: 0.99} as const;
        for (const [key, share] of Object.entries(shares) as [keyof typeof shares, number][]) {
          const exactUs = exactQuantile(valuesUs, share);
          expect(Math.abs(summary[key] - exactUs)).toBeLessThanOrEqual(exactUs / 1000);
          expect(summary[key]).toBeLessThanOrEqual(summary.maxUs);
        }
        expect(summary.maxUs).toBe(Math.max(...valuesUs));
        expect(summary.count).toBe(valuesUs.length);
      }),
    );
  });

  test('adding records is the same as recording all their values in one', () => {
    fc.assert(
      fc.property(latenciesUs, latenciesUs, (some, others) => {
        const sum = recordOf(some);
        sum.add(recordOf(others));
        expect(sum.summary()).toEqual(recordOf([...some, ...others]).summary());
      }),
    );
  });

  test('an empty record reads zero, and a value past the range counts as the largest', () => {
    expect(new LatencyRecord().summary()).toMatchObject({count: 0, p99Us: 0, maxUs: 0, meanUs: 0});
    expect(recordOf([2 ** 40]).summary().maxUs).toBe(2 ** 31 - 1);
  });
});
