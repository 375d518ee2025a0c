/**
 * The Huffman code of HPACK (RFC 7541 §5.2, appendix B). It is canonical: codes of one length are consecutive in the order
 * of their symbols, so the lengths are the whole table.
 */

/** Bits per symbol 0…255, then EOS. */
export const huffmanLengths = new Uint8Array([
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
]);

const longestBits = 30;
const endOfString = 256;

/** By length in bits: the first code, how many there are, and where their symbols begin in `symbolsByCode`. */
const firstCode = new Uint32Array(longestBits + 1);
const codeCount = new Uint16Array(longestBits + 1);
const firstSymbol = new Uint16Array(longestBits + 1);
const symbolsByCode = new Uint16Array(257);
const codeOf = new Uint32Array(257);
/** By the next 8 bits: symbol × 16 + length of the code they begin with; 0: a longer one. */
const shortCodes = new Uint16Array(256);

function buildTables(): void {
  let code = 0;
  let filled = 0;
  for (let bits = 1; bits <= longestBits; bits++) {
    code *= 2;
    firstCode[bits] = code;
    firstSymbol[bits] = filled;
    for (let symbol = 0; symbol <= endOfString; symbol++) {
      if (huffmanLengths[symbol] !== bits) continue;
      codeOf[symbol] = code;
      symbolsByCode[filled++] = symbol;
      if (bits <= 8) shortCodes.fill(symbol * 16 + bits, code << (8 - bits), (code + 1) << (8 - bits));
      code++;
    }
    codeCount[bits] = filled - firstSymbol[bits]!;
  }
}
buildTables();

/** The text as latin1; null when it is not a valid string (RFC 7541 §5.2: EOS in it, or padding that is not ≤ 7 ones). */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string | null {
  const lastBit = end * 8;
  let bit = start * 8;
  let text = '';
  while (bit < lastBit) {
    const index = bit >>> 3;
    const next = index + 1 < end ? bytes[index + 1]! : 255;
    const eight = (((bytes[index]! << 8) | next) >>> (8 - (bit & 7))) & 255;
    const short = shortCodes[eight]!;
    if (short !== 0 && bit + (short & 15) <= lastBit) {
      text += String.fromCharCode(short >>> 4);
      bit += short & 15;
      continue;
    }
    if (lastBit - bit < 8 && eight === 255) return text;
    const long = longSymbol(bytes, bit, lastBit);
    if (long === endOfString) return null;
    text += String.fromCharCode(long);
    bit += huffmanLengths[long]!;
  }
  return text;
}

/** The symbol of a code of more than 8 bits at `bit`; EOS also when there is none. */
function longSymbol(bytes: Uint8Array, bit: number, lastBit: number): number {
  let code = 0;
  for (let bits = 1; bits <= longestBits && bit + bits <= lastBit; bits++) {
    const at = bit + bits - 1;
    code = code * 2 + ((bytes[at >>> 3]! >>> (7 - (at & 7))) & 1);
    const nth = code - firstCode[bits]!;
    if (nth >= 0 && nth < codeCount[bits]!) return symbolsByCode[firstSymbol[bits]! + nth]!;
  }
  return endOfString;
}

/** How many bytes `encodeHuffman` makes of the latin1 text. */
export function huffmanBytes(text: Uint8Array): number {
  let bits = 0;
  for (const symbol of text) bits += huffmanLengths[symbol]!;
  return Math.ceil(bits / 8);
}

export function encodeHuffman(text: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(huffmanBytes(text));
  let bit = 0;
  const put = (code: number, bits: number): void => {
    for (let left = bits - 1; left >= 0; left--, bit++) {
      if (Math.floor(code / 2 ** left) % 2 === 1) encoded[bit >>> 3]! |= 128 >>> (bit & 7);
    }
  };
  for (const symbol of text) put(codeOf[symbol]!, huffmanLengths[symbol]!);
  // Padded with the beginning of EOS: ones.
  while (bit < encoded.length * 8) put(1, 1);
  return encoded;
}
