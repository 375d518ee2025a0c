import {deflateRawSync, inflateRawSync} from 'node:zlib';
import {bucketCount, emptySparse, type SparseHistogram} from './histogram.ts';

/*
 * A cell's counts: base64 of one byte that tells the form, then varint pairs, ascending by bucket.
 *
 *   form 0 = as is, 1 = deflated │ (gap to the bucket before − 1, count) (gap − 1, count) …
 */
const formPlain = 0;
const formDeflated = 1;

/** A gap takes at most 3 bytes, a count at most 5. */
const maxPlainBytes = bucketCount * 8;

/** Below this many bytes deflate's own overhead eats what it saves. */
const deflateFromBytes = 48;

/** Sparse counts as short base64 text; '' without samples. */
export function encodeCounts(sparse: SparseHistogram): string {
  if (sparse.buckets.length === 0) return '';
  const plain = writePairs(sparse);
  if (plain.length >= deflateFromBytes) {
    const deflated = deflateRawSync(plain.subarray(1), {windowBits: 12, memLevel: 5});
    if (deflated.length < plain.length - 1)
      return Buffer.concat([Buffer.of(formDeflated), deflated]).toString('base64');
  }
  return plain.toString('base64');
}

/**
 * Reads what `encodeCounts` wrote. Work and memory are bounded by the number of buckets whatever the text.
 * @throws Error saying what is wrong with the text
 */
export function decodeCounts(text: string): SparseHistogram {
  if (text === '') return emptySparse;
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw broken('not base64');
  const bytes = Buffer.from(text, 'base64');
  const form = bytes[0];
  if (form === formPlain) return readPairs(bytes.subarray(1));
  if (form !== formDeflated) throw broken(`unknown form ${form ?? 'none'}`);
  return readPairs(inflate(bytes.subarray(1)));
}

function inflate(deflated: Buffer): Buffer {
  try {
    return inflateRawSync(deflated, {maxOutputLength: maxPlainBytes});
  } catch {
    throw broken('the compressed part is damaged');
  }
}

function writePairs({buckets, counts}: SparseHistogram): Buffer {
  const bytes = Buffer.allocUnsafe(1 + buckets.length * 8);
  bytes[0] = formPlain;
  let at = 1;
  let before = -1;
  for (let i = 0; i < buckets.length; i++) {
    at = writeVarint(bytes, at, buckets[i]! - before - 1);
    at = writeVarint(bytes, at, counts[i]!);
    before = buckets[i]!;
  }
  return bytes.subarray(0, at);
}

function writeVarint(bytes: Buffer, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest >= 128) {
    bytes[end++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[end++] = rest;
  return end;
}

function readPairs(bytes: Buffer): SparseHistogram {
  if (bytes.length === 0) throw broken('nothing in it');
  if (bytes.length > maxPlainBytes) throw broken('longer than all buckets together');
  const buckets: number[] = [];
  const counts: number[] = [];
  let before = -1;
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    let weight = 1;
    for (let size = 0; size < 5; size++) {
      const byte = bytes[at++];
      if (byte === undefined) throw broken('cut off');
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
    throw broken('a number has no end');
  };
  while (at < bytes.length) {
    before += readVarint() + 1;
    const count = readVarint();
    if (before >= bucketCount) throw broken('a bucket beyond the last');
    if (count < 1 || count > 0xff_ff_ff_ff) throw broken('a count out of range');
    buckets.push(before);
    counts.push(count);
  }
  return {buckets: Uint16Array.from(buckets), counts: Uint32Array.from(counts)};
}

function broken(why: string): Error {
  return new Error(`cell counts cannot be read: ${why}`);
}
