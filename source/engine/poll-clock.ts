/**
 * Since when data that is being read now may have been waiting in our own process: the bound behind "client wait".
 *
 *   poll ──► callbacks … ──► check (setImmediate) ──► timers ──► poll ──► callbacks
 *            └ what is read here had come, at the earliest, right after the poll before; or in this very poll, when the
 *              loop had been idle in it
 */
export interface PollClock {
  /** Call at each read, with the clock's time now; the earliest moment (ms) the data read may have come. */
  readyMs(nowMs: number): number;
}

/** The event loop's poll phases, as far as a thread can see them. */
export interface LoopPollClock extends PollClock {
  /** The loop is in its check phase: what is read later was not there in the poll just over. For loops that spin. */
  polled(nowMs: number): void;
}

export interface PollClockOptions {
  /** The clock of `readyMs`, ms. */
  readonly nowMs: () => number;
  /** Time the loop has spent blocked in its polls so far, ms. `performance.nodeTiming.idleTime` by default. */
  readonly idleMs?: () => number;
  /** Calls back once, in the check phase of this turn of the loop. `setImmediate` by default. */
  readonly inCheckPhase?: (callback: () => void) => void;
}

/**
 * A poll clock for the thread it is made in. It looks at the loop once per batch (all reads of one poll phase), for the
 * price of a setImmediate and one look at the idle time (libuv adds to it only when a poll really blocked).
 *
 * - The loop blocked since the last check phase: what is read now was not there in the poll that began to block, so it
 *   waited no longer than the loop has been busy since that check phase.
 * - It did not block: the data may have come right after the last poll known, the one of the batch before (or of
 *   `polled`).
 */
export function createPollClock(options: PollClockOptions): LoopPollClock {
  const timing = performance.nodeTiming;
  return new BatchClock(
    options.nowMs,
    options.idleMs ?? (() => timing.idleTime),
    options.inCheckPhase ?? ((callback) => void setImmediate(callback)),
  );
}

class BatchClock implements LoopPollClock {
  readonly #nowMs: () => number;
  readonly #idleMs: () => number;
  readonly #inCheckPhase: (callback: () => void) => void;
  readonly #endBatch: () => void;
  #inBatch = false;
  /** There was a batch since `polled` was called last. */
  #hadBatch = false;
  #readyMs = Number.NaN;
  /** Last poll known to have begun: nothing read after it was there before. */
  #pollMs: number;
  /** End of the last check phase known, and the idle time then. */
  #checkMs: number;
  #checkIdleMs: number;

  constructor(nowMs: () => number, idleMs: () => number, inCheckPhase: (callback: () => void) => void) {
    this.#nowMs = nowMs;
    this.#idleMs = idleMs;
    this.#inCheckPhase = inCheckPhase;
    this.#pollMs = nowMs();
    this.#checkMs = this.#pollMs;
    this.#checkIdleMs = idleMs();
    this.#endBatch = () => {
      this.#inBatch = false;
      this.#checkMs = this.#nowMs();
      this.#checkIdleMs = this.#idleMs();
    };
  }

  readyMs(nowMs: number): number {
    if (this.#inBatch) return this.#readyMs;
    this.#inBatch = true;
    this.#hadBatch = true;
    const idleMs = this.#idleMs() - this.#checkIdleMs;
    this.#readyMs = idleMs > 0 ? Math.min(nowMs, this.#checkMs + idleMs) : this.#pollMs;
    this.#pollMs = nowMs;
    this.#inCheckPhase(this.#endBatch);
    return this.#readyMs;
  }

  polled(nowMs: number): void {
    // With reads in this turn, their first one is what is known of its poll.
    if (!this.#hadBatch) this.#pollMs = nowMs;
    this.#hadBatch = false;
    this.#checkMs = nowMs;
    this.#checkIdleMs = this.#idleMs();
  }
}
