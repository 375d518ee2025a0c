import {once} from 'node:events';
import type {Socket} from 'node:net';
import {exitCodes, PerftuiError} from '../domain/errors.ts';
import type {Target} from '../domain/run-plan.ts';

/** What is dialled, for the message when it cannot be. */
export interface Place {
  /** `the proxy `, or '' for the target. */
  readonly what: string;
  readonly hostname: string;
  readonly port: number;
  readonly socketPath: string | null;
}

export interface ProxyPlace extends Place {
  /** It is spoken to over TLS. */
  readonly isSecure: boolean;
  /** Value of its `proxy-authorization`; null: none. */
  readonly authorization: string | null;
}

/** Where the proxy of a URL listens. @param proxy as `prepareRun` let it through */
export function proxyPlace(proxy: string): ProxyPlace {
  const url = new URL(proxy);
  const isSecure = url.protocol === 'https:';
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    what: 'the proxy ',
    hostname: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    socketPath: null,
    isSecure,
    authorization: pair === ':' ? null : `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`,
  };
}

/**
 * Asks the proxy for a tunnel to the target (RFC 9110, 9.3.6).
 * @throws PerftuiError (108) when it says no, or nothing
 */
export async function openTunnel(
  socket: Socket,
  proxy: ProxyPlace,
  target: Pick<Target, 'hostname' | 'port'>,
  patienceMs: number,
): Promise<void> {
  const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
  const authority = `${host}:${target.port}`;
  const authorization = proxy.authorization === null ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${authorization}\r\n`);
  const where = `${proxy.what}${proxy.hostname}:${proxy.port}`;
  const fail = (what: string, hint: string): PerftuiError =>
    new PerftuiError('ERR_TARGET', `${where} ${what}`, {exitCode: exitCodes.aborted, hint});
  const head = await readHead(socket, patienceMs).catch(() => null);
  if (head === null) throw fail(`gave no answer to CONNECT ${authority}`, 'is it an HTTP proxy?');
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head)?.[1];
  if (status === undefined) throw fail('does not speak HTTP', 'is it an HTTP proxy?');
  if (status === '407') throw fail('wants to know who you are (407)', 'write it as http://user:password@host:port');
  if (!status.startsWith('2')) throw fail(`will not lead to ${authority} (${status})`, 'check what it allows');
}

const maxHeadBytes = 16_384;

/** Up to the blank line: what stands behind it is the target's, and TLS lets the client speak first. */
async function readHead(socket: Socket, patienceMs: number): Promise<string> {
  const signal = AbortSignal.timeout(patienceMs);
  let head = '';
  while (!head.includes('\r\n\r\n') && head.length < maxHeadBytes) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed) throw new Error('closed');
      await Promise.race([once(socket, 'readable', {signal}), once(socket, 'close', {signal})]);
    } else head += chunk.toString('latin1');
  }
  return head;
}
