/** Told at once of a request name; after that one for each second that passes, so that a new kind of failure still is. */
export const samplesAtOnce = 20;

/** How many error samples may be told: a token bucket for each name, of 20, filled by one a second. */
export class SampleAllowance {
  readonly #left = new Map<number, number>();
  #second = 0;

  /** @param nowMs any clock that only goes on */
  tick(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const passed = second - this.#second;
    if (passed <= 0) return;
    this.#second = second;
    for (const [name, left] of this.#left) {
      if (left + passed >= samplesAtOnce) this.#left.delete(name);
      else this.#left.set(name, left + passed);
    }
  }

  has(name: number): boolean {
    return this.#left.get(name) !== 0;
  }

  take(name: number): void {
    this.#left.set(name, Math.max(0, (this.#left.get(name) ?? samplesAtOnce) - 1));
  }
}
