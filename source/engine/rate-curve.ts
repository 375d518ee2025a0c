/**
 * The whole fleet's arrivals as a function of time: Λ(t), the integral of the commanded rate. The rate goes in a straight
 * line from one level to another and is then held, so Λ is a parabola and then a line, flat once the rate is over; a new
 * rate goes on from where Λ is.
 *
 *   rate   ╱‾‾‾‾‾         Λ        ╱
 *        ╱                      .╱
 *   ───╱                  ___.-'
 */
export interface RateRamp {
  /** Iterations started per second. */
  readonly fromLevel: number;
  readonly toLevel: number;
  /** Run clock, ms. */
  readonly startMs: number;
  readonly durationMs: number;
  /** From then on the rate is 0; null or left out: it is held. */
  readonly untilMs?: number | null;
}

export class RateCurve {
  #startMs = 0;
  #startCount = 0;
  #fromRate = 0;
  #toRate = 0;
  #durationS = 0;
  #untilMs = Number.POSITIVE_INFINITY;
  /** Λ gained over the ramp. */
  #rampCount = 0;

  /** Arrivals due by `nowMs`, since the first ramp; may be fractional. Before the ramp's start: what it was then. */
  countAt(nowMs: number): number {
    const sinceS = (Math.min(nowMs, this.#untilMs) - this.#startMs) / 1000;
    if (sinceS <= 0) return this.#startCount;
    const heldS = sinceS - this.#durationS;
    if (heldS >= 0) return this.#startCount + this.#rampCount + this.#toRate * heldS;
    const slope = (this.#toRate - this.#fromRate) / this.#durationS;
    return this.#startCount + (this.#fromRate + (slope * sinceS) / 2) * sinceS;
  }

  /** A new rate from `ramp.startMs` on; Λ stays continuous. */
  follow({fromLevel, toLevel, startMs, durationMs, untilMs = null}: RateRamp): void {
    this.#startCount = this.countAt(startMs);
    this.#startMs = startMs;
    this.#untilMs = untilMs ?? Number.POSITIVE_INFINITY;
    this.#fromRate = fromLevel;
    this.#toRate = toLevel;
    this.#durationS = Math.max(0, durationMs) / 1000;
    this.#rampCount = ((fromLevel + toLevel) / 2) * this.#durationS;
  }

  /** When Λ reaches `count`, ms (not before the ramp's start); Infinity: never at the present rate. */
  timeOf(count: number): number {
    const timeMs = this.#timeWhileHeld(count);
    // What was due before and not taken up is not lost when the new rate is over already.
    return timeMs < this.#untilMs || count <= this.#startCount ? timeMs : Number.POSITIVE_INFINITY;
  }

  #timeWhileHeld(count: number): number {
    const missing = count - this.#startCount;
    if (missing <= 0) return this.#startMs;
    const afterRamp = missing - this.#rampCount;
    if (this.#durationS === 0 || afterRamp > 0) {
      return this.#toRate > 0
        ? this.#startMs + (this.#durationS + afterRamp / this.#toRate) * 1000
        : Number.POSITIVE_INFINITY;
    }
    // Rationalised root of slope/2·τ² + from·τ = missing: exact for tiny slopes, where the usual formula cancels out.
    const slope = (this.#toRate - this.#fromRate) / this.#durationS;
    const root = Math.sqrt(Math.max(0, this.#fromRate * this.#fromRate + 2 * slope * missing));
    return this.#startMs + Math.min(this.#durationS, (2 * missing) / (this.#fromRate + root)) * 1000;
  }
}
