import {encodeHuffman, huffmanBytes} from './hpack-huffman.ts';
import {staticTable} from './hpack-static-table.ts';

/** Field values an intermediary must not put into its own table either (RFC 7541 §7.1.3). */
const sensitiveNames = new Set(['authorization', 'cookie', 'proxy-authorization']);

const indexedField = 0x80;
const literalField = 0x00;
const neverIndexedField = 0x10;

/** Sets the dynamic table's size to 0 (RFC 7541 §6.3): once at the start of a connection's first block, and no table is used. */
export const emptyTableUpdate = 0x20;

/**
 * A header block (RFC 7541 §6) from the static table and literals only: it means the same on every connection, so a
 * request is encoded once. Names must be lower case.
 */
export function encodeFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const out: number[] = [];
  for (const [name, value] of fields) {
    const whole = staticTable.findIndex((entry) => entry[0] === name && entry[1] === value);
    if (whole > 0 && value !== '') {
      putInteger(out, whole, 7, indexedField);
      continue;
    }
    const index = staticTable.findIndex((entry) => entry[0] === name);
    putInteger(out, Math.max(0, index), 4, sensitiveNames.has(name) ? neverIndexedField : literalField);
    if (index <= 0) putString(out, name);
    putString(out, value);
  }
  return Buffer.from(out);
}

/** A literal field whose value the caller puts after it, as a plain (not Huffman) string. */
export function encodeFieldName(name: string): Buffer {
  const out: number[] = [];
  putInteger(out, 0, 4, literalField);
  putString(out, name);
  return Buffer.from(out);
}

/** Beginnings of literal fields by name: names are few, they come from request definitions. */
const encodedNames = new Map<string, Buffer>();

/**
 * A header block of literals with plain values, quick to make: for values that are new each time. Names must be lower
 * case, values one byte a character.
 */
export function encodePlainFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  let length = 0;
  // The length of a value takes at most five bytes.
  for (const [name, value] of fields) length += encodedName(name).length + 5 + value.length;
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [name, value] of fields) {
    const start = encodedName(name);
    out.set(start, at);
    at = writeInteger(out, at + start.length, value.length, 7);
    at += out.write(value, at, 'latin1');
  }
  return out.subarray(0, at);
}

function encodedName(name: string): Buffer {
  let start = encodedNames.get(name);
  if (start === undefined) {
    const out: number[] = [];
    const index = staticTable.findIndex((entry) => entry[0] === name);
    putInteger(out, Math.max(0, index), 4, sensitiveNames.has(name) ? neverIndexedField : literalField);
    if (index <= 0) putString(out, name);
    start = Buffer.from(out);
    encodedNames.set(name, start);
  }
  return start;
}

/** RFC 7541 §5.1, with no flags; where it ends. */
function writeInteger(into: Uint8Array, at: number, value: number, prefixBits: number): number {
  const out: number[] = [];
  putInteger(out, value, prefixBits, 0);
  into.set(out, at);
  return at + out.length;
}

/** RFC 7541 §5.1. */
function putInteger(out: number[], value: number, prefixBits: number, flags: number): void {
  const most = 2 ** prefixBits - 1;
  if (value < most) {
    out.push(flags | value);
    return;
  }
  out.push(flags | most);
  let left = value - most;
  for (; left >= 128; left >>>= 7) out.push((left & 127) | 128);
  out.push(left);
}

/** RFC 7541 §5.2: Huffman where that is shorter. */
function putString(out: number[], text: string): void {
  const plain = Buffer.from(text, 'latin1');
  const huffman = huffmanBytes(plain) < plain.length;
  const bytes = huffman ? encodeHuffman(plain) : plain;
  putInteger(out, bytes.length, 7, huffman ? 0x80 : 0);
  for (const byte of bytes) out.push(byte);
}
