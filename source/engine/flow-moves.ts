import {drawThinkMs} from '../iteration/draw-think.ts';
import {opKind, type Op} from './program.ts';
import {nextState, uniformOf} from './seeded-random.ts';
import type {VuTable} from './vu-table.ts';

/** How users get on in their programs between requests: jumps and pauses, drawn from each user's own stream. */
export class FlowMoves {
  readonly #table: VuTable;
  #drawing = 0;
  /** By depth, a bit each: rounds begun in this walk, so that nothing has been waited for in them. */
  #freshRounds = 0;
  readonly #draw = (): number => this.#uniform(this.#drawing);

  constructor(table: VuTable) {
    this.#table = table;
  }

  /** From here on operations are walked without a wait in between. */
  beginWalk(): void {
    this.#freshRounds = 0;
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
        this.#freshRounds |= 1 << op.depth;
        return drawn > 0 ? next : op.target;
      }
      case opKind.loop:
        // A round that waited for nothing is like all that would follow: conditions change with answers only.
        if ((this.#freshRounds & (1 << op.depth)) !== 0) return next;
        this.#freshRounds |= 1 << op.depth;
        return --rounds[counter]! > 0 ? op.target : next;
      case opKind.branch:
        return op.condition!(contexts[slot]!) ? next : op.target;
      case opKind.jump:
      default:
        return op.target;
    }
  }

  /**
   * Whether a request may still come from operation `step` on. Nothing is drawn and nothing counted: until a request is
   * sent conditions stay as they are, and a round without one is like the next.
   */
  mayRequest(slot: number, step: number, ops: readonly Op[]): boolean {
    const {rounds, depth, contexts} = this.#table;
    // By depth, a bit each: loops whose whole body has been looked at.
    let seen = 0;
    for (let op = ops[step]; op !== undefined; op = ops[step]) {
      switch (op.kind) {
        case opKind.request:
        case opKind.parallel:
          return true;
        case opKind.repeat:
          seen |= 1 << op.depth;
          step = op.max > 0 ? step + 1 : op.target;
          break;
        case opKind.loop:
          if ((seen & (1 << op.depth)) === 0 && rounds[slot * depth + op.depth]! > 1) step = op.target;
          else step++;
          seen |= 1 << op.depth;
          break;
        case opKind.branch:
          step = op.condition!(contexts[slot]!) ? step + 1 : op.target;
          break;
        case opKind.jump:
          step = op.target;
          break;
        default:
          step++;
      }
    }
    return false;
  }

  /** How long the user pauses, ms; 0 or less: not at all. */
  thinkMs(slot: number, {min, max, time}: Op): number {
    // Drawn to be nothing, it may be something in the next round.
    this.#freshRounds = 0;
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
