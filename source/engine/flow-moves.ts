import {drawThinkMs} from '../iteration/draw-think.ts';
import {opKind, type Op} from './program.ts';
import {nextState, uniformOf} from './seeded-random.ts';
import type {VuTable} from './vu-table.ts';

/** How users get on in their programs between requests: jumps and pauses, drawn from each user's own stream. */
export class FlowMoves {
  readonly #table: VuTable;
  #drawing = 0;
  readonly #draw = (): number => this.#uniform(this.#drawing);

  constructor(table: VuTable) {
    this.#table = table;
  }

  /** Where an operation that takes no time leads. */
  jump(slot: number, op: Op): number {
    const {step, rounds, depth, contexts} = this.#table;
    const next = step[slot]! + 1;
    const counter = slot * depth + op.depth;
    switch (op.kind) {
      case opKind.repeat: {
        const {min, max} = op;
        const drawn = max <= min ? min : min + Math.floor(this.#uniform(slot) * (max - min + 1));
        rounds[counter] = drawn;
        return drawn > 0 ? next : op.target;
      }
      case opKind.loop:
        return --rounds[counter]! > 0 ? op.target : next;
      case opKind.branch:
        return op.condition!(contexts[slot]!) ? next : op.target;
      case opKind.jump:
      default:
        return op.target;
    }
  }

  /** How long the user pauses, ms; 0 or less: not at all. */
  thinkMs(slot: number, {min, max, time}: Op): number {
    if (time === null) return max <= min ? min : min + this.#uniform(slot) * (max - min);
    this.#drawing = slot;
    return drawThinkMs(time, this.#draw);
  }

  #uniform(slot: number): number {
    const state = nextState(this.#table.random[slot]!);
    this.#table.random[slot] = state;
    return uniformOf(state);
  }
}
