import {read} from 'node:fs';
import type {Dialled} from '../dialer.ts';
import type {BodyFile} from './http1-request.ts';

/** Who an upload reports to: one of the two, once, unless it is cancelled. */
export interface UploadOwner {
  /** The system has taken the last byte. */
  onUploaded(): void;
  onUploadFailed(error: Error): void;
}

const pieceBytes = 65_536;
/** Room for a chunk's size line before the piece: five hex digits and CRLF. */
const leadBytes = 8;
/** And after it: CRLF, and the last chunk. */
const lastChunk = '0\r\n\r\n';
const tailBytes = 2 + lastChunk.length;

/** Buffers of uploads that have ended, for the next ones. */
const spare: Buffer[] = [];
const mostSpare = 64;

/** Sends one file as a body, piece by piece, each read once the system has taken the one before. */
export class Http1Upload {
  readonly #file: BodyFile;
  readonly #dialled: Dialled;
  readonly #owner: UploadOwner;
  readonly #buffer = spare.pop() ?? Buffer.allocUnsafeSlow(leadBytes + pieceBytes + tailBytes);
  #position = 0;
  #reading = false;
  #writing = false;
  #over = false;

  constructor(file: BodyFile, dialled: Dialled, owner: UploadOwner) {
    this.#file = file;
    this.#dialled = dialled;
    this.#owner = owner;
  }

  /** The head, or the piece before, has been taken. */
  next(): void {
    if (this.#over) return;
    this.#writing = false;
    const leftBytes = this.#file.sizeBytes - this.#position;
    if (leftBytes > 0) {
      this.#reading = true;
      const length = Math.min(leftBytes, pieceBytes);
      read(this.#file.descriptor, this.#buffer, leadBytes, length, this.#position, (error, bytes) =>
        this.#onPiece(error, bytes),
      );
    } else if (this.#file.chunked && this.#file.sizeBytes === 0 && this.#position === 0) {
      this.#position = 1;
      this.#write(Buffer.from(lastChunk));
    } else {
      this.cancel();
      this.#owner.onUploaded();
    }
  }

  /** Nothing is read, written or told any more. */
  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#reading) this.#release();
  }

  #onPiece(error: Error | null, bytes: number): void {
    this.#reading = false;
    if (this.#over) {
      this.#release();
    } else if (error !== null || bytes === 0) {
      this.cancel();
      this.#owner.onUploadFailed(error ?? new Error('the body file has become shorter since the run began'));
    } else {
      this.#position += bytes;
      this.#write(this.#file.chunked ? this.#frame(bytes) : this.#buffer.subarray(leadBytes, leadBytes + bytes));
    }
  }

  #frame(bytes: number): Buffer {
    const size = `${bytes.toString(16)}\r\n`;
    const from = leadBytes - size.length;
    this.#buffer.write(size, from, 'latin1');
    const tail = this.#position >= this.#file.sizeBytes ? `\r\n${lastChunk}` : '\r\n';
    const to = leadBytes + bytes + this.#buffer.write(tail, leadBytes + bytes, 'latin1');
    return this.#buffer.subarray(from, to);
  }

  #write(piece: Buffer): void {
    this.#writing = true;
    if (this.#dialled.write(piece)) this.next();
  }

  /** Not while the system may still read from it. */
  #release(): void {
    if (!this.#writing && spare.length < mostSpare) spare.push(this.#buffer);
  }
}
