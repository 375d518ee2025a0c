import {PerftuiError} from '../domain/errors.ts';
import {assemble} from './assemble.ts';
import {
  ConvertNotes,
  type Converted,
  type ConvertOptions,
  isSecretName,
  type Json,
  listOf,
  oneLine,
  recordOf,
  type RequestDocument,
  type StepDocument,
  textOf,
} from './converted.ts';
import {ofOneOrigin} from './origins.ts';
import {parseSource} from './parse-source.ts';
import {PostmanTexts, scriptVariables} from './postman-texts.ts';
import {readPostmanScript, scriptsOf} from './postman-script.ts';
import {carryHeaders, carryMethod, carryPath, nameOf, requestsIn, shortName} from './request-parts.ts';

interface Reading {
  readonly notes: ConvertNotes;
  readonly texts: PostmanTexts;
  /** Where each request goes. */
  readonly origins: Map<RequestDocument, string>;
}

/**
 * A Postman collection (2.0, 2.1; https://schema.postman.com) as a profile: one scenario, its folders as groups.
 * @throws PerftuiError ERR_PROFILE when it is no collection or holds no http(s) request
 */
export function convertPostman(text: string, options: ConvertOptions): Converted {
  const notes = new ConvertNotes();
  const collection = recordOf(parseSource(text, 'a Postman collection'));
  const root = recordOf(collection?.['collection']) ?? collection;
  if (root === null || !Array.isArray(root['item'])) {
    throw new PerftuiError('ERR_PROFILE', 'it is not a Postman collection: it has no "item"', {
      hint: 'export it as Collection v2.1',
    });
  }
  const reading: Reading = {notes, texts: new PostmanTexts(root, notes, scriptVariables(root)), origins: new Map()};
  sayScripts(root, 'the collection', reading);
  const auth = authOf(recordOf(root['auth']), reading);
  // A profile's auth is filled in before the first request: a token a script takes goes into each request's header.
  const isTaken = /\$\{(?!env:)/.test(JSON.stringify(auth));
  const flow = stepsOf(root['item'], {inherited: isTaken ? auth : null, depth: 0}, reading);
  const requests = requestsIn(flow);
  const {origin, kept} = ofOneOrigin(
    requests.map((request) => ({request, origin: reading.origins.get(request) ?? ''})),
    notes,
  );
  const here = new Set(kept.map(({request}) => request));
  return assemble(
    {
      name: options.name,
      target: origin,
      scenarios: [{name: shortName(options.name), flow: keepRequests(flow, here)}],
      settings:
        auth === null || auth === 'none' || isTaken
          ? {}
          : 'auth' in auth
            ? {auth: auth.auth}
            : 'header' in auth
              ? {headers: auth.header}
              : {},
    },
    notes,
  );
}

/** The flow without requests to other servers. */
export function keepRequests(steps: readonly StepDocument[], wanted: ReadonlySet<RequestDocument>): StepDocument[] {
  return steps.flatMap((step): StepDocument[] => {
    if ('request' in step) return wanted.has(step.request) ? [step] : [];
    if ('parallel' in step) {
      const kept = step.parallel.filter(({request}) => wanted.has(request));
      return kept.length > 1 ? [{parallel: kept}] : kept;
    }
    if ('if' in step) {
      const then = keepRequests(step.then, wanted);
      const otherwise = keepRequests(step.else ?? [], wanted);
      return then.length === 0 ? [] : [{if: step.if, then, ...(otherwise.length === 0 ? {} : {else: otherwise})}];
    }
    if (!('flow' in step)) return [step];
    const flow = keepRequests(step.flow, wanted);
    return requestsIn(flow).length === 0 ? [] : [{...step, flow}];
  });
}

/** `inherited`: a folder's own auth, as its requests carry it. */
interface Inside {
  readonly inherited: PostmanAuth | null;
  readonly depth: number;
}

function stepsOf(items: unknown, {inherited, depth}: Inside, reading: Reading): StepDocument[] {
  const {notes} = reading;
  return listOf(items).flatMap((value): StepDocument[] => {
    const item = recordOf(value);
    if (item === null) return [];
    const name = shortName(textOf(item['name']) ?? 'request');
    if (Array.isArray(item['item'])) {
      if (depth > 20) {
        notes.leave(`folder ${name}`, 'folders are followed 20 deep');
        return [];
      }
      sayScripts(item, `folder ${name}`, reading);
      const own = authOf(recordOf(item['auth']), reading);
      const flow = stepsOf(item['item'], {inherited: own ?? inherited, depth: depth + 1}, reading);
      return requestsIn(flow).length === 0 ? [] : [{group: name.replaceAll(/:{2,}/g, ':'), flow}];
    }
    const request = requestOf(item, name, inherited, reading);
    return request === null ? [] : [{request}];
  });
}

/** Scripts of folders run for every request in them: too much to guess. */
function sayScripts(item: Json, what: string, {notes}: Reading): void {
  for (const {listen} of scriptsOf(item))
    notes.leave(`the ${listen} script of ${what}`, 'only scripts of requests are read');
}

function requestOf(item: Json, name: string, inherited: PostmanAuth | null, reading: Reading): RequestDocument | null {
  const {notes, texts} = reading;
  const source = typeof item['request'] === 'string' ? {url: item['request']} : recordOf(item['request']);
  if (source === null) {
    notes.leave(name, 'it has no request');
    return null;
  }
  const url = texts.url(source['url'], name);
  const method = carryMethod(textOf(source['method']) ?? 'GET', name, notes);
  if (url === null || method === null) return null;
  const path = carryPath(url.path, notes, true);
  const headers = listOf(source['header']).flatMap((value): [string, string][] => {
    const header = recordOf(value);
    const key = textOf(header?.['key']);
    if (key === null || header?.['disabled'] === true) return [];
    return [[texts.plain(key), texts.text(textOf(header?.['value']) ?? '')]];
  });
  const body = bodyOf(recordOf(source['body']), name, reading);
  if (body?.contentType && !headers.some(([key]) => key.toLowerCase() === 'content-type'))
    headers.push(['content-type', body.contentType]);
  const auth = authOf(recordOf(source['auth']), reading) ?? inherited;
  if (auth !== null && auth !== 'none' && 'header' in auth) headers.push(...Object.entries(auth.header));
  if (auth !== null && auth !== 'none' && 'auth' in auth) addOwnAuth(auth.auth, headers, name, notes);
  const carried = carryHeaders(headers, {notes, host: null, hasTemplates: true});
  const request: RequestDocument = {
    name: name || nameOf(method, path),
    method,
    path,
    ...(Object.keys(carried).length === 0 ? {} : {headers: carried}),
    ...(body === null ? {} : {body: body.value}),
    ...(auth === 'none' ? {auth: false as const} : {}),
  };
  reading.origins.set(request, url.origin);
  for (const script of scriptsOf(item)) readPostmanScript(script, request, notes);
  return request;
}

/** A request that has its own: as a header, since a profile has one `auth`. */
function addOwnAuth(auth: Json, headers: [string, string][], name: string, notes: ConvertNotes): void {
  const bearer = textOf(auth['bearer']);
  if (bearer === null) notes.leave(`the auth of ${name}`, 'a profile has one "auth"');
  else headers.push(['authorization', `Bearer ${bearer}`]);
}

type PostmanAuth =
  'none' | {readonly auth: Json} | {readonly header: Record<string, string>} | {readonly unknown: true};

/** Null: that of the folder or collection around it. */
function authOf(auth: Json | null, {notes, texts}: Reading): PostmanAuth | null {
  const type = textOf(auth?.['type']);
  if (auth === null || type === null) return null;
  if (type === 'noauth') return 'none';
  const field = (name: string): string | null => {
    const holder = auth[type];
    // 2.0 has an object, 2.1 a list of keys and values.
    const record = recordOf(holder);
    if (record !== null) return textOf(record[name]);
    return textOf(recordOf(listOf(holder).find((one) => recordOf(one)?.['key'] === name))?.['value']);
  };
  const secret = (name: string, variable: string): string => texts.secret(field(name) ?? '', `auth ${type}`, variable);
  if (type === 'bearer') return {auth: {bearer: secret('token', 'TOKEN')}};
  if (type === 'basic') {
    return {auth: {basic: {username: texts.text(field('username') ?? ''), password: secret('password', 'PASSWORD')}}};
  }
  if (type === 'apikey' && (field('in') ?? 'header') === 'header') {
    const key = field('key') ?? 'x-api-key';
    return {header: {[key.toLowerCase()]: secret('value', key)}};
  }
  const tokenUrl = field('accessTokenUrl');
  if (type === 'oauth2' && tokenUrl !== null && /client_credentials/.test(field('grant_type') ?? '')) {
    const scope = field('scope');
    return {
      auth: {
        oauth2: {
          tokenUrl: texts.text(tokenUrl),
          clientId: texts.text(field('clientId') ?? ''),
          clientSecret: secret('clientSecret', 'CLIENT_SECRET'),
          ...(scope === null || scope === '' ? {} : {scope: texts.text(scope)}),
        },
      },
    };
  }
  notes.leave(`auth ${type}`, 'only bearer, basic, an API key in a header and OAuth2 client credentials are known');
  return {unknown: true};
}

interface Body {
  readonly value: unknown;
  readonly contentType: string | null;
}

function bodyOf(body: Json | null, name: string, {notes, texts}: Reading): Body | null {
  const mode = textOf(body?.['mode']);
  if (body === null || mode === null || body['disabled'] === true) return null;
  if (mode === 'raw') {
    const raw = textOf(body['raw']) ?? '';
    if (raw === '') return null;
    const language = textOf(recordOf(recordOf(body['options'])?.['raw'])?.['language']);
    return {
      value: texts.body(raw),
      contentType: language === 'json' || /^\s*[{[]/.test(raw) ? 'application/json' : null,
    };
  }
  if (mode === 'urlencoded') {
    const pairs = listOf(body['urlencoded']).flatMap((value) => {
      const pair = recordOf(value);
      const key = textOf(pair?.['key']);
      if (key === null || pair?.['disabled'] === true) return [];
      const own = textOf(pair?.['value']) ?? '';
      return [
        `${encodeURIComponent(texts.plain(key))}=${isSecretName(key) ? texts.secret(own, `body field ${key}`, key) : texts.encoded(own)}`,
      ];
    });
    return {value: pairs.join('&'), contentType: 'application/x-www-form-urlencoded'};
  }
  if (mode === 'graphql') {
    const graphql = recordOf(body['graphql']) ?? {};
    const variables = textOf(graphql['variables']) ?? '';
    const query = texts.text(textOf(graphql['query']) ?? '');
    return {
      value: {query, ...(variables.trim() === '' ? {} : {variables: texts.body(variables)})},
      contentType: 'application/json',
    };
  }
  notes.leave(`the ${oneLine(mode, 20)} body of ${name}`, 'put it into a file and name it in "bodyFile"');
  return null;
}
