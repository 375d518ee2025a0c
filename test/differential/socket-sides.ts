import {once} from 'node:events';
import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultTransportSettings} from '../../source/domain/transport-choice.ts';
import {Http1Transport} from '../../source/engine/transports/http1/http1-transport.ts';
import type {TransportOptions} from '../../source/engine/transports/transport.ts';
import {UndiciTransport} from '../../source/engine/transports/undici-transport.ts';
import {anyTarget, type Peer, type Side} from './side.ts';
import {noTls} from '../engine/transports/no-tls.ts';

/** Long enough for bytes to cross loopback and be read on their own. */
const crossingMs = 8;

class SocketPeer implements Peer {
  requests = 0;
  readonly #socket: net.Socket;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('error', () => {}).on('data', (chunk) => (this.requests += chunk.includes('\r\n\r\n') ? 1 : 0));
  }

  get destroyed(): boolean {
    return this.#socket.destroyed;
  }

  feed(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  fin(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

/** A transport over real sockets, with a server that does as it is told. */
export interface SocketSide extends Side, AsyncDisposable {}

/** @param create makes the transport under test, as the engine would */
export async function socketSide(
  create: (options: TransportOptions) => Http1Transport | UndiciTransport,
): Promise<SocketSide> {
  const peers: Peer[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer({noDelay: true}, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    peers.push(new SocketPeer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as net.AddressInfo;
  const transport = create({
    target: {...anyTarget, port, origin: `http://127.0.0.1:${port}`},
    settings: defaultTransportSettings,
    nowMs: () => performance.now(),
    poll: {readyMs: (nowMs) => nowMs},
    onConnectionOpened: () => {},
    tls: noTls,
    proxy: null,
  });
  return {
    transport,
    peers,
    settle: async () => sleep(crossingMs),
    async [Symbol.asyncDispose]() {
      transport.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
