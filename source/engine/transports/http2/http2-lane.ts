import {errorIndex} from '../../../domain/error-kind.ts';
import {phases} from '../../../metrics/interval.ts';
import type {RefusedSend} from '../refused-sends.ts';
import {fillProblem, needsFill} from '../request-rules.ts';
import type {Lane, LaneSink, Prepared, RequestFill, Result} from '../transport.ts';
import type {Http2Connection} from './http2-connection.ts';
import type {Http2Share} from './http2-share.ts';
import {fillHttp2Request, type Http2Prepared} from './http2-request.ts';

const phaseIndex = Object.fromEntries(phases.map((phase, index) => [phase, index])) as Record<
  (typeof phases)[number],
  number
>;

/**
 * One virtual user's stream, one request after the other. The state of the stream lives here and is used again, so a
 * request makes nothing new.
 *
 *   idle ──send──► waiting (for the connection, or a stream on it) ──► streaming ──► idle
 *                     ▲                                                   │
 *                     └─────────── the server did nothing with it ────────┘ once
 */
export class Http2Lane implements Lane {
  readonly slot: number;
  readonly sink: LaneSink;
  /** Of the transport: filled in at the end of each request. */
  readonly result: Result;
  readonly share: Http2Share;
  /** Null: idle. */
  prepared: Http2Prepared | null = null;
  /** Not null while streaming. */
  connection: Http2Connection | null = null;
  streamId = 0;
  /** Counts requests, so that a file read for one before is known to be late. */
  generation = 0;
  joined = false;
  retried = false;
  handedMs = Number.NaN;
  sentMs = Number.NaN;
  wholeSentMs = Number.NaN;
  firstByteMs = Number.NaN;
  /** Of the connection this request opened; else −1. */
  connectingUs = -1;
  tlsUs = -1;
  status = 0;
  /** −1: not told. */
  contentLength = -1;
  receivedBytes = 0;
  /** Received since the last credit for the stream (RFC 9113 §5.2), padding included. */
  uncreditedBytes = 0;
  /** What the peer lets this stream send. */
  sendWindow = 0;
  bodySent = 0;
  /** The whole request is in the output. */
  allSent = false;
  /** Piece of the body file in hand, from `pieceStart` of the body on. */
  piece: Buffer | null = null;
  pieceStart = 0;
  reading = false;
  bytesIn = 0;
  bytesOut = 0;
  headers: (readonly [string, string])[] | null = null;
  #timedOut = false;
  /** Bytes of the body still to be kept. */
  #room = 0;
  #kept: Buffer[] | null = null;
  #refused: RefusedSend | null = null;

  constructor(slot: number, sink: LaneSink, share: Http2Share, result: Result) {
    this.slot = slot;
    this.sink = sink;
    this.share = share;
    this.result = result;
  }

  send(prepared: Prepared, nowMs: number, fill: RequestFill | null): void {
    if (fill === null) {
      if ((prepared as Http2Prepared).block.length === 0) throw needsFill();
      this.prepared = prepared as Http2Prepared;
    } else {
      const problem = fillProblem(fill);
      if (problem !== null) {
        this.#refuse(problem, nowMs);
        return;
      }
      this.prepared = fillHttp2Request(prepared as Http2Prepared, fill);
    }
    this.retried = false;
    this.handedMs = nowMs;
    this.connectingUs = -1;
    this.tlsUs = -1;
    this.reset();
    this.share.submit(this, nowMs);
  }

  /** Forgets what came of an attempt. */
  reset(): void {
    this.generation++;
    this.sentMs = Number.NaN;
    this.wholeSentMs = Number.NaN;
    this.firstByteMs = Number.NaN;
    this.status = 0;
    this.contentLength = -1;
    this.receivedBytes = 0;
    this.uncreditedBytes = 0;
    this.bodySent = 0;
    this.allSent = false;
    this.piece = null;
    this.reading = false;
    this.headers = null;
    this.#room = 0;
    this.#kept = null;
  }

  expire(nowMs: number): void {
    const refused = this.#takeRefused();
    if (refused !== null) {
      this.share.common.refused.tell(refused, nowMs);
      return;
    }
    if (this.prepared === null) return;
    const dialing = this.share.dialing;
    const waitingForDial = this.connection === null && dialing;
    this.share.giveUp(this);
    this.#timedOut = true;
    const words = `no answer within the timeout (${Math.round(nowMs - this.handedMs)} ms)`;
    this.finish(waitingForDial ? errorIndex['dial timeout'] : errorIndex.timeout, words, nowMs, Number.NaN);
  }

  abort(): Result {
    const refused = this.#takeRefused();
    if (refused !== null) this.share.common.refused.cancel(refused);
    if (this.prepared !== null) {
      this.share.giveUp(this);
      this.prepared = null;
    }
    this.#takeBytes();
    return this.result;
  }

  close(): void {
    if (this.prepared !== null) this.abort();
    this.share.leave(this);
  }

  /** The write that held the begin, or the end, of the request. */
  onWritten(beginMs: number, endMs: number): void {
    if (Number.isNaN(this.sentMs)) this.sentMs = beginMs;
    if (this.allSent && Number.isNaN(this.wholeSentMs)) this.wholeSentMs = endMs;
  }

  /** The sink wants the response kept, with so much of its body. */
  keep(headers: (readonly [string, string])[], bodyBytes: number): void {
    this.headers = headers;
    this.#room = bodyBytes;
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    this.receivedBytes += end - start;
    if (this.#room <= 0 || start >= end) return;
    const piece = Buffer.from(bytes.subarray(start, Math.min(end, start + this.#room)));
    this.#room -= piece.length;
    (this.#kept ??= []).push(piece);
  }

  /** A body of another length than announced is malformed (RFC 9113 §8.1.1); HEAD and 304 announce what they do not send. */
  get bodyFits(): boolean {
    if (this.contentLength === -1 || this.prepared!.isHead || this.status === 304) return true;
    return this.contentLength === this.receivedBytes;
  }

  /** Ends the request; the stream must have been released before. `error` −1: answered. */
  finish(error: number, message: string | null, nowMs: number, clientWaitMs: number): void {
    const {result} = this;
    result.error = error;
    result.timedOut = this.#timedOut;
    this.#timedOut = false;
    result.status = this.status;
    result.handedMs = this.handedMs;
    result.sentMs = this.sentMs;
    result.doneMs = nowMs;
    result.clientWaitMs = clientWaitMs;
    result.headers = this.headers;
    this.headers = null;
    result.body = this.#keptBody();
    result.bodyBytes = this.status === 0 ? 0 : this.receivedBytes;
    result.message = message;
    this.#tellPhases(error, nowMs);
    this.#takeBytes();
    this.prepared = null;
    this.piece = null;
    this.sink.onEnd(this.slot, result);
  }

  #keptBody(): Buffer | null {
    const kept = this.#kept;
    this.#kept = null;
    if (kept === null) return null;
    return kept.length === 1 ? kept[0]! : Buffer.concat(kept);
  }

  #refuse(message: string, handedMs: number): void {
    const {slot, sink, result} = this;
    this.#refused = this.share.common.refused.add({slot, sink, result, message, handedMs});
  }

  /** The request that was refused and not told of yet. */
  #takeRefused(): RefusedSend | null {
    const refused = this.#refused;
    this.#refused = null;
    return refused !== null && this.share.common.refused.has(refused) ? refused : null;
  }

  /** The stream's frames, and what the connection had on top of them since the request before that ended on it. */
  #takeBytes(): void {
    this.result.bytesIn = this.bytesIn;
    this.result.bytesOut = this.bytesOut;
    this.bytesIn = 0;
    this.bytesOut = 0;
  }

  #tellPhases(error: number, nowMs: number): void {
    const {phasesUs} = this.result;
    const {sentMs, wholeSentMs, firstByteMs, connectingUs, tlsUs} = this;
    phasesUs[phaseIndex.connecting] = connectingUs;
    phasesUs[phaseIndex.tls] = tlsUs;
    const before = microseconds(this.handedMs, sentMs);
    phasesUs[phaseIndex.blocked] =
      before === -1 ? -1 : Math.max(0, before - Math.max(0, connectingUs) - Math.max(0, tlsUs));
    phasesUs[phaseIndex.sending] = microseconds(sentMs, wholeSentMs);
    phasesUs[phaseIndex.waiting] = microseconds(wholeSentMs, firstByteMs);
    phasesUs[phaseIndex.receiving] = error === -1 ? microseconds(firstByteMs, nowMs) : -1;
  }
}

/** −1 when one of the two moments is not known, or they are the wrong way round. */
export function microseconds(fromMs: number, toMs: number): number {
  const us = (toMs - fromMs) * 1000;
  return us >= 0 ? Math.round(us) : -1;
}
