import {isUtf8} from 'node:buffer';

export interface Redirect {
  readonly method: string;
  /** With query, without fragment. */
  readonly path: string;
  /** Body and the headers about it are sent again. */
  readonly keepsBody: boolean;
}

/**
 * Where a response sends its request (RFC 9110, 15.4): 301, 302 and 303 make it a GET (HEAD stays), 307 and 308 send the
 * same again. `elsewhere`: to another origin, which is not load for this target. Null: it is no redirect.
 * @param origin the target's, `http://unix:/path:` included
 * @param path of the request that was answered, with its query: what a relative location starts from
 */
export function redirectOf(
  status: number,
  location: string | null,
  method: string,
  origin: string,
  path: string,
): Redirect | 'elsewhere' | null {
  const rewrites = status === 301 || status === 302 || status === 303;
  if ((!rewrites && status !== 307 && status !== 308) || location === null) return null;
  // A socket has no authority of its own: whatever names one is elsewhere.
  const base = origin.startsWith('http://unix:') ? 'http://unix.invalid' : origin;
  const from = path.startsWith('/') ? `${base}${path}` : base;
  const to = readUtf8(location);
  if (!URL.canParse(to, from)) return null;
  const url = new URL(to, from);
  if (url.origin !== new URL(base).origin) return 'elsewhere';
  const keepsMethod = !rewrites || method === 'HEAD';
  return {method: keepsMethod ? method : 'GET', path: url.pathname + url.search, keepsBody: !rewrites};
}

/** Header bytes above 127, read as Latin-1: UTF-8 where they are that, as many servers send it and browsers read it. */
function readUtf8(text: string): string {
  if (!/[\u0080-\u00FF]/.test(text) || /[^\u0000-\u00FF]/.test(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : text;
}
