import type {SharedWriter} from '../metrics/shared-writer.ts';
import {vuFlag, type VuTable} from './vu-table.ts';

const {first, finish, last} = vuFlag;

const firstBackoffMs = 100;
const longestBackoffMs = 1000;

/** How users' iterations end, and how long they lasted: what is recorded of them, and what is forgotten. */
export class IterationLog {
  readonly #table: VuTable;
  readonly #recorder: Pick<SharedWriter, 'iterationEnded' | 'iterationEndedUntimed' | 'iterationInterrupted'>;

  constructor(table: VuTable, recorder: SharedWriter) {
    this.#table = table;
    this.#recorder = recorder;
  }

  ended(slot: number, nowMs: number): void {
    this.#recorder.iterationEnded(Math.round((nowMs - this.#table.iterationStartMs[slot]!) * 1000));
    this.forget(slot);
  }

  /** All its requests are done, and nobody waits for its last pause: whole, but not as long as it would have been. */
  endedEarly(slot: number): void {
    this.#recorder.iterationEndedUntimed();
    this.forget(slot);
  }

  /** The user goes; the iteration it is in, if any, is interrupted. */
  left(slot: number): void {
    const {step} = this.#table;
    if (step[slot]! >= 0) this.#recorder.iterationInterrupted();
    step[slot] = -1;
  }

  /** The user is in no iteration any more. */
  forget(slot: number): void {
    this.#table.step[slot] = -1;
    this.#table.flags[slot]! &= ~(finish | first | last);
  }

  /** A hold of the operator is over: it is no part of an iteration's duration, nor of a response time. */
  heldUntil(slot: number, nowMs: number): void {
    const {iterationStartMs, intendedMs, parkedMs} = this.#table;
    const heldMs = nowMs - parkedMs[slot]!;
    iterationStartMs[slot]! += heldMs;
    intendedMs[slot]! += heldMs;
  }

  /** How long an iteration with one more error in a row is to last at least, ms. */
  backoffMs(slot: number): number {
    const {errorsInRow} = this.#table;
    const backoffMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** errorsInRow[slot]!);
    if (backoffMs < longestBackoffMs) errorsInRow[slot]!++;
    return backoffMs;
  }
}
