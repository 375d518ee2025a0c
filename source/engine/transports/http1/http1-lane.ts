import {errorIndex} from '../../../domain/error-kind.ts';
import type {RefusedSend} from '../refused-sends.ts';
import {fillProblem, needsFill} from '../request-rules.ts';
import type {Lane, LaneSink, Prepared, RequestFill, Result} from '../transport.ts';
import {Http1Connection} from './http1-connection.ts';
import {fillHttp1Request, type Http1Prepared} from './http1-request.ts';
import type {Http1Shared} from './http1-shared.ts';

/** One virtual user's connection, replaced when it must be. */
export class Http1Lane implements Lane {
  readonly slot: number;
  readonly sink: LaneSink;
  readonly #shared: Http1Shared;
  #connection: Http1Connection | null = null;
  #refused: RefusedSend | null = null;

  constructor(shared: Http1Shared, slot: number, sink: LaneSink) {
    this.#shared = shared;
    this.slot = slot;
    this.sink = sink;
  }

  send(prepared: Prepared, nowMs: number, fill: RequestFill | null): void {
    let request = prepared as Http1Prepared;
    if (fill !== null) {
      const problem = fillProblem(fill);
      if (problem !== null) {
        this.#refuse(problem, nowMs);
        return;
      }
      request = fillHttp1Request(request, fill, this.#shared.requestOptions);
    } else if (request.bytes.length === 0) {
      throw needsFill();
    }
    const connection = this.#connection;
    if (connection !== null && connection.mayCarry(nowMs)) {
      connection.start(request, nowMs);
      return;
    }
    if (connection !== null) this.drop(connection);
    this.#dial(request, nowMs);
  }

  expire(nowMs: number): void {
    const refused = this.#takeRefused();
    if (refused !== null) {
      this.#shared.refused.tell(refused, nowMs);
      return;
    }
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
    const refused = this.#takeRefused();
    if (refused !== null) this.#shared.refused.cancel(refused);
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

  #refuse(message: string, handedMs: number): void {
    const {refused, result} = this.#shared;
    this.#refused = refused.add({slot: this.slot, sink: this.sink, result, message, handedMs});
  }

  /** The request that was refused and not told of yet. */
  #takeRefused(): RefusedSend | null {
    const refused = this.#refused;
    this.#refused = null;
    return refused !== null && this.#shared.refused.has(refused) ? refused : null;
  }

  #dial(prepared: Http1Prepared, handedMs: number): void {
    this.#connection = new Http1Connection(this.#shared, this);
    this.#connection.start(prepared, handedMs);
  }
}
