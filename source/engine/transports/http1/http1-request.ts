import {closeSync, fstatSync, openSync} from 'node:fs';
import {validateHeaderName, validateHeaderValue} from 'node:http';
import type {PlanRequest, Target} from '../../../domain/run-plan.ts';
import type {Prepared} from '../transport.ts';

/** A request as the bytes that go out. */
export interface Http1Prepared extends Prepared {
  /** The head, and the body when that is not a file. Renewed while the system may still be reading it. */
  bytes: Buffer;
  readonly isHead: boolean;
  /** Where the value of `x-request-id` stands in `bytes`; −1: none is sent. */
  readonly idAt: number;
  idLength: number;
  readonly file: BodyFile | null;
}

/** A file that is sent as a body, open for the life of the transport. */
export interface BodyFile {
  readonly descriptor: number;
  /** What was there at `prepare`; so much is sent each time. */
  readonly sizeBytes: number;
  readonly chunked: boolean;
}

export interface RequestOptions {
  readonly target: Target;
  /** False: each request asks for its connection to be closed. */
  readonly reuse: boolean;
  readonly withRequestId: boolean;
}

/** Headers that say how a message ends, or ask for another protocol: ours to send, or not at all. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect']);

/** Methods whose body is expected: an empty one is announced (RFC 9110, 8.6). */
const bodyMethods = new Set(['POST', 'PUT', 'PATCH']);

const requestIdHeader = 'x-request-id';
const firstIdLength = 24;

/**
 * A request definition as bytes, once: `Host` first unless the definition has its own, then its headers, then how the
 * body ends.
 * @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read
 */
export function createHttp1Request(request: PlanRequest, options: RequestOptions): Http1Prepared {
  validate(request);
  const file = request.bodyFile === null ? null : openBody(request.bodyFile, request.chunked);
  const lines = [`${request.method} ${request.path} HTTP/1.1`];
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  if (!names.has('host')) lines.push(`host: ${hostOf(options.target)}`);
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase();
    const isOurs = ownHeaders.has(lower) || (options.withRequestId && lower === requestIdHeader);
    if (!isOurs && (options.reuse || lower !== 'connection')) lines.push(`${name}: ${value}`);
  }
  if (!options.reuse) lines.push('connection: close');
  const body = request.body === null ? null : Buffer.from(request.body);
  lines.push(...bodyLines(request, body, file));
  const id = options.withRequestId ? ' '.repeat(firstIdLength) : '';
  if (options.withRequestId) lines.push(`${requestIdHeader}: ${id}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return {
    request,
    bytes: Buffer.concat([head, file === null ? framed(body, request.chunked) : Buffer.alloc(0)]),
    isHead: request.method === 'HEAD',
    idAt: options.withRequestId ? head.length - 4 - id.length : -1,
    idLength: id.length,
    file,
  };
}

/** Writes the request's id into its bytes: in place while ids keep their length. */
export function writeRequestId(prepared: Http1Prepared, id: string): void {
  const {bytes, idAt, idLength} = prepared;
  if (id.length !== idLength) {
    prepared.bytes = Buffer.concat([
      bytes.subarray(0, idAt),
      Buffer.from(id, 'latin1'),
      bytes.subarray(idAt + idLength),
    ]);
    prepared.idLength = id.length;
    return;
  }
  bytes.write(id, idAt, 'latin1');
}

/** Closes what `createHttp1Request` opened. */
export function closeHttp1Request({file}: Http1Prepared): void {
  if (file !== null) closeSync(file.descriptor);
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

function openBody(path: string, chunked: boolean): BodyFile {
  let descriptor = -1;
  try {
    descriptor = openSync(path, 'r');
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error('not a file');
    return {descriptor, sizeBytes: stats.size, chunked};
  } catch (error) {
    if (descriptor !== -1) closeSync(descriptor);
    throw new TypeError(`body file ${path} cannot be read: ${(error as Error).message}`, {cause: error});
  }
}

function hostOf({hostname, port, protocol, socketPath}: Target): string {
  if (socketPath !== null) return 'localhost';
  const isDefault = port === (protocol === 'https:' ? 443 : 80);
  return isDefault ? hostname : `${hostname}:${port}`;
}

function bodyLines({method, chunked}: PlanRequest, body: Buffer | null, file: BodyFile | null): string[] {
  const sizeBytes = file?.sizeBytes ?? body?.length ?? 0;
  if (chunked && (file !== null || body !== null)) return ['transfer-encoding: chunked'];
  return sizeBytes > 0 || bodyMethods.has(method) ? [`content-length: ${sizeBytes}`] : [];
}

function framed(body: Buffer | null, chunked: boolean): Buffer {
  if (body === null) return Buffer.alloc(0);
  if (!chunked) return body;
  const end = Buffer.from('0\r\n\r\n');
  if (body.length === 0) return end;
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n'), end]);
}
