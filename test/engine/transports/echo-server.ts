import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse} from 'node:http2';
import type {AddressInfo, Socket} from 'node:net';
import type {TransportKind} from '../../../source/domain/transport-choice.ts';

/** What a server was sent. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** Lower-case name and value, in order; those of HTTP/2 that stand for `host` under that name. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface EchoServer extends AsyncDisposable {
  readonly port: number;
  readonly seen: Seen[];
}

/**
 * A server that notes what it is sent and answers as told; by HTTP/2 (without TLS) for that transport.
 * @param respond an empty answer with status 200 unless given
 */
export async function echoServer(
  kind: TransportKind,
  respond: (seen: Seen, response: ServerResponse) => void = (_seen, response) => response.end(),
): Promise<EchoServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const onMessage = async (
    message: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> => {
    let body = '';
    for await (const chunk of message.setEncoding('utf8')) body += chunk as string;
    const {rawHeaders} = message;
    const headers = rawHeaders.flatMap((name, at): [string, string][] => {
      if (at % 2 === 1 || (name.startsWith(':') && name !== ':authority')) return [];
      return [[name === ':authority' ? 'host' : name.toLowerCase(), rawHeaders[at + 1]!]];
    });
    seen.push({method: message.method!, path: message.url!, headers, body});
    respond(seen.at(-1)!, response as ServerResponse);
  };
  const server =
    kind === 'http2'
      ? createHttp2Server((message, response) => void onMessage(message, response))
      : createServer((message, response) => void onMessage(message, response));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
