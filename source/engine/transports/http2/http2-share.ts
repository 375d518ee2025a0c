import type {Dialer} from '../dialer.ts';
import type {RefusedSends} from '../refused-sends.ts';
import type {TransportOptions} from '../transport.ts';
import {h2Errors} from './frames.ts';
import type {HpackDecoder} from './hpack-decoder.ts';
import {Http2Connection} from './http2-connection.ts';
import type {Http2Lane} from './http2-lane.ts';
import type {Http2Output} from './http2-output.ts';
import {lastStreamId} from './limits.ts';

/** What all connections of a transport use. */
export interface Http2Common {
  readonly options: TransportOptions;
  readonly dialer: Dialer;
  readonly output: Http2Output;
  readonly decoder: HpackDecoder;
  readonly refused: RefusedSends;
  /** A socket was begun (1) or has closed (−1). */
  readonly onSocket: (change: 1 | -1) => void;
}

/**
 * The lanes that share a connection, the connection new requests go to, and the requests that wait for it. Connections
 * that take no more requests (too old, GOAWAY) live on until their last stream has ended.
 */
export class Http2Share {
  readonly common: Http2Common;
  readonly #key: number;
  readonly #waiting: Http2Lane[] = [];
  readonly #leaving = new Set<Http2Connection>();
  #current: Http2Connection | null = null;
  #members = 0;

  constructor(common: Http2Common, key: number) {
    this.common = common;
    this.#key = key;
  }

  /** The connection that requests wait for is not up yet. */
  get dialing(): boolean {
    return this.#current !== null && !this.#current.open;
  }

  submit(lane: Http2Lane, nowMs: number): void {
    if (!lane.joined) {
      lane.joined = true;
      this.#members++;
    }
    const connection = this.#usable(nowMs);
    if (connection !== null && this.#waiting.length === 0 && connection.hasRoom) {
      connection.start(lane);
      return;
    }
    this.#waiting.push(lane);
    if (connection === null) this.#dial(lane);
  }

  /** Gives streams to those who wait, as far as there are any. */
  fill(nowMs: number): void {
    while (this.#waiting.length > 0) {
      const connection = this.#usable(nowMs);
      if (connection === null) this.#dial(this.#waiting[0]!);
      if (connection === null || !connection.hasRoom) return;
      connection.start(this.#waiting.shift()!);
    }
  }

  /** The lane's request is over before its end. */
  giveUp(lane: Http2Lane): void {
    const {connection} = lane;
    if (connection !== null) {
      connection.cancel(lane, h2Errors.CANCEL);
      // Not a word of HTTP/2 from the server so far: it is not given another request.
      if (!connection.greeted) this.retire(connection);
      this.fill(this.common.options.nowMs());
      return;
    }
    const at = this.#waiting.indexOf(lane);
    if (at !== -1) this.#waiting.splice(at, 1);
    this.#current?.disown(lane);
    if (this.#waiting.length === 0 && this.dialing) this.#dropCurrent();
  }

  leave(lane: Http2Lane): void {
    if (!lane.joined) return;
    lane.joined = false;
    this.#members--;
    if (this.#members === 0 && this.#current !== null) this.retire(this.#current);
  }

  /** The server did nothing with the request: it is sent again, once, as if for the first time. */
  retry(lane: Http2Lane): void {
    lane.retried = true;
    lane.reset();
    this.#waiting.push(lane);
  }

  /** It takes no more requests, and closes after its last one. */
  retire(connection: Http2Connection): void {
    connection.accepting = false;
    if (this.#current === connection) {
      this.#current = null;
      if (connection.open) this.#leaving.add(connection);
    }
    connection.closeWhenIdle();
  }

  /** It carries nothing more; whoever waits gets a new one. */
  onGone(connection: Http2Connection): void {
    this.#leaving.delete(connection);
    if (this.#current === connection) this.#current = null;
  }

  /** It never came up: those who waited for it have failed. */
  onDialFailed(connection: Http2Connection, error: number, message: string): void {
    this.onGone(connection);
    const nowMs = this.common.options.nowMs();
    const failed = this.#waiting.splice(0).map((lane) => ({lane, generation: lane.generation}));
    for (const {lane, generation} of failed) {
      // The end of one request may have cut off another.
      if (lane.prepared !== null && lane.generation === generation) lane.finish(error, message, nowMs, Number.NaN);
    }
  }

  close(): void {
    this.#waiting.length = 0;
    for (const connection of this.#leaving) connection.drop();
    this.#leaving.clear();
    this.#dropCurrent();
  }

  #dropCurrent(): void {
    const connection = this.#current;
    this.#current = null;
    connection?.drop();
  }

  #dial(lane: Http2Lane): void {
    this.#current = new Http2Connection(this, lane);
    this.#current.dial(this.common.dialer, this.#key);
  }

  /** The current connection, if it may carry one more request by its age, count and stream numbers. */
  #usable(nowMs: number): Http2Connection | null {
    const connection = this.#current;
    if (connection === null || !connection.open) return connection;
    const {maxAgeMs} = this.common.options.settings;
    const tooOld = maxAgeMs !== null && nowMs - connection.readyMs > maxAgeMs;
    if (!tooOld && connection.accepting && !connection.spent && connection.nextStreamId <= lastStreamId) {
      return connection;
    }
    this.retire(connection);
    return null;
  }
}
