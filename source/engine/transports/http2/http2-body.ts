import {read} from 'node:fs';
import {errorIndex} from '../../../domain/error-kind.ts';
import {defaultMaxFrameBytes, frameFlags, frameHeadBytes, frameTypes, h2Errors, writeFrameHead} from './frames.ts';
import type {Http2Connection} from './http2-connection.ts';
import type {Http2Lane} from './http2-lane.ts';

const pieceBytes = 65_536;

/**
 * The request bodies of one connection that are not sent yet: a frame of each in turn, as far as the peer's windows for
 * stream and connection (RFC 9113 §5.2) and the system's buffers allow.
 */
export class Http2Bodies {
  /** What the peer lets the connection send. */
  window: number;
  readonly #connection: Http2Connection;
  readonly #lanes: Http2Lane[] = [];

  constructor(connection: Http2Connection, window: number) {
    this.#connection = connection;
    this.window = window;
  }

  get pending(): boolean {
    return this.#lanes.length > 0;
  }

  add(lane: Http2Lane): void {
    lane.piece = lane.prepared!.body;
    lane.pieceStart = 0;
    this.#lanes.push(lane);
    this.pump();
  }

  remove(lane: Http2Lane): void {
    const at = this.#lanes.indexOf(lane);
    if (at !== -1) this.#lanes.splice(at, 1);
  }

  pump(): void {
    let sent = true;
    while (sent) {
      sent = false;
      for (let nth = 0; nth < this.#lanes.length; nth++) {
        const lane = this.#lanes[nth]!;
        if (this.window <= 0 || this.#connection.choked) return;
        if (this.#sendFrame(lane)) sent = true;
        if (lane.allSent) this.#lanes.splice(nth--, 1);
      }
    }
  }

  /** False: nothing could be sent now. */
  #sendFrame(lane: Http2Lane): boolean {
    const {piece, bodySent} = lane;
    const pieceAt = bodySent - lane.pieceStart;
    if (piece === null || pieceAt >= piece.length) {
      this.#readPiece(lane);
      return false;
    }
    const bytes = Math.min(piece.length - pieceAt, lane.sendWindow, this.window, defaultMaxFrameBytes);
    if (bytes <= 0) return false;
    const {output} = this.#connection;
    const start = output.reserve(this.#connection, frameHeadBytes + bytes);
    const last = bodySent + bytes === lane.prepared!.bodyBytes;
    const flags = last ? frameFlags.endStream : 0;
    const at = writeFrameHead(output.buffer, start, bytes, frameTypes.data, flags, lane.streamId);
    piece.copy(output.buffer, at, pieceAt, pieceAt + bytes);
    output.length = at + bytes;
    lane.bodySent = bodySent + bytes;
    lane.sendWindow -= bytes;
    this.window -= bytes;
    lane.bytesOut += frameHeadBytes + bytes;
    if (last) {
      lane.allSent = true;
      output.note(lane);
    }
    return true;
  }

  #readPiece(lane: Http2Lane): void {
    if (lane.reading) return;
    lane.reading = true;
    const {generation, bodySent} = lane;
    const {descriptor, bodyBytes} = lane.prepared!;
    const length = Math.min(pieceBytes, bodyBytes - bodySent);
    read(descriptor, Buffer.allocUnsafeSlow(length), 0, length, bodySent, (error, got, piece) => {
      // Given up meanwhile, perhaps sent again.
      if (lane.generation !== generation || lane.connection !== this.#connection) return;
      lane.reading = false;
      if (error !== null || got === 0) {
        const words = error?.message ?? 'the body file became shorter';
        this.#connection.failStream(lane, h2Errors.CANCEL, errorIndex.other, words);
        return;
      }
      lane.piece = piece.subarray(0, got);
      lane.pieceStart = bodySent;
      this.pump();
    });
  }
}
