import {printTemplatePart, type TemplatePart} from '../domain/template.ts';
import {didYouMean} from '../domain/did-you-mean.ts';

/** Source of a regular expression for a header's name: a token of RFC 9110, 5.6.2. */
export const headerNamePattern = "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$";

const token = new RegExp(headerNamePattern);

/** Headers that frame the message or rule the connection: set by whatever sends the request, or wrong. */
export const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const commonMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What is wrong with a header's name; null when nothing is. */
export function headerNameProblem(name: string): string | null {
  if (name.length > 200 || !token.test(name)) return 'is not a header name: letters, digits and - only';
  if (ownHeaders.has(name.toLowerCase())) return 'is set by perftui itself: leave it out';
  return null;
}

/** What is wrong with a header's value; null when nothing is. Never repeats the value: it may be a secret. */
export function headerValueProblem(value: string): string | null {
  if (/[\r\n]/.test(value)) return 'must not hold line breaks';
  if (/[^\t\u0020-\u007E\u0080-\u00FF]/.test(value)) return 'holds characters that a header cannot carry';
  return value.length > 16_000 ? 'is longer than 16000 characters' : null;
}

/** What is wrong with a method; null when nothing is. */
export function methodProblem(method: string): string | null {
  if (method === 'CONNECT' || method === 'TRACE') return `${method} is not a request to load a server with`;
  if (commonMethods.includes(method)) return null;
  const near = didYouMean(method, commonMethods);
  if (near !== null) return `"${method}": did you mean "${near}"?`;
  return /^[A-Z][A-Z-]{1,29}$/.test(method) ? null : 'must be a method in upper case, such as "GET" or "POST"';
}

/** What is wrong with a request's path; null when nothing is. */
export function pathProblem(path: string): string | null {
  if (/^https?:\/\//i.test(path)) return 'must start with "/": the server belongs into "target"';
  if (!path.startsWith('/'))
    return `must start with "/"${path.length < 200 && /^[\w?]/.test(path) ? `: "/${path}"` : ''}`;
  if (path.includes('#')) return 'must not hold "#": fragments are never sent';
  if (/[^\u0021-\u007E]/.test(path)) return `must be percent-encoded: "${encodePath(path)}"`;
  return path.length > 8000 ? 'is longer than 8000 characters' : null;
}

/** The same for a path with templates, whose values are percent-encoded when they are filled in. */
export function pathTemplateProblem(parts: readonly TemplatePart[]): string | null {
  const problem = pathProblem(parts.map((part) => (part.kind === 'text' ? part.text : 'x')).join(''));
  if (problem === null || !problem.startsWith('must be percent-encoded')) return problem;
  const encoded = parts
    .map((part) => (part.kind === 'text' ? encodePath(part.text) : printTemplatePart(part)))
    .join('');
  return `must be percent-encoded: "${encoded}"`;
}

function encodePath(path: string): string {
  return encodeURI(path.toWellFormed())
    .replaceAll('%25', '%')
    .replaceAll('%7B', '{')
    .replaceAll('%7D', '}')
    .slice(0, 200);
}
