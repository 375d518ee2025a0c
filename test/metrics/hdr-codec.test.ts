import {deflateSync} from 'node:zlib';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeHdr, encodeHdr} from '../../source/metrics/hdr-codec.ts';
import {bucketCount} from '../../source/metrics/histogram.ts';

const refused = /^not a histogram this version can read: /;
const clear = /^(?:read$|not a histogram this version can read: )/;

function packed(counts: Buffer, header: {digits?: number; length?: number} = {}): string {
  const plain = Buffer.alloc(40 + counts.length);
  plain.writeUInt32BE(0x1c_84_93_13, 0);
  plain.writeUInt32BE(header.length ?? counts.length, 4);
  plain.writeUInt32BE(header.digits ?? 3, 12);
  plain.writeBigUInt64BE(1n, 16);
  plain.writeBigUInt64BE(120_000_000n, 24);
  counts.copy(plain, 40);
  const deflated = deflateSync(plain);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(0x1c_84_93_14, 0);
  head.writeUInt32BE(deflated.length, 4);
  return Buffer.concat([head, deflated]).toString('base64');
}

/** `read`, or the error's message. */
function outcomeOf(text: string): string {
  try {
    return decodeHdr(text).buckets.length <= bucketCount ? 'read' : 'too much';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('reading foreign histogram text', () => {
  test('garbage gives a clear error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({minLength: 1}), fc.base64String({minLength: 4})), (text) => {
        expect(() => decodeHdr(text)).toThrow(refused);
      }),
      {numRuns: 500},
    );
  });

  test('any counts at all are read or refused, never looped over', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
        expect(outcomeOf(packed(Buffer.from(bytes)))).toMatch(clear);
      }),
      {numRuns: 1000},
    );
  });

  test('damage to one character gives a clear error or a histogram, nothing else', () => {
    const text = encodeHdr({buckets: Uint16Array.of(3, 2050, 9000), counts: Uint32Array.of(1, 200, 30_000)});
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('A', 'C', 'x', 'z', '0', '9', '+', '/'), (at, letter) => {
        expect(outcomeOf(text.slice(0, at) + letter + text.slice(at + 1))).toMatch(clear);
      }),
    );
  });

  test('lengths that do not fit, other layouts and bombs are refused', () => {
    expect(() => decodeHdr(packed(Buffer.of(2), {length: 0xff_ff_ff_f0}))).toThrow('length does not fit');
    expect(() => decodeHdr(packed(Buffer.of(2), {digits: 5}))).toThrow('with 3 digits');
    expect(() => decodeHdr(packed(Buffer.alloc(50_000_000)))).toThrow('damaged');
    // 2³⁴ empty buckets: zigzag of −2³⁴ is 2³⁵ − 1.
    expect(() => decodeHdr(packed(Buffer.of(255, 255, 255, 255, 127)))).toThrow('too many buckets');
  });
});
