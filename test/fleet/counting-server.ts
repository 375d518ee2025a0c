import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface CountingServer extends AsyncDisposable {
  readonly port: number;
  /** Requests whose head was read. */
  readonly received: () => number;
  /** Requests that were answered to the last byte, as far as the server can tell. */
  readonly served: () => number;
  readonly connections: () => number;
  /** Scenario paths seen, with counts. */
  readonly paths: ReadonlyMap<string, number>;
}

/** An HTTP server that counts what it does. `closeEvery`: it closes each connection after so many answers. */
export async function countingServer(options: {delayMs?: number; closeEvery?: number} = {}): Promise<CountingServer> {
  let received = 0;
  let served = 0;
  let connections = 0;
  const paths = new Map<string, number>();
  const server = createServer((request, response) => {
    received++;
    paths.set(request.url!, (paths.get(request.url!) ?? 0) + 1);
    response.on('finish', () => served++);
    setTimeout(() => response.end('ok'), options.delayMs ?? 0);
  });
  if (options.closeEvery !== undefined) server.maxRequestsPerSocket = options.closeEvery;
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    served: () => served,
    connections: () => connections,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
