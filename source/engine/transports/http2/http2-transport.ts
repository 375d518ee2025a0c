import type {PlanRequest} from '../../../domain/run-plan.ts';
import {createDialer, type Dialer} from '../dialer.ts';
import {emptyResult} from '../empty-result.ts';
import {RefusedSends} from '../refused-sends.ts';
import type {Lane, LaneSink, Prepared, Transport, TransportOptions} from '../transport.ts';
import {HpackDecoder} from './hpack-decoder.ts';
import {Http2Lane} from './http2-lane.ts';
import {Http2Output} from './http2-output.ts';
import {closeHttp2Request, createHttp2Request, type Http2Prepared} from './http2-request.ts';
import {Http2Share, type Http2Common} from './http2-share.ts';

/**
 * HTTP/2 (RFC 9113) with its own frames: over TLS as agreed by ALPN, over TCP by prior knowledge (§3.3). Each
 * `settings.h2Streams` lanes share a connection; without reuse each request has one of its own.
 *
 * Phases: a request is sent with all others of its turn of the event loop in one write; sending is that write (to the
 * one with the last byte of a longer body), absent when the system did not take it at once. Waiting ends with the frame
 * that holds the first response fields. Blocked is the wait for a connection or a stream.
 *
 * Bytes are the request's frames, and what the connection had on top of them (SETTINGS, PING, TLS records and handshake)
 * since the request before that ended on it: the sum over all requests is what is on the wire.
 */
export class Http2Transport implements Transport {
  readonly kind = 'http2';
  readonly #common: Http2Common;
  readonly #dialer: Dialer;
  readonly #streams: number;
  readonly #shares = new Map<number, Http2Share>();
  readonly #prepared: Http2Prepared[] = [];
  readonly #result = emptyResult();
  #openSockets = 0;

  constructor(options: TransportOptions, dialer?: Dialer) {
    const {target, settings, nowMs} = options;
    this.#dialer = dialer ?? createDialer({target, settings, nowMs, alpn: ['h2'], tls: options.tls});
    this.#streams = settings.reuse ? Math.max(1, settings.h2Streams) : 1;
    this.#common = {
      options,
      dialer: this.#dialer,
      output: new Http2Output(nowMs),
      decoder: new HpackDecoder(),
      refused: new RefusedSends(nowMs),
      onSocket: (change) => (this.#openSockets += change),
    };
  }

  get openSockets(): number {
    return this.#openSockets;
  }

  /** @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read. */
  prepare(request: PlanRequest): Prepared {
    const {target, nextRequestId = null} = this.#common.options;
    const prepared = createHttp2Request(request, target, nextRequestId !== null);
    this.#prepared.push(prepared);
    return prepared;
  }

  open(slot: number, sink: LaneSink): Lane {
    const key = Math.floor(slot / this.#streams);
    let share = this.#shares.get(key);
    if (share === undefined) {
      share = new Http2Share(this.#common, key);
      this.#shares.set(key, share);
    }
    return new Http2Lane(slot, sink, share, this.#result);
  }

  close(): void {
    this.#common.refused.close();
    for (const share of this.#shares.values()) share.close();
    this.#dialer.close();
    for (const prepared of this.#prepared.splice(0)) closeHttp2Request(prepared);
  }
}
