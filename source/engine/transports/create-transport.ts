import type {TransportKind} from '../../domain/transport-choice.ts';
import {Http1Transport} from './http1/http1-transport.ts';
import {Http2Transport} from './http2/http2-transport.ts';
import type {Transport, TransportOptions} from './transport.ts';
import {UndiciTransport} from './undici-transport.ts';

/**
 * The transport of that kind.
 * @throws TypeError for certificates, a key or a proxy that it cannot use
 */
export function createTransport(kind: TransportKind, options: TransportOptions): Transport {
  if (kind === 'undici') return new UndiciTransport(options);
  if (options.proxy !== null) throw new TypeError(`proxy: only undici can use one, not ${kind}`);
  return kind === 'http1' ? new Http1Transport(options) : new Http2Transport(options);
}
