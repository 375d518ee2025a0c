import {Buffer} from 'node:buffer';
import process from 'node:process';
import {didYouMean} from '../domain/did-you-mean.ts';

/** What is wrong with a target URL; null when nothing is. */
export function targetProblem(target: string): string | null {
  if (!/^https?:\/\//i.test(target)) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return 'must be an http:// or https:// URL';
    const near = didYouMean(target, ['demo']);
    if (near !== null) return `must be an http:// or https:// URL, or "demo"; did you mean "${near}"?`;
    return /^[\w.-]+(?::\d+)?(?:\/\S*)?$|^\[[\da-f:]+\]/i.test(target)
      ? `has no scheme: write "http://${target}"`
      : 'must be an http:// or https:// URL, or "demo" for the built-in server';
  }
  if (isUnixUrl(target)) return unixProblem(target);
  const url = URL.parse(target);
  if (url === null || /\s/.test(target)) return 'is not a URL: write it as http://host:port';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query: write it into the "path" of each request';
  return null;
}

export interface UnixUrl {
  /** Absolute path of the socket. */
  readonly socketPath: string;
  /** What stands behind the second colon: '' or `/base?query`. */
  readonly rest: string;
}

/** `http://unix:/run/app.sock:/base` taken apart; null when it is not such a URL. */
export function parseUnixUrl(text: string): UnixUrl | null {
  const match = /^http:\/\/unix:(\/[^:\s?#]+)(?::(\/\S*)?)?$/i.exec(text);
  return match === null ? null : {socketPath: match[1]!, rest: match[2] ?? ''};
}

export function isUnixUrl(text: string): boolean {
  return /^https?:\/\/unix:(?!\d)/i.test(text);
}

/** As the kernel holds it (`sun_path` of unix(7) with its closing NUL; 104 on macOS and BSD). */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;

function unixProblem(target: string): string | null {
  if (/^https:/i.test(target)) return 'speaks plain HTTP over a Unix socket: write it as http://unix:/path/to.sock:';
  const parts = parseUnixUrl(target);
  if (parts === null)
    return 'is not a Unix socket: write it as http://unix:/path/to.sock: or http://unix:/path/to.sock:/base';
  if (/[?#]/.test(parts.rest)) return 'must not hold a query: write it into the "path" of each request';
  const bytes = Buffer.byteLength(parts.socketPath);
  return bytes > maxSocketPathBytes
    ? `names a socket with a path of ${bytes} bytes: at most ${maxSocketPathBytes} are possible`
    : null;
}
