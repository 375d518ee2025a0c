import {deflateRawSync} from 'node:zlib';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeCounts, encodeCounts} from '../../source/metrics/cell-codec.ts';
import {bucketCount, emptySparse, type SparseHistogram} from '../../source/metrics/histogram.ts';

const sparse = fc
  .uniqueArray(
    fc.tuple(
      fc.nat(bucketCount - 1),
      fc.oneof(fc.integer({min: 1, max: 40}), fc.integer({min: 1, max: 0xff_ff_ff_ff})),
    ),
    {
      selector: ([bucket]) => bucket,
      maxLength: 400,
    },
  )
  .map((pairs): SparseHistogram => {
    const sorted = pairs.toSorted(([a], [b]) => a - b);
    return {buckets: Uint16Array.from(sorted, ([b]) => b), counts: Uint32Array.from(sorted, ([, c]) => c)};
  });

describe('counts of a cell as text', () => {
  test('are read back exactly', () => {
    fc.assert(
      fc.property(sparse, (histogram) => {
        expect(decodeCounts(encodeCounts(histogram))).toEqual(histogram);
      }),
      {numRuns: 500},
    );
  });

  test('are empty text without samples', () => {
    expect(encodeCounts(emptySparse)).toBe('');
    expect(decodeCounts('')).toEqual(emptySparse);
  });

  test('hold every bucket at its largest count', () => {
    const full = {
      buckets: Uint16Array.from({length: bucketCount}, (_, i) => i),
      counts: new Uint32Array(bucketCount).fill(0xff_ff_ff_ff),
    };
    expect(decodeCounts(encodeCounts(full))).toEqual(full);
  });

  test('are never longer deflated than plain', () => {
    fc.assert(
      fc.property(sparse, (histogram) => {
        const gapsAndCounts = histogram.buckets.length * 8 + 1;
        expect(encodeCounts(histogram).length).toBeLessThanOrEqual(Math.ceil(gapsAndCounts / 3) * 4);
      }),
    );
  });
});

function textOf(...bytes: number[]): string {
  return Buffer.from(bytes).toString('base64');
}

/** `read` when it gave what a sparse histogram is, or the error's message. */
function outcomeOf(text: string): string {
  try {
    const {buckets, counts} = decodeCounts(text);
    const isSparse = buckets.every((bucket, i) => bucket < bucketCount && (i === 0 || bucket > buckets[i - 1]!));
    return isSparse && buckets.length === counts.length ? 'read' : 'no sparse histogram';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('reading foreign cell text', () => {
  const clear = /^(?:read$|cell counts cannot be read: )/;

  test('any bytes are read or refused with a clear error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.uint8Array().map((b) => Buffer.from([0, ...b]).toString('base64')),
        ),
        (text) => {
          expect(outcomeOf(text)).toMatch(clear);
        },
      ),
      {numRuns: 2000},
    );
  });

  test('a bomb is refused before it is unpacked', () => {
    const bomb = Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(80_000_000, 1))]).toString('base64');
    expect(() => decodeCounts(bomb)).toThrow('damaged');
  });

  test('unknown forms, endless numbers and cut-off pairs are named', () => {
    expect(() => decodeCounts(textOf(9, 1, 1))).toThrow('unknown form 9');
    expect(() => decodeCounts(textOf(0, 255, 255, 255, 255, 255, 1))).toThrow('no end');
    expect(() => decodeCounts(textOf(0, 5))).toThrow('cut off');
    expect(() => decodeCounts(textOf(0, 5, 0))).toThrow('out of range');
    expect(() => decodeCounts(textOf(0))).toThrow('nothing in it');
  });
});
