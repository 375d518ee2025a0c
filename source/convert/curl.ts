import {PerftuiError} from '../domain/errors.ts';
import {assemble} from './assemble.ts';
import {curlCommands} from './curl-words.ts';
import {curlOption} from './curl-options.ts';
import {
  ConvertNotes,
  type Converted,
  type ConvertOptions,
  type Json,
  literal,
  oneLine,
  type RequestDocument,
} from './converted.ts';
import {ofOneOrigin, placeOf} from './origins.ts';
import {carryBody, carryHeaders, carryMethod, carryPath, nameOf, splitOnce} from './request-parts.ts';

/** The options of one transfer, in order; `--next` begins another. */
interface Transfer {
  readonly urls: string[];
  readonly options: (readonly [name: string, value: string])[];
}

interface CurlRequest {
  readonly origin: string;
  readonly transfer: Transfer;
  readonly request: RequestDocument;
}

/**
 * curl command lines, as a browser copies them, as a profile: one request per URL, one scenario.
 * @throws PerftuiError ERR_PROFILE when there is no curl command, or none to an http(s) URL
 */
export function convertCurl(text: string, options: ConvertOptions): Converted {
  const notes = new ConvertNotes();
  if (/^\s*Invoke-WebRequest\b/i.test(text)) {
    throw new PerftuiError('ERR_PROFILE', 'this is a PowerShell command', {hint: 'copy it as cURL (bash) or (cmd)'});
  }
  const commands = curlCommands(text);
  if (commands.length === 0) {
    throw new PerftuiError('ERR_PROFILE', 'there is no curl command in it', {
      hint: "it begins with curl, as in curl 'http://…'",
    });
  }
  const transfers = commands.flatMap(({words, rest}) => {
    if (rest !== null) notes.leave(rest, 'only the curl command itself is read');
    return transfersOf(words, notes);
  });
  const requests = transfers.flatMap((transfer) => requestsOf(transfer, notes));
  const {origin, kept} = ofOneOrigin(requests, notes);
  const used = [...new Set(kept.map(({transfer}) => transfer))];
  return assemble(
    {
      name: options.name,
      target: origin,
      scenarios: [{name: options.name, flow: kept.map(({request}) => ({request}))}],
      settings: settingsOf(used, kept, notes),
    },
    notes,
  );
}

function transfersOf(words: readonly string[], notes: ConvertNotes): Transfer[] {
  let transfer: Transfer = {urls: [], options: []};
  const transfers = [transfer];
  let onlyUrls = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (onlyUrls || !/^-./.test(word)) {
      transfer.urls.push(word);
    } else if (word === '--') {
      onlyUrls = true;
    } else if (word === '--next' || word === '-:') {
      transfer = {urls: [], options: []};
      transfers.push(transfer);
    } else {
      i = word.startsWith('--') ? longOption(words, i, transfer, notes) : shortOptions(words, i, transfer, notes);
    }
  }
  return transfers;
}

/** @returns the index of the last word taken */
function longOption(words: readonly string[], index: number, transfer: Transfer, notes: ConvertNotes): number {
  const [flag, joined] = splitOnce(words[index]!, '=');
  const option = curlOption(flag);
  const takes = option.takesValue && joined === null;
  const value = joined ?? (takes ? (words[index + 1] ?? '') : '');
  apply(option, flag, value, {transfer, notes});
  return takes ? index + 1 : index;
}

/** `-sSLXPOST`: letters up to the one that takes the rest, or the next word. */
function shortOptions(words: readonly string[], index: number, transfer: Transfer, notes: ConvertNotes): number {
  const word = words[index]!;
  for (let at = 1; at < word.length; at++) {
    const flag = `-${word[at]}`;
    const option = curlOption(flag);
    if (option.takesValue) {
      const rest = word.slice(at + 1);
      apply(option, flag, rest === '' ? (words[index + 1] ?? '') : rest, {transfer, notes});
      return rest === '' ? index + 1 : index;
    }
    apply(option, flag, '', {transfer, notes});
  }
  return index;
}

function apply(
  option: ReturnType<typeof curlOption>,
  flag: string,
  value: string,
  {transfer, notes}: {transfer: Transfer; notes: ConvertNotes},
): void {
  if (option.kind === 'leave') {
    notes.leave(flag, option.why);
    // Their bodies are not made, their methods are.
    if (/^(?:-F|--form(?:-string)?)$/.test(flag)) transfer.options.push(['without-body', 'POST']);
    if (/^(?:-T|--upload-file)$/.test(flag)) transfer.options.push(['without-body', 'PUT']);
  } else if (option.name === 'url') transfer.urls.push(value);
  else transfer.options.push([option.name, value]);
}

function all({options}: Transfer, ...names: string[]): string[] {
  return options.filter(([name]) => names.includes(name)).map(([, value]) => value);
}

function requestsOf(transfer: Transfer, notes: ConvertNotes): CurlRequest[] {
  const body = bodyOf(transfer, notes);
  return transfer.urls.flatMap((text): CurlRequest[] => {
    const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
    const place = placeOf(url);
    if (place === null) {
      notes.leave(oneLine(text.replace(/\/\/[^/?#]*@/, '//')), 'it is not an http(s) URL');
      return [];
    }
    if (/\[\d+-\d+|\{[^{}]*,/.test(text))
      notes.leave(oneLine(text), 'curl would make several URLs of it: it is taken as it stands');
    if (place.username !== '') transfer.options.push(['user', `${decoded(place.username)}:${decoded(place.password)}`]);
    const request = requestOf(transfer, place, body, notes);
    return request === null ? [] : [{origin: place.origin, transfer, request}];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function requestOf(
  transfer: Transfer,
  place: {readonly origin: string; readonly path: string},
  body: CurlBody | null,
  notes: ConvertNotes,
): RequestDocument | null {
  const inQuery = all(transfer, 'get').length > 0 && body?.text !== undefined ? body : null;
  const isJson = all(transfer, 'json').length > 0;
  const sent = inQuery === null ? body : null;
  const headers = headersOf(transfer, sent, isJson);
  const contentType = headers.find(([name]) => name.trim().toLowerCase() === 'content-type')?.[1] ?? '';
  const named = all(transfer, 'request').at(-1);
  const without = all(transfer, 'without-body').at(-1);
  const otherwise = all(transfer, 'head').length > 0 ? 'HEAD' : sent === null ? 'GET' : 'POST';
  const wanted = named ?? without ?? otherwise;
  const query = [inQuery?.text ?? '', ...all(transfer, 'url-query').map((part) => urlEncoded(part, notes))].filter(
    (part) => part !== '',
  );
  const whole =
    query.length === 0 ? place.path : `${place.path}${place.path.includes('?') ? '&' : '?'}${query.join('&')}`;
  const path = carryPath(whole, notes);
  const method = carryMethod(wanted, `${wanted} ${path}`, notes);
  if (method === null) return null;
  const host = URL.parse(place.origin)?.host ?? null;
  const carried = carryHeaders(headers, {notes, host});
  return {
    name: nameOf(method, path),
    method,
    path,
    ...(Object.keys(carried).length === 0 ? {} : {headers: carried}),
    ...(sent === null
      ? {}
      : sent.file === undefined
        ? {body: carryBody(sent.text, contentType, notes)}
        : {bodyFile: sent.file}),
  };
}

function headersOf(transfer: Transfer, body: CurlBody | null, isJson: boolean): [name: string, value: string][] {
  const headers = all(transfer, 'header').flatMap((text): [string, string][] => {
    const [name, value] = splitOnce(text, ':');
    // `-H 'Accept:'` takes curl's own header away, `-H 'X-Empty;'` sends one without a value.
    if (value === null) return text.endsWith(';') ? [[text.slice(0, -1), '']] : [];
    return value.trim() === '' ? [] : [[name, value]];
  });
  const has = (name: string): boolean => headers.some(([other]) => other.trim().toLowerCase() === name);
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && !has(name)) headers.push([name, value]);
  };
  for (const cookie of all(transfer, 'cookie')) if (cookie.includes('=')) headers.push(['cookie', cookie]);
  add('user-agent', all(transfer, 'user-agent').at(-1));
  add(
    'referer',
    all(transfer, 'referer')
      .at(-1)
      ?.replace(/;auto$/, ''),
  );
  if (all(transfer, 'compressed').length > 0) add('accept-encoding', 'gzip, deflate, br');
  const range = all(transfer, 'range').at(-1);
  add('range', range === undefined ? undefined : `bytes=${range}`);
  const bearer = all(transfer, 'oauth2-bearer').at(-1);
  add('authorization', bearer === undefined ? undefined : `Bearer ${bearer}`);
  if (isJson) add('accept', 'application/json');
  if (body !== null) add('content-type', isJson ? 'application/json' : 'application/x-www-form-urlencoded');
  return headers;
}

type CurlBody = {readonly text: string; readonly file?: undefined} | {readonly file: string; readonly text?: undefined};

function bodyOf(transfer: Transfer, notes: ConvertNotes): CurlBody | null {
  const parts: string[] = [];
  let file: string | null = null;
  const isJson = all(transfer, 'json').length > 0;
  for (const [name, value] of transfer.options) {
    if (name === 'data-urlencode') {
      parts.push(urlEncoded(value, notes));
    } else if (['data', 'data-ascii', 'data-binary', 'json'].includes(name) && value.startsWith('@')) {
      if (value === '@-' || file !== null) notes.leave(`--${name} ${value}`, 'a body is one file or the text itself');
      else file = value.slice(1);
      if (name === 'data' || name === 'data-ascii')
        notes.leave(`--${name} ${value}`, 'curl takes the line breaks out of the file, perftui sends it as it is');
    } else if (['data', 'data-ascii', 'data-raw', 'data-binary', 'json'].includes(name)) {
      parts.push(value);
    }
  }
  if (file !== null) {
    if (parts.length > 0) notes.leave('--data beside a file', 'a body is one file or the text itself');
    return {file};
  }
  return parts.length === 0 ? null : {text: parts.join(isJson ? '' : '&')};
}

/** curl(1), --data-urlencode: `content`, `=content`, `name=content`, `@file`, `name@file`. */
function urlEncoded(value: string, notes: ConvertNotes): string {
  const [, name = '', separator = '', content = ''] = /^([^=@]*)([=@])(.*)$/s.exec(value) ?? ['', '', '=', value];
  if (separator === '@') {
    notes.leave(`--data-urlencode ${value}`, 'files are not encoded into a body');
    return '';
  }
  return `${name === '' ? '' : `${name}=`}${encodeURIComponent(content.toWellFormed())}`;
}

/** The profile's keys beside target and scenarios. */
function settingsOf(transfers: readonly Transfer[], kept: readonly CurlRequest[], notes: ConvertNotes): Json {
  const last = (...names: string[]): string | undefined =>
    transfers.flatMap((transfer) => all(transfer, ...names)).at(-1);
  const file = last('cookie');
  if (file !== undefined && !file.includes('=')) notes.leave(`--cookie ${file}`, 'files of cookies are not read');
  const proxy = last('proxy');
  const isOffered = last('http2') !== undefined;
  const isTls = kept.every(({origin}) => origin.startsWith('https:'));
  const http2 = last('http2-prior-knowledge') !== undefined || (isOffered && isTls);
  if (isOffered && !http2) notes.leave('--http2', 'without TLS curl only offers it: HTTP/1.1 is spoken');
  if (http2 && proxy !== undefined) notes.leave('--http2', 'through a proxy HTTP/1.1 is spoken');
  const seconds = Number(last('max-time') ?? Number.NaN);
  return {
    ...(seconds > 0 && seconds <= 120 ? {timeout: `${Math.max(1, Math.round(seconds * 1000))}ms`} : {}),
    ...(http2 && proxy === undefined ? {transport: 'http2'} : {}),
    ...authOf(transfers, notes),
    ...tlsOf(last, notes),
    ...redirectsOf(transfers, kept, notes),
    ...(proxy === undefined ? {} : proxyOf(proxy, notes)),
  };
}

function authOf(transfers: readonly Transfer[], notes: ConvertNotes): Json {
  const users = [...new Set(transfers.flatMap((transfer) => all(transfer, 'user')))];
  const [first] = users;
  if (first === undefined) return {};
  if (users.length > 1) notes.leave(`${users.length - 1} more --user`, 'a profile has one "auth"');
  const [username, password] = splitOnce(first, ':');
  return {
    auth: {
      basic: {
        username: literal(username),
        password:
          password === null ? '${env:PASSWORD}' : password === '' ? '' : notes.secret('--user', password, 'PASSWORD'),
      },
    },
  };
}

function tlsOf(last: (...names: string[]) => string | undefined, notes: ConvertNotes): Json {
  const ca = last('cacert');
  const [, cert, pass] = /^((?:[A-Za-z]:[\\/])?[^:]*)(?::(.*))?$/.exec(last('cert') ?? '') ?? [];
  const key = last('key') ?? cert;
  if (pass !== undefined) notes.leave('--cert with a passphrase', 'keys are read without a passphrase');
  const tls = {
    ...(ca === undefined || ca === '' ? {} : {ca}),
    ...(cert === undefined || cert === '' ? {} : {cert, key}),
    ...(last('insecure') === undefined ? {} : {insecure: true}),
  };
  return Object.keys(tls).length === 0 ? {} : {tls};
}

/** curl follows redirects only with -L; a profile follows 10. */
function redirectsOf(transfers: readonly Transfer[], kept: readonly CurlRequest[], notes: ConvertNotes): Json {
  const following = transfers.filter((transfer) => all(transfer, 'location').length > 0);
  if (following.length === 0) return {redirects: 0};
  if (following.length < transfers.length) {
    const others = kept.filter(({transfer}) => !following.includes(transfer)).length;
    notes.leave(`${others} without --location`, 'redirects are followed by every request of a profile or by none');
  }
  const most = Number(following.flatMap((transfer) => all(transfer, 'max-redirs')).at(-1) ?? Number.NaN);
  return most >= 0 && most <= 100 ? {redirects: Math.round(most)} : {};
}

function proxyOf(text: string, notes: ConvertNotes): Json {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    notes.leave('--proxy', 'only HTTP proxies are known');
    return {};
  }
  const user =
    url.username === '' ? '' : `${url.username}:${notes.secret('--proxy', decoded(url.password), 'PROXY_PASSWORD')}@`;
  return {proxy: `${url.protocol}//${user}${url.host}`};
}
