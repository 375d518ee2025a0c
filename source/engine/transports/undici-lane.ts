import {errorIndex} from '../../domain/error-kind.ts';
import {phases} from '../../metrics/interval.ts';
import type {TransportSettings} from '../../domain/transport-choice.ts';
import type {PollClock} from '../poll-clock.ts';
import type {Connector} from './connector.ts';
import type {Lane, LaneSink, Prepared, Result} from './transport.ts';
import {UndiciConnection} from './undici-connection.ts';
import type {UndiciPrepared} from './undici-transport.ts';

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
}

/** One virtual user's undici Client, replaced whenever a request had to be cut off. */
export class UndiciLane implements Lane {
  readonly options: LaneOptions;
  readonly result: Result = {
    error: -1,
    timedOut: false,
    status: 0,
    handedMs: Number.NaN,
    sentMs: Number.NaN,
    doneMs: Number.NaN,
    clientWaitMs: Number.NaN,
    phasesUs: new Int32Array(phases.length).fill(-1),
    bytesIn: 0,
    bytesOut: 0,
    headers: null,
    body: null,
    message: null,
  };
  /** The user's TLS session outlives its connections, as a browser's does. */
  session: Buffer | null = null;
  #connection: UndiciConnection | null = null;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  send(prepared: Prepared, nowMs: number): void {
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
    result.message = null;
    const {maxAgeMs} = this.options.settings;
    if (maxAgeMs !== null && this.#connection !== null && nowMs - this.#connection.readyMs > maxAgeMs) {
      this.#drop(this.#connection);
    }
    if (this.#connection === null) {
      this.#connection = new UndiciConnection(this);
      this.options.connected.add(this);
    }
    const {options, openBody} = prepared as UndiciPrepared;
    if (this.options.nextRequestId !== null) options.headers[options.headers.length - 1] = this.options.nextRequestId();
    this.#connection.dispatch(openBody === null ? options : {...options, body: openBody()});
  }

  expire(nowMs: number): void {
    const connection = this.#connection;
    if (connection === null || !connection.busy) return;
    const dialing = connection.dialing;
    this.#drop(connection);
    this.result.timedOut = true;
    this.result.message = `no answer within the timeout (${Math.round(nowMs - this.result.handedMs)} ms)`;
    connection.finish(dialing ? errorIndex['dial timeout'] : errorIndex.timeout, nowMs);
  }

  abort(): Result {
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

  #drop(connection: UndiciConnection): void {
    this.#connection = null;
    this.options.connected.delete(this);
    connection.destroy();
  }
}
