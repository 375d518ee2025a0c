import {accessSync, constants, createReadStream, statSync, type Stats} from 'node:fs';
import type {Readable} from 'node:stream';
import type {Dispatcher} from 'undici';
import type {PlanRequest} from '../../domain/run-plan.ts';
import {
  checkRequest,
  contentHeaders,
  isTemplated,
  ownHeaders,
  requestIdHeader,
  staticBody,
  staticHeaders,
} from './request-rules.ts';
import type {Prepared, RequestFill} from './transport.ts';

/** What `Client.dispatch` wants. The request's id, when one is sent, is the last of the headers. */
export type UndiciOptions = Dispatcher.DispatchOptions & {readonly headers: string[]};

export interface UndiciPrepared extends Prepared {
  /** Built once; null: it needs a fill. */
  readonly options: UndiciOptions | null;
  /** The headers that are the same each time, name and value in turn, without the id. */
  readonly headers: readonly string[];
  /** Null: no body file. */
  readonly file: BodyFile | null;
}

interface BodyFile {
  readonly sizeBytes: number;
  /** Opens it anew for each request. */
  readonly open: () => Readable;
}

export interface UndiciRequestOptions {
  readonly reuse: boolean;
  readonly withRequestId: boolean;
  /** The target's origin when a proxy is to forward requests (RFC 9112, 3.2.2); else ''. */
  readonly pathPrefix: string;
  /** For that proxy; null: none. */
  readonly proxyAuthorization: string | null;
}

/**
 * A request definition as undici takes it, once.
 * @throws TypeError for what undici cannot send: a bad header or path, CONNECT, a body file that is not there
 */
export function createUndiciRequest(request: PlanRequest, options: UndiciRequestOptions): UndiciPrepared {
  checkRequest(request);
  const {method, path, bodyFile} = request;
  const headers: string[] = [];
  for (const [name, value] of staticHeaders(request)) {
    if (maySend(name.toLowerCase(), options)) headers.push(name, value);
  }
  if (options.proxyAuthorization !== null) headers.push('proxy-authorization', options.proxyAuthorization);
  const file = bodyFile === null ? null : {sizeBytes: fileSize(bodyFile), open: openFile.bind(null, bodyFile)};
  const prepared = {request, options: null, headers, file};
  if (isTemplated(request) || typeof path !== 'string') return prepared;
  const message = {method, path, headers, body: staticBody(request), file};
  return {...prepared, options: optionsOf(message, request.chunked, options)};
}

/**
 * The request as a fill says. The fill must be one that `fillProblem` finds nothing wrong with.
 *
 * A header of the fill replaces those of the same name. With a method other than its own (a redirect that became a
 * GET), the request has no body, and no headers about one.
 */
export function fillUndiciRequest(
  {request, headers, file}: UndiciPrepared,
  fill: RequestFill,
  options: UndiciRequestOptions,
): UndiciOptions {
  const isOwn = fill.method === request.method;
  const added: string[] = [];
  const replaced = new Set<string>();
  for (const [name, value] of fill.headers) {
    const lower = name.toLowerCase();
    if (!maySend(lower, options) || (!isOwn && contentHeaders.has(lower))) continue;
    replaced.add(lower);
    added.push(name, value);
  }
  const all: string[] = [];
  for (let at = 0; at < headers.length; at += 2) {
    const lower = headers[at]!.toLowerCase();
    if (!replaced.has(lower) && (isOwn || !contentHeaders.has(lower))) all.push(headers[at]!, headers[at + 1]!);
  }
  all.push(...added);
  const {method, path} = fill;
  const body = isOwn ? fill.body : null;
  return optionsOf(
    {method, path, headers: all, body, file: isOwn && body === null ? file : null},
    request.chunked,
    options,
  );
}

/** @param name in lower case */
function maySend(name: string, {withRequestId}: UndiciRequestOptions): boolean {
  return !ownHeaders.has(name) && !(withRequestId && name === requestIdHeader);
}

/** What is sent this time. */
interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string | null;
  readonly file: BodyFile | null;
}

function optionsOf(
  {method, path, headers, body, file}: Message,
  chunked: boolean,
  options: UndiciRequestOptions,
): UndiciOptions {
  return {
    path: options.pathPrefix + path,
    method,
    headers: [
      // undici frames in chunks what it knows no length of.
      ...(file === null || chunked ? [] : ['content-length', String(file.sizeBytes)]),
      ...headers,
      // The lane writes the value before each dispatch, which reads it at once.
      ...(options.withRequestId ? [requestIdHeader, ''] : []),
    ],
    body: file === null ? (fixedBody(body, chunked) as Buffer | null) : null,
    // undici closes the connection after a HEAD, and after a GET with a body, unless told not to.
    reset: !options.reuse,
    blocking: false,
  };
}

/** A list of one piece is sent chunked: undici cannot know its length. */
function fixedBody(body: string | null, chunked: boolean): Buffer | readonly Buffer[] | null {
  if (body === null || body === '') return null;
  return chunked ? [Buffer.from(body)] : Buffer.from(body);
}

function openFile(path: string): Readable {
  // undici stops listening once the request has ended, and an open that fails after that would end the thread.
  return createReadStream(path).on('error', () => {});
}

/** @throws TypeError when it cannot be read */
function fileSize(path: string): number {
  let stats: Stats;
  try {
    accessSync(path, constants.R_OK);
    stats = statSync(path);
  } catch (error) {
    throw new TypeError(`body file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
  if (!stats.isFile()) throw new TypeError(`body file ${path} is not a file`);
  return stats.size;
}
