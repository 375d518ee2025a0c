import type {PlanRequest} from '../../../domain/run-plan.ts';
import {createDialer, type Dialer, type DialerSystem} from '../dialer.ts';
import {emptyResult} from '../empty-result.ts';
import {RefusedSends} from '../refused-sends.ts';
import type {Lane, LaneSink, Transport, TransportOptions} from '../transport.ts';
import {Http1Lane} from './http1-lane.ts';
import {closeHttp1Request, createHttp1Request, type Http1Prepared} from './http1-request.ts';
import type {Http1Shared} from './http1-shared.ts';

/**
 * HTTP/1.1 on sockets of our own with a parser of our own (see response-parser.ts for what it takes): one keep-alive
 * connection per lane, no pipelining, no body kept unless asked for.
 *
 * Phases: blocked is name resolution and whatever else lies between `send` and the first byte written, without
 * connecting and TLS; sending runs until the system has taken the last byte; waiting until the first byte of the answer
 * is read; receiving until its last. Sending and waiting are absent where an answer came before the request was out.
 * Under TLS, bytes are those on the wire, handshake included.
 *
 * A request takes the clock twice: once it is written, and when its answer is read. It counts as sent at the time given
 * to `send`, or, when that is older, at the last time the clock was taken: after the write of the request before.
 */
export class Http1Transport implements Transport {
  readonly kind = 'http1';
  readonly #shared: Http1Shared;
  readonly #withFiles: Http1Prepared[] = [];

  /**
   * @param system stands in for the resolver and port range in tests
   * @param dialer stands in for the whole network in tests
   */
  constructor(options: TransportOptions, system: Partial<DialerSystem> = {}, dialer: Dialer | null = null) {
    const {target, settings, nowMs, poll, onConnectionOpened, nextRequestId = null} = options;
    this.#shared = {
      dialer: dialer ?? createDialer({target, settings, nowMs, alpn: ['http/1.1'], tls: options.tls}, system),
      settings,
      isSecure: target.protocol === 'https:',
      nowMs,
      poll,
      onConnectionOpened,
      nextRequestId,
      requestOptions: {target, reuse: settings.reuse, withRequestId: nextRequestId !== null},
      result: emptyResult(),
      refused: new RefusedSends(nowMs),
      clockMs: Number.NEGATIVE_INFINITY,
      openSockets: 0,
      isClosed: false,
    };
  }

  get openSockets(): number {
    return this.#shared.openSockets;
  }

  /** @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read. */
  prepare(request: PlanRequest): Http1Prepared {
    const prepared = createHttp1Request(request, this.#shared.requestOptions);
    if (prepared.file !== null) this.#withFiles.push(prepared);
    return prepared;
  }

  open(slot: number, sink: LaneSink): Lane {
    return new Http1Lane(this.#shared, slot, sink);
  }

  close(): void {
    this.#shared.isClosed = true;
    this.#shared.refused.close();
    this.#shared.dialer.close();
    for (const prepared of this.#withFiles.splice(0)) closeHttp1Request(prepared);
  }
}
