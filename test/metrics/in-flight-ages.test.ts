import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {countSparse, emptySparse, lowestOf} from '../../source/metrics/histogram.ts';
import {inFlightAgeBin, inFlightAgeBinCount, leastAgeUs} from '../../source/metrics/in-flight-ages.ts';
import {createSharedMetrics} from '../../source/metrics/shared-layout.ts';
import {SharedReader} from '../../source/metrics/shared-reader.ts';
import {SharedWriter} from '../../source/metrics/shared-writer.ts';

test('ages in flight come back as a histogram of ages that are no older', () => {
  const buffer = createSharedMetrics(1);
  const writer = new SharedWriter(buffer, 1);
  const reader = new SharedReader(buffer, 1);
  expect(reader.gauges().inFlightAges).toEqual(emptySparse);
  const counts = new Uint32Array(inFlightAgeBinCount);
  for (const us of [10, 100, 1000, 1_000_000, 119_000_000]) counts[inFlightAgeBin(us)]!++;
  writer.setInFlightAges(counts);
  const ages = reader.gauges().inFlightAges;
  expect(countSparse(ages)).toBe(5);
  expect([...ages.buckets].map(lowestOf)).toEqual([0, 96, 960, 983_040, 117_440_512]);
  // The worker stops amid the next ones: the last whole set stays.
  new Int32Array(buffer)[7]!++;
  new Uint32Array(buffer).fill(9, 18, 20);
  expect(reader.gauges().inFlightAges).toEqual(ages);
});

test('a bin holds no age below its least, nor above the least of the next', () => {
  fc.assert(
    fc.property(fc.nat(200_000_000), (us) => {
      const bin = inFlightAgeBin(us);
      expect(bin).toBeLessThan(inFlightAgeBinCount);
      expect(leastAgeUs(bin)).toBeLessThanOrEqual(us);
      expect(bin + 1 === inFlightAgeBinCount || leastAgeUs(bin + 1) > us).toBe(true);
    }),
  );
});
