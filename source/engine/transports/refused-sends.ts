import {errorIndex} from '../../domain/error-kind.ts';
import type {LaneSink, Result} from './transport.ts';

/** A request that must not go out. */
export interface RefusedSend {
  readonly slot: number;
  readonly sink: LaneSink;
  readonly result: Result;
  readonly message: string;
  readonly handedMs: number;
}

/**
 * Requests that ended before a byte of them was sent. Each is told a turn of the event loop later: not inside `send`,
 * and so that a user whose every request is refused does not keep the loop to itself.
 */
export class RefusedSends {
  readonly #nowMs: () => number;
  readonly #pending = new Set<RefusedSend>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(one: RefusedSend): RefusedSend {
    this.#pending.add(one);
    setImmediate(() => {
      if (this.#pending.has(one)) this.tell(one, this.#nowMs());
    });
    return one;
  }

  has(one: RefusedSend): boolean {
    return this.#pending.has(one);
  }

  /** Nothing will be told of it. */
  cancel(one: RefusedSend): void {
    this.#pending.delete(one);
  }

  /** Tells it now. */
  tell(one: RefusedSend, nowMs: number): void {
    this.#pending.delete(one);
    const {slot, sink, result, message, handedMs} = one;
    clearResult(result);
    result.error = errorIndex.other;
    result.handedMs = handedMs;
    result.doneMs = nowMs;
    result.message = message;
    sink.onEnd(slot, result);
  }

  close(): void {
    this.#pending.clear();
  }
}

function clearResult(result: Result): void {
  result.timedOut = false;
  result.status = 0;
  result.sentMs = Number.NaN;
  result.clientWaitMs = Number.NaN;
  result.phasesUs.fill(-1);
  result.bytesIn = 0;
  result.bytesOut = 0;
  result.headers = null;
  result.body = null;
  result.bodyBytes = 0;
}
