import {apportion} from './apportion.ts';

/** `id` went from one scenario to another. */
interface Move {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Which scenario each of N virtual users plays, by its id: their numbers are exactly the apportionment of N over the
 * weights, and every worker that asks gets the same answer, whatever N was before.
 *
 * Users are added one by one: the new one takes a scenario that gains. By the largest remainder a scenario may also lose
 * one when N grows (the Alabama paradox); then its newest user goes to another that gains, and nobody else changes.
 * Removing undoes exactly that.
 */
export class ScenarioShares {
  readonly #weights: readonly number[];
  readonly #scenarios: number[] = [];
  /** Ids of each scenario, in the order in which they came to it. */
  readonly #members: readonly number[][];
  /** By N: who had to change when it was reached. Rare. */
  readonly #moves = new Map<number, Move[]>();
  readonly #goal: Int32Array;

  /** @param weights not negative, at least one above 0 */
  constructor(weights: readonly number[]) {
    this.#weights = weights;
    this.#members = weights.map(() => []);
    this.#goal = new Int32Array(weights.length);
  }

  get size(): number {
    return this.#scenarios.length;
  }

  /** Index of the scenario user `id` plays; `id` is below `size`. */
  scenarioOf(id: number): number {
    return this.#scenarios[id]!;
  }

  /** There are `count` users from now on. @returns ids below both sizes whose scenario is another than before; may hold one twice */
  resize(count: number): readonly number[] {
    const changed: number[] = [];
    while (this.size < count) this.#add(changed);
    while (this.size > count) this.#remove(changed);
    return changed;
  }

  #add(changed: number[]): void {
    const id = this.size;
    apportion(id + 1, this.#weights, this.#goal);
    const moves: Move[] = [];
    for (let from = this.#gainless(); from !== -1; from = this.#gainless()) {
      const move = {id: this.#members[from]!.pop()!, from, to: this.#gaining()};
      this.#put(move.id, move.to);
      moves.push(move);
      changed.push(move.id);
    }
    if (moves.length > 0) this.#moves.set(id + 1, moves);
    this.#put(id, this.#gaining());
  }

  #remove(changed: number[]): void {
    const moves = this.#moves.get(this.size);
    this.#moves.delete(this.size);
    this.#members[this.#scenarios.pop()!]!.pop();
    for (const {id, from, to} of moves?.toReversed() ?? []) {
      this.#members[to]!.pop();
      this.#put(id, from);
      changed.push(id);
    }
  }

  #put(id: number, scenario: number): void {
    this.#scenarios[id] = scenario;
    this.#members[scenario]!.push(id);
  }

  /** A scenario that has too many; −1: none has. */
  #gainless(): number {
    for (let scenario = 0; scenario < this.#goal.length; scenario++) {
      if (this.#members[scenario]!.length > this.#goal[scenario]!) return scenario;
    }
    return -1;
  }

  /** A scenario that has too few. */
  #gaining(): number {
    let scenario = 0;
    while (this.#members[scenario]!.length >= this.#goal[scenario]!) scenario++;
    return scenario;
  }
}
