import type {Dialer, Dialled, DialSink} from '../../source/engine/transports/dialer.ts';
import type {Peer} from './side.ts';

/** As large as the real one, and shared by all connections like it. */
const readBuffer = Buffer.alloc(65_536);

/** A connection without a network that keeps the order of calls `DialSink` promises. */
class FakeConnection implements Dialled, Peer {
  requests = 0;
  destroyed = false;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #sink: DialSink;

  constructor(sink: DialSink) {
    this.#sink = sink;
    process.nextTick(() => {
      if (!this.destroyed) sink.onAttempt(performance.now());
      if (!this.destroyed) sink.onTcp(performance.now());
      if (!this.destroyed) sink.onReady(performance.now(), null);
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.destroyed) throw new Error('written to a closed connection');
    this.requests++;
    this.bytesWritten += bytes.length;
    return true;
  }

  destroy(): void {
    this.#close();
  }

  feed(bytes: Buffer): void {
    for (let from = 0; from < bytes.length && !this.destroyed; from += readBuffer.length) {
      const length = bytes.copy(readBuffer, 0, from);
      this.bytesRead += length;
      this.#sink.onRead(readBuffer, length);
      // The next read of any connection overwrites it: who kept a view of it shows.
      readBuffer.fill(0x58, 0, length);
    }
  }

  fin(): void {
    this.#sink.onEnd();
    this.#close();
  }

  reset(): void {
    const error = Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET', errno: -104, syscall: 'read'});
    this.#sink.onFailure(error);
    this.#close();
  }

  #close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    process.nextTick(() => this.#sink.onClose());
  }
}

/** @param peers where the peer's end of each connection is put as it is dialled */
export function fakeDialer(peers: Peer[]): Dialer {
  return {
    dial(_key, sink) {
      const connection = new FakeConnection(sink);
      peers.push(connection);
      return connection;
    },
    close() {
      throw new Error('nothing here closes a whole dialer');
    },
  };
}
