import {validateHeaderName, validateHeaderValue} from 'node:http';
import type {Dispatcher} from 'undici';
import type {PlanRequest} from '../../domain/run-plan.ts';
import {createConnector, type Connector} from './connector.ts';
import type {Lane, LaneSink, Prepared, Transport, TransportOptions} from './transport.ts';
import {UndiciLane} from './undici-lane.ts';

/** What `Client.dispatch` wants, built once. */
export interface UndiciPrepared extends Prepared {
  readonly options: Dispatcher.DispatchOptions & {readonly headers: string[]};
}

const requestIdHeader = 'x-request-id';

/** Headers undici sets itself, or refuses because they would change how a message ends. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect']);

/**
 * HTTP/1.1 over undici, one Client and so one connection per lane, no pipelining.
 *
 * What undici 8 tells truly, and so what the phases hold: it writes the request inside `onRequestStart`…`onRequestSent`
 * (sending), calls `onResponseStarted` at the first parsed byte (waiting ends), and `onResponseEnd` at the last
 * (receiving ends). Connecting and TLS are timed on our own sockets. Blocked is the rest before the send: name
 * resolution, and the turn of the event loop undici lets pass before it reuses a connection. Sending and waiting are
 * absent for a request whose bytes the system did not take at once.
 */
export class UndiciTransport implements Transport {
  readonly kind = 'undici';
  readonly #options: TransportOptions;
  readonly #connect: Connector;
  readonly #nextRequestId: (() => string) | null;
  #openSockets = 0;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#nextRequestId = options.nextRequestId ?? null;
    this.#connect = createConnector(options.target, options.nowMs);
  }

  get openSockets(): number {
    return this.#openSockets;
  }

  /** @throws TypeError for what undici cannot send: a bad header or path, CONNECT. */
  prepare(request: PlanRequest): UndiciPrepared {
    if (/[^\u0021-\u00ff]/.test(request.path) || !request.path.startsWith('/')) {
      throw new TypeError(
        `path ${JSON.stringify(request.path)} must start with / and hold no spaces or control characters`,
      );
    }
    if (request.method === 'CONNECT') throw new TypeError('method CONNECT cannot be used for load');
    validateHeaderName(request.method);
    const headers: string[] = [];
    for (const [name, value] of request.headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      if (!ownHeaders.has(name.toLowerCase())) headers.push(name, value);
    }
    // The lane writes the value before each dispatch, which reads it at once.
    if (this.#nextRequestId !== null) headers.push(requestIdHeader, '');
    const body = request.body === null || request.body === '' ? null : Buffer.from(request.body);
    return {
      request,
      options: {
        path: request.path,
        method: request.method,
        headers,
        body,
        // undici closes the connection after a HEAD, and after a GET with a body, unless told not to.
        reset: false,
        blocking: false,
      },
    };
  }

  open(sink: LaneSink): Lane {
    return new UndiciLane({
      origin: this.#options.target.origin,
      nowMs: this.#options.nowMs,
      connect: this.#connect,
      sink,
      nextRequestId: this.#nextRequestId,
      onSocket: (change) => (this.#openSockets += change),
      onConnectionOpened: this.#options.onConnectionOpened,
    });
  }
}
