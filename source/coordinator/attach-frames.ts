import {deserialize, serialize} from 'node:v8';

/*
 * A frame: length of what follows 4, big endian │ `v8.serialize` of one value (NaN and typed arrays survive)
 */
const headBytes = 4;

/** A whole view at its largest is some MB. */
export const mostFrameBytes = 64 * 1024 * 1024;

/** What a screen sends is an intent at most. */
export const mostClientFrameBytes = 64 * 1024;

export function encodeFrame(value: unknown): Buffer {
  const body = serialize(value);
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, headBytes);
  return frame;
}

export interface FrameReader {
  /** Takes bytes as they come. */
  push(chunk: Buffer): void;
}

export interface FrameReaderOptions {
  /** Of one frame without its head. */
  readonly mostBytes: number;
  readonly onFrame: (value: unknown) => void;
  /** What comes is no frame, or one that is too large: told once, nothing is read after it. */
  readonly onBroken: (why: string) => void;
}

/** Foreign bytes: whatever they are, memory stays within the limit and nothing is thrown. */
export function createFrameReader({mostBytes, onFrame, onBroken}: FrameReaderOptions): FrameReader {
  let chunks: Buffer[] = [];
  let waitingBytes = 0;
  let broken = false;

  const refuse = (why: string): false => {
    broken = true;
    chunks = [];
    onBroken(why);
    return false;
  };

  function take(bytes: number): Buffer {
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    chunks = whole.length > bytes ? [whole.subarray(bytes)] : [];
    waitingBytes -= bytes;
    return whole.subarray(0, bytes);
  }

  let wanted: number | null = null;

  /** Takes the next frame; false: there is none yet. */
  function takeFrame(): boolean {
    if (wanted === null) {
      if (waitingBytes < headBytes) return false;
      wanted = take(headBytes).readUInt32BE(0);
      if (wanted > mostBytes) return refuse(`a frame of ${wanted} bytes`);
    }
    if (waitingBytes < wanted) return false;
    const body = take(wanted);
    wanted = null;
    const read = decode(body);
    if (read === null) return refuse('a frame that cannot be read');
    onFrame(read.value);
    return true;
  }

  return {
    push(chunk) {
      if (broken || chunk.length === 0) return;
      chunks.push(chunk);
      waitingBytes += chunk.length;
      let more = true;
      while (more) more = takeFrame();
    },
  };
}

function decode(body: Buffer): {readonly value: unknown} | null {
  try {
    // It reads in place: a copy keeps what it returns from holding on to the whole chunk.
    return {value: deserialize(Buffer.from(body)) as unknown};
  } catch {
    return null;
  }
}
