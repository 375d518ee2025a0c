import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {PerftuiError} from '../domain/errors.ts';
import type {PrometheusText} from './prometheus-metrics.ts';

/** A scraper needs one; others may look on. */
const mostConnections = 128;

/** Who reads nothing for this long is let go. */
const silenceMs = 60_000;

/** Who asks within this time after another gets the same text: a storm of scrapers costs the run a few renderings a second. */
const sharedMs = 250;

export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves `GET /metrics`; another path is a 404, another method a 405.
 * @param port 0: any that is free
 * @throws PerftuiError (104) where it cannot listen there
 */
export async function startMetricsServer(
  {host, port}: {readonly host: string; readonly port: number},
  text: Pick<PrometheusText, 'contentType' | 'render'>,
): Promise<MetricsServer> {
  const source = {contentType: text.contentType, render: shareRenderings(text.render)};
  const server = createServer(
    {maxHeaderSize: 8192, requestTimeout: 10_000, headersTimeout: 10_000, keepAliveTimeout: silenceMs},
    (request, response) => void answer(request, response, source),
  );
  server.maxConnections = mostConnections;
  server.setTimeout(silenceMs);
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(host, port, error)));
    server.listen({host, port}, () => resolve());
  });
  // A socket that breaks later is the scraper's trouble.
  server.on('error', () => undefined);
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}/metrics`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One rendering at a time; one that failed is shared with nobody who asks later. */
function shareRenderings(render: PrometheusText['render']): () => Promise<Buffer> {
  let latest: {readonly body: Promise<Buffer>; readonly atMs: number} | null = null;
  return async () => {
    if (latest === null || performance.now() - latest.atMs >= sharedMs) {
      const fresh = {body: render().then((text) => Buffer.from(text)), atMs: performance.now()};
      fresh.body.catch(() => {
        if (latest === fresh) latest = null;
      });
      latest = fresh;
    }
    return latest.body;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  {contentType, render}: {readonly contentType: string; readonly render: () => Promise<Buffer>},
): Promise<void> {
  // What comes with it is read and forgotten.
  request.resume();
  const plain = {'content-type': 'text/plain; charset=utf-8'};
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/metrics') return void response.writeHead(404, plain).end('not here: /metrics\n');
  if (request.method !== 'GET') return void response.writeHead(405, {...plain, allow: 'GET'}).end('GET only\n');
  try {
    const body = await render();
    response.writeHead(200, {'content-type': contentType, 'cache-control': 'no-store'}).end(body);
  } catch (error) {
    response.writeHead(500, plain).end(`cannot be rendered: ${String(error)}\n`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken',
  EACCES: 'not permitted',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host',
};

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): PerftuiError {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new PerftuiError('ERR_USAGE', `--prometheus ${where}: ${reasons[error.code ?? ''] ?? error.message}`, {
    hint:
      error.code === 'EADDRINUSE' ? 'end what listens there, or choose another port' : 'choose another port or host',
    cause: error,
  });
}
