import type {IncomingHttpHeaders} from 'node:http';
import type {Socket} from 'node:net';
import {Readable} from 'node:stream';
import {Client, type Dispatcher} from 'undici';
import {phases, type Phase} from '../../metrics/interval.ts';
import type {ConnectEvents, Connection} from './connector.ts';
import {errorKindOf} from './error-kind-of.ts';
import type {UndiciLane} from './undici-lane.ts';

const phaseIndex = Object.fromEntries(phases.map((phase, index) => [phase, index])) as Record<Phase, number>;

/** A TLS record this small fits every send buffer: once TCP has counted it as written, it is on its way. */
const oneRecordBytes = 16_384;

const clientOptions: Client.Options = {
  pipelining: 1,
  allowH2: false,
  maxHeaderSize: 65_536,
  // The virtual user's own timer ends a request; undici's would only cost.
  headersTimeout: 0,
  bodyTimeout: 0,
  // A thinking user keeps its connection until the server closes it or (0.1 s ahead) is about to, by its own hint.
  keepAliveTimeout: 3_600_000,
  keepAliveMaxTimeout: 3_600_000,
  keepAliveTimeoutThreshold: 100,
};

/** An undici Client with its current socket, and the handler of the one request in flight on it. */
export class UndiciConnection implements Dispatcher.DispatchHandler, ConnectEvents {
  readonly #lane: UndiciLane;
  readonly #client: Client;
  /** Cut off: whatever undici still calls is about nothing. */
  #dead = false;
  #busy = false;
  #dispatching = false;
  #options: Dispatcher.DispatchOptions | null = null;
  #socket: Connection | null = null;
  #connected: ((error: null, socket: Socket) => void) | null = null;
  #connectFailed: ((error: Error, socket: null) => void) | null = null;
  /** Since when the current socket carries requests, ms; NaN: not yet. */
  readyMs = Number.NaN;
  /** Requests begun on the current socket. */
  #carried = 0;
  #readBefore = 0;
  #writtenBefore = 0;
  #retried = false;
  #attempted = false;
  // Moments of the request in flight, ms; NaN: not (yet).
  #attemptMs = Number.NaN;
  #tcpMs = Number.NaN;
  #newlyReadyMs = Number.NaN;
  #wholeSentMs = Number.NaN;
  #firstByteMs = Number.NaN;
  #writtenAtStart = 0;
  /** Bytes of the body still to be kept. */
  #room = 0;
  #body: Buffer[] | null = null;

  constructor(lane: UndiciLane) {
    this.#lane = lane;
    const {maxRequests} = lane.options.settings;
    this.#client = new Client(lane.options.origin, {
      ...clientOptions,
      ...(maxRequests === null ? {} : {maxRequestsPerClient: maxRequests}),
      connect: (_options, callback) => {
        this.#connected = callback;
        this.#connectFailed = callback;
        this.#connect();
      },
    });
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** The request waits for TCP. */
  get dialing(): boolean {
    return this.#attempted && Number.isNaN(this.#tcpMs);
  }

  dispatch(options: Dispatcher.DispatchOptions): void {
    this.#busy = true;
    this.#options = options;
    this.#retried = false;
    this.#attempted = false;
    this.#attemptMs = Number.NaN;
    this.#tcpMs = Number.NaN;
    this.#newlyReadyMs = Number.NaN;
    this.#wholeSentMs = Number.NaN;
    this.#firstByteMs = Number.NaN;
    this.#room = 0;
    this.#body = null;
    this.#dispatching = true;
    this.#client.dispatch(options, this);
    this.#dispatching = false;
  }

  /** Ends the request in flight: fills the lane's result and tells the sink. */
  finish(error: number, nowMs: number): void {
    this.#busy = false;
    this.#closeBody();
    const {result, options} = this.#lane;
    result.error = error;
    result.doneMs = nowMs;
    if (this.#body !== null) result.body = Buffer.concat(this.#body);
    this.#body = null;
    this.takeBytes();
    this.#tellPhases(nowMs);
    options.sink.onEnd(options.slot, result);
    if (this.#busy) return;
    // A user who thinks now holds on to nothing.
    result.headers = null;
    result.body = null;
  }

  /** Moves the wire bytes since the last call into the result. */
  takeBytes(): void {
    const {result} = this.#lane;
    const wire = this.#socket?.wire;
    if (wire === undefined) {
      result.bytesIn = 0;
      result.bytesOut = 0;
      return;
    }
    const read = wire.bytesRead;
    const written = wire.bytesWritten ?? this.#writtenBefore;
    result.bytesIn = read - this.#readBefore;
    result.bytesOut = written - this.#writtenBefore;
    this.#readBefore = read;
    this.#writtenBefore = written;
  }

  destroy(): void {
    this.#dead = true;
    this.#closeBody();
    this.#lane.session = this.#socket?.session() ?? this.#lane.session;
    this.#client.destroy(null, () => {});
    this.#socket?.top.destroy();
    this.#socket?.wire.destroy();
  }

  // What the sockets tell.

  #connect(): void {
    this.#carried = 0;
    this.#readBefore = 0;
    this.#writtenBefore = 0;
    this.#attempted = true;
    this.readyMs = Number.NaN;
    this.#lane.session = this.#socket?.session() ?? this.#lane.session;
    this.#lane.options.onSocket(1);
    this.#socket = this.#lane.options.connect(this, this.#lane.session);
  }

  onAttempt(nowMs: number): void {
    if (Number.isNaN(this.#attemptMs)) this.#attemptMs = nowMs;
  }

  onTcp(nowMs: number): void {
    this.#tcpMs = nowMs;
  }

  onReady(socket: Socket, nowMs: number): void {
    if (this.#dead) return;
    this.readyMs = nowMs;
    this.#newlyReadyMs = nowMs;
    this.#lane.options.onConnectionOpened();
    this.#connected?.(null, socket);
  }

  onFailure(error: Error): void {
    if (!this.#dead) this.#connectFailed?.(error, null);
  }

  onClose(): void {
    this.#lane.options.onSocket(-1);
  }

  // What undici tells.

  onRequestStart(): void {
    if (this.#dead) return;
    this.#carried++;
    const {wire, top} = this.#socket!;
    if (wire !== top) this.#writtenAtStart = wire.bytesWritten;
    this.#lane.result.sentMs = this.#lane.options.nowMs();
  }

  onRequestSent(): void {
    if (this.#dead) return;
    const {wire, top} = this.#socket!;
    const taken =
      wire === top
        ? top.writableLength === 0
        : top.writableLength <= oneRecordBytes && wire.bytesWritten > this.#writtenAtStart;
    if (taken) this.#wholeSentMs = this.#lane.options.nowMs();
  }

  onResponseStarted(): void {
    if (!this.#dead && Number.isNaN(this.#firstByteMs)) this.#firstByteMs = this.#lane.options.nowMs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#dead || status < 200) return;
    const {result, options} = this.#lane;
    result.status = status;
    const keptBytes = options.sink.keepsResponse(options.slot, status, headers['set-cookie'] !== undefined);
    if (keptBytes < 0) return;
    // White space around a value is no part of it (RFC 9110, 5.5); undici leaves what comes after it.
    result.headers = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one.replace(/[ \t]+$/, '')]),
    );
    this.#room = keptBytes;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#dead) return;
    this.#lane.result.bodyBytes += chunk.length;
    if (this.#room <= 0 || chunk.length === 0) return;
    const kept = Buffer.from(chunk.subarray(0, this.#room));
    this.#room -= kept.length;
    (this.#body ??= []).push(kept);
  }

  onResponseEnd(): void {
    if (this.#dead) return;
    const reset = this.#resetError();
    if (reset !== null) {
      this.onResponseError(null, reset);
      return;
    }
    const {result, options} = this.#lane;
    const nowMs = options.nowMs();
    result.clientWaitMs = Math.max(0, nowMs - Math.max(options.poll.readyMs(nowMs), result.sentMs));
    this.finish(-1, nowMs);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#dead) return;
    if (!this.#busy) {
      // undici hands what `onResponseEnd` throws back to us: a mistake of ours, never a failed request.
      setImmediate(() => {
        throw error;
      });
      return;
    }
    if (this.#dispatching || this.#mayRetry()) {
      const again = !this.#dispatching;
      queueMicrotask(() => (again ? this.#dispatchAgain() : this.onResponseError(null, error)));
      return;
    }
    const progress = {
      sent: !Number.isNaN(this.#lane.result.sentMs),
      answering: !Number.isNaN(this.#firstByteMs),
      reused: this.#carried > 1,
      ended: this.#socket?.top.readableEnded ?? false,
    };
    const cause = this.#resetError() ?? error;
    this.#lane.result.message = cause.message || cause.name;
    this.finish(errorKindOf(cause, progress), this.#lane.options.nowMs());
  }

  /**
   * The peer's reset, when there was one: undici takes it for the end of a body that ends with the connection, and
   * tells of others that their length was wrong.
   */
  #resetError(): Error | null {
    const errored = this.#socket?.top.errored ?? null;
    return errored !== null && (errored as NodeJS.ErrnoException).code === 'ECONNRESET' ? errored : null;
  }

  /** The idle connection died under a request that was still waiting for it: nothing was sent, so connect and send. */
  #mayRetry(): boolean {
    return !this.#retried && !this.#attempted && Number.isNaN(this.#lane.result.sentMs);
  }

  /** A file still being sent when the request ends would stay open otherwise. */
  #closeBody(): void {
    const body = this.#options?.body;
    if (body instanceof Readable) body.destroy();
    this.#options = null;
  }

  #dispatchAgain(): void {
    if (this.#dead || !this.#busy || this.#options === null) return;
    this.#retried = true;
    this.#client.dispatch(this.#options, this);
  }

  #tellPhases(nowMs: number): void {
    const {sentMs, handedMs, error, phasesUs} = this.#lane.result;
    const tcpUs = microseconds(this.#attemptMs, this.#tcpMs);
    const secure = this.#socket !== null && this.#socket.top !== this.#socket.wire;
    const tlsUs = secure ? microseconds(this.#tcpMs, this.#newlyReadyMs) : -1;
    phasesUs[phaseIndex.connecting] = tcpUs;
    phasesUs[phaseIndex.tls] = tlsUs;
    if (!Number.isNaN(sentMs)) {
      phasesUs[phaseIndex.blocked] = Math.max(
        0,
        microseconds(handedMs, sentMs) - Math.max(0, tcpUs) - Math.max(0, tlsUs),
      );
    }
    phasesUs[phaseIndex.sending] = microseconds(sentMs, this.#wholeSentMs);
    phasesUs[phaseIndex.waiting] = microseconds(this.#wholeSentMs, this.#firstByteMs);
    if (error === -1) phasesUs[phaseIndex.receiving] = microseconds(this.#firstByteMs, nowMs);
  }
}

/** −1 when one of the two moments is not known. */
function microseconds(fromMs: number, toMs: number): number {
  const us = (toMs - fromMs) * 1000;
  return us >= 0 ? Math.round(us) : -1;
}
