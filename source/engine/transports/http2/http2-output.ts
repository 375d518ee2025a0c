import type {Http2Connection} from './http2-connection.ts';
import type {Http2Lane} from './http2-lane.ts';

const bufferBytes = 65_536;
/** Up to this, what is gathered is copied out; above, the buffer itself is given away and a new one made. */
const copiedBytes = 16_384;

/**
 * Gathers the frames of one connection at a time, so that each batch is one write. Another connection that wants to
 * write sends off what the one before has gathered.
 *
 *   reads:    hold ─► frames … ─► release: written
 *   else:     frames … ─► end of the running callback (microtask): written
 */
export class Http2Output {
  buffer = Buffer.allocUnsafeSlow(bufferBytes);
  /** Bytes gathered. */
  length = 0;
  readonly #nowMs: () => number;
  readonly #flushSoon: () => void;
  #owner: Http2Connection | null = null;
  #held = false;
  #scheduled = false;
  /** Lanes whose request begins, or ends, in what is gathered. */
  readonly #lanes: Http2Lane[] = [];
  #laneCount = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#flushSoon = () => {
      this.#scheduled = false;
      this.flush();
    };
  }

  /** Makes room for `bytes` (at most 32 KB) of this connection's; where they go in `buffer`. The caller adds to `length`. */
  reserve(owner: Http2Connection, bytes: number): number {
    if (this.#owner !== owner || this.length + bytes > bufferBytes) {
      this.flush();
      this.#owner = owner;
    }
    if (!this.#held && !this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(this.#flushSoon);
    }
    return this.length;
  }

  /** Tells the lane the times of the next write. */
  note(lane: Http2Lane): void {
    this.#lanes[this.#laneCount++] = lane;
  }

  /** A lane whose request ended before it was written: it is told nothing. */
  forget(lane: Http2Lane): void {
    for (let nth = 0; nth < this.#laneCount; nth++) {
      if (this.#lanes[nth] === lane) this.#lanes[nth--] = this.#lanes[--this.#laneCount]!;
    }
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.flush();
  }

  flush(): void {
    const {length} = this;
    const owner = this.#owner;
    this.#owner = null;
    this.length = 0;
    if (length === 0 || owner === null) {
      this.#laneCount = 0;
      return;
    }
    let bytes: Buffer;
    if (length <= copiedBytes) {
      bytes = Buffer.allocUnsafe(length);
      this.buffer.copy(bytes, 0, 0, length);
    } else {
      bytes = this.buffer.subarray(0, length);
      this.buffer = Buffer.allocUnsafeSlow(bufferBytes);
    }
    const beginMs = this.#nowMs();
    const taken = owner.write(bytes);
    const endMs = taken ? this.#nowMs() : Number.NaN;
    const count = this.#laneCount;
    this.#laneCount = 0;
    for (let nth = 0; nth < count; nth++) this.#lanes[nth]!.onWritten(beginMs, endMs);
  }
}
