import {PerftuiError} from '../domain/errors.ts';
import type {Auth} from '../domain/profile.ts';
import type {OAuth2Credentials} from '../domain/run-plan.ts';
import {authTokenVariable} from '../domain/template.ts';
import type {EnvironmentFiller} from './environment-template.ts';
import {headerValueProblem} from './http-syntax.ts';
import type {Header} from './prepare-headers.ts';

export interface PreparedAuth {
  /** Null: none; also `authorization: Bearer ${auth.token}`. */
  readonly header: Header | null;
  readonly oauth2: OAuth2Credentials | null;
  readonly secrets: readonly string[];
}

/**
 * The profile's `auth`, filled in.
 * @param variables index = `PlanValue.variable`; holds `auth.token` when the auth is OAuth2
 * @throws PerftuiError ERR_PROFILE
 */
export function prepareAuth(auth: Auth | null, variables: readonly string[], filler: EnvironmentFiller): PreparedAuth {
  if (auth === null) return {header: null, oauth2: null, secrets: []};
  if (auth.kind === 'bearer') {
    const token = filler.fill(auth.token, 'auth.bearer').trim();
    return {header: ['authorization', sendable(`Bearer ${token}`, 'auth.bearer')], oauth2: null, secrets: [token]};
  }
  if (auth.kind === 'basic') {
    const username = filler.fill(auth.username, 'auth.basic.username');
    const password = filler.fill(auth.password, 'auth.basic.password');
    // RFC 7617, 2: the first colon ends the user's name.
    if (username.includes(':')) throw new PerftuiError('ERR_PROFILE', 'auth.basic.username must not hold ":"');
    const pair = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
    return {header: ['authorization', `Basic ${pair}`], oauth2: null, secrets: [password, pair]};
  }
  const token = {kind: 'variable', variable: variables.indexOf(authTokenVariable)} as const;
  const oauth2 = fillOAuth2(auth, filler);
  return {
    header: ['authorization', {parts: ['Bearer ', token], encode: 'plain'}],
    oauth2,
    secrets: [oauth2.clientSecret, ...passwordsOf(oauth2.tokenUrl)],
  };
}

function fillOAuth2(auth: Auth & {readonly kind: 'oauth2'}, filler: EnvironmentFiller): OAuth2Credentials {
  const {tokenUrl, clientId, clientSecret, scope, audience, refreshBeforeMs} = auth;
  const optional = (text: string | null, where: string): string | null =>
    text === null ? null : filler.fill(text, where);
  const url = filler.fill(tokenUrl, 'auth.oauth2.tokenUrl');
  if (filler.missing.size === 0 && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new PerftuiError('ERR_PROFILE', 'auth.oauth2.tokenUrl is not an http:// or https:// URL');
  }
  return {
    tokenUrl: url,
    clientId: filler.fill(clientId, 'auth.oauth2.clientId'),
    clientSecret: filler.fill(clientSecret, 'auth.oauth2.clientSecret'),
    scope: optional(scope, 'auth.oauth2.scope'),
    audience: optional(audience, 'auth.oauth2.audience'),
    refreshBeforeMs,
  };
}

/** Never repeats the value: it is a secret. */
function sendable(value: string, where: string): string {
  const problem = headerValueProblem(value);
  if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where} ${problem}`);
  return value;
}

/**
 * The URL of the profile's proxy, filled in.
 * @throws PerftuiError ERR_PROFILE; its text never holds the credentials
 */
export function prepareProxy(
  proxy: string | null,
  filler: EnvironmentFiller,
): {readonly url: string | null; readonly secrets: readonly string[]} {
  if (proxy === null) return {url: null, secrets: []};
  const filled = filler.fill(proxy, 'proxy');
  if (filler.missing.size > 0) return {url: null, secrets: []};
  const url = URL.parse(filled);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new PerftuiError('ERR_PROFILE', 'proxy is not the URL of an HTTP proxy', {
      hint: 'write it as http://host:port',
    });
  }
  if ([url.username, url.password].some((part) => decoded(part) === null)) {
    throw new PerftuiError('ERR_PROFILE', 'proxy holds a user or password with a "%" that is none: write it as %25');
  }
  return {url: filled, secrets: passwordsOf(filled)};
}

/** What stands before the @ of a URL, in the ways it is written. */
function passwordsOf(text: string): string[] {
  const url = URL.parse(text);
  if (url === null || (url.username === '' && url.password === '')) return [];
  const user = decoded(url.username) ?? url.username;
  const password = decoded(url.password) ?? url.password;
  const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  // A lone user name is a token by custom (https://TOKEN@host).
  return [...(password === '' ? [user, url.username] : [password, url.password]), pair];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
