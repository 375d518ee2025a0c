import type {PlanRequest} from '../../domain/run-plan.ts';
import {createConnector, type Connector} from './connector.ts';
import {RefusedSends} from './refused-sends.ts';
import type {Lane, LaneSink, Transport, TransportOptions} from './transport.ts';
import {UndiciLane} from './undici-lane.ts';
import {createUndiciRequest, type UndiciPrepared, type UndiciRequestOptions} from './undici-request.ts';
import {parseProxy} from './proxy-tunnel.ts';

/**
 * HTTP/1.1 over undici, one Client and so one connection per lane, no pipelining.
 *
 * What undici 8 tells truly, and so what the phases hold: it writes the request inside `onRequestStart`…`onRequestSent`
 * (sending), calls `onResponseStarted` at the first parsed byte (waiting ends), and `onResponseEnd` at the last
 * (receiving ends). Connecting and TLS are timed on our own sockets. Blocked is the rest before the send: name
 * resolution, and the turn of the event loop undici lets pass before it reuses a connection. Sending and waiting are
 * absent for a request whose bytes the system did not take at once.
 *
 * What it does otherwise than the transports of our own: a connection limited to so many requests says
 * `connection: close` in the last; a request that waits for its connection's turn is blocked a turn of the event loop;
 * a chunked body without a byte is sent as `content-length: 0`; a response to a body not wholly sent yet ends the
 * connection. Source addresses are not spread.
 *
 * With a proxy it is the proxy that is resolved and connected to; the tunnel to a target with TLS is timed as part of
 * TLS. Who the proxy says no to: `proxy` for a tunnel, its status (407) for a request it should have forwarded.
 */
export class UndiciTransport implements Transport {
  readonly kind = 'undici';
  readonly #options: TransportOptions;
  readonly #connect: Connector;
  readonly #nextRequestId: (() => string) | null;
  /** Lanes that have a connection. */
  readonly #connected = new Set<UndiciLane>();
  readonly #requestOptions: UndiciRequestOptions;
  readonly #refused: RefusedSends;
  #openSockets = 0;

  /**
   * @param connect makes the connections; given by tests that do without a network
   * @throws TypeError for certificates, a key or a proxy that cannot be used
   */
  constructor(options: TransportOptions, connect: Connector = createConnector(options, options.nowMs)) {
    this.#options = options;
    this.#refused = new RefusedSends(options.nowMs);
    this.#nextRequestId = options.nextRequestId ?? null;
    this.#connect = connect;
    const {target, settings} = options;
    const proxy = options.proxy === null ? null : parseProxy(options.proxy);
    const forwards = proxy !== null && target.protocol === 'http:';
    this.#requestOptions = {
      reuse: settings.reuse,
      withRequestId: this.#nextRequestId !== null,
      pathPrefix: forwards ? target.origin : '',
      proxyAuthorization: forwards ? proxy.authorization : null,
    };
  }

  get openSockets(): number {
    return this.#openSockets;
  }

  /** @throws TypeError for what undici cannot send: a bad header or path, CONNECT, a body file that is not there. */
  prepare(request: PlanRequest): UndiciPrepared {
    return createUndiciRequest(request, this.#requestOptions);
  }

  open(slot: number, sink: LaneSink): Lane {
    const {target, settings, poll, nowMs, onConnectionOpened} = this.#options;
    return new UndiciLane({
      // A Unix socket's own origin is no URL undici could read.
      origin: target.socketPath === null ? target.origin : 'http://localhost',
      slot,
      settings,
      poll,
      nowMs,
      connect: this.#connect,
      sink,
      nextRequestId: this.#nextRequestId,
      onSocket: (change) => (this.#openSockets += change),
      onConnectionOpened,
      connected: this.#connected,
      requestOptions: this.#requestOptions,
      refused: this.#refused,
    });
  }

  close(): void {
    this.#refused.close();
    for (const lane of this.#connected) lane.close();
  }
}
