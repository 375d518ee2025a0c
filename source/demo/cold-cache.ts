/** A cache in front of the whole target that a rush throws out. */
export interface CacheLimits {
  /** More requests than this received within a second throw it out. */
  readonly requestsPerSecond: number;
  /** It is filled again so long after the last second with more. */
  readonly coldMs: number;
  /** Every response is so much later until then. */
  readonly extraMs: number;
}

const rushUs = 1_000_000;

/**
 * Tells how much later a response must leave. What it does is known to the millisecond, so that a measured recovery can
 * be held against it. Pure: times are handed in.
 *
 *   received/s   ┌─────┐                        limit ┄┄┄┄┄┌─────┐┄┄┄┄┄┄┄┄┄┄┄
 *           ─────┘     └──────────────         ────────────┘     └───────────
 *   extra         ▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔│                       │◄─── coldMs ───►│
 */
export class ColdCache {
  readonly limits: CacheLimits;
  /** When the last `requestsPerSecond` requests were received, oldest at `#next`. */
  readonly #receivedUs: Float64Array;
  #next = 0;
  #coldUntilUs = Number.NEGATIVE_INFINITY;

  constructor(limits: CacheLimits) {
    this.limits = limits;
    this.#receivedUs = new Float64Array(limits.requestsPerSecond).fill(Number.NEGATIVE_INFINITY);
  }

  /** Counts a request. `nowUs` ascending. */
  receive(nowUs: number): void {
    if (nowUs - this.#receivedUs[this.#next]! < rushUs) this.#coldUntilUs = nowUs + this.limits.coldMs * 1000;
    this.#receivedUs[this.#next] = nowUs;
    this.#next = (this.#next + 1) % this.#receivedUs.length;
  }

  /** What a response that is ready now must wait, µs. */
  extraUs(nowUs: number): number {
    return nowUs < this.#coldUntilUs ? this.limits.extraMs * 1000 : 0;
  }
}
