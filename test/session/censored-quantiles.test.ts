import * as fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {addToDense, createDense} from '../../source/metrics/dense-histogram.ts';
import {emptySparse} from '../../source/metrics/histogram.ts';
import {censoredQuantiles} from '../../source/session/censored-quantiles.ts';
import {sparseOf} from './fixtures.ts';

const percentiles = [50, 75, 90, 95, 99, 99.9];

function read(samplesUs: readonly number[], agesUs: readonly number[], maxUs = Math.max(...samplesUs)) {
  const dense = createDense();
  addToDense(dense, sparseOf(samplesUs));
  return censoredQuantiles(dense, percentiles, maxUs, agesUs.length === 0 ? emptySparse : sparseOf(agesUs));
}

const times = (count: number, us: number): readonly number[] => Array.from({length: count}, () => us);

describe('quantiles with requests in flight', () => {
  it('are the plain ones while nothing in flight is older', () => {
    const plain = read(times(100, 1500), []);
    expect(read(times(100, 1500), times(50, 1000))).toEqual(plain);
    expect(plain[0]).toEqual({us: 1500, few: false, atLeast: false});
  });

  it('known answer: 900 of 1 ms and 100 in flight for 2 s make p90 1 ms and p95 at least 2 s', () => {
    const [p50, , p90, p95, p99] = read(times(900, 1000), times(100, 2_000_000));
    expect([p50, p90]).toMatchObject([
      {us: 1000, atLeast: false},
      {us: 1000, atLeast: false},
    ]);
    for (const one of [p95, p99]) {
      expect(one?.atLeast).toBe(true);
      expect(one?.us).toBeGreaterThan(1_990_000);
      expect(one?.us).toBeLessThanOrEqual(2_000_000);
    }
  });

  it('stand on the ages alone where nothing has ended', () => {
    expect(read([], times(20, 700), Number.NaN)[0]).toEqual({us: 700, few: false, atLeast: true});
    expect(read([], [], Number.NaN)).toEqual(percentiles.map(() => null));
  });

  it('never fall below the plain ones, nor out of order', () => {
    const latencies = fc.array(fc.integer({min: 1, max: 60_000_000}), {maxLength: 60});
    fc.assert(
      fc.property(latencies, latencies, (samples, ages) => {
        const maxUs = samples.length === 0 ? Number.NaN : Math.max(...samples);
        const plain = read(samples, [], maxUs);
        const lifted = read(samples, ages, maxUs);
        for (const [index, one] of lifted.entries()) {
          if (one === null) continue;
          expect(one.us).toBeGreaterThanOrEqual(plain[index]?.us ?? 0);
          expect(one.us).toBeGreaterThanOrEqual(lifted[index - 1]?.us ?? 0);
        }
      }),
      {numRuns: 300},
    );
  });
});
