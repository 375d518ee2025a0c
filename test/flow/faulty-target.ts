import {once} from 'node:events';
import net from 'node:net';

export interface FaultyTarget extends AsyncDisposable {
  readonly origin: string;
  /** Requests whose head came, by path. */
  readonly received: ReadonlyMap<string, number>;
}

type Behaviour = (socket: net.Socket) => void;

/** What it does with a request, by its path. */
export const faults: Readonly<Record<string, Behaviour>> = {
  '/ok': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  '/slow-headers': () => {},
  '/endless-body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => socket.write(`400\r\n${'x'.repeat(1024)}\r\n`), 20);
    socket.on('close', () => clearInterval(timer));
  },
  '/malformed': (socket) => socket.write('HELLO, this is no HTTP\r\n\r\n'),
  '/reset-mid-body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc');
    setTimeout(() => socket.resetAndDestroy(), 10);
  },
  '/cut-mid-body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc');
    setTimeout(() => socket.end(), 10);
  },
  '/closed': (socket) => void socket.end(),
  '/unavailable': (socket) => socket.write('HTTP/1.1 503 Unavailable\r\ncontent-length: 4\r\n\r\nbusy'),
};

/** A server on a free loopback port that answers as badly as its path says. */
export async function startFaultyTarget(): Promise<FaultyTarget> {
  const received = new Map<string, number>();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      const path = /^[A-Z]+ (\S+) HTTP/.exec(chunk.toString('latin1'))?.[1] ?? '';
      received.set(path, (received.get(path) ?? 0) + 1);
      faults[path]?.(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
