import net from 'node:net';
import tls from 'node:tls';
import {isLoopbackV4, loopbackSourceOf} from '../../domain/port-range.ts';
import type {Dialled, DialerShared, DialSink} from './dialer.ts';

const nothing = Buffer.alloc(0);

/** A TLS record this small fits an empty send buffer whole: once encrypted, it is on its way. */
const oneRecordBytes = 16_384;

const owner = Symbol('owner');
type OwnedSocket = net.Socket & {[owner]: DialedConnection};

/** The byte counters of the TCP handle under a TLS socket, which Node does not show otherwise. */
interface Wire {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * One socket of a dialer. The listeners are shared functions that find their connection on the socket: thousands of
 * idle connections carry no closures of their own but the one for reads.
 */
export class DialedConnection implements Dialled {
  readonly startedMs: number;
  readonly #shared: DialerShared;
  readonly #key: number;
  readonly #sink: DialSink;
  #socket: net.Socket | null = null;
  /** TLS only. */
  #wire: Wire | null = null;
  #address = '';
  #attempted = false;
  #tcpUp = false;
  #ready = false;
  #failed = false;
  #closed = false;
  #spreading = false;
  #read = 0;
  #written = 0;

  constructor(shared: DialerShared, key: number, sink: DialSink) {
    this.#shared = shared;
    this.#key = key;
    this.#sink = sink;
    this.startedMs = shared.nowMs();
    shared.open.add(this);
    shared.connecting.add(this);
    if (shared.target.socketPath !== null) process.nextTick(connectTo, this, '');
    else
      shared.addresses.next((error, address) => {
        if (error === null) this.connect(address);
        else this.fail(error);
      });
  }

  get bytesRead(): number {
    return this.#wire === null ? this.#read : this.#wire.bytesRead;
  }

  get bytesWritten(): number {
    return this.#wire === null ? this.#written : this.#wire.bytesWritten;
  }

  write(bytes: Uint8Array): boolean {
    const socket = this.#socket!;
    this.#written += bytes.length;
    socket.write(bytes);
    const leftBytes = socket.writableLength;
    if (leftBytes === 0 || (this.#shared.secureContext !== null && leftBytes <= oneRecordBytes)) return true;
    // The socket's own 'drain' stays away when little is left: this one is done once all before it is.
    socket.write(nothing, (error) => {
      if (error === undefined || error === null) this.#onTaken();
    });
    return false;
  }

  destroy(): void {
    if (this.#closed || this.#failed) return;
    this.#failed = true;
    this.#abandon();
  }

  /** Gives up with an error: unless it is over already. */
  fail(error: Error): void {
    if (this.#failed || this.#closed) return;
    this.#failed = true;
    if (!this.#tcpUp && this.#address !== '') this.#shared.addresses.onConnectFailed(this.#address);
    this.#sink.onFailure(error);
    this.#abandon();
  }

  /** Starts TCP to an address ('': to the target's Unix socket). */
  connect(address: string): void {
    if (this.#failed || this.#closed) return;
    this.#address = address;
    const socket = this.#open(address);
    this.#socket = socket;
    const owned = socket as OwnedSocket;
    owned[owner] = this;
    socket.on('connect', onTcp).on('end', onEnd).on('error', onError).on('close', onClose);
    if (this.#shared.secureContext !== null) {
      this.#wire = wireUnder(socket);
      socket.on('secureConnect', onSecure).on('session', onSession);
    }
    if (this.#attempted) return;
    this.#attempted = true;
    this.#sink.onAttempt(this.#shared.nowMs());
  }

  onTcp(): void {
    const now = this.#shared.nowMs();
    this.#tcpUp = true;
    this.#shared.addresses.onConnected();
    if (this.#failed) return;
    this.#sink.onTcp(now);
    if (this.#shared.secureContext === null) this.#onUp(now, null);
    else this.#socket!.setNoDelay(true);
  }

  onSecure(): void {
    const {alpnProtocol} = this.#socket as tls.TLSSocket;
    if (!this.#failed) this.#onUp(this.#shared.nowMs(), typeof alpnProtocol === 'string' ? alpnProtocol : null);
  }

  onSession(session: Buffer): void {
    this.#shared.sessions.set(this.#key, session);
  }

  onRead(length: number): void {
    this.#read += length;
    if (!this.#failed) this.#sink.onRead(this.#shared.readBuffer, length);
  }

  onEnd(): void {
    if (!this.#failed && this.#ready) this.#sink.onEnd();
  }

  onError(error: NodeJS.ErrnoException): void {
    if (error.code === 'EADDRNOTAVAIL' && this.#maySpread()) {
      this.#shared.spreadBeyond = 0;
      this.#again();
    } else {
      this.fail(error);
    }
  }

  onClose(socket: net.Socket): void {
    // A socket that found no free port has been replaced.
    if (socket === this.#socket) this.#close();
  }

  #open(address: string): net.Socket {
    const {target, secureContext, insecure, host} = this.#shared;
    const onread = {
      buffer: this.#shared.readBuffer,
      callback: (length: number): boolean => {
        this.onRead(length);
        return true;
      },
    };
    const where: {path: string} | {host: string; port: number; localAddress?: string} =
      target.socketPath === null ? {host: address, port: target.port} : {path: target.socketPath};
    if ('port' in where && isLoopbackV4(address) && this.#shared.open.size > this.#shared.spreadBeyond) {
      where.localAddress = loopbackSourceOf(this.#key);
      this.#spreading = true;
    }
    if (secureContext === null) {
      return net.connect({...where, noDelay: true, onread} as net.NetConnectOpts);
    }
    const options: tls.ConnectionOptions & {onread: typeof onread} = {
      ...where,
      secureContext,
      rejectUnauthorized: !insecure,
      onread,
    };
    if (this.#shared.alpn.length > 0) options.ALPNProtocols = this.#shared.alpn;
    if (net.isIP(host) === 0) options.servername = host;
    const session = this.#shared.sessions.get(this.#key);
    if (session !== undefined) options.session = session;
    return tls.connect(options);
  }

  /** The ports of the one source address have run out, and there are others. */
  #maySpread(): boolean {
    return !this.#tcpUp && !this.#failed && !this.#spreading && isLoopbackV4(this.#address);
  }

  #again(): void {
    const before = this.#socket;
    this.#socket = null;
    before?.destroy();
    this.connect(this.#address);
  }

  #onUp(nowMs: number, protocol: string | null): void {
    this.#ready = true;
    this.#shared.connecting.delete(this);
    this.#sink.onReady(nowMs, protocol);
  }

  #onTaken(): void {
    if (!this.#failed) this.#sink.onDrain();
  }

  #abandon(): void {
    this.#shared.connecting.delete(this);
    if (this.#socket === null) process.nextTick(closeNow, this);
    else this.#socket.destroy();
  }

  /** Told once. */
  closeNow(): void {
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#shared.open.delete(this);
    this.#shared.connecting.delete(this);
    // Neither failed nor ended by us before it was ready: the peer hung up in the handshake without a word.
    if (!this.#failed && !this.#ready) {
      this.#failed = true;
      this.#sink.onFailure(hungUp());
    }
    this.#closed = true;
    this.#sink.onClose();
  }
}

function connectTo(connection: DialedConnection, address: string): void {
  connection.connect(address);
}

function closeNow(connection: DialedConnection): void {
  connection.closeNow();
}

function onTcp(this: net.Socket): void {
  (this as OwnedSocket)[owner].onTcp();
}

function onSecure(this: net.Socket): void {
  (this as OwnedSocket)[owner].onSecure();
}

function onSession(this: net.Socket, session: Buffer): void {
  (this as OwnedSocket)[owner].onSession(session);
}

function onEnd(this: net.Socket): void {
  (this as OwnedSocket)[owner].onEnd();
}

function onError(this: net.Socket, error: Error): void {
  (this as OwnedSocket)[owner].onError(error);
}

function onClose(this: net.Socket): void {
  (this as OwnedSocket)[owner].onClose(this);
}

function wireUnder(socket: net.Socket): Wire | null {
  const {_handle: handle} = socket as unknown as {readonly _handle?: {readonly _parent?: Partial<Wire>} | null};
  const {_parent: wire} = handle ?? {};
  return typeof wire?.bytesRead === 'number' && typeof wire.bytesWritten === 'number' ? (wire as Wire) : null;
}

function hungUp(): Error {
  return Object.assign(new Error('the peer closed the connection before it was ready'), {code: 'ECONNRESET'});
}
