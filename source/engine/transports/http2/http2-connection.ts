import {errorIndex} from '../../../domain/error-kind.ts';
import type {Dialer, Dialled, DialSink} from '../dialer.ts';
import {errorKindOf} from '../error-kind-of.ts';
import {frameFlags, frameHeadBytes, frameTypes, h2ErrorName, h2Errors, writeFrameHead, writeUint32} from './frames.ts';
import {writeGreeting, writeHeaders} from './http2-headers.ts';
import {Http2Bodies} from './http2-body.ts';
import {microseconds, type Http2Lane} from './http2-lane.ts';
import type {Http2Output} from './http2-output.ts';
import {Http2Receiver} from './http2-receiver.ts';
import type {Http2Share} from './http2-share.ts';
import {initialWindowBytes, PeerSettings} from './peer-settings.ts';

/** Acknowledgements the server asks for without reading any. */
const mostUnreadAcks = 1000;

/**
 * One connection (RFC 9113): streams by number, what is sent on it, and how it ends.
 *
 *   dialing ─► open ─► (accepting: no) last stream ends ─► closed by GOAWAY
 *      │         └─► error, end, GOAWAY ─► streams fail, or go to another connection
 *      └─► never up: all who wait fail
 */
export class Http2Connection implements DialSink {
  readonly share: Http2Share;
  readonly output: Http2Output;
  readonly peer = new PeerSettings();
  readonly bodies = new Http2Bodies(this, initialWindowBytes);
  readonly #receiver: Http2Receiver;
  /** Ready for requests, not closed. */
  open = false;
  /** The server's SETTINGS have come. */
  greeted = false;
  accepting = true;
  readyMs = Number.NaN;
  nextStreamId = 1;
  /** Streams open. */
  active = 0;
  /** The system has not taken all that was written. */
  choked = false;
  /** Of the server's GOAWAY. */
  goawayCode = 0;
  /** Frames of no stream, and what TLS adds: counted to the request that ends next. */
  otherIn = 0;
  otherOut = 0;
  /** Time of the read at hand, and since when it may have waited in our process. */
  nowMs = Number.NaN;
  pollMs = Number.NaN;
  #dialled: Dialled | null = null;
  #opener: Http2Lane | null;
  #attemptMs = Number.NaN;
  #tcpMs = Number.NaN;
  #carried = 0;
  #closed = false;
  #firstStreamId = 1;
  /** Streams by half their number, modulo its length (a power of two): numbers that would collide are not used. */
  #streams: (Http2Lane | null)[] = [null, null];
  #plainIn = 0;
  #plainOut = 0;
  #tlsIn = 0;
  #tlsOut = 0;
  #unreadAcks = 0;
  readonly #secure: boolean;

  constructor(share: Http2Share, opener: Http2Lane) {
    this.share = share;
    this.output = share.common.output;
    this.#opener = opener;
    this.#secure = share.common.options.target.protocol === 'https:';
    this.#receiver = new Http2Receiver(this, share.common.decoder);
  }

  dial(dialer: Dialer, key: number): void {
    this.share.common.onSocket(1);
    this.#dialled = dialer.dial(key, this);
  }

  /** The lane that had it dialled waits no more. */
  disown(lane: Http2Lane): void {
    if (this.#opener === lane) this.#opener = null;
  }

  // What the dialer tells.

  onAttempt(nowMs: number): void {
    this.#attemptMs = nowMs;
  }

  onTcp(nowMs: number): void {
    this.#tcpMs = nowMs;
  }

  onReady(nowMs: number, protocol: string | null): void {
    if (this.#closed) return;
    this.share.common.options.onConnectionOpened();
    if (this.#secure && protocol !== 'h2') {
      this.#endDial(errorIndex['h2 not offered'], 'the server did not agree to HTTP/2 (ALPN)');
      return;
    }
    this.readyMs = nowMs;
    this.open = true;
    writeGreeting(this);
    this.share.fill(nowMs);
  }

  onRead(bytes: Buffer, length: number): void {
    if (this.#closed) return;
    const {options, output} = this.share.common;
    this.nowMs = options.nowMs();
    this.pollMs = options.poll.readyMs(this.nowMs);
    if (this.#plainIn === 0 && bytes.toString('latin1', 0, Math.min(5, length)) === 'HTTP/') {
      this.fail(() => errorIndex['h2 not offered'], 'the server answered in HTTP/1');
      return;
    }
    this.#plainIn += length;
    if (this.#secure) {
      const tlsBytes = this.#dialled!.bytesRead - this.#plainIn;
      this.otherIn += tlsBytes - this.#tlsIn;
      this.#tlsIn = tlsBytes;
    }
    output.hold();
    this.#receiver.reader.read(bytes, 0, length);
    output.release();
  }

  onDrain(): void {
    if (this.#closed) return;
    this.choked = false;
    this.#unreadAcks = 0;
    const nowMs = this.share.common.options.nowMs();
    for (const lane of this.#streams) {
      if (lane !== null && lane.allSent && !Number.isNaN(lane.sentMs) && Number.isNaN(lane.wholeSentMs)) {
        lane.wholeSentMs = nowMs;
      }
    }
    this.bodies.pump();
  }

  onEnd(): void {
    if (this.goawayCode !== h2Errors.NO_ERROR) {
      this.fail(() => errorIndex['h2 goaway'], `GOAWAY: ${h2ErrorName(this.goawayCode)}`);
      return;
    }
    this.fail((lane) => {
      if (!Number.isNaN(lane.firstByteMs)) return errorIndex['closed mid-response'];
      return errorIndex[this.#isReused(lane) ? 'closed on reuse' : 'closed before response'];
    }, 'the server closed the connection');
  }

  onFailure(error: Error): void {
    if (this.#closed) return;
    const words = error.message || error.name;
    if (!this.open) {
      const refused = (error as NodeJS.ErrnoException).code?.includes('NO_APPLICATION_PROTOCOL') === true;
      const progress = {sent: false, answering: false, reused: false};
      this.#endDial(refused ? errorIndex['h2 not offered'] : errorKindOf(error, progress), words);
      return;
    }
    this.fail((lane) => {
      const progress = {
        sent: !Number.isNaN(lane.sentMs),
        answering: !Number.isNaN(lane.firstByteMs),
        reused: this.#isReused(lane),
      };
      return errorKindOf(error, progress);
    }, words);
  }

  onClose(): void {
    this.share.common.onSocket(-1);
    if (!this.#closed) this.onEnd();
  }

  // Streams.

  get hasRoom(): boolean {
    return this.open && this.accepting && this.active < this.peer.maxConcurrentStreams && !this.spent;
  }

  /** It has carried as many requests as one connection may. */
  get spent(): boolean {
    const {reuse, maxRequests} = this.share.common.options.settings;
    return this.#carried >= (reuse ? (maxRequests ?? Number.POSITIVE_INFINITY) : 1);
  }

  start(lane: Http2Lane): void {
    if ((this.active + 1) * 2 > this.#streams.length) this.#growStreams();
    const mask = this.#streams.length - 1;
    while (this.#streams[(this.nextStreamId >>> 1) & mask] !== null) this.nextStreamId += 2;
    lane.streamId = this.nextStreamId;
    this.nextStreamId += 2;
    if (this.#carried === 0) this.#firstStreamId = lane.streamId;
    this.#streams[(lane.streamId >>> 1) & mask] = lane;
    this.active++;
    this.#carried++;
    lane.connection = this;
    lane.sendWindow = this.peer.initialWindowBytes;
    if (this.#opener !== null) this.#tellOpener(lane);
    writeHeaders(this, lane, this.#carried === 1);
    if (lane.prepared!.bodyBytes > 0) this.bodies.add(lane);
  }

  /** The lane whose stream is open under this number; null: idle or closed. */
  laneOf(streamId: number): Http2Lane | null {
    if ((streamId & 1) === 0) return null;
    const lane = this.#streams[(streamId >>> 1) & (this.#streams.length - 1)]!;
    return lane !== null && lane.streamId === streamId ? lane : null;
  }

  /** All lanes with an open stream. */
  lanes(): Http2Lane[] {
    return this.#streams.filter((lane) => lane !== null);
  }

  /** Takes the stream off the connection: the lane may end, or go elsewhere. */
  release(lane: Http2Lane): void {
    this.#streams[(lane.streamId >>> 1) & (this.#streams.length - 1)] = null;
    this.active--;
    lane.connection = null;
    if (!lane.allSent) this.bodies.remove(lane);
    if (Number.isNaN(lane.wholeSentMs)) this.output.forget(lane);
    lane.bytesIn += this.otherIn;
    lane.bytesOut += this.otherOut;
    this.otherIn = 0;
    this.otherOut = 0;
    if (!this.accepting || this.spent) this.share.retire(this);
  }

  /** A whole response, or an error of the stream alone. */
  end(lane: Http2Lane, error: number, message: string | null): void {
    const {nowMs} = this;
    this.release(lane);
    this.share.fill(nowMs);
    lane.finish(error, message, nowMs, nowMs - this.pollMs);
  }

  /** Ends a stream by RST_STREAM, for a reason of ours. */
  failStream(lane: Http2Lane, code: number, error: number, message: string): void {
    const nowMs = this.share.common.options.nowMs();
    this.cancel(lane, code);
    this.share.fill(nowMs);
    lane.finish(error, message, nowMs, Number.NaN);
  }

  /** RST_STREAM; the lane is not told. */
  cancel(lane: Http2Lane, code: number): void {
    this.#receiver.onReset(lane.streamId);
    this.writeControl(frameTypes.rstStream, lane.streamId, code);
    this.release(lane);
  }

  // What is sent.

  /** A frame of no or four bytes of payload; its bytes count to the connection. */
  writeControl(type: number, streamId: number, value: number): void {
    const start = this.output.reserve(this, frameHeadBytes + 4);
    const at = writeFrameHead(this.output.buffer, start, 4, type, 0, streamId);
    this.output.length = writeUint32(this.output.buffer, at, value);
    this.otherOut += frameHeadBytes + 4;
  }

  /** The answer to SETTINGS or PING, bounded while the server reads none. */
  acknowledge(type: number, payload: Uint8Array): void {
    if (this.choked && ++this.#unreadAcks > mostUnreadAcks) {
      this.connectionError(h2Errors.ENHANCE_YOUR_CALM, 'frames to acknowledge, and no acknowledgement read');
      return;
    }
    const start = this.output.reserve(this, frameHeadBytes + payload.length);
    const at = writeFrameHead(this.output.buffer, start, payload.length, type, frameFlags.ack, 0);
    this.output.buffer.set(payload, at);
    this.output.length = at + payload.length;
    this.otherOut += frameHeadBytes + payload.length;
  }

  /** For the output: false when the system did not take it at once. */
  write(bytes: Buffer): boolean {
    if (this.#closed || this.#dialled === null) return true;
    const taken = this.#dialled.write(bytes);
    this.#plainOut += bytes.length;
    if (this.#secure) {
      const tlsBytes = this.#dialled.bytesWritten - this.#plainOut;
      this.otherOut += tlsBytes - this.#tlsOut;
      this.#tlsOut = tlsBytes;
    }
    if (!taken) this.choked = true;
    return taken;
  }

  // How it ends.

  /** Both sides no longer agree (RFC 9113 §5.4.1): GOAWAY, and every request on it fails. */
  connectionError(code: number, message: string): void {
    if (this.#closed) return;
    this.#writeGoaway(code);
    this.fail(() => errorIndex['h2 connection'], `${h2ErrorName(code)}: ${message}`);
  }

  /** Every request on it fails; what had not been sent goes to another connection. */
  fail(errorOf: (lane: Http2Lane) => number, message: string): void {
    if (this.#closed) return;
    const {share} = this;
    const nowMs = share.common.options.nowMs();
    const failed = this.lanes().map((lane) => ({lane, generation: lane.generation, error: errorOf(lane)}));
    this.drop();
    for (const {lane} of failed) {
      this.release(lane);
    }
    for (const one of failed) {
      if (!Number.isNaN(one.lane.sentMs) || one.lane.retried) continue;
      share.retry(one.lane);
      one.generation = -1;
    }
    share.fill(nowMs);
    for (const {lane, generation, error} of failed) {
      // The end of one request may have cut off another.
      if (lane.prepared !== null && lane.generation === generation) lane.finish(error, message, nowMs, Number.NaN);
    }
  }

  /** Closes it, politely, once nothing is left on it. */
  closeWhenIdle(): void {
    if (this.#closed || this.accepting || this.active > 0) return;
    if (this.open) this.#writeGoaway(h2Errors.NO_ERROR);
    this.drop();
  }

  /** At once, without a word. Lanes are not told. */
  drop(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.open = false;
    this.accepting = false;
    this.#receiver.reader.stopped = true;
    this.share.onGone(this);
    this.#dialled?.destroy();
  }

  #endDial(error: number, message: string): void {
    this.drop();
    this.share.onDialFailed(this, error, message);
  }

  #writeGoaway(code: number): void {
    const start = this.output.reserve(this, frameHeadBytes + 8);
    let at = writeFrameHead(this.output.buffer, start, 8, frameTypes.goaway, 0, 0);
    at = writeUint32(this.output.buffer, at, 0);
    this.output.length = writeUint32(this.output.buffer, at, code);
    this.output.flush();
  }

  /** Connecting belongs to the request that had to wait for it from its begin. */
  #tellOpener(lane: Http2Lane): void {
    if (lane === this.#opener) {
      lane.connectingUs = microseconds(this.#attemptMs, this.#tcpMs);
      lane.tlsUs = this.#secure ? microseconds(this.#tcpMs, this.readyMs) : -1;
    }
    this.#opener = null;
  }

  #isReused(lane: Http2Lane): boolean {
    return lane.streamId > this.#firstStreamId;
  }

  #growStreams(): void {
    const before = this.#streams;
    this.#streams = Array.from({length: before.length * 2}, () => null);
    const mask = this.#streams.length - 1;
    for (const lane of before) if (lane !== null) this.#streams[(lane.streamId >>> 1) & mask] = lane;
  }
}
