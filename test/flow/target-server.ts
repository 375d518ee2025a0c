import {once} from 'node:events';
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';

export interface TargetServer extends AsyncDisposable {
  readonly origin: string;
  readonly received: () => number;
}

/** An HTTP server on a free loopback port that counts its requests and answers `ok` unless told otherwise. */
export async function startTarget(listener?: RequestListener): Promise<TargetServer> {
  let received = 0;
  const server = createServer((request, response) => {
    received++;
    if (listener) listener(request, response);
    else response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
