import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {Profile} from '../domain/profile.ts';
import {parseProfileDocument} from './parse-profile.ts';
import {parseUnixUrl} from './target-syntax.ts';

export interface UrlOverrides {
  readonly method?: string | null;
  readonly body?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The profile behind `perftui <url>`: one user class that repeats one request to the URL's path and query, as `GET /path`.
 * @throws PerftuiError ERR_TARGET when the URL or an override cannot be used
 */
export function profileForUrl(text: string, {method, body, headers = {}}: UrlOverrides = {}): Profile {
  const unix = parseUnixUrl(text.trim());
  const url = URL.parse(unix === null ? text.trim() : `http://unix${unix.rest || '/'}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new PerftuiError('ERR_TARGET', `"${text.replace(/\/\/[^/?#]*@/, '//')}" is not an http:// or https:// URL`, {
      hint: 'write it as http://host:port/path',
    });
  }
  const credentials = url.href.slice(url.protocol.length + 2).match(/^[^/?#]*@/)?.[0] ?? '';
  const contentType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const request = {
    method: method ?? 'GET',
    path: `${url.pathname}${url.search}`.replaceAll(/[^\u0021-\u007E]+/gu, encodeURIComponent),
    headers: {...headers, ...(body && !contentType && looksLikeJson(body) ? {'content-type': 'application/json'} : {})},
    ...(body === undefined || body === null ? {} : {body}),
  };
  const parsed = parseProfileDocument(
    {
      target: unix === null ? `${url.protocol}//${credentials}${url.host}` : `http://unix:${unix.socketPath}:`,
      scenarios: [{name: 'url', flow: [{request}]}],
    },
    unix === null ? url.host : path.basename(unix.socketPath),
  );
  if ('profile' in parsed) return parsed.profile;
  const problems = parsed.problems.map(({path, message}) => `${path.replace(/^.*\.request\./, '')} ${message}`);
  throw new PerftuiError('ERR_TARGET', `cannot load that URL: ${problems.join('; ')}`);
}

function looksLikeJson(body: string): boolean {
  if (!/^\s*[{[]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
