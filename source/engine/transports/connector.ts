import net from 'node:net';
import tls from 'node:tls';
import type {Target} from '../../domain/run-plan.ts';
import {createSharedLookup} from './shared-lookup.ts';

/** TCP and TLS together must be up within this, ms; a shorter request timeout ends the request earlier. */
export const connectTimeoutMs = 10_000;

/** What one attempt to connect tells, in order. Times are the transport's clock, ms. */
export interface ConnectEvents {
  /** The first SYN goes out: the name is resolved. */
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
  constructor(host: string, port: number) {
    super(`connect to ${host}:${port} timed out after ${connectTimeoutMs / 1000} s`);
  }
}

/** Starts connecting; `session` is a TLS session to resume. */
export type Connector = (events: ConnectEvents, session: Buffer | null) => Connection;

/**
 * Opens sockets to the target and times TCP and TLS apart: TLS runs over a TCP socket of ours, which alone also counts
 * bytes as they are on the wire. One secure context serves all connections of the thread.
 */
export function createConnector(target: Target, nowMs: () => number): Connector {
  const lookup = createSharedLookup(nowMs);
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = target.protocol === 'https:';
  const secureContext = secure ? tls.createSecureContext() : null;
  const servername = net.isIP(host) === 0 ? host : '';

  return (events, session) => {
    const wire = net.connect({host, port: target.port, lookup, noDelay: true});
    let top: net.Socket = wire;
    let newestSession: Buffer | null = session;
    let settled = false;
    const timer = setTimeout(() => top.destroy(new ConnectTimeoutError(host, target.port)), connectTimeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      if (settled) return;
      settled = true;
      top.destroy();
      wire.destroy();
      events.onFailure(error);
    };
    const ready = (): void => {
      clearTimeout(timer);
      settled = true;
      events.onReady(top, nowMs());
    };
    wire.once('connectionAttempt', () => events.onAttempt(nowMs()));
    wire.once('connect', () => events.onTcp(nowMs()));
    wire.once('close', () => {
      clearTimeout(timer);
      events.onClose();
    });
    if (secureContext === null) {
      wire.once('connect', ready);
    } else {
      const options: tls.ConnectionOptions = {socket: wire, secureContext, host, ALPNProtocols: ['http/1.1']};
      if (servername !== '') options.servername = servername;
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
