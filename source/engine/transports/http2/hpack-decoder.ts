import {decodeHuffman} from './hpack-huffman.ts';
import {
  contentLengthIndex,
  firstStatusIndex,
  lastStatusIndex,
  setCookieIndex,
  staticTable,
} from './hpack-static-table.ts';

/**
 * Reads header blocks (RFC 7541 §3, §6) of a peer that was told SETTINGS_HEADER_TABLE_SIZE = 0: no dynamic table, so each
 * block stands alone. Two ways: `scan` walks a block for what every response needs and decodes nothing else; `fields`
 * decodes all of it. One object serves a whole thread.
 */
export class HpackDecoder {
  /** Of the block scanned last: 0 without a `:status` field. */
  status = 0;
  /** Of the block scanned last: −1 without, −2 when it is not a number or there are different ones. */
  contentLength = -1;
  /** The block scanned last has a set-cookie field. */
  setsCookie = false;
  /** A pseudo field other than one `:status` in first place (RFC 9113 §8.3), or a status that is not one. */
  malformed = false;
  #at = 0;
  #end = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Set by what runs out of bytes or numbers. */
  #broken = false;
  /** Of the string read last. */
  #stringStart = 0;
  #stringEnd = 0;
  #stringHuffman = false;

  /** False: not HPACK, or it names a table entry that cannot exist: COMPRESSION_ERROR (RFC 9113 §4.3). */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#begin(bytes, start, end);
    this.status = 0;
    this.contentLength = -1;
    this.setsCookie = false;
    this.malformed = false;
    let nth = 0;
    while (this.#at < this.#end) {
      const first = bytes[this.#at]!;
      if ((first & 0xe0) === 0x20) {
        if (nth > 0 || this.#integer(5) !== 0) return false;
        continue;
      }
      if (first >= 0x80) {
        const index = this.#integer(7);
        if (this.#broken || index === 0 || index >= staticTable.length) return false;
        if (index === setCookieIndex) this.setsCookie = true;
        if (index <= lastStatusIndex) this.#scanPseudo(index, nth, Number(staticTable[index]![1]));
      } else if (!this.#scanLiteral(first, nth)) return false;
      nth++;
    }
    return !this.#broken;
  }

  /** All fields, names as they were sent; null: not HPACK. */
  fields(bytes: Uint8Array, start: number, end: number): [name: string, value: string][] | null {
    this.#begin(bytes, start, end);
    const fields: [string, string][] = [];
    while (this.#at < this.#end) {
      const first = bytes[this.#at]!;
      if ((first & 0xe0) === 0x20) {
        if (fields.length > 0 || this.#integer(5) !== 0) return null;
        continue;
      }
      const indexed = first >= 0x80;
      const index = this.#integer(indexed ? 7 : first >= 0x40 ? 6 : 4);
      if (this.#broken || index >= staticTable.length || (indexed && index === 0)) return null;
      const name = index > 0 ? staticTable[index]![0] : this.#text();
      const value = indexed ? staticTable[index]![1] : this.#text();
      if (name === null || value === null) return null;
      fields.push([name, value]);
    }
    return this.#broken ? null : fields;
  }

  #begin(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#broken = false;
  }

  #scanLiteral(first: number, nth: number): boolean {
    let index = this.#integer(first >= 0x40 ? 6 : 4);
    if (this.#broken || index >= staticTable.length) return false;
    if (index === 0) {
      this.#string();
      if (this.#broken) return false;
      // Only a first field can be a literal `:status`, and only a server that shuns the static table spells names out.
      index = nth === 0 || this.#colonFirst() ? this.#spelledIndex() : this.#nameIndex();
      if (this.#broken || index === -1) return false;
    }
    this.#string();
    if (this.#broken) return false;
    if (index > 0 && index <= lastStatusIndex) this.#scanPseudo(index, nth, this.#number());
    else if (index === contentLengthIndex) this.#scanLength();
    else if (index === setCookieIndex) this.setsCookie = true;
    return true;
  }

  #scanPseudo(index: number, nth: number, status: number): void {
    if (index < firstStatusIndex || nth > 0 || !(status >= 100 && status <= 999)) this.malformed = true;
    else this.status = status;
  }

  #scanLength(): void {
    const length = this.#number();
    if (length === -1 || (this.contentLength !== -1 && this.contentLength !== length)) this.contentLength = -2;
    else if (this.contentLength !== -2) this.contentLength = length;
  }

  /** Whether the string read last may begin with a colon; Huffman's code for it is 0x5c in seven bits. */
  #colonFirst(): boolean {
    if (this.#stringStart === this.#stringEnd) return false;
    const first = this.#bytes[this.#stringStart]!;
    return this.#stringHuffman ? first >>> 1 === 0x5c : first === 0x3a;
  }

  /** Static index of a spelled-out name that matters here; 0: another; −1: not a string. A foreign pseudo name counts as `:authority`. */
  #spelledIndex(): number {
    const name = this.#lastText();
    if (name === null) return -1;
    if (name === ':status') return firstStatusIndex;
    if (name === 'content-length') return contentLengthIndex;
    if (name === 'set-cookie') return setCookieIndex;
    return name.startsWith(':') ? 1 : 0;
  }

  /** `content-length` spelled out is 14 bytes, or 10 in Huffman, and `set-cookie` 10 or 7: no other length is decoded. */
  #nameIndex(): number {
    const length = this.#stringEnd - this.#stringStart;
    const mayMatter = length === 10 || length === (this.#stringHuffman ? 7 : 14);
    return mayMatter ? this.#spelledIndex() : 0;
  }

  /** Digits of the string read last; −1: not a number. */
  #number(): number {
    if (this.#stringHuffman) {
      const text = this.#lastText();
      return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : -1;
    }
    const length = this.#stringEnd - this.#stringStart;
    if (length === 0 || length > 15) return -1;
    let value = 0;
    for (let at = this.#stringStart; at < this.#stringEnd; at++) {
      const digit = this.#bytes[at]! - 48;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  #text(): string | null {
    this.#string();
    return this.#broken ? null : this.#lastText();
  }

  #lastText(): string | null {
    if (this.#stringHuffman) return decodeHuffman(this.#bytes, this.#stringStart, this.#stringEnd);
    const length = this.#stringEnd - this.#stringStart;
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.#stringStart, length).toString('latin1');
  }

  /** Steps over a string (RFC 7541 §5.2) and notes where it lies. */
  #string(): void {
    if (this.#at >= this.#end) {
      this.#broken = true;
      return;
    }
    this.#stringHuffman = this.#bytes[this.#at]! >= 0x80;
    const length = this.#integer(7);
    this.#stringStart = this.#at;
    this.#at += length;
    this.#stringEnd = this.#at;
    if (this.#at > this.#end) this.#broken = true;
  }

  /** RFC 7541 §5.1; what does not fit 28 bits is refused: no block is that large. */
  #integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.#bytes[this.#at++]! & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.#at >= this.#end) break;
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 127) << shift;
      if (byte < 128) return value;
    }
    this.#broken = true;
    return 0;
  }
}
