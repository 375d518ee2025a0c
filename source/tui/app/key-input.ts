import {EventEmitter} from 'node:events';
import {MouseSieve, type MouseEvent} from './mouse-report.ts';

/** So long the Escape key may be the beginning of a report; the rest of one follows within the second time. */
const escapeWaitMs = 15;
const reportWaitMs = 300;

/**
 * The terminal's input as Ink reads it, without the mouse's reports. It listens to the terminal only while it is listened
 * to itself: a screen that sleeps leaves the input to the shell.
 */
export class KeyInput extends EventEmitter {
  readonly isTTY = true;
  readonly #stdin: NodeJS.ReadStream;
  readonly #onMouse: (event: MouseEvent) => void;
  readonly #sieve = new MouseSieve();
  #ready: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isListening = false;

  constructor(stdin: NodeJS.ReadStream, onMouse: (event: MouseEvent) => void) {
    super();
    this.#stdin = stdin;
    this.#onMouse = onMouse;
    this.on('newListener', (event) => {
      if (event === 'readable') this.#listen(true);
    });
    this.on('removeListener', (event) => {
      if (event === 'readable' && this.listenerCount('readable') === 0) this.#listen(false);
    });
  }

  setRawMode(mode: boolean): this {
    this.#stdin.setRawMode(mode);
    return this;
  }

  setEncoding(encoding: BufferEncoding): this {
    this.#stdin.setEncoding(encoding);
    return this;
  }

  ref(): this {
    this.#stdin.ref();
    return this;
  }

  unref(): this {
    this.#stdin.unref();
    return this;
  }

  /** What has come since the last read, or null, as a stream's `read` has it. */
  read(): string | null {
    return this.#ready.shift() ?? null;
  }

  #listen(listens: boolean): void {
    if (listens === this.#isListening) return;
    this.#isListening = listens;
    if (listens) this.#stdin.on('readable', this.#take);
    else {
      this.#stdin.off('readable', this.#take);
      clearTimeout(this.#timer);
      this.#ready = [];
    }
  }

  readonly #take = (): void => {
    clearTimeout(this.#timer);
    for (let chunk = this.#next(); chunk !== null; chunk = this.#next()) {
      const {text, events} = this.#sieve.push(chunk);
      this.#offer(text);
      for (const event of events) this.#onMouse(event);
    }
    if (!this.#sieve.isHolding) return;
    this.#timer = setTimeout(
      () => this.#offer(this.#sieve.release()),
      this.#sieve.isReport ? reportWaitMs : escapeWaitMs,
    );
  };

  /** Text, once it has been asked for an encoding. */
  #next(): string | null {
    const chunk = this.#stdin.read() as Buffer | string | null;
    return chunk === null ? null : chunk.toString();
  }

  #offer(text: string): void {
    if (text === '') return;
    this.#ready.push(text);
    this.emit('readable');
  }
}
