import {EventEmitter} from 'node:events';
import {writeSync} from 'node:fs';
import type {ScreenSize} from '../ui-state.ts';

type Write = NodeJS.WriteStream['write'];

/** What Node keeps behind a terminal's stream; absent from others' streams. */
interface BlockingHandle {
  readonly setBlocking?: (blocking: boolean) => unknown;
}

/** A terminal that takes nothing for this long is not waited for any longer, ms. */
const longestFlushMs = 1_000;
const retryMs = 10;

/**
 * Node writes to a terminal until it has taken everything: with a slow or stalled reader that holds up keys and data for
 * as long. Here what is not taken at once waits in the stream's queue (`congested`), and the loop goes on.
 *
 * The stream Ink draws on: the terminal, but with `write` as it was before others' writes were diverted, and without
 * `resize` events. (Ink's own answer to a resize draws the old tree at the new size and erases relative to a cursor
 * the terminal may have moved; the screen repaints itself instead.) After `close` nothing reaches the terminal: Ink's
 * last frame at process exit would wipe the shell's screen.
 */
export class ScreenOutput extends EventEmitter {
  readonly isTTY = true;
  readonly #terminal: NodeJS.WriteStream;
  readonly #write: Write;
  #closed = false;

  constructor(terminal: NodeJS.WriteStream) {
    super();
    this.#terminal = terminal;
    this.#write = terminal.write.bind<Write>(terminal);
    this.#setBlocking(false);
  }

  get columns(): number {
    return this.size().columns;
  }

  get rows(): number {
    return this.size().rows;
  }

  get writable(): boolean {
    return !this.#closed && this.#terminal.writable;
  }

  get destroyed(): boolean {
    return this.#closed || this.#terminal.destroyed;
  }

  get writableEnded(): boolean {
    return this.#closed || this.#terminal.writableEnded;
  }

  /** The terminal has not taken what it was given yet: another frame would only pile up. */
  get congested(): boolean {
    return this.#terminal.writableNeedDrain || this.#terminal.writableLength > 0;
  }

  /** As the terminal says; 80x24 where it does not. */
  size(): ScreenSize {
    const {columns, rows} = this.#terminal;
    return {columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24};
  }

  readonly write = (data: string, ...rest: unknown[]): boolean => {
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    if (!this.#closed && !this.#terminal.destroyed) return this.#write(fromItsStart(data), done);
    if (done !== undefined) queueMicrotask(done);
    return true;
  };

  /** Resolves once the terminal has taken everything, or has taken nothing more for a second. */
  async flushed(): Promise<void> {
    for (let waitedMs = 0, before = Infinity; this.congested && waitedMs < longestFlushMs; waitedMs += retryMs) {
      const left = this.#terminal.writableLength;
      if (left < before) waitedMs = 0;
      before = left;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** The last that reaches the terminal, at once even when the process ends now; then the stream is as it was before. */
  writeLast(text: string): void {
    if (this.#closed) return;
    const {fd} = this.#terminal as {readonly fd?: number};
    if (this.#handle?.setBlocking !== undefined && fd !== undefined) writeAtOnce(fd, text);
    else this.write(text);
    this.close();
  }

  /** Nothing reaches the terminal through this any more, and its stream writes as it did before. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#setBlocking(true);
  }

  get #handle(): BlockingHandle | undefined {
    // Node has no public name for it.
    // oxlint-disable-next-line no-underscore-dangle
    return (this.#terminal as {readonly _handle?: BlockingHandle})._handle;
  }

  #setBlocking(blocking: boolean): void {
    this.#handle?.setBlocking?.(blocking);
  }
}

const enterAlternate = '\u001B[?1049h';

/** Entering the alternate screen leaves the cursor where the terminal has echoed keys to until then. */
function fromItsStart(data: string): string {
  return data.includes(enterAlternate) ? data.replace(enterAlternate, `${enterAlternate}\u001B[H`) : data;
}

/** Writes past the stream's queue: a sequence the terminal has half of is cut short by the ESC this begins with. */
function writeAtOnce(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  for (let waitedMs = 0; written < bytes.length && waitedMs < longestFlushMs; waitedMs += retryMs) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}
