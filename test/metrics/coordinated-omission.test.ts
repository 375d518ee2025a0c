import * as hdr from 'hdr-histogram-js';
import {describe, expect, it} from 'vitest';
import {bucketCount, bucketOf, countSparse, percentilesOf, toSparse} from '../../source/metrics/histogram.ts';

const msUs = 1000;
const secondUs = 1_000_000;
const percentiles = [50, 75, 90, 99];

function histogramOf(valuesUs: Iterable<number>) {
  const dense = new Uint32Array(bucketCount);
  for (const us of valuesUs) dense[bucketOf(us)]!++;
  return toSparse(dense);
}

/** HdrHistogram's own test: 10,000 requests of 1 ms, one every 10 ms, then a target that stands still for 100 s. */
describe('a target that stands still for 100 s', () => {
  it('is one slow request to VUs that wait for it', () => {
    const closed = histogramOf([...Array.from({length: 10_000}, () => msUs), 100 * secondUs]);
    expect(countSparse(closed)).toBe(10_001);
    expect(percentilesOf(closed, [99])).toEqual([msUs]);
  });

  it('is all that should have been sent meanwhile to arrivals that are measured from their intended start', () => {
    const arrivals = Array.from({length: 20_000}, (_, i) => {
      const intendedUs = i * 10 * msUs;
      const freeUs = i < 10_000 ? intendedUs + msUs : 200 * secondUs;
      return freeUs - intendedUs;
    });
    const open = histogramOf(arrivals);
    expect(countSparse(open)).toBe(20_000);
    const oracle = hdr.build({
      highestTrackableValue: 3600 * secondUs,
      numberOfSignificantValueDigits: 3,
      autoResize: false,
    });
    for (let i = 0; i < 10_000; i++) oracle.recordValueWithExpectedInterval(msUs, 10 * msUs);
    oracle.recordValueWithExpectedInterval(100 * secondUs, 10 * msUs);
    expect(oracle.totalCount).toBe(20_000);
    const read = percentilesOf(open, percentiles);
    for (const [i, expected] of [msUs, 50 * secondUs, 80 * secondUs, 98 * secondUs].entries()) {
      expect(Math.abs(read[i]! / expected - 1)).toBeLessThan(0.001);
      expect(Math.abs(read[i]! / oracle.getValueAtPercentile(percentiles[i]!) - 1)).toBeLessThan(0.001);
    }
  });
});
