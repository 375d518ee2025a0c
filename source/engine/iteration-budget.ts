import type {RunPlan} from '../domain/run-plan.ts';

/** Iterations that may still begin: so many per virtual user, or of all workers together. */
export class IterationBudget {
  readonly #perVu: number;
  readonly #shared: number;
  readonly #cursors: Int32Array;

  /** @param cursors shared by all workers: cell 0 counts the iterations taken of a shared budget */
  constructor(limit: RunPlan['iterations'], cursors: Int32Array) {
    this.#perVu = limit !== null && 'perVu' in limit ? limit.perVu : Number.POSITIVE_INFINITY;
    this.#shared = limit !== null && 'shared' in limit ? limit.shared : Number.POSITIVE_INFINITY;
    this.#cursors = cursors;
  }

  /** Takes one for a user that has begun `begun`; false: none is left. Each of a shared budget is given out once. */
  take(begun: number): boolean {
    if (begun >= this.#perVu) return false;
    if (this.#shared === Number.POSITIVE_INFINITY) return true;
    // Looked at first, so that the count does not run away.
    if (Atomics.load(this.#cursors, 0) >= this.#shared) return false;
    return Atomics.add(this.#cursors, 0, 1) < this.#shared;
  }
}
