import {closeSync, fstatSync, openSync} from 'node:fs';
import type {PlanRequest, Target} from '../../../domain/run-plan.ts';
import {
  bodyMethods,
  checkRequest,
  contentHeaders,
  isTemplated,
  requestIdHeader,
  staticBody,
  staticHeaders,
} from '../request-rules.ts';
import type {Prepared, RequestFill} from '../transport.ts';
import {encodeFieldName, encodeFields, encodePlainFields} from './hpack-encoder.ts';

/** A request as its header block and body. */
export interface Http2Prepared extends Prepared {
  /** The same on every connection: no dynamic table is used. Empty: it needs a fill. */
  readonly block: Buffer;
  /** A field that wants the request's id as its value, after `block`; null: none is sent. */
  readonly idField: Buffer | null;
  readonly isHead: boolean;
  readonly bodyBytes: number;
  /** Null: no body, or a file. */
  readonly body: Buffer | null;
  /** Open for the life of the transport; −1: no file. */
  readonly descriptor: number;
  readonly parts: RequestParts;
}

type Field = readonly [name: string, value: string];

/** What a request with a fill is put together from. */
interface RequestParts {
  /** Encoded `:method`, and `:scheme` with `:authority`. */
  readonly method: Buffer;
  readonly scheme: Buffer;
  readonly authority: Buffer;
  /** What else is the same each time, names in lower case. */
  readonly fields: readonly Field[];
  readonly names: ReadonlySet<string>;
  /** All of them, and those that do not go with the body, encoded. */
  readonly block: Buffer;
  readonly blockWithoutContent: Buffer;
  /** When it is the same each time; null: none, a file, or a template. */
  readonly body: Buffer | null;
  readonly fileBytes: number;
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

const nothing = Buffer.alloc(0);

/**
 * A request definition as a header block, once: pseudo fields first (RFC 9113 §8.3.1), names in lower case; a `Host`
 * header becomes `:authority`. What is put together anew each time is left out: `fillHttp2Request` adds it.
 * @throws TypeError for what cannot be sent: a bad header or path, CONNECT, a body file that cannot be read
 */
export function createHttp2Request(request: PlanRequest, target: Target, withRequestId: boolean): Http2Prepared {
  checkRequest(request);
  const {method, path} = request;
  const descriptor = request.bodyFile === null ? -1 : openBody(request.bodyFile);
  const text = descriptor === -1 ? staticBody(request) : null;
  const body = text === null || text === '' ? null : Buffer.from(text);
  const fileBytes = descriptor === -1 ? 0 : fstatSync(descriptor).size;
  const bodyBytes = body?.length ?? fileBytes;
  const idField = withRequestId ? encodeFieldName(requestIdHeader) : null;
  const authority = staticHeaders(request).find(([name]) => name.toLowerCase() === 'host')?.[1] ?? authorityOf(target);
  const scheme: Field = [':scheme', target.protocol.slice(0, -1)];
  const fields = staticHeaders(request)
    .map(([name, value]): Field => [name.toLowerCase(), value])
    .filter(([name, value]) => maySend(name, value, withRequestId));
  const parts: RequestParts = {
    method: encodeFields([[':method', method]]),
    scheme: encodeFields([scheme]),
    authority: encodeFields([[':authority', authority]]),
    fields,
    names: new Set(fields.map(([name]) => name)),
    block: encodeFields(fields),
    blockWithoutContent: encodeFields(fields.filter(([name]) => !contentHeaders.has(name))),
    body,
    fileBytes,
    descriptor,
  };
  const base = {request, idField, isHead: method === 'HEAD', bodyBytes, body, descriptor, parts};
  if (isTemplated(request) || typeof path !== 'string') return {...base, block: nothing};
  const head: Field[] = [[':method', method], scheme, [':authority', authority], [':path', path], ...fields];
  return {...base, block: encodeFields([...head, ...lengthFields(request, method, bodyBytes)])};
}

/**
 * The request as a fill says. The fill must be one that `fillProblem` finds nothing wrong with.
 *
 * A header of the fill replaces those of the same name. With a method other than its own (a redirect that became a
 * GET), the request has no body, and no headers about one.
 */
export function fillHttp2Request(prepared: Http2Prepared, fill: RequestFill): Http2Prepared {
  const {request, parts, idField} = prepared;
  const isOwn = fill.method === request.method;
  let {authority} = parts;
  let replaced: Set<string> | null = null;
  const added: Field[] = [];
  for (const [name, value] of fill.headers) {
    const lower = name.toLowerCase();
    if (lower === 'host') authority = encodePlainFields([[':authority', value]]);
    if (!maySend(lower, value, idField !== null) || (!isOwn && contentHeaders.has(lower))) continue;
    if (parts.names.has(lower)) (replaced ??= new Set()).add(lower);
    added.push([lower, value]);
  }
  let block = isOwn ? parts.block : parts.blockWithoutContent;
  if (replaced !== null) {
    const left = parts.fields.filter(([name]) => !replaced.has(name) && (isOwn || !contentHeaders.has(name)));
    block = encodePlainFields(left);
  }
  const descriptor = isOwn && fill.body === null ? parts.descriptor : -1;
  const body = isOwn ? bodyOf(fill.body, prepared) : null;
  const bodyBytes = descriptor === -1 ? (body?.length ?? 0) : parts.fileBytes;
  return {
    request,
    idField,
    isHead: fill.method === 'HEAD',
    bodyBytes,
    body,
    descriptor,
    parts,
    block: Buffer.concat([
      isOwn ? parts.method : encodeFields([[':method', fill.method]]),
      parts.scheme,
      authority,
      encodePlainFields([[':path', fill.path]]),
      block,
      encodePlainFields([...added, ...lengthFields(request, fill.method, bodyBytes)]),
    ]),
  };
}

/** Closes what `createHttp2Request` opened. */
export function closeHttp2Request({descriptor}: Http2Prepared): void {
  if (descriptor !== -1) closeSync(descriptor);
}

function bodyOf(text: string | null, {request, parts}: Http2Prepared): Buffer | null {
  if (text === null || text === '') return null;
  return text === request.body ? parts.body : Buffer.from(text);
}

function lengthFields({chunked}: PlanRequest, method: string, bodyBytes: number): readonly Field[] {
  const isAnnounced = bodyBytes > 0 ? !chunked : bodyMethods.has(method);
  return isAnnounced ? [['content-length', String(bodyBytes)]] : [];
}

/** @param name in lower case */
function maySend(name: string, value: string, withRequestId: boolean): boolean {
  if (droppedHeaders.has(name) || (name === 'te' && value !== 'trailers')) return false;
  return !withRequestId || name !== requestIdHeader;
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
