import type {Auth, TlsSettings} from '../domain/profile.ts';
import {authKeys, basicKeys, envUrl, oauth2Keys} from './auth-keys.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {tlsKeys} from './profile-keys.ts';

const kinds = ['bearer', 'basic', 'oauth2'] as const;

/** `auth`: exactly one of the ways. */
export function readAuth(reader: ProfileReader, value: unknown): Auth | null {
  if (value === undefined) return null;
  if (typeof value === 'string')
    return reader.fail('auth', `must be an object: {"bearer": …}, not ${kindOf(value).slice(0, 8)}`);
  const object = reader.object(value, 'auth', authKeys);
  if (object === null) return null;
  const [kind, second] = kinds.filter((one) => object[one] !== undefined);
  if (kind === undefined) {
    return Object.keys(object).length > 0 && reader.problems.length > 0
      ? null
      : reader.fail('auth', 'is empty: write {"bearer": …}, {"basic": {…}} or {"oauth2": {…}}');
  }
  if (second !== undefined) return reader.fail('auth', `is ${kind} and ${second}: one of them`);
  if (kind === 'bearer') {
    const token = reader.get(object, 'auth', authKeys, 'bearer');
    return token === null ? null : {kind, token};
  }
  return kind === 'basic' ? readBasic(reader, object['basic']) : readOauth2(reader, object['oauth2']);
}

function readBasic(reader: ProfileReader, value: unknown): Auth | null {
  const path = joinPath('auth', 'basic');
  const object = reader.object(value, path, basicKeys);
  if (object === null) return null;
  const username = reader.get(object, path, basicKeys, 'username');
  const password = reader.get(object, path, basicKeys, 'password');
  // RFC 7617, 2: the first colon ends the name.
  if (username?.replaceAll(/\$\{[^}]*\}/g, '').includes(':') === true)
    return reader.fail(joinPath(path, 'username'), 'must not hold a colon: it would end there');
  return username === null || password === null ? null : {kind: 'basic', username, password};
}

function readOauth2(reader: ProfileReader, value: unknown): Auth | null {
  const path = joinPath('auth', 'oauth2');
  const object = reader.object(value, path, oauth2Keys);
  if (object === null) return null;
  const get = (key: 'tokenUrl' | 'clientId' | 'clientSecret' | 'scope' | 'audience'): string | null =>
    reader.get(object, path, oauth2Keys, key);
  const refreshBeforeMs = reader.get(object, path, oauth2Keys, 'refreshBefore');
  const [tokenUrl, clientId, clientSecret] = [get('tokenUrl'), get('clientId'), get('clientSecret')];
  const [scope, audience] = [get('scope'), get('audience')];
  if (tokenUrl === null || clientId === null || clientSecret === null || refreshBeforeMs === null) return null;
  return {kind: 'oauth2', tokenUrl, clientId, clientSecret, scope, audience, refreshBeforeMs};
}

/** `tls`; whether the files are there is seen when the profile is loaded or run. */
export function readTls(reader: ProfileReader, value: unknown): TlsSettings {
  const object: JsonObject = value === undefined ? {} : (reader.object(value, 'tls', tlsKeys) ?? {});
  const get = (key: 'ca' | 'cert' | 'key'): string | null => reader.get(object, 'tls', tlsKeys, key);
  const [ca, cert, key] = [get('ca'), get('cert'), get('key')];
  if (object['cert'] !== undefined && object['key'] === undefined)
    reader.fail('tls.key', 'is missing: a certificate goes with its private key');
  if (object['key'] !== undefined && object['cert'] === undefined)
    reader.fail('tls.cert', 'is missing: a private key goes with its certificate');
  return {ca, cert, key, insecure: reader.get(object, 'tls', tlsKeys, 'insecure') ?? false};
}

/** `proxy`: an http(s) URL without a path. */
export function readProxy(reader: ProfileReader, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && /^[\w.-]+:\d+\/?$/.test(value))
    return reader.fail('proxy', `has no scheme: write "http://${value}"`);
  const url = envUrl.read(reader, value, 'proxy');
  if (url === null || url.includes('${')) return url;
  const {pathname, search, hash} = new URL(url);
  return pathname === '/' && search === '' && hash === ''
    ? url
    : reader.fail('proxy', 'must be a server without a path: http://host:port');
}
