/**
 * HTTP/1.x responses as a state machine over bytes as they come (RFC 9112). It allocates nothing unless the head or the
 * body is kept, or a line is split between two reads (what there is of the line is put aside and read again).
 *
 * What it decides where servers differ from the book; mostly as undici's parser
 * (llhttp, strict) does; test/differential/intended-differences.ts lists every exception with its reason:
 *
 *   status line        exactly `HTTP/1.0` or `HTTP/1.1`, one space, three digits (≥ 100), then a space and any reason, or
 *                      nothing. Differs: llhttp also takes versions 0.9 and 2.0
 *   before it          empty lines are skipped
 *   line ends          CRLF only; a bare LF, or a CR without its LF, is malformed
 *   header names       RFC 9110 tokens, not empty, no space before the colon
 *   header values      tab, 0x20 to 0x7e and 0x80 to 0xff; NUL and other controls are malformed
 *   folded lines       (obs-fold) malformed
 *   content-length     digits, at most 2^53 − 1; empty, signed, a list, or given twice (even when equal) is malformed
 *   transfer-encoding  `chunked` last: chunked; anything else: the body ends with the connection; with a content-length
 *                      (in either order): malformed. Empty and before any length: ignored
 *   1xx                skipped, whatever headers they have. Differs: undici calls 100 a bad response. 101 is malformed,
 *                      nobody asked for it
 *   no body            answers to HEAD, 204 and 304, whatever their headers say
 *   keep-alive         HTTP/1.1 unless `connection: close`; HTTP/1.0 only with `connection: keep-alive`. Never after a
 *                      body that ended with the connection
 *   chunk size         1 to 13 hex digits, then CRLF or `;` and an extension; spaces or anything else: malformed. Differs:
 *                      llhttp takes 16 digits, and checks the grammar of extensions (here: no controls)
 *   trailers           lines as in the head, skipped
 *   head               at most 65,536 bytes with its status line; trailers the same. Differs: undici counts names and values
 *   stray bytes        after the end of the response: reported, and the connection is not used again
 */
import {
  byteClass,
  decimalIn,
  fieldBit,
  listEndsWith,
  listHolds,
  lowerBytes,
  readsWord,
  tokenBit,
} from './header-bytes.ts';
import {KeptResponse} from './kept-response.ts';

/** What `read` has come to. */
export const needsMore = 0;
export const isDone = 1;
/** Done, and there are bytes after the end. */
export const isDoneWithStray = 2;
export const isMalformed = -1;

/** Asked once per response, as soon as its head is in (never for 1xx). How many bytes of the body to keep beside the head; −1: neither. */
export interface ResponseKeeper {
  keeps(status: number, setsCookie: boolean): number;
}

// States.
const statusLine = 0;
const headerLines = 1;
const trailerLines = 2;
const fixedBody = 3;
const bodyToClose = 4;
const chunkSizeStart = 5;
const chunkSize = 6;
const chunkExtension = 7;
const chunkSizeLf = 8;
const chunkData = 9;
const chunkCr = 10;
const chunkLf = 11;
const ended = 12;

const cr = 13;
const lf = 10;
const space = 32;
const tab = 9;
const colon = 58;

/** Of one head, status line and empty line included. */
export const maxHeadBytes = 65_536;
const maxChunkDigits = 13;

const incomplete = -1;
const malformed = -2;

const contentLength = lowerBytes('content-length');
const transferEncoding = lowerBytes('transfer-encoding');
const connectionName = lowerBytes('connection');
const keepAliveName = lowerBytes('keep-alive');
const setCookieName = lowerBytes('set-cookie');
const chunkedWord = lowerBytes('chunked');
const closeWord = lowerBytes('close');
const timeoutWord = lowerBytes('timeout=');
const httpOne = lowerBytes('HTTP/1.').map((byte) => (byte >= 97 ? byte - 32 : byte));

/** Reads one response after the other: `begin`, then `read` until it is done, then `begin` again. */
export class ResponseParser {
  /** 0 before there is one. */
  status = 0;
  /** Whether the server will take another request; true only once the head is in. */
  keepAlive = false;
  /** `keep-alive: timeout=…`, s; −1 without. */
  keepAliveSeconds = -1;
  /** Of the body so far, without what frames chunks. */
  bodyBytes = 0;
  readonly kept = new KeptResponse();
  readonly #keeper: ResponseKeeper;
  #state = ended;
  #isHead = false;
  #minor = 1;
  #closes = false;
  #keeps = false;
  #length = -1;
  #hasEncoding = false;
  #isChunked = false;
  /** Of the body or chunk. */
  #left = 0;
  #digits = 0;
  #headBytes = 0;
  #setsCookie = false;
  /** Where the header lines begin that are in the bytes at hand. */
  #headFrom = 0;
  /** The start of a line whose end has not come. */
  #stash: Buffer | null = null;

  constructor(keeper: ResponseKeeper) {
    this.#keeper = keeper;
  }

  /** The whole head of the (final) response has been read. */
  get headIsIn(): boolean {
    return this.#state > headerLines;
  }

  /** Forgets the response before; the next byte is a status line's. */
  begin(isHead: boolean): void {
    this.#isHead = isHead;
    this.status = 0;
    this.bodyBytes = 0;
    this.kept.clear();
    this.#stash = null;
    this.#beginHead();
  }

  /** Takes the first `length` of `bytes`; they are not needed afterwards. */
  read(bytes: Buffer, length: number): number {
    let at = 0;
    if (this.#stash !== null) at = this.#resumeLine(bytes, length);
    while (at >= 0) {
      const state = this.#state;
      if (state === ended) return at < length ? isDoneWithStray : isDone;
      if (at >= length) return needsMore;
      if (state <= trailerLines) at = this.#readLines(bytes, at, length);
      else if (state === fixedBody) at = this.#readFixed(bytes, at, length);
      else if (state === bodyToClose) at = this.#take(bytes, at, length);
      else at = this.#readChunked(bytes, at, length);
    }
    return isMalformed;
  }

  /** The connection has ended: true when that was the end of the response. */
  end(): boolean {
    if (this.#state !== bodyToClose) return false;
    this.#state = ended;
    return true;
  }

  #beginHead(): void {
    this.#state = statusLine;
    this.keepAlive = false;
    this.keepAliveSeconds = -1;
    this.#closes = false;
    this.#keeps = false;
    this.#length = -1;
    this.#hasEncoding = false;
    this.#isChunked = false;
    this.#headBytes = 0;
    this.#setsCookie = false;
  }

  // Lines: each method returns where the next line begins, `incomplete` or `malformed`.

  #readLines(bytes: Buffer, from: number, to: number): number {
    let at = from;
    this.#headFrom = from;
    do {
      const before = this.#state;
      const next = before === statusLine ? this.#readStatusLine(bytes, at, to) : this.#readHeader(bytes, at, to);
      if (next === malformed) return malformed;
      const lineBytes = (next === incomplete ? to : next) - at;
      if (this.#headBytes + lineBytes > maxHeadBytes) return malformed;
      if (next === incomplete) {
        this.#stash = Buffer.from(bytes.subarray(at, to));
        this.#putHeadAside(bytes, at);
        return to;
      }
      // After a 1xx the count begins anew.
      if (before === statusLine || this.#state !== statusLine) this.#headBytes += lineBytes;
      at = next;
    } while (this.#state <= trailerLines && at < to);
    this.#putHeadAside(bytes, at);
    return at;
  }

  /** The rest of the head comes with another read. */
  #putHeadAside(bytes: Buffer, to: number): void {
    if (this.#state !== headerLines || to === this.#headFrom) return;
    this.kept.putHeadAside(bytes, this.#headFrom, to);
    this.#headFrom = to;
  }

  /** Reads the line put aside together with what has come of it: no more than its end. */
  #resumeLine(bytes: Buffer, length: number): number {
    const found = bytes.indexOf(lf);
    const end = found === -1 || found >= length ? length : found + 1;
    const line = Buffer.concat([this.#stash!, bytes.subarray(0, end)]);
    this.#stash = null;
    return this.#readLines(line, 0, line.length) < 0 ? malformed : end;
  }

  #readStatusLine(bytes: Buffer, from: number, to: number): number {
    let at = from;
    if (bytes[at] === cr) return lineEnd(bytes, at, to);
    for (let index = 0; index < httpOne.length; index++, at++) {
      if (at >= to) return incomplete;
      if (bytes[at] !== httpOne[index]) return malformed;
    }
    if (at >= to) return incomplete;
    const minor = bytes[at++]! - 48;
    if (minor !== 0 && minor !== 1) return malformed;
    if (at >= to) return incomplete;
    if (bytes[at++] !== space) return malformed;
    let status = 0;
    for (let index = 0; index < 3; index++, at++) {
      if (at >= to) return incomplete;
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) return malformed;
      status = status * 10 + digit;
    }
    if (status < 100 || status === 101) return malformed;
    if (at >= to) return incomplete;
    if (bytes[at] === space) while (at < to && bytes[at] !== cr && bytes[at] !== lf) at++;
    const next = lineEnd(bytes, at, to);
    if (next < 0) return next;
    this.#state = headerLines;
    this.#headFrom = next;
    this.status = status;
    this.#minor = minor;
    return next;
  }

  #readHeader(bytes: Buffer, from: number, to: number): number {
    let at = from;
    if (bytes[at] === cr) {
      const next = lineEnd(bytes, at, to);
      if (next >= 0) this.#endLines(bytes, from);
      return next;
    }
    while (at < to && (byteClass[bytes[at]!]! & tokenBit) !== 0) at++;
    if (at >= to) return incomplete;
    const nameEnd = at;
    if (bytes[at] !== colon || nameEnd === from) return malformed;
    at++;
    while (at < to && (bytes[at] === space || bytes[at] === tab)) at++;
    const valueFrom = at;
    while (at < to && (byteClass[bytes[at]!]! & fieldBit) !== 0) at++;
    const next = lineEnd(bytes, at, to);
    if (next < 0) return next;
    if (this.#state === trailerLines) return next;
    let valueTo = at;
    while (valueTo > valueFrom && (bytes[valueTo - 1] === space || bytes[valueTo - 1] === tab)) valueTo--;
    return this.#onHeader(bytes, from, nameEnd - from, valueFrom, valueTo) ? next : malformed;
  }

  /** False: malformed. */
  #onHeader(bytes: Buffer, name: number, nameLength: number, from: number, to: number): boolean {
    if (nameLength === 14) {
      if (!readsWord(bytes, name, contentLength)) return true;
      if (this.#length !== -1 || this.#hasEncoding) return false;
      this.#length = decimalIn(bytes, from, to);
      return this.#length !== -1;
    }
    if (nameLength === 17) {
      if (!readsWord(bytes, name, transferEncoding)) return true;
      if (this.#length !== -1) return false;
      if (from === to) return true;
      this.#hasEncoding = true;
      this.#isChunked = listEndsWith(bytes, from, to, chunkedWord);
      return true;
    }
    if (nameLength !== 10) return true;
    if (readsWord(bytes, name, connectionName)) {
      this.#closes ||= listHolds(bytes, from, to, closeWord);
      this.#keeps ||= listHolds(bytes, from, to, keepAliveName);
    } else if (readsWord(bytes, name, keepAliveName)) {
      this.keepAliveSeconds = timeoutIn(bytes, from, to);
    } else if (readsWord(bytes, name, setCookieName)) {
      this.#setsCookie = true;
    }
    return true;
  }

  /** The empty line after a head or trailers, which begins at `at`. */
  #endLines(bytes: Buffer, at: number): void {
    if (this.#state === trailerLines) {
      this.#state = ended;
      return;
    }
    const {status} = this;
    if (status < 200) {
      this.status = 0;
      this.kept.forgetHead();
      this.#beginHead();
      return;
    }
    this.keepAlive = !this.#closes && (this.#minor === 1 || this.#keeps);
    if (this.#isHead || status === 204 || status === 304) this.#state = ended;
    else if (this.#isChunked) this.#state = chunkSizeStart;
    else if (this.#length === 0) this.#state = ended;
    else if (this.#length > 0) {
      this.#left = this.#length;
      this.#state = fixedBody;
    } else {
      this.keepAlive = false;
      this.#state = bodyToClose;
    }
    const keptBytes = this.#keeper.keeps(status, this.#setsCookie);
    if (keptBytes >= 0) this.kept.keep(bytes, this.#headFrom, at, keptBytes);
  }

  // Bodies: each method returns how far it came, or `malformed`.

  #readFixed(bytes: Buffer, from: number, to: number): number {
    const end = Math.min(to, from + this.#left);
    this.#left -= end - from;
    if (this.#left === 0) this.#state = ended;
    return this.#take(bytes, from, end);
  }

  #readChunked(bytes: Buffer, from: number, to: number): number {
    const byte = bytes[from]!;
    switch (this.#state) {
      case chunkSizeStart:
        this.#left = 0;
        this.#digits = 0;
        this.#state = chunkSize;
        return from;
      case chunkSize:
        return this.#readChunkSize(byte) ? from + 1 : malformed;
      case chunkExtension:
        if (byte === cr) this.#state = chunkSizeLf;
        else if ((byteClass[byte]! & fieldBit) === 0) return malformed;
        return from + 1;
      case chunkSizeLf:
        if (byte !== lf) return malformed;
        this.#state = this.#left === 0 ? trailerLines : chunkData;
        this.#headBytes = 0;
        return from + 1;
      case chunkData: {
        const end = Math.min(to, from + this.#left);
        this.#left -= end - from;
        if (this.#left === 0) this.#state = chunkCr;
        return this.#take(bytes, from, end);
      }
      case chunkCr:
        this.#state = chunkLf;
        return byte === cr ? from + 1 : malformed;
      default:
        this.#state = chunkSizeStart;
        return byte === lf ? from + 1 : malformed;
    }
  }

  /** False: malformed. */
  #readChunkSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      return ++this.#digits <= maxChunkDigits;
    }
    if (byte === cr) this.#state = chunkSizeLf;
    else if (byte === 59) this.#state = chunkExtension;
    else return false;
    return this.#digits > 0;
  }

  #take(bytes: Buffer, from: number, to: number): number {
    this.bodyBytes += to - from;
    if (this.kept.room > 0 && from < to) this.kept.takeBody(bytes, from, to, this.#state === ended);
    return to;
  }
}

/** CRLF must stand at `at`: behind it, `incomplete` or `malformed`. */
function lineEnd(bytes: Buffer, at: number, to: number): number {
  if (at >= to) return incomplete;
  if (bytes[at] !== cr) return malformed;
  if (at + 1 >= to) return incomplete;
  return bytes[at + 1] === lf ? at + 2 : malformed;
}

/** The seconds of `timeout=…`; −1 without. */
function timeoutIn(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at + timeoutWord.length < to; at++) {
    if (!readsWord(bytes, at, timeoutWord)) continue;
    const start = at + timeoutWord.length;
    let end = start;
    while (end < to && bytes[end]! >= 48 && bytes[end]! <= 57) end++;
    return decimalIn(bytes, start, end);
  }
  return -1;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
