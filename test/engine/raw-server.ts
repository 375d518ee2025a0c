import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

export const selfSigned = {
  key: readFileSync(new URL('fixtures/self-signed.key', import.meta.url)),
  cert: readFileSync(new URL('fixtures/self-signed.pem', import.meta.url)),
};

export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: () => number;
  /** Connections open now. */
  readonly open: () => number;
}

/**
 * A server that does with each request what it is told, byte by byte.
 * @param onRequest called for each chunk that ends a request head
 * @param onOpen called for each connection
 */
export async function rawServer(
  onRequest: (socket: net.Socket, nth: number) => void,
  {secure = false, onOpen = () => {}}: {secure?: boolean; onOpen?: (socket: net.Socket) => void} = {},
): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  let accepted = 0;
  const onConnection = (socket: net.Socket): void => {
    accepted++;
    sockets.add(socket);
    let nth = 0;
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onOpen(socket);
    socket.on('data', (chunk) => {
      if (chunk.includes('\r\n\r\n')) onRequest(socket, nth++);
    });
  };
  const server = secure ? tls.createServer(selfSigned, onConnection) : net.createServer(onConnection);
  if (secure) server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    accepted: () => accepted,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A loopback port nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = await rawServer(() => {});
  const {port} = server;
  await server[Symbol.asyncDispose]();
  return port;
}

export function answer(body: string, head = ''): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${head}\r\n${body}`;
}
