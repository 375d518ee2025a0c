import type {RunPlan} from '../domain/run-plan.ts';
import type {DataFeed} from '../iteration/data-feed.ts';
import {VuContext} from '../iteration/vu-context.ts';
import type {VuTable} from './vu-table.ts';

/** The contexts of those users that need one, in the table's column for them. */
export class VuContexts {
  readonly #table: VuTable;
  readonly #shape: {readonly variables: number; readonly sources: number; readonly cookies: boolean};
  readonly #seed: number;
  #globals: readonly (string | null)[];
  #made = 0;

  constructor(table: VuTable, plan: RunPlan) {
    this.#table = table;
    this.#shape = {variables: plan.variables.length, sources: plan.data.length, cookies: plan.cookies};
    this.#seed = plan.seed;
    this.#globals = plan.variables.map(() => null);
  }

  /** Contexts made so far, for tests of what an iteration costs. */
  get made(): number {
    return this.#made;
  }

  /** The user's; made when it has none yet. Its iteration is the one the user is in. */
  need(slot: number): VuContext {
    const table = this.#table;
    const known = table.contexts[slot]!;
    if (known !== null) return known;
    this.#made++;
    const context = new VuContext(this.#shape, table.id[slot]!, this.#seed);
    context.globals = this.#globals;
    context.iteration = table.begun[slot]! - 1;
    table.contexts[slot] = context;
    return context;
  }

  /**
   * Readies the user's context for the iteration it begins.
   * @param feed deals out its data rows; null: it uses none
   * @throws FlowError when there is no row for it
   */
  begin(slot: number, feed: DataFeed | null): void {
    const context = this.need(slot);
    context.beginIteration();
    context.iteration = this.#table.begun[slot]! - 1;
    feed?.take(context);
  }

  /** @param values by variable; they take the place of those before */
  setGlobals(values: readonly (string | null)[]): void {
    this.#globals = values;
    for (const context of this.#table.contexts) if (context !== null) context.globals = values;
  }
}
