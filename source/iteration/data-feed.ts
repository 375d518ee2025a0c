import type {PlanData, PlanStep, PlanText} from '../domain/run-plan.ts';
import {FlowError} from './flow-error.ts';
import {streamState, uniformOf} from './random-state.ts';
import type {VuContext} from './vu-context.ts';

/** Deals data rows out to iterations; all workers deal from the same cursors. */
export class DataFeed {
  readonly #data: readonly PlanData[];
  readonly #cursors: Int32Array;
  readonly #seed: number;
  readonly #sources: readonly number[];

  /**
   * @param cursors shared by all workers: cell 1 + i counts the rows taken of source i
   * @param sources those to deal from, see `dataSourcesOf`; all of them unless given
   */
  constructor(data: readonly PlanData[], cursors: Int32Array, seed: number, sources?: readonly number[]) {
    this.#data = data;
    this.#cursors = cursors;
    this.#seed = seed;
    this.#sources = sources ?? data.map((_, source) => source);
  }

  /**
   * Rows for the iteration that has just begun.
   * @throws FlowError, fatal, when rows that are to be used only once have all been used
   */
  take(context: VuContext): void {
    for (const source of this.#sources) context.rows[source] = this.#row(source, context);
  }

  #row(source: number, context: VuContext): number {
    const {label, mode, rows} = this.#data[source]!;
    const count = rows.length;
    if (count === 0) throw new FlowError(`${label} has no rows`, true);
    switch (mode) {
      case 'random':
        return Math.floor(this.#share(source, context) * count);
      case 'sequential':
        // The count wraps round at 2³², where the order jumps once.
        return (Atomics.add(this.#cursors, 1 + source, 1) >>> 0) % count;
      case 'unique': {
        const row = Atomics.add(this.#cursors, 1 + source, 1) >>> 0;
        if (row < count) return row;
        Atomics.store(this.#cursors, 1 + source, count);
        throw new FlowError(`all ${rowsText(count, 'unique ')} of ${label} are used`, true);
      }
      case 'per-vu':
      default:
        if (context.vuId < count) return context.vuId;
        throw new FlowError(
          `${label} has ${rowsText(count)}, one per VU, and none is left for VU ${context.vuId + 1}`,
          true,
        );
    }
  }

  #share(source: number, {vuId, iteration}: VuContext): number {
    return uniformOf(streamState(streamState(this.#seed ^ source, vuId), iteration));
  }
}

function rowsText(count: number, kind = ''): string {
  return `${count} ${kind}${count === 1 ? 'row' : 'rows'}`;
}

/** The data sources (indices into `RunPlan.data`) whose values these steps use, ascending. */
export function dataSourcesOf(steps: readonly PlanStep[]): readonly number[] {
  const found = new Set<number>();
  const texts = (list: readonly (PlanText | null)[]): void => {
    for (const text of list) {
      if (text === null || typeof text === 'string') continue;
      for (const part of text.parts) if (typeof part !== 'string' && part.kind === 'data') found.add(part.source);
    }
  };
  const visit = (list: readonly PlanStep[]): void => {
    for (const step of list) {
      if (step.kind === 'group' || step.kind === 'repeat') visit(step.steps);
      else if (step.kind === 'if') visit([...step.then, ...step.otherwise]);
      else if (step.kind !== 'think') {
        for (const request of step.kind === 'request' ? [step.request] : step.requests) {
          texts([request.path, request.body, ...request.headers.map(([, value]) => value)]);
        }
      }
    }
  };
  visit(steps);
  return [...found].sort((a, b) => a - b);
}
