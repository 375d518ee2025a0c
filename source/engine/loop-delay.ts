/**
 * How late an event loop runs its timers: the lateness of the last ticks of a regular timer, and their 99th percentile.
 * (`monitorEventLoopDelay` loses the first delay after each `reset`, which is the one that matters when a stall delays
 * the reading itself.)
 */
export class LoopDelay {
  readonly #periodMs: number;
  readonly #lateMs: Float64Array;
  #count = 0;
  #lastMs = Number.NaN;

  /** @param kept ticks looked back at */
  constructor(periodMs: number, kept: number) {
    this.#periodMs = periodMs;
    this.#lateMs = new Float64Array(kept);
  }

  tick(nowMs: number): void {
    if (!Number.isNaN(this.#lastMs)) {
      this.#lateMs[this.#count++ % this.#lateMs.length] = Math.max(0, nowMs - this.#lastMs - this.#periodMs);
    }
    this.#lastMs = nowMs;
  }

  /** 99th percentile over the ticks kept, ms; NaN before the first. */
  p99Ms(): number {
    const size = Math.min(this.#count, this.#lateMs.length);
    if (size === 0) return Number.NaN;
    const sorted = this.#lateMs.slice(0, size).sort();
    return sorted[Math.ceil(size * 0.99) - 1]!;
  }
}
