import net from 'node:net';
import tls from 'node:tls';
import type {Target} from '../../domain/run-plan.ts';
import {DialerAddresses, systemResolve, type Resolve} from './dialer-addresses.ts';
import {openTunnel, parseProxy, type Proxy} from './proxy-tunnel.ts';
import {createSecureContext} from './secure-context.ts';
import type {TransportOptions} from './transport.ts';

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
  /** What requests are written to, as far as it is made: the TLS socket, or `wire` itself. */
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

/** Where connections go, and how. */
type ConnectorOptions = Pick<TransportOptions, 'target' | 'settings' | 'tls' | 'proxy'>;

/**
 * Opens sockets to the target and times TCP and TLS apart: TLS runs over a TCP socket of ours, which alone also counts
 * bytes as they are on the wire. One secure context serves all connections of the thread. One address is dialled per
 * attempt (no happy eyeballs): the next connection takes the next address, so a dead one shows as errors.
 *
 * With a proxy it is the proxy that is dialled. To a target with TLS it makes a tunnel (CONNECT, timed as part of TLS);
 * requests to one without are forwarded by it, and must name the target themselves (RFC 9112, 3.2.2).
 * @param resolve stands in for the system's resolver in tests
 * @throws TypeError for certificates, a key or a proxy that cannot be used
 */
export function createConnector(
  {target, settings, tls: pem, proxy: proxyUrl}: ConnectorOptions,
  nowMs: () => number,
  resolve: Resolve = systemResolve,
): Connector {
  const proxy = proxyUrl === null ? null : parseProxy(proxyUrl);
  if (proxy !== null && target.socketPath !== null) throw new TypeError('a Unix socket cannot be reached by a proxy');
  const host = (proxy ?? target).hostname.replace(/^\[(.*)\]$/, '$1');
  const {port} = proxy ?? target;
  const isName = target.socketPath === null && net.isIP(host) === 0;
  const addresses = new DialerAddresses(host, settings.dnsTtlMs, nowMs, resolve);
  const lookup: net.LookupFunction = (_host, _options, callback) =>
    addresses.next((error, address) => callback(error, address, net.isIP(address)));
  const shared: ConnectorShared = {
    dialOptions:
      target.socketPath === null
        ? {host, port, lookup, autoSelectFamily: false, noDelay: true}
        : {path: target.socketPath},
    to: target.socketPath ?? `${host}:${port}`,
    isName,
    addresses,
    target,
    proxy,
    secureContext: target.protocol === 'https:' ? createSecureContext(pem) : null,
    insecure: pem.insecure,
    nowMs,
  };
  return (events, session) => new ConnectAttempt(shared, events, session);
}

interface ConnectorShared {
  readonly dialOptions: net.NetConnectOpts;
  /** What is dialled, for messages. */
  readonly to: string;
  readonly isName: boolean;
  readonly addresses: DialerAddresses;
  readonly target: Target;
  readonly proxy: Proxy | null;
  /** Null: the target has no TLS. */
  readonly secureContext: tls.SecureContext | null;
  readonly insecure: boolean;
  readonly nowMs: () => number;
}

/**
 * One connection, step by step:
 *
 *   TCP ─► (TLS to the proxy) ─► (tunnel) ─► (TLS to the target) ─► ready
 *     any step ──error──► failed: once
 */
class ConnectAttempt implements Connection {
  readonly wire: net.Socket;
  top: net.Socket;
  readonly #shared: ConnectorShared;
  readonly #events: ConnectEvents;
  readonly #timer: NodeJS.Timeout;
  #session: Buffer | null;
  #settled = false;
  #address = '';
  #tcpUp = false;

  constructor(shared: ConnectorShared, events: ConnectEvents, session: Buffer | null) {
    const {addresses, nowMs} = shared;
    this.#shared = shared;
    this.#events = events;
    this.#session = session;
    this.wire = net.connect(shared.dialOptions);
    this.top = this.wire;
    this.#timer = setTimeout(() => this.top.destroy(new ConnectTimeoutError(shared.to)), connectTimeoutMs);
    // Node tells `connectionAttempt` only of attempts among several addresses.
    if (shared.isName) {
      this.wire.once('lookup', (error: Error | null, found: string) => {
        if (error !== null) return;
        this.#address = found;
        events.onAttempt(nowMs());
      });
    } else events.onAttempt(nowMs());
    this.wire.once('connect', () => {
      this.#tcpUp = true;
      addresses.onConnected();
      events.onTcp(nowMs());
    });
    this.wire.once('close', () => {
      clearTimeout(this.#timer);
      events.onClose();
    });
    this.#watch(this.wire);
    this.#start();
  }

  session(): Buffer | null {
    return this.#session;
  }

  #start(): void {
    const {proxy, secureContext} = this.#shared;
    if (proxy === null) {
      if (secureContext === null) this.wire.once('connect', () => this.#ready());
      else this.#secure(secureContext);
    } else if (proxy.protocol === 'https:') {
      this.#secureProxy(proxy);
    } else {
      this.wire.once('connect', () => this.#onProxy(proxy));
    }
  }

  #secureProxy({hostname}: Proxy): void {
    const {isName, insecure} = this.#shared;
    this.top = tls.connect({
      socket: this.wire,
      rejectUnauthorized: !insecure,
      ...(isName ? {servername: hostname} : {host: hostname.replace(/^\[(.*)\]$/, '$1')}),
    });
    this.#watch(this.top);
    this.top.once('secureConnect', () => this.#onProxy(this.#shared.proxy!));
  }

  #onProxy(proxy: Proxy): void {
    const {target, secureContext} = this.#shared;
    if (secureContext === null) {
      this.#ready();
      return;
    }
    openTunnel(this.top, target, proxy, (error) => {
      if (error !== null) this.#fail(error);
      else if (!this.#settled) this.#secure(secureContext);
    });
  }

  /** TLS to the target, over what there is. */
  #secure(secureContext: tls.SecureContext): void {
    const {target, insecure} = this.#shared;
    const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const options: tls.ConnectionOptions = {
      socket: this.top,
      secureContext,
      rejectUnauthorized: !insecure,
      host,
      ALPNProtocols: ['http/1.1'],
    };
    if (target.socketPath === null && net.isIP(host) === 0) options.servername = host;
    if (this.#session !== null) options.session = this.#session;
    this.top = tls.connect(options);
    this.#watch(this.top);
    this.top
      .once('secureConnect', () => this.#ready())
      .on('session', (fresh: Buffer) => {
        this.#session = fresh;
      });
  }

  /** The listener stays: an error without one would end the thread; undici listens too and tells the request. */
  #watch(socket: net.Socket): void {
    socket.on('error', (error) => this.#fail(error));
  }

  #ready(): void {
    clearTimeout(this.#timer);
    this.#settled = true;
    this.#events.onReady(this.top, this.#shared.nowMs());
  }

  #fail(error: Error): void {
    clearTimeout(this.#timer);
    if (this.#settled) return;
    this.#settled = true;
    if (!this.#tcpUp && this.#address !== '') this.#shared.addresses.onConnectFailed(this.#address);
    this.top.destroy();
    this.wire.destroy();
    this.#events.onFailure(error);
  }
}
