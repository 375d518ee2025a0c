/**
 * Turns shared out by weight, evenly spread and in constant memory: smooth weighted round-robin (as nginx does it). Each
 * turn everybody gains his share and the richest is chosen and pays one turn; so after n turns nobody is a whole turn per
 * rival away from n times his share.
 */
export class WeightedTurns {
  readonly #shares: Float64Array;
  readonly #credits: Float64Array;

  /** @param weights not negative, at least one above 0 */
  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#shares = Float64Array.from(weights, (weight) => weight / total);
    this.#credits = new Float64Array(weights.length);
  }

  /** Index of the weight whose turn it is. */
  next(): number {
    let best = -1;
    for (let index = 0; index < this.#shares.length; index++) {
      if (this.#shares[index] === 0) continue;
      this.#credits[index]! += this.#shares[index]!;
      if (best === -1 || this.#credits[index]! > this.#credits[best]!) best = index;
    }
    this.#credits[best]!--;
    return best;
  }
}
