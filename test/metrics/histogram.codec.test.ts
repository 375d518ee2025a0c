import {build, decodeFromCompressedBase64, type Int32Histogram} from 'hdr-histogram-js';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  addSparse,
  bucketCount,
  bucketOf,
  countSparse,
  emptySparse,
  highestOf,
  lowestOf,
  maxTrackableUs,
  percentilesOf,
  toSparse,
  type SparseHistogram,
} from '../../source/metrics/histogram.ts';
import {decodeHdr, encodeHdr} from '../../source/metrics/hdr-codec.ts';

const percentiles = [1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

function reference(): Int32Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxTrackableUs,
    numberOfSignificantValueDigits: 3,
  }) as Int32Histogram;
}

function sparseOf(values: readonly number[]): SparseHistogram {
  const dense = new Uint32Array(bucketCount);
  for (const value of values) dense[bucketOf(value)]!++;
  return toSparse(dense);
}

/** Every size alike: a value of 1 bit is as likely as one of 26. */
const valueUs = fc
  .tuple(fc.integer({min: 0, max: 26}), fc.nat(2 ** 27))
  .map(([bits, noise]) => Math.min(maxTrackableUs, noise % 2 ** (bits + 1)));

const sparse = fc
  .uniqueArray(fc.tuple(fc.integer({min: 0, max: bucketOf(maxTrackableUs)}), fc.integer({min: 1, max: 50_000})), {
    selector: ([bucket]) => bucket,
    minLength: 1,
    maxLength: 300,
  })
  .map((pairs): SparseHistogram => {
    const sorted = pairs.toSorted(([a], [b]) => a - b);
    return {buckets: Uint16Array.from(sorted, ([b]) => b), counts: Uint32Array.from(sorted, ([, c]) => c)};
  });

describe('histogram layout', () => {
  test('equals that of hdr-histogram-js at every edge of every bucket', () => {
    const histogram = reference();
    expect(histogram.countsArrayLength).toBe(bucketCount);
    const differing: number[] = [];
    for (let bucket = 0; bucket <= bucketOf(maxTrackableUs); bucket++) {
      const lowest = lowestOf(bucket);
      const highest = highestOf(bucket);
      const same =
        histogram.countsArrayIndex(lowest) === bucket &&
        histogram.countsArrayIndex(highest) === bucket &&
        histogram.highestEquivalentValue(lowest) === highest &&
        bucketOf(lowest) === bucket &&
        (highest > maxTrackableUs || bucketOf(highest) === bucket);
      if (!same) differing.push(bucket);
    }
    expect(differing).toEqual([]);
  });

  test('puts every value where hdr-histogram-js puts it', () => {
    const histogram = reference();
    fc.assert(
      fc.property(valueUs, (value) => {
        expect(bucketOf(value)).toBe(histogram.countsArrayIndex(value));
        expect(highestOf(bucketOf(value))).toBe(histogram.highestEquivalentValue(value));
        expect(lowestOf(bucketOf(value))).toBe(histogram.lowestEquivalentValue(value));
      }),
      {numRuns: 2000},
    );
  });

  test('percentiles equal those of hdr-histogram-js for the same recorded values', () => {
    fc.assert(
      fc.property(fc.array(valueUs, {minLength: 1, maxLength: 400}), (values) => {
        const histogram = reference();
        for (const value of values) histogram.recordValue(value);
        expect(percentilesOf(sparseOf(values), percentiles)).toEqual(
          percentiles.map((percentile) => histogram.getValueAtPercentile(percentile)),
        );
      }),
      {numRuns: 300},
    );
  });
});

describe('HDR V2 text', () => {
  test('hdr-histogram-js reads the same counts and percentiles from it', () => {
    fc.assert(
      fc.property(sparse, (histogram) => {
        const theirs = decodeFromCompressedBase64(encodeHdr(histogram), 32, false) as Int32Histogram;
        expect(theirs.totalCount).toBe(countSparse(histogram));
        expect(percentilesOf(histogram, percentiles)).toEqual(
          percentiles.map((percentile) => theirs.getValueAtPercentile(percentile)),
        );
      }),
      {numRuns: 150},
    );
  });

  test('is read back bucket by bucket', () => {
    fc.assert(
      fc.property(sparse, (histogram) => {
        expect(decodeHdr(encodeHdr(histogram))).toEqual(histogram);
      }),
      {numRuns: 150},
    );
  });

  test('keeps counts up to 2³² − 1 in the first and the last bucket', () => {
    const last = bucketOf(maxTrackableUs);
    const full = {buckets: Uint16Array.of(0, last), counts: Uint32Array.of(0xff_ff_ff_ff, 0xff_ff_ff_ff)};
    expect(decodeHdr(encodeHdr(full))).toEqual(full);
  });

  test('is empty without samples', () => {
    expect(encodeHdr(emptySparse)).toBe('');
    expect(countSparse(decodeHdr(''))).toBe(0);
  });

  test('of merged histograms gives the percentiles of all values together', () => {
    fc.assert(
      fc.property(sparse, sparse, (one, two) => {
        const dense = new Uint32Array(bucketCount);
        addSparse(dense, one);
        addSparse(dense, two);
        const both = reference();
        for (const part of [one, two])
          both.add(decodeFromCompressedBase64(encodeHdr(part), 32, false) as Int32Histogram);
        expect(percentilesOf(decodeHdr(encodeHdr(toSparse(dense))), percentiles)).toEqual(
          percentiles.map((percentile) => both.getValueAtPercentile(percentile)),
        );
      }),
      {numRuns: 50},
    );
  });
});
