import {errorIndex} from '../../../domain/error-kind.ts';
import type {Lane, LaneSink, Prepared, Result} from '../transport.ts';
import {Http1Connection} from './http1-connection.ts';
import type {Http1Prepared} from './http1-request.ts';
import type {Http1Shared} from './http1-shared.ts';

/** One virtual user's connection, replaced when it must be. */
export class Http1Lane implements Lane {
  readonly slot: number;
  readonly sink: LaneSink;
  readonly #shared: Http1Shared;
  #connection: Http1Connection | null = null;

  constructor(shared: Http1Shared, slot: number, sink: LaneSink) {
    this.#shared = shared;
    this.slot = slot;
    this.sink = sink;
  }

  send(prepared: Prepared, nowMs: number): void {
    const connection = this.#connection;
    if (connection !== null && connection.mayCarry(nowMs)) {
      connection.start(prepared as Http1Prepared, nowMs);
      return;
    }
    if (connection !== null) this.drop(connection);
    this.#dial(prepared as Http1Prepared, nowMs);
  }

  expire(nowMs: number): void {
    const connection = this.#connection;
    if (connection === null || !connection.busy) return;
    const {result} = this.#shared;
    const error = connection.dialling ? errorIndex['dial timeout'] : errorIndex.timeout;
    connection.giveUp(error, '', nowMs);
    result.timedOut = true;
    result.message = `no answer within the timeout (${Math.round(nowMs - result.handedMs)} ms)`;
    this.drop(connection);
    this.sink.onEnd(this.slot, result);
  }

  abort(): Result {
    const {result} = this.#shared;
    const connection = this.#connection;
    if (connection === null) {
      result.bytesIn = 0;
      result.bytesOut = 0;
    } else {
      connection.takeBytes();
      this.drop(connection);
    }
    return result;
  }

  close(): void {
    if (this.#connection !== null) this.drop(this.#connection);
  }

  /** The connection is not used again. */
  drop(connection: Http1Connection): void {
    if (this.#connection === connection) this.#connection = null;
    connection.detach();
  }

  /** Sends the request on a new connection: the old one took nothing of it. */
  replace(connection: Http1Connection, prepared: Http1Prepared, handedMs: number): void {
    this.drop(connection);
    this.#dial(prepared, handedMs);
  }

  #dial(prepared: Http1Prepared, handedMs: number): void {
    this.#connection = new Http1Connection(this.#shared, this);
    this.#connection.start(prepared, handedMs);
  }
}
