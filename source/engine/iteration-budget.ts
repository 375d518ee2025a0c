import type {RunPlan} from '../domain/run-plan.ts';
import {vuCells} from '../protocol/cursors.ts';

/**
 * Iterations that may still begin: so many per virtual user, or of all workers together. What has begun is kept in memory
 * that outlives a worker, so that one in its place gives out what is left: an iteration that died with its worker has begun.
 */
export class IterationBudget {
  readonly #perVu: number;
  readonly #shared: number;
  readonly #cursors: Int32Array;
  /** Iterations each virtual user has begun, by its id; empty where nobody counts them. */
  readonly #begun: Int32Array;

  /** @param cursors see `WorkerStart.cursors`; @param sources data sources, whose cells they hold too */
  constructor(limit: RunPlan['iterations'], cursors: Int32Array, sources: number) {
    this.#perVu = limit !== null && 'perVu' in limit ? limit.perVu : Number.POSITIVE_INFINITY;
    this.#shared = limit !== null && 'shared' in limit ? limit.shared : Number.POSITIVE_INFINITY;
    this.#cursors = cursors;
    this.#begun = vuCells(cursors, sources);
  }

  /** Iterations the user has begun, in whichever worker. */
  begunBy(id: number): number {
    return this.#begun[id] ?? 0;
  }

  /** The user has begun its `count`-th iteration. A user is one worker's at a time, so nobody else writes its cell. */
  begun(id: number, count: number): void {
    if (id < this.#begun.length) this.#begun[id] = count;
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
