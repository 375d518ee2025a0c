/**
 * HTTP/2 frames (RFC 9113 §4, §6): numbers, an incremental reader and the writing of frame heads. No I/O, no state of
 * streams.
 *
 *   +-----------------------------------------------+
 *   |                 Length (24)                   |
 *   +---------------+---------------+---------------+
 *   |   Type (8)    |   Flags (8)   |
 *   +-+-------------+---------------+-------------------------------+
 *   |R|                 Stream Identifier (31)                      |
 *   +=+=============================================================+
 */
export const frameHeadBytes = 9;

/** RFC 9113 §6. */
export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlags = {endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20} as const;

/** RFC 9113 §7. */
export const h2Errors = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  SETTINGS_TIMEOUT: 4,
  STREAM_CLOSED: 5,
  FRAME_SIZE_ERROR: 6,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  COMPRESSION_ERROR: 9,
  CONNECT_ERROR: 10,
  ENHANCE_YOUR_CALM: 11,
  INADEQUATE_SECURITY: 12,
  HTTP_1_1_REQUIRED: 13,
} as const;

const errorNames = Object.keys(h2Errors);

/** `REFUSED_STREAM` for 7; `error 99` for what RFC 9113 does not name. */
export function h2ErrorName(code: number): string {
  return errorNames[code] ?? `error ${code}`;
}

/** SETTINGS_MAX_FRAME_SIZE of an endpoint that has said nothing, and all we take (RFC 9113 §6.5.2). */
export const defaultMaxFrameBytes = 16_384;

/** Writes a frame's head; returns where its payload begins. `length`: bytes of payload. */
export function writeFrameHead(
  into: Uint8Array,
  at: number,
  length: number,
  type: number,
  flags: number,
  streamId: number,
): number {
  into[at] = length >>> 16;
  into[at + 1] = length >>> 8;
  into[at + 2] = length;
  into[at + 3] = type;
  into[at + 4] = flags;
  return writeUint32(into, at + 5, streamId);
}

/** Big-endian; returns the place after it. */
export function writeUint32(into: Uint8Array, at: number, value: number): number {
  into[at] = value >>> 24;
  into[at + 1] = value >>> 16;
  into[at + 2] = value >>> 8;
  into[at + 3] = value;
  return at + 4;
}

/** Big-endian, unsigned. The four bytes must be there. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

/** What the reader finds, in the order of the wire. `start`…`end` is only valid inside the call. */
export interface FrameHandler {
  /** Head of a DATA frame; `length` is what flow control counts: padding included. */
  onDataBegin(streamId: number, flags: number, length: number): void;
  /** A piece of the DATA frame's content, as it was read. */
  onDataPart(streamId: number, bytes: Uint8Array, start: number, end: number): void;
  onDataEnd(streamId: number, flags: number): void;
  /** The block's fragment, without padding and priority fields. More of it follows unless END_HEADERS is set. */
  onHeaders(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void;
  /** Any other frame, also of an unknown type; a CONTINUATION only where one belongs. */
  onFrame(type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void;
  /** A connection error (RFC 9113 §5.4.1): nothing more will be read. */
  onFrameError(code: number, message: string): void;
}

const inHead = 0;
const inPadLength = 1;
const inData = 2;
const inPayload = 3;

/**
 * Cuts reads of any size into frames. DATA is passed on piece by piece where it lies; any other frame whole: where it
 * lies when one read holds it, else from a copy.
 */
export class FrameReader {
  /** Set to read no further, also from inside the handler. */
  stopped = false;
  readonly #handler: FrameHandler;
  readonly #maxFrameBytes: number;
  readonly #head = new Uint8Array(frameHeadBytes);
  #headFilled = 0;
  #stage: number = inHead;
  #length = 0;
  #type = 0;
  #flags = 0;
  #streamId = 0;
  /** Of a DATA frame: content and padding still to come. */
  #dataLeft = 0;
  #padLeft = 0;
  #stash: Uint8Array | null = null;
  #stashed = 0;
  /** Stream whose header block is open: only its CONTINUATION may follow (RFC 9113 §6.10); 0: none. */
  #blockStreamId = 0;

  constructor(handler: FrameHandler, maxFrameBytes = defaultMaxFrameBytes) {
    this.#handler = handler;
    this.#maxFrameBytes = maxFrameBytes;
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && !this.stopped) {
      if (this.#stage === inHead) {
        if (this.#headFilled === 0 && end - at >= frameHeadBytes) {
          at = this.#begin(bytes, at, bytes, at + frameHeadBytes, end);
        } else {
          this.#head[this.#headFilled++] = bytes[at++]!;
          if (this.#headFilled === frameHeadBytes) {
            this.#headFilled = 0;
            at = this.#begin(this.#head, 0, bytes, at, end);
          }
        }
      } else if (this.#stage === inData) at = this.#readData(bytes, at, end);
      else if (this.#stage === inPayload) at = this.#readPayload(bytes, at, end);
      else at = this.#readPadLength(bytes, at);
    }
  }

  #begin(head: Uint8Array, headAt: number, bytes: Uint8Array, at: number, end: number): number {
    this.#length = (head[headAt]! << 16) | (head[headAt + 1]! << 8) | head[headAt + 2]!;
    this.#type = head[headAt + 3]!;
    this.#flags = head[headAt + 4]!;
    this.#streamId = readUint32(head, headAt + 5) & 0x7fff_ffff;
    const length = this.#length;
    if (length > this.#maxFrameBytes) {
      return this.#fail(h2Errors.FRAME_SIZE_ERROR, `a frame of ${length} bytes, over the limit`, at);
    }
    if (this.#blockStreamId !== 0) {
      if (this.#type !== frameTypes.continuation || this.#streamId !== this.#blockStreamId) {
        return this.#fail(h2Errors.PROTOCOL_ERROR, 'a frame inside a header block', at);
      }
    } else if (this.#type === frameTypes.continuation) {
      return this.#fail(h2Errors.PROTOCOL_ERROR, 'CONTINUATION without HEADERS', at);
    }
    if (this.#type === frameTypes.data) return this.#beginData(at);
    if (end - at >= length) {
      this.#dispatch(bytes, at, at + length);
      return at + length;
    }
    this.#stash = new Uint8Array(length);
    this.#stashed = 0;
    this.#stage = inPayload;
    return at;
  }

  #beginData(at: number): number {
    if (this.#streamId === 0) return this.#fail(h2Errors.PROTOCOL_ERROR, 'DATA on stream 0', at);
    const padded = (this.#flags & frameFlags.padded) !== 0;
    if (padded && this.#length === 0) return this.#fail(h2Errors.FRAME_SIZE_ERROR, 'padded DATA without a length', at);
    this.#handler.onDataBegin(this.#streamId, this.#flags, this.#length);
    this.#dataLeft = this.#length;
    this.#padLeft = 0;
    this.#stage = padded ? inPadLength : inData;
    if (this.#length === 0) this.#endData();
    return at;
  }

  #readPadLength(bytes: Uint8Array, at: number): number {
    const pad = bytes[at]!;
    if (pad >= this.#length) return this.#fail(h2Errors.PROTOCOL_ERROR, 'more padding than frame', at + 1);
    this.#padLeft = pad;
    this.#dataLeft = this.#length - 1 - pad;
    this.#stage = inData;
    if (this.#dataLeft + pad === 0) this.#endData();
    return at + 1;
  }

  #readData(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    if (this.#dataLeft > 0) {
      const until = Math.min(end, at + this.#dataLeft);
      this.#dataLeft -= until - at;
      this.#handler.onDataPart(this.#streamId, bytes, at, until);
      at = until;
    }
    const skipped = Math.min(end - at, this.#padLeft);
    this.#padLeft -= skipped;
    if (this.#dataLeft + this.#padLeft === 0) this.#endData();
    return at + skipped;
  }

  #endData(): void {
    this.#stage = inHead;
    if (!this.stopped) this.#handler.onDataEnd(this.#streamId, this.#flags);
  }

  #readPayload(bytes: Uint8Array, at: number, end: number): number {
    const stash = this.#stash!;
    const until = Math.min(end, at + this.#length - this.#stashed);
    stash.set(bytes.subarray(at, until), this.#stashed);
    this.#stashed += until - at;
    if (this.#stashed === this.#length) {
      this.#stage = inHead;
      this.#stash = null;
      this.#dispatch(stash, 0, this.#length);
    }
    return until;
  }

  #dispatch(bytes: Uint8Array, start: number, end: number): void {
    if (this.#type === frameTypes.headers) {
      this.#dispatchHeaders(bytes, start, end);
      return;
    }
    if (this.#type === frameTypes.continuation && (this.#flags & frameFlags.endHeaders) !== 0) this.#blockStreamId = 0;
    this.#handler.onFrame(this.#type, this.#flags, this.#streamId, bytes, start, end);
  }

  /** RFC 9113 §6.2. */
  #dispatchHeaders(bytes: Uint8Array, start: number, end: number): void {
    const flags = this.#flags;
    if (this.#streamId === 0) {
      this.#fail(h2Errors.PROTOCOL_ERROR, 'HEADERS on stream 0', 0);
      return;
    }
    let from = start;
    let pad = 0;
    if ((flags & frameFlags.padded) !== 0) pad = from < end ? bytes[from++]! : 256;
    if ((flags & frameFlags.priority) !== 0) from += 5;
    if (from > end || pad === 256) {
      this.#fail(h2Errors.FRAME_SIZE_ERROR, 'HEADERS too short for its fields', 0);
    } else if (from + pad > end) {
      this.#fail(h2Errors.PROTOCOL_ERROR, 'more padding than frame', 0);
    } else {
      this.#blockStreamId = (flags & frameFlags.endHeaders) === 0 ? this.#streamId : 0;
      this.#handler.onHeaders(this.#streamId, flags, bytes, from, end - pad);
    }
  }

  #fail(code: number, message: string, at: number): number {
    this.stopped = true;
    this.#handler.onFrameError(code, message);
    return at;
  }
}
