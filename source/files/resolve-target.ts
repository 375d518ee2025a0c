import {isDemoTarget, parseDemoTarget} from '../domain/demo-target.ts';
import {PerftuiError} from '../domain/errors.ts';
import type {Target} from '../domain/run-plan.ts';
import {hasTemplate, type EnvironmentFiller} from './environment-template.ts';
import {isUnixUrl, parseUnixUrl, targetProblem} from './target-syntax.ts';

export interface ResolvedTarget {
  readonly target: Target;
  /** What stood before the @ of the URL. */
  readonly credentials: {readonly header: string; readonly secrets: readonly string[]} | null;
}

/**
 * Where a profile's target leads. The built-in server's label is its name alone. A label never holds a filled-in variable: `${env:BASE}` stays `${env:BASE}`, so that
 * baselines match by it and nothing secret is shown.
 * @throws PerftuiError ERR_TARGET
 */
export function resolveTarget(
  template: string,
  filler: EnvironmentFiller,
  demoOrigin: string | undefined,
): ResolvedTarget {
  const isDemo = isDemoTarget(template);
  if (isDemo && demoOrigin === undefined) {
    throw new PerftuiError('ERR_DEMO', `the target ${template} is the built-in server, which has not been started`);
  }
  const filled = isDemo ? demoOrigin! : filler.fill(template, 'target');
  // Missing variables are told all at once, by the caller.
  if (filler.missing.size > 0)
    return {target: describeTarget(new URL('http://unknown.invalid'), template), credentials: null};
  const problem = targetProblem(filled);
  if (problem !== null) {
    throw new PerftuiError(
      'ERR_TARGET',
      `target ${hasTemplate(template) ? template : withoutCredentials(filled)} ${problem}`,
    );
  }
  const label = isDemo
    ? (parseDemoTarget(template)?.label ?? template)
    : hasTemplate(template)
      ? withoutCredentials(template).replace(/\/+$/, '')
      : null;
  if (isUnixUrl(filled)) return {target: describeSocket(filled, label), credentials: null};
  const url = new URL(filled);
  return {target: describeTarget(url, label), credentials: credentialsOf(url)};
}

/** @param label null: the origin and base path */
function describeTarget(url: URL, label: string | null): Target {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const basePath = url.pathname.replace(/\/+$/, '');
  const hostname = url.hostname.replaceAll(/^\[|\]$/g, '');
  return {
    origin: url.origin,
    protocol,
    hostname,
    port: url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port),
    socketPath: null,
    basePath,
    label: label ?? `${url.origin}${basePath}`,
    isLocal: isLoopback(hostname),
  };
}

/** @param text a Unix socket URL without a problem */
function describeSocket(text: string, label: string | null): Target {
  const {socketPath, rest} = parseUnixUrl(text)!;
  const origin = `http://unix:${socketPath}:`;
  const basePath = rest.replace(/\/+$/, '');
  return {
    origin,
    protocol: 'http:',
    // What the host header says, as with curl: a socket has no name.
    hostname: 'localhost',
    port: 80,
    socketPath,
    basePath,
    label: label ?? `${origin}${basePath}`,
    isLocal: true,
  };
}

/** Loopback addresses (127.0.0.0/8, ::1) and names (localhost and what ends in .localhost). */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    /^::ffff:7f[\da-f]{2}:[\da-f]{1,4}$/.test(name)
  );
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/?#]*@/, '//');
}

function credentialsOf(url: URL): ResolvedTarget['credentials'] {
  if (url.username === '' && url.password === '') return null;
  const user = decode(url.username);
  const password = decode(url.password);
  const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  // A lone user name is a token by custom (https://TOKEN@host).
  const secrets = password === '' ? [user, url.username] : [password, url.password];
  return {header: `Basic ${pair}`, secrets: [...secrets, pair].filter((secret) => secret !== '')};
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
