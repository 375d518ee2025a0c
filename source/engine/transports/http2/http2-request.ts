import {closeSync, fstatSync, openSync} from 'node:fs';
import {validateHeaderName, validateHeaderValue} from 'node:http';
import type {PlanRequest, Target} from '../../../domain/run-plan.ts';
import type {Prepared} from '../transport.ts';
import {encodeFieldName, encodeFields} from './hpack-encoder.ts';

/** A request as its header block and body. */
export interface Http2Prepared extends Prepared {
  /** The same on every connection: no dynamic table is used. */
  readonly block: Buffer;
  /** A field that wants the request's id as its value, after `block`; null: none is sent. */
  readonly idField: Buffer | null;
  readonly isHead: boolean;
  readonly bodyBytes: number;
  /** Null: no body, or a file. */
  readonly body: Buffer | null;
  /** Open for the life of the transport; −1: no file. */
  readonly descriptor: number;
}

/** Fields about one connection, which HTTP/2 does not have (RFC 9113 §8.2.2), and those we send ourselves. */
const droppedHeaders = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
]);

const requestIdHeader = 'x-request-id';
/** Methods whose body is expected: an empty one is announced (RFC 9110 §8.6). */
const bodyMethods = new Set(['POST', 'PUT', 'PATCH']);

/**
 * A request definition as a header block, once: pseudo fields first (RFC 9113 §8.3.1), names in lower case; a `Host`
 * header becomes `:authority`.
 * @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read
 */
export function createHttp2Request(request: PlanRequest, target: Target, withRequestId: boolean): Http2Prepared {
  validate(request);
  const {method, path, headers, chunked} = request;
  const descriptor = request.bodyFile === null ? -1 : openBody(request.bodyFile);
  const body = descriptor !== -1 || request.body === null || request.body === '' ? null : Buffer.from(request.body);
  const bodyBytes = descriptor === -1 ? (body?.length ?? 0) : fstatSync(descriptor).size;
  const fields: [string, string][] = [
    [':method', method],
    [':scheme', target.protocol.slice(0, -1)],
    [':authority', headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? authorityOf(target)],
    [':path', path],
  ];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (droppedHeaders.has(lower) || (lower === 'te' && value !== 'trailers')) continue;
    if (!withRequestId || lower !== requestIdHeader) fields.push([lower, value]);
  }
  const announced = bodyBytes > 0 ? !chunked : bodyMethods.has(method);
  if (announced) fields.push(['content-length', String(bodyBytes)]);
  return {
    request,
    block: encodeFields(fields),
    idField: withRequestId ? encodeFieldName(requestIdHeader) : null,
    isHead: method === 'HEAD',
    bodyBytes,
    body,
    descriptor,
  };
}

/** Closes what `createHttp2Request` opened. */
export function closeHttp2Request({descriptor}: Http2Prepared): void {
  if (descriptor !== -1) closeSync(descriptor);
}

function validate({method, path, headers}: PlanRequest): void {
  if (/[^\u0021-\u00ff]/.test(path) || path.includes('\u007f') || !path.startsWith('/')) {
    throw new TypeError(`path ${JSON.stringify(path)} must start with / and hold no spaces or control characters`);
  }
  if (method === 'CONNECT') throw new TypeError('method CONNECT cannot be used for load');
  validateHeaderName(method);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

function openBody(path: string): number {
  let descriptor = -1;
  try {
    descriptor = openSync(path, 'r');
    if (!fstatSync(descriptor).isFile()) throw new Error('not a file');
    return descriptor;
  } catch (error) {
    if (descriptor !== -1) closeSync(descriptor);
    throw new TypeError(`body file ${path} cannot be read: ${(error as Error).message}`, {cause: error});
  }
}

function authorityOf({hostname, port, protocol, socketPath}: Target): string {
  if (socketPath !== null) return 'localhost';
  return port === (protocol === 'https:' ? 443 : 80) ? hostname : `${hostname}:${port}`;
}
