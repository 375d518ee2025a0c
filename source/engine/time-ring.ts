/** First in, first out, of times (ms): a ring that grows by doubling up to a bound. */
export class TimeRing {
  readonly #bound: number;
  #times: Float64Array;
  #first = 0;
  #size = 0;

  /** @param bound a power of 2, at least 16 */
  constructor(bound: number) {
    this.#bound = bound;
    this.#times = new Float64Array(Math.min(bound, 1024));
  }

  get size(): number {
    return this.#size;
  }

  /** NaN when it is empty. */
  get head(): number {
    return this.#size === 0 ? Number.NaN : this.#times[this.#first]!;
  }

  /** The time after `place` others, 0 to `size` − 1. */
  at(place: number): number {
    return this.#times[(this.#first + place) & (this.#times.length - 1)]!;
  }

  /** False: it is full. */
  push(timeMs: number): boolean {
    if (this.#size === this.#times.length && !this.#grow()) return false;
    this.#times[(this.#first + this.#size++) & (this.#times.length - 1)] = timeMs;
    return true;
  }

  /** Takes the oldest out; NaN when it is empty. */
  shift(): number {
    if (this.#size === 0) return Number.NaN;
    const timeMs = this.#times[this.#first]!;
    this.#first = (this.#first + 1) & (this.#times.length - 1);
    this.#size--;
    return timeMs;
  }

  /** All times later by `byMs`. */
  delay(byMs: number): void {
    for (let at = 0; at < this.#size; at++) this.#times[(this.#first + at) & (this.#times.length - 1)]! += byMs;
  }

  #grow(): boolean {
    const length = this.#times.length;
    if (length >= this.#bound) return false;
    const longer = new Float64Array(2 * length);
    longer.set(this.#times.subarray(this.#first));
    longer.set(this.#times.subarray(0, this.#first), length - this.#first);
    this.#times = longer;
    this.#first = 0;
    return true;
  }
}
