import {closeSync, fstatSync, openSync} from 'node:fs';
import type {PlanRequest, Target} from '../../../domain/run-plan.ts';
import {
  bodyMethods,
  checkRequest,
  contentHeaders,
  isTemplated,
  ownHeaders,
  requestIdHeader,
  staticBody,
  staticHeaders,
} from '../request-rules.ts';
import type {Prepared, RequestFill} from '../transport.ts';

/** A request as the bytes that go out. */
export interface Http1Prepared extends Prepared {
  /** The head, and the body when that is not a file. Renewed while the system may still be reading it; empty: it needs a fill. */
  bytes: Buffer;
  readonly isHead: boolean;
  /** Where the value of `x-request-id` stands in `bytes`; −1: none is sent. */
  readonly idAt: number;
  idLength: number;
  readonly file: BodyFile | null;
  readonly parts: RequestParts;
}

/** What a request with a fill is put together from. */
interface RequestParts {
  /** `host` and what else is the same each time, in order. */
  readonly lines: readonly HeaderLine[];
  /** Their names, in lower case. */
  readonly names: ReadonlySet<string>;
  /** All of them, and those that do not go with the body. */
  readonly text: string;
  readonly textWithoutContent: string;
  /** When it is the same each time; null: none, a file, or a template. */
  readonly body: Buffer | null;
}

interface HeaderLine {
  /** In lower case. */
  readonly name: string;
  /** With its end. */
  readonly text: string;
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

const firstIdLength = 24;
const lastChunk = '0\r\n\r\n';
const nothing = Buffer.alloc(0);

/**
 * A request definition as bytes, once: `Host` first unless the definition has its own, then its headers, then how the
 * body ends. What is put together anew each time is left out: `fillHttp1Request` adds it.
 * @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read
 */
export function createHttp1Request(request: PlanRequest, options: RequestOptions): Http1Prepared {
  checkRequest(request);
  const file = request.bodyFile === null ? null : openBody(request.bodyFile, request.chunked);
  const parts = partsOf(request, options);
  const {method, path} = request;
  const base = {request, bytes: nothing, isHead: method === 'HEAD', idAt: -1, idLength: 0, file, parts};
  if (isTemplated(request) || typeof path !== 'string') return base;
  return withBytes(base, {method, path, lines: parts.text, body: file === null ? parts.body : null, file}, options);
}

/**
 * The request as a fill says, as one piece. The fill must be one that `fillProblem` finds nothing wrong with.
 *
 * A header of the fill replaces those of the same name. With a method other than its own (a redirect that became a
 * GET), the request has no body, and no headers about one.
 */
export function fillHttp1Request(prepared: Http1Prepared, fill: RequestFill, options: RequestOptions): Http1Prepared {
  const {request, parts} = prepared;
  const isOwn = fill.method === request.method;
  let lines = isOwn ? parts.text : parts.textWithoutContent;
  let added = '';
  let replaced: Set<string> | null = null;
  for (const [name, value] of fill.headers) {
    const lower = name.toLowerCase();
    if (!maySend(lower, options) || (!isOwn && contentHeaders.has(lower))) continue;
    if (parts.names.has(lower)) (replaced ??= new Set()).add(lower);
    added += `${name}: ${value}\r\n`;
  }
  if (replaced !== null)
    lines = textOf(parts.lines, (name) => !replaced.has(name) && (isOwn || !contentHeaders.has(name)));
  const {method, path} = fill;
  const file = isOwn && fill.body === null ? prepared.file : null;
  const body = isOwn && fill.body !== null ? (fill.body === request.body ? parts.body : fill.body) : null;
  return withBytes(prepared, {method, path, lines: lines + added, body, file}, options);
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

function partsOf(request: PlanRequest, options: RequestOptions): RequestParts {
  const lines: HeaderLine[] = [];
  const hasHost = request.headers.some(([name]) => name.toLowerCase() === 'host');
  if (!hasHost) lines.push({name: 'host', text: `host: ${hostOf(options.target)}\r\n`});
  for (const [name, value] of staticHeaders(request)) {
    const lower = name.toLowerCase();
    if (maySend(lower, options)) lines.push({name: lower, text: `${name}: ${value}\r\n`});
  }
  const body = staticBody(request);
  return {
    lines,
    names: new Set(lines.map(({name}) => name)),
    text: textOf(lines, () => true),
    textWithoutContent: textOf(lines, (name) => !contentHeaders.has(name)),
    body: body === null ? null : Buffer.from(body),
  };
}

function textOf(lines: readonly HeaderLine[], has: (name: string) => boolean): string {
  return lines.map(({name, text}) => (has(name) ? text : '')).join('');
}

/** @param name in lower case */
function maySend(name: string, {reuse, withRequestId}: RequestOptions): boolean {
  return !ownHeaders.has(name) && !(withRequestId && name === requestIdHeader) && (reuse || name !== 'connection');
}

/** What is sent this time. */
interface Message {
  readonly method: string;
  readonly path: string;
  /** Header lines, but for what says how the body ends. */
  readonly lines: string;
  readonly body: Buffer | string | null;
  readonly file: BodyFile | null;
}

/** The request with the message as its bytes: with a place for an id, and the body in its frame. */
function withBytes({request, parts}: Http1Prepared, message: Message, options: RequestOptions): Http1Prepared {
  const {method, path, lines, body, file} = message;
  const sizeBytes = body === null ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const isChunked = request.chunked && (file !== null || body !== null);
  const idLength = options.withRequestId ? firstIdLength : 0;
  let head = `${method} ${path} HTTP/1.1\r\n${lines}${options.reuse ? '' : 'connection: close\r\n'}`;
  head += isChunked ? 'transfer-encoding: chunked\r\n' : lengthLine(method, file?.sizeBytes ?? sizeBytes);
  if (options.withRequestId) head += `${requestIdHeader}: ${' '.repeat(firstIdLength)}\r\n`;
  head += '\r\n';
  const idAt = options.withRequestId ? head.length - 4 - idLength : -1;
  let tail = '';
  if (isChunked && body !== null) {
    if (sizeBytes > 0) head += `${sizeBytes.toString(16)}\r\n`;
    tail = sizeBytes > 0 ? `\r\n${lastChunk}` : lastChunk;
  }
  const bytes = Buffer.allocUnsafe(head.length + sizeBytes + tail.length);
  bytes.write(head, 0, 'latin1');
  if (typeof body === 'string') bytes.write(body, head.length, 'utf8');
  else if (body !== null) bytes.set(body, head.length);
  if (tail !== '') bytes.write(tail, head.length + sizeBytes, 'latin1');
  return {request, bytes, isHead: method === 'HEAD', idAt, idLength, file, parts};
}

function lengthLine(method: string, sizeBytes: number): string {
  return sizeBytes > 0 || bodyMethods.has(method) ? `content-length: ${sizeBytes}\r\n` : '';
}
