import type {Socket} from 'node:net';
import {Duplex} from 'node:stream';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import type {Connector} from '../../source/engine/transports/connector.ts';
import {UndiciTransport} from '../../source/engine/transports/undici-transport.ts';
import {anyTarget, oneTurn, type Peer, type Side} from './side.ts';
import {noTls} from '../engine/transports/no-tls.ts';

/** A socket without a network: a stream that is read as `net.Socket` is, and counts what is written to it. */
class FakeSocket extends Duplex {
  requests = 0;
  bytesRead = 0;
  bytesWritten = 0;

  constructor() {
    // As net.Socket: once the peer has sent its last byte, ours ends too.
    super({allowHalfOpen: false});
  }

  ref(): void {}
  unref(): void {}
  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.requests++;
    this.bytesWritten += chunk.length;
    done();
  }

  feed(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    this.push(bytes);
  }

  fin(): void {
    this.push(null);
  }

  reset(): void {
    this.destroy(Object.assign(new Error('read ECONNRESET'), {code: 'ECONNRESET', errno: -104, syscall: 'read'}));
  }
}

/** undici, in this process: sockets replaced, everything above them as it runs. */
export function undiciSide(): Side {
  const peers: Peer[] = [];
  const connect: Connector = (events) => {
    const fake = new FakeSocket();
    const socket = fake as unknown as Socket;
    peers.push(fake);
    fake.on('error', () => {}).once('close', () => events.onClose());
    process.nextTick(() => {
      events.onAttempt(performance.now());
      events.onTcp(performance.now());
      events.onReady(socket, performance.now());
    });
    return {wire: socket, top: socket, session: () => null};
  };
  const transport = new UndiciTransport(
    {
      target: anyTarget,
      settings: defaultTransportSettings,
      nowMs: () => performance.now(),
      poll: {readyMs: (nowMs) => nowMs},
      onConnectionOpened: () => {},
      tls: noTls,
      proxy: null,
    },
    connect,
  );
  return {transport, peers, settle: oneTurn};
}
