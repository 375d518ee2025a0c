import {EventEmitter} from 'node:events';
import type {ScreenSize} from '../ui-state.ts';

type Write = NodeJS.WriteStream['write'];

/**
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
    return this.#terminal.writableNeedDrain;
  }

  /** As the terminal says; 80x24 where it does not. */
  size(): ScreenSize {
    const {columns, rows} = this.#terminal;
    return {columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24};
  }

  readonly write = (data: string, ...rest: unknown[]): boolean => {
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    if (!this.#closed && !this.#terminal.destroyed) return this.#write(data, done);
    if (done !== undefined) queueMicrotask(done);
    return true;
  };

  close(): void {
    this.#closed = true;
  }
}
