import type {VuContext} from '../iteration/vu-context.ts';
import type {RequestOp} from './request-op.ts';
import type {Lane} from './transports/transport.ts';

/** What a virtual user is doing; see virtual-users.ts. */
export const vuState = {away: 0, between: 1, thinking: 2, inFlight: 3, parked: 4, batch: 5} as const;

export const vuFlag = {
  /** A member of the closed model: begins its next iteration when one is over. */
  wanted: 1,
  /** A request was sent in this iteration. */
  sent: 2,
  /** The next request, or the one in flight, is the first of an iteration that an arrival began. */
  first: 4,
  /** Goes on to the end of its iteration though it is not wanted. */
  finish: 8,
  /** Has no iteration left to begin. */
  finished: 16,
  /** Its run drains: what its iteration has left is not waited for when no request is in it. */
  last: 32,
} as const;

const none = -1;

/**
 * The virtual users of one worker, a column per fact, a row ("slot") per user: about 100 bytes each, beside its lane and
 * its place in the timer wheel (20 bytes). Rows are added, never removed. Requests in flight form a list in the order in
 * which they were begun, so the oldest is found without looking at anybody else.
 *
 * A request of a parallel batch has a row too, with the user it belongs to as its parent: a lane, and a place in the list
 * of requests in flight, but nobody who walks a flow.
 */
export class VuTable {
  state: Uint8Array;
  flags: Uint8Array;
  errorsInRow: Uint8Array;
  /** Operation of the program; −1 between iterations. */
  step: Int32Array;
  /** Index of the program being walked, and of the one a member of the closed model walks next. */
  flow: Uint16Array;
  homeFlow: Uint16Array;
  /** State of the user's stream of random numbers. */
  random: Int32Array;
  id: Int32Array;
  /** Slot of the user whose batch this row serves; −1: it is a user's own. */
  parent: Int32Array;
  /** Iterations begun. */
  begun: Int32Array;
  /** Requests of the batch that have not ended, and what the worst of the others was. */
  batchLeft: Uint8Array;
  batchEnd: Uint8Array;
  /** Redirects followed for the request in flight. */
  hops: Uint16Array;
  /** 1: the request in flight was sent with a fill. */
  filled: Uint8Array;
  /** Times on the run clock, ms. */
  iterationStartMs: Float64Array;
  requestStartMs: Float64Array;
  intendedMs: Float64Array;
  parkedMs: Float64Array;
  /** Rounds left of nested repeats: `depth` cells a row. */
  rounds: Int32Array;
  readonly depth: number;
  readonly lanes: Lane[] = [];
  /** The request in flight; stays when it has ended. */
  readonly requests: (RequestOp | null)[] = [];
  readonly contexts: (VuContext | null)[] = [];
  #next: Int32Array;
  #prev: Int32Array;
  #head = none;
  #tail = none;
  #inFlight = 0;
  #users = 0;

  /** @param depth counters a user needs for nested repeats */
  constructor(depth = 0, rows = 64) {
    this.depth = depth;
    this.state = new Uint8Array(rows);
    this.flags = new Uint8Array(rows);
    this.errorsInRow = new Uint8Array(rows);
    this.step = new Int32Array(rows);
    this.flow = new Uint16Array(rows);
    this.homeFlow = new Uint16Array(rows);
    this.random = new Int32Array(rows);
    this.id = new Int32Array(rows);
    this.parent = new Int32Array(rows);
    this.begun = new Int32Array(rows);
    this.batchLeft = new Uint8Array(rows);
    this.batchEnd = new Uint8Array(rows);
    this.hops = new Uint16Array(rows);
    this.filled = new Uint8Array(rows);
    this.iterationStartMs = new Float64Array(rows);
    this.requestStartMs = new Float64Array(rows);
    this.intendedMs = new Float64Array(rows);
    this.parkedMs = new Float64Array(rows);
    this.rounds = new Int32Array(rows * depth);
    this.#next = new Int32Array(rows);
    this.#prev = new Int32Array(rows);
  }

  /** Rows, those of batches included. */
  get size(): number {
    return this.lanes.length;
  }

  get users(): number {
    return this.#users;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Slot of the oldest request in flight; −1: none. */
  get oldest(): number {
    return this.#head;
  }

  /** Slot whose request was begun next after that of `slot`; −1: none. */
  after(slot: number): number {
    return this.#next[slot]!;
  }

  /** A new user, away, that has begun `begun` iterations elsewhere; its slot. */
  add(id: number, random: number, begun: number, openLane: (slot: number) => Lane): number {
    const slot = this.#addRow(none, openLane);
    this.id[slot] = id;
    this.random[slot] = random;
    this.begun[slot] = begun;
    this.step[slot] = -1;
    this.#users++;
    return slot;
  }

  /** A row for requests of the batches of user `parent`; its slot. */
  addChild(parent: number, openLane: (slot: number) => Lane): number {
    return this.#addRow(parent, openLane);
  }

  isUser(slot: number): boolean {
    return this.parent[slot] === none;
  }

  /** The user's request has begun at `nowMs`. Clocks of callers may differ by a hair: the list stays sorted. */
  beginRequest(slot: number, nowMs: number): void {
    this.requestStartMs[slot] = nowMs;
    let before = this.#tail;
    while (before !== none && this.requestStartMs[before]! > nowMs) before = this.#prev[before]!;
    const next = before === none ? this.#head : this.#next[before]!;
    this.#prev[slot] = before;
    this.#next[slot] = next;
    if (before === none) this.#head = slot;
    else this.#next[before] = slot;
    if (next === none) this.#tail = slot;
    else this.#prev[next] = slot;
    this.#inFlight++;
  }

  endRequest(slot: number): void {
    const next = this.#next[slot]!;
    const prev = this.#prev[slot]!;
    if (prev === none) this.#head = next;
    else this.#next[prev] = next;
    if (next === none) this.#tail = prev;
    else this.#prev[next] = prev;
    this.#inFlight--;
  }

  #addRow(parent: number, openLane: (slot: number) => Lane): number {
    const slot = this.lanes.length;
    if (slot === this.state.length) this.#grow(2 * slot);
    this.parent[slot] = parent;
    this.requests.push(null);
    this.contexts.push(null);
    this.lanes.push(openLane(slot));
    return slot;
  }

  #grow(rows: number): void {
    this.state = grown(new Uint8Array(rows), this.state);
    this.flags = grown(new Uint8Array(rows), this.flags);
    this.errorsInRow = grown(new Uint8Array(rows), this.errorsInRow);
    this.step = grown(new Int32Array(rows), this.step);
    this.flow = grown(new Uint16Array(rows), this.flow);
    this.homeFlow = grown(new Uint16Array(rows), this.homeFlow);
    this.random = grown(new Int32Array(rows), this.random);
    this.id = grown(new Int32Array(rows), this.id);
    this.parent = grown(new Int32Array(rows), this.parent);
    this.begun = grown(new Int32Array(rows), this.begun);
    this.batchLeft = grown(new Uint8Array(rows), this.batchLeft);
    this.batchEnd = grown(new Uint8Array(rows), this.batchEnd);
    this.hops = grown(new Uint16Array(rows), this.hops);
    this.filled = grown(new Uint8Array(rows), this.filled);
    this.iterationStartMs = grown(new Float64Array(rows), this.iterationStartMs);
    this.requestStartMs = grown(new Float64Array(rows), this.requestStartMs);
    this.intendedMs = grown(new Float64Array(rows), this.intendedMs);
    this.parkedMs = grown(new Float64Array(rows), this.parkedMs);
    this.rounds = grown(new Int32Array(rows * this.depth), this.rounds);
    this.#next = grown(new Int32Array(rows), this.#next);
    this.#prev = grown(new Int32Array(rows), this.#prev);
  }
}

function grown<Column extends {set(from: ArrayLike<number>): void}>(longer: Column, column: ArrayLike<number>): Column {
  longer.set(column);
  return longer;
}
