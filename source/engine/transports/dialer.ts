import {readFileSync} from 'node:fs';
import type tls from 'node:tls';
import {defaultPortRange, parsePortRange, portsPerSource, type PortRange} from '../../domain/port-range.ts';
import type {PlanTls, Target} from '../../domain/run-plan.ts';
import type {TransportSettings} from '../../domain/transport-choice.ts';
import {connectTimeoutMs as defaultConnectTimeoutMs, ConnectTimeoutError} from './connector.ts';
import {DialerAddresses, systemResolve, type Resolve} from './dialer-addresses.ts';
import {DialedConnection} from './dialer-connection.ts';
import {createSecureContext} from './secure-context.ts';

/** What one connection tells, in this order. Times are the clock given to the dialer, ms. */
export interface DialSink {
  /** The address is known: the first SYN goes out. Once per connection. */
  onAttempt(nowMs: number): void;
  onTcp(nowMs: number): void;
  /** Ready to carry requests. `protocol`: what ALPN agreed on; null without TLS or ALPN. */
  onReady(nowMs: number, protocol: string | null): void;
  /**
   * `length` bytes lie at the start of `bytes`: one buffer for the whole thread, overwritten by the next read. Copy what
   * is to be kept.
   */
  onRead(bytes: Buffer, length: number): void;
  /** The system has taken everything that was written after a `write` that returned false. */
  onDrain(): void;
  /** The peer has sent its last byte. */
  onEnd(): void;
  /** Broken, before or after it was ready: nothing but `onClose` follows. Never for `destroy`. */
  onFailure(error: Error): void;
  /** The socket is closed, for whatever reason: the last call. */
  onClose(): void;
}

/** A connection being made, or made. */
export interface Dialled {
  /** Only after `onReady`. False: the system did not take all of it at once; `onDrain` follows. */
  write(bytes: Uint8Array): boolean;
  /** Bytes on the wire so far (application bytes and handshake where TLS hides them). */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** At once; only `onClose` follows. */
  destroy(): void;
}

/** Makes connections to one target. */
export interface Dialer {
  /** @param key who dials (a lane or connection number): it has its own TLS session and source address */
  dial(key: number, sink: DialSink): Dialled;
  /** Drops every connection, at once, and the timer. */
  close(): void;
}

export interface DialerOptions {
  readonly target: Target;
  readonly settings: TransportSettings;
  readonly nowMs: () => number;
  /** In order of preference; ignored without TLS. */
  readonly alpn: readonly string[];
  readonly tls: PlanTls;
}

/** What a test may put in the place of the system. */
export interface DialerSystem {
  readonly resolve: Resolve;
  readonly portRange: PortRange;
  readonly connectTimeoutMs: number;
}

/** What all connections of one dialer share. */
export interface DialerShared {
  readonly target: Target;
  /** Without brackets. */
  readonly host: string;
  readonly nowMs: () => number;
  readonly addresses: DialerAddresses;
  /** Every read of every connection lands here. */
  readonly readBuffer: Buffer;
  readonly secureContext: tls.SecureContext | null;
  /** Certificates are not verified. */
  readonly insecure: boolean;
  readonly alpn: string[];
  /** The newest TLS session of each key. */
  readonly sessions: Map<number, Buffer>;
  /** Not closed yet. */
  readonly open: Set<DialedConnection>;
  /** Not ready yet, in the order of their start: the first is the first to run out of time. */
  readonly connecting: Set<DialedConnection>;
  /** Connections beyond this many take turns on loopback source addresses. */
  spreadBeyond: number;
}

/** One read buffer per thread: a read is done with before the next one begins. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/**
 * Makes connections on `net` and `tls` sockets with one shared read buffer and no stream reads.
 *
 * - The name is resolved once for all (see DialerAddresses); each dial tries one address, with no race between families.
 * - One secure context serves all; each key resumes its own TLS session.
 * - TCP and TLS together must be up within 10 s of `dial`, by one timer for all.
 * - To a loopback target, connections beyond what one source address has ports for go out from 127.0.0.2 and on; the
 *   same once the system says that the ports have run out.
 * @throws TypeError for certificates or a key that cannot be used
 */
export function createDialer(options: DialerOptions, system: Partial<DialerSystem> = {}): Dialer {
  const {target, settings, nowMs} = options;
  const connectTimeoutMs = system.connectTimeoutMs ?? defaultConnectTimeoutMs;
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const shared: DialerShared = {
    target,
    host,
    nowMs,
    addresses: new DialerAddresses(host, settings.dnsTtlMs, nowMs, system.resolve ?? systemResolve),
    readBuffer,
    secureContext: target.protocol === 'https:' ? createSecureContext(options.tls) : null,
    insecure: options.tls.insecure,
    alpn: [...options.alpn],
    sessions: new Map(),
    open: new Set(),
    connecting: new Set(),
    // Half, because other workers may dial the same target.
    spreadBeyond: Math.floor(portsPerSource(system.portRange ?? systemPortRange()) / 2),
  };
  let timer: NodeJS.Timeout | null = null;

  function sweep(): void {
    timer = null;
    const now = nowMs();
    for (const one of shared.connecting) {
      const leftMs = one.startedMs + connectTimeoutMs - now;
      if (leftMs > 0) {
        timer = setTimeout(sweep, Math.ceil(leftMs)).unref();
        return;
      }
      one.fail(new ConnectTimeoutError(target.socketPath ?? `${host}:${target.port}`));
    }
  }

  return {
    dial(key, sink) {
      const connection = new DialedConnection(shared, key, sink);
      // Sockets and lookups keep the process up, not their deadline.
      timer ??= setTimeout(sweep, connectTimeoutMs).unref();
      return connection;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      for (const one of shared.open) one.destroy();
    },
  };
}

function systemPortRange(): PortRange {
  try {
    return parsePortRange(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')) ?? defaultPortRange;
  } catch {
    return defaultPortRange;
  }
}
