import {FlowError} from '../iteration/flow-error.ts';
import type {SharedWriter} from '../metrics/shared-writer.ts';
import type {RequestFiller} from './request-filler.ts';
import type {RequestOp} from './request-op.ts';
import type {Lane, RequestFill} from './transports/transport.ts';
import {vuFlag, vuState, type VuTable} from './vu-table.ts';

const {sent, first} = vuFlag;

/** Sends users' requests over their lanes, one at a time or in batches, and cuts them off. */
export class Outbox {
  readonly #table: VuTable;
  readonly #recorder: SharedWriter;
  readonly #filler: RequestFiller;
  readonly #openLane: (slot: number) => Lane;
  /** Rows for batches, by user, made when first needed. */
  readonly #children = new Map<number, number[]>();
  /** Of the batch that is being sent. */
  readonly #fills: (RequestFill | null)[] = [];

  constructor(table: VuTable, recorder: SharedWriter, filler: RequestFiller, openLane: (slot: number) => Lane) {
    this.#table = table;
    this.#recorder = recorder;
    this.#filler = filler;
    this.#openLane = openLane;
  }

  /**
   * The user's next request.
   * @throws FlowError when it cannot be written; nothing has been started then
   */
  send(user: number, op: RequestOp, nowMs: number): void {
    const table = this.#table;
    const fill = table.contexts[user] === null ? null : this.#write(user, user, op);
    table.flags[user]! |= sent;
    this.dispatch(user, op, fill, nowMs);
  }

  /**
   * All at once, each over a row of its own.
   * @throws FlowError when one cannot be written; none has been started then
   */
  sendBatch(user: number, requests: readonly RequestOp[], nowMs: number): void {
    const table = this.#table;
    const children = this.#childrenOf(user, requests.length);
    for (const [place, op] of requests.entries()) {
      this.#fills[place] = table.contexts[user] === null ? null : this.#write(user, children[place]!, op);
    }
    const isFirst = table.flags[user]! & first;
    table.flags[user] = (table.flags[user]! | sent) & ~first;
    table.state[user] = vuState.batch;
    table.batchLeft[user] = requests.length;
    table.batchEnd[user] = 0;
    table.intendedMs[children[0]!] = table.intendedMs[user]!;
    for (const [place, op] of requests.entries()) {
      const child = children[place]!;
      table.flags[child] = place === 0 ? isFirst : 0;
      this.dispatch(child, op, this.#fills[place]!, nowMs);
    }
  }

  /** A row of the user's batch has ended: the outcomes of all of them, when it was the last; −1: others are in flight. */
  endChild(child: number, user: number, how: number): number {
    const table = this.#table;
    table.state[child] = vuState.away;
    table.batchEnd[user]! |= how;
    return --table.batchLeft[user]! === 0 ? table.batchEnd[user]! : -1;
  }

  /** Over to the lane. */
  dispatch(slot: number, op: RequestOp, fill: RequestFill | null, nowMs: number): void {
    const table = this.#table;
    table.state[slot] = vuState.inFlight;
    table.requests[slot] = op;
    table.filled[slot] = fill === null ? 0 : 1;
    table.beginRequest(slot, nowMs);
    this.#recorder.started(op.name);
    table.lanes[slot]!.send(op.prepared, nowMs, fill);
  }

  /** Cuts off what the user has in flight. */
  cutOff(user: number): void {
    const {state} = this.#table;
    if (state[user] === vuState.inFlight) this.#cutOffRow(user);
    else if (state[user] === vuState.batch) {
      for (const child of this.#children.get(user)!) if (state[child] === vuState.inFlight) this.#cutOffRow(child);
    }
  }

  /** Closes the connections of a user that is away. */
  close(user: number): void {
    const {lanes} = this.#table;
    lanes[user]!.close();
    if (this.#children.size > 0) for (const child of this.#children.get(user) ?? []) lanes[child]!.close();
  }

  #cutOffRow(slot: number): void {
    const table = this.#table;
    const {bytesIn, bytesOut} = table.lanes[slot]!.abort();
    table.endRequest(slot);
    table.state[slot] = vuState.between;
    table.hops[slot] = 0;
    this.#recorder.aborted(table.requests[slot]!.name, bytesIn, bytesOut);
  }

  #write(user: number, slot: number, op: RequestOp): RequestFill | null {
    try {
      return this.#filler.fill(slot, op, this.#table.contexts[user]!);
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      throw new FlowError(`${op.label}: ${error.message}`, error.fatal);
    }
  }

  #childrenOf(user: number, count: number): readonly number[] {
    let children = this.#children.get(user);
    if (children === undefined) this.#children.set(user, (children = []));
    while (children.length < count) children.push(this.#table.addChild(user, this.#openLane));
    return children;
  }
}
