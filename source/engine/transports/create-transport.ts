import type {TransportKind} from '../../domain/transport-choice.ts';
import {Http1Transport} from './http1/http1-transport.ts';
import {Http2Transport} from './http2/http2-transport.ts';
import type {Transport, TransportOptions} from './transport.ts';
import {UndiciTransport} from './undici-transport.ts';

/** The transport of that kind. */
export function createTransport(kind: TransportKind, options: TransportOptions): Transport {
  if (kind === 'http1') return new Http1Transport(options);
  if (kind === 'http2') return new Http2Transport(options);
  return new UndiciTransport(options);
}
