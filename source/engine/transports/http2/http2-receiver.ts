import {errorIndex} from '../../../domain/error-kind.ts';
import {
  frameFlags,
  frameHeadBytes,
  FrameReader,
  frameTypes,
  h2ErrorName,
  h2Errors,
  readUint32,
  type FrameHandler,
} from './frames.ts';
import type {HpackDecoder} from './hpack-decoder.ts';
import type {Http2Connection} from './http2-connection.ts';
import type {Http2Lane} from './http2-lane.ts';
import {connectionWindowBytes, mostHeaderBytes, streamWindowBytes} from './limits.ts';
import {largestWindowBytes} from './peer-settings.ts';

const mostContinuations = 128;
const nothing = new Uint8Array(0);

/** What comes in on one connection, and what it means for streams and windows (RFC 9113 §5, §6, §8). */
export class Http2Receiver implements FrameHandler {
  readonly reader: FrameReader;
  readonly #connection: Http2Connection;
  readonly #decoder: HpackDecoder;
  /** Received since the last credit for the connection. */
  #uncreditedBytes = 0;
  /** Streams up to this one may have been reset by us: what still comes for them is passed over. */
  #highestReset = 0;
  #goawayStreamId = largestWindowBytes;
  /** Of the DATA frame at hand; null: not for an open stream. */
  #dataLane: Http2Lane | null = null;
  /** Fragments of a header block that one frame did not hold. */
  #fragments: Buffer | null = null;
  #fragmentCount = 0;
  #blockFlags = 0;

  constructor(connection: Http2Connection, decoder: HpackDecoder) {
    this.#connection = connection;
    this.#decoder = decoder;
    this.reader = new FrameReader(this);
  }

  onReset(streamId: number): void {
    if (streamId > this.#highestReset) this.#highestReset = streamId;
  }

  onFrameError(code: number, message: string): void {
    this.#connection.connectionError(code, message);
  }

  onDataBegin(streamId: number, flags: number, length: number): void {
    if (!this.#mayCome(streamId, 'DATA')) return;
    this.#uncreditedBytes += length;
    if (this.#uncreditedBytes > connectionWindowBytes) {
      this.#connection.connectionError(h2Errors.FLOW_CONTROL_ERROR, 'more DATA than the connection window');
      return;
    }
    if (this.#uncreditedBytes >= connectionWindowBytes / 2) {
      this.#connection.writeControl(frameTypes.windowUpdate, 0, this.#uncreditedBytes);
      this.#uncreditedBytes = 0;
    }
    const lane = this.#connection.laneOf(streamId);
    this.#dataLane = lane;
    if (lane === null) {
      this.#connection.otherIn += frameHeadBytes + length;
      return;
    }
    lane.bytesIn += frameHeadBytes + length;
    lane.uncreditedBytes += length;
    if (lane.status === 0) this.#malformed(lane, 'DATA before HEADERS');
    else if (lane.uncreditedBytes > streamWindowBytes) {
      this.#failStream(lane, h2Errors.FLOW_CONTROL_ERROR, 'more DATA than the stream window');
    } else if (lane.uncreditedBytes >= streamWindowBytes / 2 && (flags & frameFlags.endStream) === 0) {
      this.#connection.writeControl(frameTypes.windowUpdate, streamId, lane.uncreditedBytes);
      lane.uncreditedBytes = 0;
    }
  }

  onDataPart(streamId: number, bytes: Uint8Array, start: number, end: number): void {
    const lane = this.#openData(streamId);
    if (lane !== null) lane.onBody(bytes, start, end);
  }

  onDataEnd(streamId: number, flags: number): void {
    if ((flags & frameFlags.endStream) === 0) return;
    const lane = this.#openData(streamId);
    if (lane !== null) this.#endStream(lane);
  }

  onHeaders(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    if (!this.#mayCome(streamId, 'HEADERS')) return;
    const lane = this.#connection.laneOf(streamId);
    if (lane !== null && Number.isNaN(lane.firstByteMs)) lane.firstByteMs = this.#connection.nowMs;
    if ((flags & frameFlags.endHeaders) !== 0) {
      this.#count(lane, frameHeadBytes + end - start);
      this.#onBlock(streamId, flags, bytes, start, end);
      return;
    }
    this.#fragments = Buffer.from(bytes.subarray(start, end));
    this.#fragmentCount = 1;
    this.#blockFlags = flags;
  }

  onFrame(type: number, flags: number, streamId: number, bytes: Uint8Array, start: number, end: number): void {
    const connection = this.#connection;
    if (type === frameTypes.continuation) {
      this.#onContinuation(streamId, flags, bytes, start, end);
      return;
    }
    connection.otherIn += frameHeadBytes + end - start;
    if (!connection.greeted && (type !== frameTypes.settings || (flags & frameFlags.ack) !== 0)) {
      connection.connectionError(h2Errors.PROTOCOL_ERROR, 'the first frame is not SETTINGS');
      return;
    }
    const wrong = wrongShape(type, flags, streamId, end - start);
    if (wrong !== h2Errors.NO_ERROR) {
      connection.connectionError(wrong, `frame of type ${type}, ${end - start} bytes, stream ${streamId}`);
    } else if (type === frameTypes.settings) this.#onSettings(flags, bytes, start, end);
    else if (type === frameTypes.ping) {
      if ((flags & frameFlags.ack) === 0) connection.acknowledge(type, bytes.subarray(start, end));
    } else if (type === frameTypes.windowUpdate) this.#onWindowUpdate(streamId, readUint32(bytes, start));
    else if (type === frameTypes.rstStream) this.#onRstStream(streamId, readUint32(bytes, start));
    else if (type === frameTypes.goaway) this.#onGoaway(readUint32(bytes, start), readUint32(bytes, start + 4));
    else if (type === frameTypes.pushPromise) {
      connection.connectionError(h2Errors.PROTOCOL_ERROR, 'PUSH_PROMISE, which was not allowed');
    }
  }

  #onContinuation(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#fragments === null) return;
    this.#fragmentCount++;
    if (this.#fragments.length + end - start > mostHeaderBytes || this.#fragmentCount > mostContinuations) {
      this.#connection.connectionError(h2Errors.ENHANCE_YOUR_CALM, `response fields over ${mostHeaderBytes} bytes`);
      return;
    }
    this.#fragments = Buffer.concat([this.#fragments, bytes.subarray(start, end)]);
    if ((flags & frameFlags.endHeaders) === 0) return;
    const block = this.#fragments;
    this.#fragments = null;
    this.#count(this.#connection.laneOf(streamId), frameHeadBytes * this.#fragmentCount + block.length);
    this.#onBlock(streamId, this.#blockFlags, block, 0, block.length);
  }

  /** A whole header block (RFC 9113 §8.1, §8.3.2): 1xx, the response's fields, or trailers. */
  #onBlock(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    const decoder = this.#decoder;
    if (!decoder.scan(bytes, start, end)) {
      this.#connection.connectionError(h2Errors.COMPRESSION_ERROR, 'a header block that cannot be decoded');
      return;
    }
    const lane = this.#connection.laneOf(streamId);
    if (lane === null) return;
    const last = (flags & frameFlags.endStream) !== 0;
    const {status} = decoder;
    if (decoder.malformed) this.#malformed(lane, 'pseudo fields that a response cannot have');
    else if (lane.status !== 0) {
      if (status !== 0 || !last) this.#malformed(lane, 'fields after the response began, that are no trailers');
      else this.#endStream(lane);
    } else if (status === 0) this.#malformed(lane, 'a response without :status');
    else if (status < 200) {
      if (last || status === 101) this.#malformed(lane, `status ${status} as an answer`);
    } else if (decoder.contentLength === -2) this.#malformed(lane, 'content-length is not one number');
    else {
      lane.status = status;
      lane.contentLength = decoder.contentLength;
      const keptBytes = lane.sink.keepsResponse(lane.slot, status, decoder.setsCookie);
      if (keptBytes >= 0) {
        const fields = decoder.fields(bytes, start, end);
        if (fields === null) {
          this.#connection.connectionError(h2Errors.COMPRESSION_ERROR, 'a header block that cannot be decoded');
          return;
        }
        lane.keep(
          fields.filter(([name]) => !name.startsWith(':')),
          keptBytes,
        );
      }
      if (last) this.#endStream(lane);
    }
  }

  #endStream(lane: Http2Lane): void {
    if (!lane.bodyFits) {
      const words = `${lane.receivedBytes} bytes of body, ${lane.contentLength} announced`;
      this.#malformed(lane, words);
      return;
    }
    // The answer came before the request was whole: the rest is not wanted (RFC 9113 §8.1).
    if (!lane.allSent) {
      this.onReset(lane.streamId);
      this.#connection.writeControl(frameTypes.rstStream, lane.streamId, h2Errors.NO_ERROR);
    }
    this.#connection.end(lane, -1, null);
  }

  #onSettings(flags: number, bytes: Uint8Array, start: number, end: number): void {
    if ((flags & frameFlags.ack) !== 0) return;
    const connection = this.#connection;
    const {peer} = connection;
    connection.greeted = true;
    const windowBefore = peer.initialWindowBytes;
    const error = peer.apply(bytes, start, end);
    if (error !== h2Errors.NO_ERROR) {
      connection.connectionError(error, 'a setting out of its bounds');
      return;
    }
    const change = peer.initialWindowBytes - windowBefore;
    // RFC 9113 §6.9.2: open streams follow, and may fall below 0.
    if (change !== 0) {
      for (const lane of connection.lanes()) {
        lane.sendWindow += change;
        if (lane.sendWindow > largestWindowBytes) {
          connection.connectionError(h2Errors.FLOW_CONTROL_ERROR, 'a stream window over 2^31 − 1');
          return;
        }
      }
    }
    connection.acknowledge(frameTypes.settings, nothing);
    if (change > 0) connection.bodies.pump();
    connection.share.fill(connection.nowMs);
  }

  /** RFC 9113 §6.9. */
  #onWindowUpdate(streamId: number, value: number): void {
    const connection = this.#connection;
    const increment = value & largestWindowBytes;
    if (streamId === 0) {
      if (increment === 0) connection.connectionError(h2Errors.PROTOCOL_ERROR, 'WINDOW_UPDATE by 0');
      else if (connection.bodies.window + increment > largestWindowBytes) {
        connection.connectionError(h2Errors.FLOW_CONTROL_ERROR, 'a connection window over 2^31 − 1');
      } else {
        connection.bodies.window += increment;
        if (connection.bodies.pending) connection.bodies.pump();
      }
      return;
    }
    const lane = connection.laneOf(streamId);
    if (lane === null) this.#checkNotIdle(streamId, 'WINDOW_UPDATE');
    else if (increment === 0) this.#failStream(lane, h2Errors.PROTOCOL_ERROR, 'WINDOW_UPDATE by 0');
    else if (lane.sendWindow + increment > largestWindowBytes) {
      this.#failStream(lane, h2Errors.FLOW_CONTROL_ERROR, 'a stream window over 2^31 − 1');
    } else {
      lane.sendWindow += increment;
      if (connection.bodies.pending) connection.bodies.pump();
    }
  }

  #onRstStream(streamId: number, code: number): void {
    const connection = this.#connection;
    const lane = connection.laneOf(streamId);
    if (lane === null) {
      this.#checkNotIdle(streamId, 'RST_STREAM');
      return;
    }
    const words = `RST_STREAM: ${h2ErrorName(code)}`;
    if (code === h2Errors.REFUSED_STREAM) this.#again(lane, errorIndex['h2 refused'], words);
    else {
      const kind = code === h2Errors.HTTP_1_1_REQUIRED ? 'h2 not offered' : 'h2 stream reset';
      connection.end(lane, errorIndex[kind], words);
    }
  }

  /** RFC 9113 §6.8: streams up to the last one named go on, the others were not touched. */
  #onGoaway(lastId: number, code: number): void {
    const connection = this.#connection;
    this.#goawayStreamId = Math.min(this.#goawayStreamId, lastId & largestWindowBytes);
    connection.goawayCode = code;
    const left = connection.lanes().filter((lane) => lane.streamId > this.#goawayStreamId);
    connection.share.retire(connection);
    for (const lane of left) {
      if (lane.connection === connection) this.#again(lane, errorIndex['h2 goaway'], `GOAWAY: ${h2ErrorName(code)}`);
    }
    connection.share.fill(connection.nowMs);
  }

  /** The server did nothing with it: once more, on another stream. */
  #again(lane: Http2Lane, error: number, message: string): void {
    const connection = this.#connection;
    if (lane.retried || lane.status !== 0) {
      connection.end(lane, error, message);
      return;
    }
    connection.release(lane);
    connection.share.retry(lane);
    connection.share.fill(connection.nowMs);
  }

  /** DATA and HEADERS belong to open streams, and may still come for those we have reset (RFC 9113 §5.1). */
  #mayCome(streamId: number, what: string): boolean {
    const connection = this.#connection;
    if (!connection.greeted) {
      connection.connectionError(h2Errors.PROTOCOL_ERROR, 'the first frame is not SETTINGS');
      return false;
    }
    const lane = connection.laneOf(streamId);
    if (lane !== null && !Number.isNaN(lane.sentMs)) return true;
    if (lane !== null) {
      connection.connectionError(h2Errors.PROTOCOL_ERROR, `${what} on a stream not yet begun`);
      return false;
    }
    if (!this.#checkNotIdle(streamId, what)) return false;
    if (streamId <= this.#highestReset || streamId > this.#goawayStreamId) return true;
    connection.connectionError(h2Errors.STREAM_CLOSED, `${what} on a closed stream`);
    return false;
  }

  #checkNotIdle(streamId: number, what: string): boolean {
    const connection = this.#connection;
    if ((streamId & 1) === 1 && streamId < connection.nextStreamId) return true;
    connection.connectionError(h2Errors.PROTOCOL_ERROR, `${what} on an idle stream`);
    return false;
  }

  /** The lane of the DATA frame at hand, unless it ended meanwhile. */
  #openData(streamId: number): Http2Lane | null {
    const lane = this.#dataLane;
    return lane !== null && lane.connection === this.#connection && lane.streamId === streamId ? lane : null;
  }

  #count(lane: Http2Lane | null, bytes: number): void {
    if (lane === null) this.#connection.otherIn += bytes;
    else lane.bytesIn += bytes;
  }

  /** RFC 9113 §8.1.1. */
  #malformed(lane: Http2Lane, message: string): void {
    this.#connection.failStream(lane, h2Errors.PROTOCOL_ERROR, errorIndex['malformed response'], message);
  }

  #failStream(lane: Http2Lane, code: number, message: string): void {
    this.#connection.failStream(lane, code, errorIndex['h2 stream reset'], message);
  }
}

/** Frames that are never right, whatever the state: RFC 9113 §6.3 to §6.9. The error they deserve, or NO_ERROR. */
function wrongShape(type: number, flags: number, streamId: number, length: number): number {
  if (type === frameTypes.settings) {
    if (streamId !== 0) return h2Errors.PROTOCOL_ERROR;
    const ack = (flags & frameFlags.ack) !== 0;
    return (ack && length !== 0) || length % 6 !== 0 ? h2Errors.FRAME_SIZE_ERROR : h2Errors.NO_ERROR;
  }
  if (type === frameTypes.ping || type === frameTypes.goaway) {
    if (streamId !== 0) return h2Errors.PROTOCOL_ERROR;
    return (type === frameTypes.ping ? length === 8 : length >= 8) ? h2Errors.NO_ERROR : h2Errors.FRAME_SIZE_ERROR;
  }
  if (type === frameTypes.windowUpdate) return length === 4 ? h2Errors.NO_ERROR : h2Errors.FRAME_SIZE_ERROR;
  if (type === frameTypes.rstStream || type === frameTypes.priority) {
    if (streamId === 0) return h2Errors.PROTOCOL_ERROR;
    return length === (type === frameTypes.priority ? 5 : 4) ? h2Errors.NO_ERROR : h2Errors.FRAME_SIZE_ERROR;
  }
  return h2Errors.NO_ERROR;
}
