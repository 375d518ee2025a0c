import {validateHeaderName, validateHeaderValue} from 'node:http';
import type {PlanRequest} from '../../domain/run-plan.ts';
import type {RequestFill} from './transport.ts';

/** Headers that say how a message ends, or ask for another protocol: a transport's to send, or not at all. */
export const ownHeaders: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
]);

/** Headers about a body: they go with it when a redirect makes a GET of the request (RFC 9110, 15.4). */
export const contentHeaders: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'content-location',
]);

/** Methods whose body is expected: an empty one is announced (RFC 9110, 8.6). */
export const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

export const requestIdHeader = 'x-request-id';

/** All that a path must not hold: blanks and controls, and what is no single byte. */
const notOfPath = /[^\u0021-\u007e\u0080-\u00ff]/;
/** All that a header's value must not hold (RFC 9110, 5.5): CR, LF, NUL and other controls, and what is no single byte. */
const notOfValue = /[^\t\u0020-\u007e\u0080-\u00ff]/;
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * What of a request is the same each time must be fit to be sent.
 * @throws TypeError for a bad method, path, header name or value
 */
export function checkRequest({method, path, headers}: PlanRequest): void {
  if (typeof path === 'string' && !isPath(path)) {
    throw new TypeError(`path ${JSON.stringify(path)} must start with / and hold no spaces or control characters`);
  }
  if (method === 'CONNECT') throw new TypeError('method CONNECT cannot be used for load');
  validateHeaderName(method);
  for (const [name, value] of headers) {
    validateHeaderName(name);
    if (typeof value === 'string') validateHeaderValue(name, value);
  }
}

/** Some of it is put together anew each time: it can only be sent with a fill. */
export function isTemplated({path, headers, body}: PlanRequest): boolean {
  return typeof path !== 'string' || isTemplate(body) || headers.some(([, value]) => isTemplate(value));
}

/** Headers that are the same each time. */
export function staticHeaders({headers}: PlanRequest): (readonly [name: string, value: string])[] {
  return headers.filter((header): header is readonly [string, string] => typeof header[1] === 'string');
}

/** The body when it is the same each time. */
export function staticBody({body}: PlanRequest): string | null {
  return typeof body === 'string' ? body : null;
}

/**
 * Why a fill must not be sent, without the values that are to blame (they may be secret); null: it may. What would end
 * a line, or lose bits in being written, could be read as a header or a request of its own.
 */
export function fillProblem({method, path, headers}: RequestFill): string | null {
  if (!token.test(method) || method === 'CONNECT') return 'the method cannot be sent';
  if (!isPath(path)) return 'the path holds spaces, control characters or characters that are not percent-encoded';
  for (const [name, value] of headers) {
    if (!token.test(name)) return 'a header has a name that cannot be sent';
    if (notOfValue.test(value)) return `header ${name} holds a line break or another character that cannot be sent`;
  }
  return null;
}

/** A mistake of the caller's: a request with templates was sent without their values. */
export function needsFill(): TypeError {
  return new TypeError('a request with templates cannot be sent without a fill');
}

function isPath(path: string): boolean {
  return path.startsWith('/') && !notOfPath.test(path);
}

function isTemplate(text: unknown): boolean {
  return text !== null && typeof text !== 'string';
}
