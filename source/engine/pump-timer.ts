/** A spinning loop is begun so long before the time asked for: a timer is up to 1 ms late by itself. */
const spinBeforeMs = 1.5;
const longestMs = 1_000_000;

export interface PumpTimerOptions {
  readonly nowMs: () => number;
  /** Does what is due; true: call again at once (in the loop's next turn). */
  readonly pump: () => boolean;
  /** When something is due next, ms; Infinity: nothing. */
  readonly nextMs: () => number;
  /** Turn the event loop before the time instead of trusting a timer: true to some µs, for a whole core. */
  readonly precise: boolean;
  /** Called at each turn of a spinning loop, in its check phase. */
  readonly onTurn: (nowMs: number) => void;
}

/**
 * Calls `pump` when its next time comes: by one timer (1 ms coarse), or, when precise, by a timer until 1.5 ms before and
 * then at each turn of the event loop.
 */
export class PumpTimer {
  readonly #options: PumpTimerOptions;
  readonly #onTimer = (): void => this.#run();
  readonly #onTurn = (): void => this.#turn();
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(options: PumpTimerOptions) {
    this.#options = options;
  }

  /** The next time has changed. */
  reset(): void {
    this.clear();
    this.#wait(this.#options.nextMs());
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #run(): void {
    if (this.#options.pump()) this.#immediate = setImmediate(this.#onTimer);
    else this.#wait(this.#options.nextMs());
  }

  #turn(): void {
    const nowMs = this.#options.nowMs();
    this.#options.onTurn(nowMs);
    if (nowMs < this.#options.nextMs()) this.#immediate = setImmediate(this.#onTurn);
    else this.#run();
  }

  #wait(dueMs: number): void {
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const aheadMs = dueMs - this.#options.nowMs();
    if (this.#options.precise) {
      if (aheadMs < spinBeforeMs) this.#immediate = setImmediate(this.#onTurn);
      else this.#timer = setTimeout(this.#onTimer, Math.min(longestMs, Math.floor(aheadMs - spinBeforeMs)));
    } else {
      this.#timer = setTimeout(this.#onTimer, Math.min(longestMs, Math.max(1, Math.ceil(aheadMs))));
    }
  }
}
