import {createRequire} from 'node:module';
import {inflateSync} from 'node:zlib';
import type {Int32Histogram} from 'hdr-histogram-js';
import {bucketCount, emptySparse, maxTrackableUs, toSparse, type SparseHistogram} from './histogram.ts';

/*
 * HDR V2 compressed, as every HdrHistogram library reads it:
 *
 *   cookie 4 │ length 4 │ zlib( cookie 4 │ payload length 4 │ 0 4 │ digits 4 │ lowest 8 │ highest 8 │ ratio 8 │ counts )
 *
 * Counts are zigzag LEB128 words; a negative word stands for that many empty buckets.
 */
const compressedCookie = 0x1c_84_93_14;
const plainCookie = 0x1c_84_93_13;
const headerBytes = 40;
const significantDigits = 3;

/** Every bucket as a word of 9 bytes: nothing true is longer. */
const maxPlainBytes = headerBytes + bucketCount * 9;

type Library = typeof import('hdr-histogram-js');

const require = createRequire(import.meta.url);
let loaded: Library | null = null;

/** Loaded when first needed: it takes an eighth of the CPU before the first frame, which needs none of it. */
function library(): Library {
  loaded ??= require('hdr-histogram-js') as Library;
  return loaded;
}

/** HDR V2 compressed, base64, of a histogram in µs; '' without samples. */
export function encodeHdr(sparse: SparseHistogram): string {
  return sparse.buckets.length === 0 ? '' : library().encodeIntoCompressedBase64(hdrHistogramOf(sparse));
}

/** A histogram in µs as the library has it: our buckets are its own, so its counts are taken over as they are. */
export function hdrHistogramOf({buckets, counts}: SparseHistogram): Int32Histogram {
  const histogram = library().build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: maxTrackableUs,
    numberOfSignificantValueDigits: significantDigits,
  }) as Int32Histogram;
  for (let i = 0; i < buckets.length; i++) histogram.setCountAtIndex(buckets[i]!, counts[i]!);
  histogram.establishInternalTackingValues();
  return histogram;
}

/**
 * Reads what `encodeHdr` wrote, or any HDR V2 histogram of the same layout (1 to 120,000,000 µs, 3 digits).
 * Intentionally not hdr-histogram-js's decoder: that one trusts every length in the text and can be made to loop for
 * hours or to allocate without bound.
 * @throws Error saying what is wrong with the text
 */
export function decodeHdr(text: string): SparseHistogram {
  if (text === '') return emptySparse;
  const packed = decodeBase64(text);
  if (packed.length < 8 || packed.readUInt32BE(0) !== compressedCookie) throw broken('it has no HDR V2 cookie');
  const length = packed.readUInt32BE(4);
  if (length > packed.length - 8) throw broken('it is cut off');
  const plain = inflate(packed.subarray(8, 8 + length));
  checkHeader(plain);
  return toSparse(readCounts(plain.subarray(headerBytes)));
}

function inflate(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, {maxOutputLength: maxPlainBytes});
  } catch {
    throw broken('its compressed part is damaged');
  }
}

function checkHeader(plain: Buffer): void {
  if (plain.length < headerBytes || plain.readUInt32BE(0) !== plainCookie) throw broken('its inner cookie is wrong');
  if (plain.readUInt32BE(4) !== plain.length - headerBytes) throw broken('its length does not fit');
  const layoutFits =
    plain.readUInt32BE(12) === significantDigits &&
    plain.readBigUInt64BE(16) === 1n &&
    plain.readBigUInt64BE(24) === BigInt(maxTrackableUs);
  if (!layoutFits) throw broken(`it is not of 1 to ${maxTrackableUs} µs with ${significantDigits} digits`);
}

function readCounts(words: Buffer): Uint32Array {
  const counts = new Uint32Array(bucketCount);
  let bucket = 0;
  for (let at = 0; at < words.length;) {
    let word = 0;
    let weight = 1;
    let byte = 0x80;
    for (let size = 0; size < 9 && byte >= 0x80; size++) {
      if (at >= words.length) throw broken('a count is cut off');
      byte = words[at++]!;
      word += (size === 8 ? byte : byte & 0x7f) * weight;
      weight *= 128;
    }
    const count = word % 2 === 0 ? word / 2 : -(word + 1) / 2;
    if (count > 0xff_ff_ff_ff) throw broken('a count is too large');
    if (count >= 0 && bucket < bucketCount) counts[bucket] = count;
    bucket += count < 0 ? -count : 1;
    if (bucket > bucketCount) throw broken('it has too many buckets');
  }
  return counts;
}

function decodeBase64(text: string): Buffer {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw broken('it is not base64');
  return Buffer.from(text, 'base64');
}

function broken(why: string): Error {
  return new Error(`not a histogram this version can read: ${why}`);
}
