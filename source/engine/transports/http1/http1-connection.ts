import {errorIndex} from '../../../domain/error-kind.ts';
import type {Dialled, DialSink} from '../dialer.ts';
import {errorKindOf} from '../error-kind-of.ts';
import type {Http1Lane} from './http1-lane.ts';
import {writeRequestId, type Http1Prepared} from './http1-request.ts';
import type {Http1Shared} from './http1-shared.ts';
import {Http1Upload, type UploadOwner} from './http1-upload.ts';
import {isDone, isMalformed, needsMore, ResponseParser, type ResponseKeeper} from './response-parser.ts';

// Indexes into `phases`.
const blocked = 0;
const connecting = 1;
const tls = 2;
const sending = 3;
const waiting = 4;
const receiving = 5;

/** The server's hint says when it closes an idle connection; ours stops using it this much earlier. */
const keepAliveMarginMs = 100;

/**
 * One connection and the request in flight on it.
 *
 *   dialling ──onReady──► request sent ──parser done──► idle ──start──► request sent …
 *      any state ──failure, end of the answer's connection, a limit──► detached: nothing but onClose is heard
 */
export class Http1Connection implements DialSink, ResponseKeeper, UploadOwner {
  readonly #shared: Http1Shared;
  readonly #parser = new ResponseParser(this);
  readonly #dialled: Dialled;
  /** Null once detached. */
  #lane: Http1Lane | null;
  /** The request in flight; null: idle. */
  #prepared: Http1Prepared | null = null;
  #upload: Http1Upload | null = null;
  #attempted = false;
  #ready = false;
  /** Requests begun. */
  #carried = 0;
  #idleUntilMs = Number.POSITIVE_INFINITY;
  #readBefore = 0;
  #writtenBefore = 0;
  // Moments of the connection, ms. Part of the first request's phases only.
  #attemptMs = Number.NaN;
  #tcpMs = Number.NaN;
  #readyMs = Number.NaN;
  // Of the request in flight.
  #handedMs = Number.NaN;
  #sentMs = Number.NaN;
  #wholeSentMs = Number.NaN;
  #firstByteMs = Number.NaN;
  #firstWriteTaken = false;
  #wholeSent = false;
  #answering = false;

  constructor(shared: Http1Shared, lane: Http1Lane) {
    this.#shared = shared;
    this.#lane = lane;
    this.#dialled = shared.dialer.dial(lane.slot, this);
  }

  get busy(): boolean {
    return this.#prepared !== null;
  }

  /** The request waits for TCP. */
  get dialling(): boolean {
    return this.#attempted && Number.isNaN(this.#tcpMs);
  }

  /** Idle, and neither too old nor about to be closed by the server. */
  mayCarry(nowMs: number): boolean {
    const {maxAgeMs} = this.#shared.settings;
    return this.#ready && nowMs < this.#idleUntilMs && (maxAgeMs === null || nowMs - this.#readyMs <= maxAgeMs);
  }

  /** Takes a request; it goes out once the connection is ready. */
  start(prepared: Http1Prepared, handedMs: number): void {
    this.#prepared = prepared;
    this.#handedMs = handedMs;
    this.#sentMs = Number.NaN;
    this.#wholeSentMs = Number.NaN;
    this.#firstByteMs = Number.NaN;
    this.#wholeSent = false;
    this.#answering = false;
    if (this.#ready) this.#send(prepared, handedMs);
  }

  /** Gives the request in flight up: the shared result is filled as far as it came. */
  giveUp(error: number, message: string, nowMs: number): void {
    this.#fill(error, nowMs);
    this.#shared.result.message = message;
    this.#prepared = null;
  }

  /** Moves the wire bytes since the last call into the shared result. */
  takeBytes(): void {
    const {result} = this.#shared;
    const {bytesRead, bytesWritten} = this.#dialled;
    result.bytesIn = bytesRead - this.#readBefore;
    result.bytesOut = bytesWritten - this.#writtenBefore;
    this.#readBefore = bytesRead;
    this.#writtenBefore = bytesWritten;
  }

  /** Closes; the lane hears nothing more. */
  detach(): void {
    this.#lane = null;
    this.#prepared = null;
    this.#upload?.cancel();
    this.#upload = null;
    this.#dialled.destroy();
  }

  // What the dialer tells.

  onAttempt(nowMs: number): void {
    this.#shared.openSockets++;
    this.#attempted = true;
    this.#attemptMs = nowMs;
  }

  onTcp(nowMs: number): void {
    this.#tcpMs = nowMs;
  }

  onReady(nowMs: number): void {
    if (this.#lane === null) return;
    this.#readyMs = nowMs;
    this.#ready = true;
    this.#shared.onConnectionOpened();
    if (this.#prepared !== null) this.#send(this.#prepared, nowMs);
  }

  onRead(bytes: Buffer, length: number): void {
    if (this.#lane === null) return;
    if (this.#prepared === null) {
      // Nobody asked: what comes now cannot be told from the next answer.
      this.#lane.drop(this);
      return;
    }
    const isFirst = !this.#answering;
    if (isFirst) {
      this.#answering = true;
      this.#firstByteMs = this.#now();
    }
    const outcome = this.#parser.read(bytes, length);
    if (outcome === needsMore) return;
    const nowMs = isFirst ? this.#firstByteMs : this.#now();
    if (outcome === isMalformed) this.#fail(errorIndex['malformed response'], 'malformed HTTP/1 response', nowMs);
    else this.#succeed(nowMs, outcome === isDone && this.#wholeSent);
  }

  onDrain(): void {
    if (this.#upload !== null) this.#upload.next();
    else if (this.#prepared !== null) this.onUploaded();
  }

  onEnd(): void {
    if (this.#lane === null) return;
    if (this.#prepared === null) this.#lane.drop(this);
    else if (this.#parser.end()) this.#succeed(this.#shared.nowMs(), false);
    else this.#fail(this.#closedKind(), 'the server closed the connection', this.#shared.nowMs());
  }

  onFailure(error: Error): void {
    const lane = this.#lane;
    if (lane === null) return;
    const prepared = this.#prepared;
    if (prepared === null) {
      lane.drop(this);
      return;
    }
    if (this.#wasRefused(error)) {
      lane.replace(this, prepared, this.#handedMs);
      return;
    }
    const progress = {
      sent: !Number.isNaN(this.#sentMs),
      answering: this.#answering,
      reused: this.#carried > 1,
    };
    this.#fail(errorKindOf(error, progress), error.message || error.name, this.#shared.nowMs());
  }

  onClose(): void {
    if (this.#attempted) this.#shared.openSockets--;
    this.#attempted = false;
    if (!this.#shared.isClosed) this.onEnd();
  }

  // What the parser and the upload ask and tell.

  keeps(status: number, setsCookie: boolean): number {
    return this.#lane === null ? -1 : this.#lane.sink.keepsResponse(this.#lane.slot, status, setsCookie);
  }

  onUploaded(): void {
    this.#upload = null;
    this.#wholeSent = true;
    this.#wholeSentMs = this.#now();
  }

  onUploadFailed(error: Error): void {
    this.#fail(errorIndex.other, error.message, this.#shared.nowMs());
  }

  #now(): number {
    const nowMs = this.#shared.nowMs();
    this.#shared.clockMs = nowMs;
    return nowMs;
  }

  #send(prepared: Http1Prepared, nowMs: number): void {
    this.#carried++;
    this.#sentMs = Math.max(nowMs, this.#shared.clockMs);
    this.#parser.begin(prepared.isHead);
    if (prepared.idAt >= 0) writeRequestId(prepared, this.#shared.nextRequestId!());
    const taken = this.#dialled.write(prepared.bytes);
    this.#firstWriteTaken = taken;
    // The system still reads from it, and the next request's id must not change this one's.
    if (!taken && prepared.idAt >= 0) prepared.bytes = Buffer.from(prepared.bytes);
    if (prepared.file !== null) {
      this.#upload = new Http1Upload(prepared.file, this.#dialled, this);
      if (taken) this.#upload.next();
    } else if (taken) {
      this.onUploaded();
    }
  }

  /** The system refused the first byte, because the idle connection had died unnoticed: nothing was sent. */
  #wasRefused(error: NodeJS.ErrnoException): boolean {
    return this.#carried > 1 && this.#firstWriteTaken && !this.#answering && error.syscall === 'write';
  }

  #closedKind(): number {
    if (this.#answering) return errorIndex['closed mid-response'];
    return this.#carried > 1 ? errorIndex['closed on reuse'] : errorIndex['closed before response'];
  }

  #succeed(nowMs: number, isClean: boolean): void {
    const lane = this.#lane!;
    const {settings, poll, result} = this.#shared;
    const parser = this.#parser;
    this.#fill(-1, nowMs);
    result.clientWaitMs = Math.max(0, nowMs - Math.max(poll.readyMs(nowMs), this.#sentMs));
    this.#prepared = null;
    const mayStay =
      isClean &&
      parser.keepAlive &&
      settings.reuse &&
      (settings.maxRequests === null || this.#carried < settings.maxRequests);
    if (!mayStay) lane.drop(this);
    else if (parser.keepAliveSeconds >= 0)
      this.#idleUntilMs = nowMs + parser.keepAliveSeconds * 1000 - keepAliveMarginMs;
    lane.sink.onEnd(lane.slot, result);
  }

  #fail(error: number, message: string, nowMs: number): void {
    const lane = this.#lane;
    if (lane === null || this.#prepared === null) return;
    this.giveUp(error, message, nowMs);
    lane.drop(this);
    lane.sink.onEnd(lane.slot, this.#shared.result);
  }

  #fill(error: number, nowMs: number): void {
    const {result} = this.#shared;
    const parser = this.#parser;
    const isAnswered = this.#answering;
    result.error = error;
    result.timedOut = false;
    result.status = isAnswered && parser.headIsIn ? parser.status : 0;
    result.handedMs = this.#handedMs;
    result.sentMs = this.#sentMs;
    result.doneMs = nowMs;
    result.clientWaitMs = Number.NaN;
    result.headers = isAnswered ? parser.kept.headers : null;
    result.body = isAnswered ? parser.kept.body() : null;
    result.bodyBytes = isAnswered ? parser.bodyBytes : 0;
    // A user who thinks now holds on to nothing.
    if (parser.kept.headers !== null) parser.kept.clear();
    result.message = null;
    this.takeBytes();
    this.#fillPhases(error, nowMs);
  }

  #fillPhases(error: number, nowMs: number): void {
    const {phasesUs} = this.#shared.result;
    phasesUs[connecting] = -1;
    phasesUs[tls] = -1;
    phasesUs[blocked] = microseconds(this.#handedMs, this.#sentMs);
    if (this.#carried <= 1) this.#fillFirst(phasesUs);
    phasesUs[sending] = microseconds(this.#sentMs, this.#wholeSentMs);
    phasesUs[waiting] = microseconds(this.#wholeSentMs, this.#firstByteMs);
    phasesUs[receiving] = error === -1 ? microseconds(this.#firstByteMs, nowMs) : -1;
  }

  /** The first request waited for the connection. */
  #fillFirst(phasesUs: Int32Array): void {
    const tcpUs = microseconds(this.#attemptMs, this.#tcpMs);
    const tlsUs = this.#shared.isSecure ? microseconds(this.#tcpMs, this.#readyMs) : -1;
    phasesUs[connecting] = tcpUs;
    phasesUs[tls] = tlsUs;
    const blockedUs = phasesUs[blocked]!;
    if (blockedUs >= 0) phasesUs[blocked] = Math.max(0, blockedUs - Math.max(0, tcpUs) - Math.max(0, tlsUs));
  }
}

/** −1 when one of the two moments is not known, or they come in the wrong order. */
function microseconds(fromMs: number, toMs: number): number {
  const us = (toMs - fromMs) * 1000;
  return us >= 0 ? Math.round(us) : -1;
}
