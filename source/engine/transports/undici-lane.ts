import {errorIndex} from '../../domain/error-kind.ts';
import type {TransportSettings} from '../../domain/transport-choice.ts';
import type {PollClock} from '../poll-clock.ts';
import type {Connector} from './connector.ts';
import {emptyResult} from './empty-result.ts';
import type {RefusedSend, RefusedSends} from './refused-sends.ts';
import {fillProblem, needsFill} from './request-rules.ts';
import type {Lane, LaneSink, Prepared, RequestFill, Result} from './transport.ts';
import {UndiciConnection} from './undici-connection.ts';
import {
  fillUndiciRequest,
  type UndiciOptions,
  type UndiciPrepared,
  type UndiciRequestOptions,
} from './undici-request.ts';

export interface LaneOptions {
  /** What undici builds the host header from. */
  readonly origin: string;
  readonly slot: number;
  readonly settings: TransportSettings;
  readonly poll: PollClock;
  readonly nowMs: () => number;
  readonly connect: Connector;
  readonly sink: LaneSink;
  /** A socket was made (1) or has closed (−1). */
  readonly onSocket: (change: 1 | -1) => void;
  readonly onConnectionOpened: () => void;
  readonly nextRequestId: (() => string) | null;
  /** Where the lane enters itself while it has a connection. */
  readonly connected: Set<UndiciLane>;
  readonly requestOptions: UndiciRequestOptions;
  readonly refused: RefusedSends;
}

/** One virtual user's undici Client, replaced whenever a request had to be cut off. */
export class UndiciLane implements Lane {
  readonly options: LaneOptions;
  readonly result: Result = emptyResult();
  /** The user's TLS session outlives its connections, as a browser's does. */
  session: Buffer | null = null;
  #connection: UndiciConnection | null = null;
  #refused: RefusedSend | null = null;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  send(prepared: Prepared, nowMs: number, fill: RequestFill | null): void {
    const problem = fill === null ? null : fillProblem(fill);
    if (problem !== null) {
      const {slot, sink} = this.options;
      this.#refused = this.options.refused.add({slot, sink, result: this.result, message: problem, handedMs: nowMs});
      return;
    }
    const {file, options: fixed} = prepared as UndiciPrepared;
    if (fill === null && fixed === null) throw needsFill();
    const options =
      fill === null ? fixed! : fillUndiciRequest(prepared as UndiciPrepared, fill, this.options.requestOptions);
    this.#begin(nowMs);
    const {nextRequestId} = this.options;
    if (nextRequestId !== null) options.headers[options.headers.length - 1] = nextRequestId();
    const isFile = file !== null && options.body === null && (fill === null || fill.method === prepared.request.method);
    this.#dispatch(isFile ? {...options, body: file.open()} : options, nowMs);
  }

  #begin(nowMs: number): void {
    const {result} = this;
    result.error = -1;
    result.timedOut = false;
    result.status = 0;
    result.handedMs = nowMs;
    result.sentMs = Number.NaN;
    result.doneMs = Number.NaN;
    result.clientWaitMs = Number.NaN;
    result.phasesUs.fill(-1);
    result.headers = null;
    result.body = null;
    result.bodyBytes = 0;
    result.message = null;
  }

  #dispatch(options: UndiciOptions, nowMs: number): void {
    const {maxAgeMs} = this.options.settings;
    if (maxAgeMs !== null && this.#connection !== null && nowMs - this.#connection.readyMs > maxAgeMs) {
      this.#drop(this.#connection);
    }
    if (this.#connection === null) {
      this.#connection = new UndiciConnection(this);
      this.options.connected.add(this);
    }
    this.#connection.dispatch(options);
  }

  expire(nowMs: number): void {
    const refused = this.#takeRefused();
    if (refused !== null) {
      this.options.refused.tell(refused, nowMs);
      return;
    }
    const connection = this.#connection;
    if (connection === null || !connection.busy) return;
    const dialing = connection.dialing;
    this.#drop(connection);
    this.result.timedOut = true;
    this.result.message = `no answer within the timeout (${Math.round(nowMs - this.result.handedMs)} ms)`;
    connection.finish(dialing ? errorIndex['dial timeout'] : errorIndex.timeout, nowMs);
  }

  abort(): Result {
    const refused = this.#takeRefused();
    if (refused !== null) this.options.refused.cancel(refused);
    const connection = this.#connection;
    if (connection !== null) {
      this.#drop(connection);
      connection.takeBytes();
    }
    return this.result;
  }

  close(): void {
    if (this.#connection !== null) this.#drop(this.#connection);
  }

  /** The request that was refused and not told of yet. */
  #takeRefused(): RefusedSend | null {
    const refused = this.#refused;
    this.#refused = null;
    return refused !== null && this.options.refused.has(refused) ? refused : null;
  }

  #drop(connection: UndiciConnection): void {
    this.#connection = null;
    this.options.connected.delete(this);
    connection.destroy();
  }
}
