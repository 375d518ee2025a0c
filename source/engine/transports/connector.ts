import net from 'node:net';
import tls from 'node:tls';
import type {Target} from '../../domain/run-plan.ts';
import type {TransportSettings} from '../../domain/transport-choice.ts';
import {DialerAddresses, systemResolve, type Resolve} from './dialer-addresses.ts';

/** TCP and TLS together must be up within this, ms; a shorter request timeout ends the request earlier. */
export const connectTimeoutMs = 10_000;

/** What one attempt to connect tells, in order. Times are the transport's clock, ms. */
export interface ConnectEvents {
  /** The address is known: the first SYN goes out. */
  onAttempt(nowMs: number): void;
  onTcp(nowMs: number): void;
  /** Ready to carry requests. */
  onReady(socket: net.Socket, nowMs: number): void;
  /** Never ready; nothing follows. */
  onFailure(error: Error): void;
  /** The socket that counts wire bytes has closed, ready or not. */
  onClose(): void;
}

/** A connection being made, or made. */
export interface Connection {
  /** The TCP socket, also under TLS: its byte counters are what is on the wire. */
  readonly wire: net.Socket;
  /** What requests are written to: the TLS socket, or `wire` itself. */
  readonly top: net.Socket;
  /** The newest TLS session, to resume with; null without. */
  readonly session: () => Buffer | null;
}

export class ConnectTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';
  /** @param to what was dialled: `host:port`, or the path of a Unix socket */
  constructor(to: string) {
    super(`connect to ${to} timed out after ${connectTimeoutMs / 1000} s`);
  }
}

/** Starts connecting; `session` is a TLS session to resume. */
export type Connector = (events: ConnectEvents, session: Buffer | null) => Connection;

/**
 * Opens sockets to the target and times TCP and TLS apart: TLS runs over a TCP socket of ours, which alone also counts
 * bytes as they are on the wire. One secure context serves all connections of the thread. One address is dialled per
 * attempt (no happy eyeballs): the next connection takes the next address, so a dead one shows as errors.
 * @param resolve stands in for the system's resolver in tests
 */
export function createConnector(
  target: Target,
  settings: TransportSettings,
  nowMs: () => number,
  resolve: Resolve = systemResolve,
): Connector {
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const isName = target.socketPath === null && net.isIP(host) === 0;
  const to = target.socketPath ?? `${host}:${target.port}`;
  const addresses = new DialerAddresses(host, settings.dnsTtlMs, nowMs, resolve);
  const lookup: net.LookupFunction = (_host, _options, callback) =>
    addresses.next((error, address) => callback(error, address, net.isIP(address)));
  const dialOptions: net.NetConnectOpts =
    target.socketPath === null
      ? {host, port: target.port, lookup, autoSelectFamily: false, noDelay: true}
      : {path: target.socketPath};
  const secureContext = target.protocol === 'https:' ? tls.createSecureContext() : null;

  return (events, session) => {
    const wire = net.connect(dialOptions);
    let top: net.Socket = wire;
    let newestSession: Buffer | null = session;
    let settled = false;
    let address = '';
    let tcpUp = false;
    const timer = setTimeout(() => top.destroy(new ConnectTimeoutError(to)), connectTimeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      if (settled) return;
      settled = true;
      if (!tcpUp && address !== '') addresses.onConnectFailed(address);
      top.destroy();
      wire.destroy();
      events.onFailure(error);
    };
    const ready = (): void => {
      clearTimeout(timer);
      settled = true;
      events.onReady(top, nowMs());
    };
    // Node tells `connectionAttempt` only of attempts among several addresses.
    if (isName) {
      wire.once('lookup', (error: Error | null, found: string) => {
        if (error !== null) return;
        address = found;
        events.onAttempt(nowMs());
      });
    } else events.onAttempt(nowMs());
    wire.once('connect', () => {
      tcpUp = true;
      addresses.onConnected();
      events.onTcp(nowMs());
    });
    wire.once('close', () => {
      clearTimeout(timer);
      events.onClose();
    });
    if (secureContext === null) {
      wire.once('connect', ready);
    } else {
      const options: tls.ConnectionOptions = {socket: wire, secureContext, host, ALPNProtocols: ['http/1.1']};
      if (isName) options.servername = host;
      if (session !== null) options.session = session;
      top = tls.connect(options);
      top.once('secureConnect', ready).on('session', (fresh: Buffer) => (newestSession = fresh));
      wire.on('error', fail);
    }
    // Stays after `ready`: an error without a listener would end the thread; undici listens too and tells the request.
    top.on('error', fail);
    return {wire, top, session: () => newestSession};
  };
}
