import {request} from 'node:http';
import type {Socket} from 'node:net';
import type {Target} from '../../domain/run-plan.ts';

/** An HTTP proxy. */
export interface Proxy {
  readonly protocol: 'http:' | 'https:';
  /** IPv6 with brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Value of `proxy-authorization` (RFC 7617); null: without credentials. A secret. */
  readonly authorization: string | null;
}

/** The proxy would not make the connection. */
class ProxyError extends Error {
  readonly code = 'EPROXY';
}

/**
 * Reads `http://user:password@host:port`.
 * @throws TypeError that does not show the URL, which may hold a password
 */
export function parseProxy(text: string): Proxy {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new TypeError('proxy must be a URL such as http://127.0.0.1:3128');
  }
  const {protocol, hostname, port, username, password} = url;
  return {
    protocol,
    hostname,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    authorization: username === '' && password === '' ? null : basic(username, password),
  };
}

/** @throws TypeError for a `%` that encodes nothing */
function basic(username: string, password: string): string {
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    throw new TypeError('proxy has a user name or password that is not percent-encoded');
  }
}

/**
 * Has the proxy at the other end of `socket` connect to the target (RFC 9110, 9.3.6). From then on what is written to
 * the socket goes there. An IPv6 address stands in brackets (RFC 3986, 3.2.2).
 * @param done called once
 */
export function openTunnel(
  socket: Socket,
  {hostname, port}: Target,
  proxy: Proxy,
  done: (error: Error | null) => void,
): void {
  const authority = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
  const asked = request({
    method: 'CONNECT',
    path: authority,
    createConnection: () => socket,
    headers: {
      host: authority,
      ...(proxy.authorization === null ? {} : {'proxy-authorization': proxy.authorization}),
    },
  });
  asked.once('connect', (response, _socket, early) => {
    const {statusCode = 0, statusMessage = ''} = response;
    if (statusCode < 200 || statusCode > 299) {
      done(new ProxyError(`the proxy answered ${`${statusCode} ${statusMessage}`.trim()} to CONNECT`));
      return;
    }
    if (early.length > 0) socket.unshift(early);
    done(null);
  });
  asked.once('error', (error) => done(error));
  asked.end();
}
