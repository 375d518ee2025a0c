import {accessSync, constants, createReadStream, statSync, type Stats} from 'node:fs';
import {validateHeaderName, validateHeaderValue} from 'node:http';
import type {Readable} from 'node:stream';
import type {Dispatcher} from 'undici';
import type {PlanRequest} from '../../domain/run-plan.ts';
import {createConnector, type Connector} from './connector.ts';
import type {Lane, LaneSink, Prepared, Transport, TransportOptions} from './transport.ts';
import {UndiciLane} from './undici-lane.ts';

/** What `Client.dispatch` wants, built once. */
export interface UndiciPrepared extends Prepared {
  readonly options: Dispatcher.DispatchOptions & {readonly headers: string[]};
  /** Opens the body anew for each request; null: `options` holds it. */
  readonly openBody: (() => Readable) | null;
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
 *
 * What it does otherwise than the transports of our own: a connection limited to so many requests says
 * `connection: close` in the last; a request that waits for its connection's turn is blocked a turn of the event loop;
 * a chunked body without a byte is sent as `content-length: 0`; a response to a body not wholly sent yet ends the
 * connection. Source addresses are not spread.
 */
export class UndiciTransport implements Transport {
  readonly kind = 'undici';
  readonly #options: TransportOptions;
  readonly #connect: Connector;
  readonly #nextRequestId: (() => string) | null;
  /** Lanes that have a connection. */
  readonly #connected = new Set<UndiciLane>();
  #openSockets = 0;

  /** @param connect makes the connections; given by tests that do without a network */
  constructor(
    options: TransportOptions,
    connect: Connector = createConnector(options.target, options.settings, options.nowMs),
  ) {
    this.#options = options;
    this.#nextRequestId = options.nextRequestId ?? null;
    this.#connect = connect;
  }

  get openSockets(): number {
    return this.#openSockets;
  }

  /** @throws TypeError for what undici cannot send: a bad header or path, CONNECT, a body file that is not there. */
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
    const fileBytes = request.bodyFile === null ? null : fileSize(request.bodyFile);
    // undici frames in chunks what it knows no length of.
    if (fileBytes !== null && !request.chunked) headers.unshift('content-length', String(fileBytes));
    return {
      request,
      openBody: request.bodyFile === null ? null : openFile.bind(null, request.bodyFile),
      options: {
        path: request.path,
        method: request.method,
        headers,
        body: fixedBody(request) as Buffer | null,
        // undici closes the connection after a HEAD, and after a GET with a body, unless told not to.
        reset: !this.#options.settings.reuse,
        blocking: false,
      },
    };
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
    });
  }

  close(): void {
    for (const lane of this.#connected) lane.close();
  }
}

/** A list of one piece is sent chunked: undici cannot know its length. */
function fixedBody({body, bodyFile, chunked}: PlanRequest): Buffer | readonly Buffer[] | null {
  if (bodyFile !== null || body === null || body === '') return null;
  return chunked ? [Buffer.from(body)] : Buffer.from(body);
}

function openFile(path: string): Readable {
  // undici stops listening once the request has ended, and an open that fails after that would end the thread.
  return createReadStream(path).on('error', () => {});
}

/** @throws TypeError when it cannot be read */
function fileSize(path: string): number {
  let stats: Stats;
  try {
    accessSync(path, constants.R_OK);
    stats = statSync(path);
  } catch (error) {
    throw new TypeError(`body file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
  if (!stats.isFile()) throw new TypeError(`body file ${path} is not a file`);
  return stats.size;
}
