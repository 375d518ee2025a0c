/** Bit of `byteClass`: may stand in a header's name (RFC 9110 token). */
export const tokenBit = 1;
/** Bit of `byteClass`: may stand in a header's value: tab, 0x20 to 0x7e, 0x80 to 0xff. */
export const fieldBit = 2;

/** What each byte may be, as bits. */
export const byteClass = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isToken = /^[A-Za-z0-9!#$%&'*+.^_`|~-]$/.test(String.fromCharCode(byte));
  const isField = byte === 9 || (byte >= 0x20 && byte !== 0x7f);
  byteClass[byte] = (isToken ? tokenBit : 0) | (isField ? fieldBit : 0);
}

/** A name or word in lower case, as bytes to compare with. */
export function lowerBytes(word: string): Uint8Array {
  return Uint8Array.from(Buffer.from(word.toLowerCase(), 'latin1'));
}

/** True when `bytes` from `from` on read `word` (letters, digits and `-`, in lower case), whatever their case. */
export function readsWord(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    const byte = bytes[from + index]!;
    if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== word[index]) return false;
  }
  return true;
}

/** True when one of the comma-separated words in [from, to) is `word`. */
export function listHolds(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  let start = from;
  while (start < to) {
    let end = start;
    while (end < to && bytes[end] !== comma) end++;
    if (isWord(bytes, start, end, word)) return true;
    start = end + 1;
  }
  return false;
}

/** True when the last of the comma-separated words in [from, to) is `word`. */
export function listEndsWith(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  let start = to;
  while (start > from && bytes[start - 1] !== comma) start--;
  return isWord(bytes, start, to, word);
}

/** The number in [from, to); −1: empty, not digits only, or beyond 2^53 − 1. */
export function decimalIn(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return -1;
  }
  return value;
}

const comma = 44;

/** Without the blanks around it. */
function isWord(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  let start = from;
  let end = to;
  while (start < end && isBlank(bytes[start]!)) start++;
  while (end > start && isBlank(bytes[end - 1]!)) end--;
  return end - start === word.length && readsWord(bytes, start, word);
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}
