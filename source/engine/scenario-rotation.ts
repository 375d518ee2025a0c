/**
 * Which scenario each virtual user plays, by its id: any first N ids are shared out within 1 of the weights, and the
 * answer for an id never changes.
 *
 * Each scenario's j-th user is a task that may go from ⌊j·W/w⌋ on and must be placed before ⌈(j+1)·W/w⌉ (W: sum of the
 * weights); always placing the one with the earliest deadline keeps every deadline (earliest deadline first is optimal).
 */
export class ScenarioRotation {
  readonly #shares: readonly number[];
  readonly #placed: number[];
  readonly #scenarios: number[] = [];

  /** @param weights not negative, at least one above 0 */
  constructor(weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.#shares = weights.map((weight) => weight / total);
    this.#placed = weights.map(() => 0);
  }

  /** Index of the scenario virtual user `id` plays. */
  scenarioOf(id: number): number {
    while (this.#scenarios.length <= id) this.#scenarios.push(this.#place(this.#scenarios.length));
    return this.#scenarios[id]!;
  }

  #place(turn: number): number {
    let best = -1;
    let bestDeadline = Number.POSITIVE_INFINITY;
    for (const [scenario, share] of this.#shares.entries()) {
      if (share === 0) continue;
      const placed = this.#placed[scenario]!;
      if (Math.floor(placed / share + 1e-9) > turn) continue;
      const deadline = Math.ceil((placed + 1) / share - 1e-9);
      if (deadline < bestDeadline) {
        best = scenario;
        bestDeadline = deadline;
      }
    }
    this.#placed[best]!++;
    return best;
  }
}
