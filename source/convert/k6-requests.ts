import type {AnyNode, CallExpression} from 'acorn';
import {parseDuration} from '../domain/duration.ts';
import {isSecretName, type RequestDocument} from './converted.ts';
import {hasNumberTemplate, printJson} from './k6-numbers.ts';
import type {K6Context, K6Values} from './k6-values.ts';
import type {Scope} from './k6-scope.ts';
import {carryHeaders, carryMethod, carryPath, carryTextBody, nameOf, shortName} from './request-parts.ts';
import {calleeName, constantOf, propertiesOf, propertyKey, unwrapped, whereOf} from './script-syntax.ts';

const methods: Readonly<Record<string, string>> = {
  get: 'GET',
  head: 'HEAD',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  del: 'DELETE',
  options: 'OPTIONS',
};

/** The parts of an `http` call, or of an entry of `http.batch`. */
export interface HttpCall {
  readonly node: AnyNode;
  readonly method: string;
  readonly url: AnyNode;
  readonly body: AnyNode | undefined;
  readonly params: AnyNode | undefined;
}

/** Null when the call is none of `http`'s requests. */
export function httpCall(node: AnyNode, values: K6Values): HttpCall | null {
  const at = unwrapped(node);
  if (at.type !== 'CallExpression') return null;
  const name = values.callee(at);
  if (name === null || !name.startsWith('http.')) return null;
  const [first, second, third, fourth] = at.arguments;
  const word = name.slice('http.'.length);
  if (word === 'request' || word === 'asyncRequest') {
    const method = constantOf(first);
    return typeof method === 'string' && second !== undefined
      ? {node: at, method, url: second, body: third, params: fourth}
      : null;
  }
  const method = Object.hasOwn(methods, word) ? methods[word]! : null;
  if (method === null || first === undefined) return null;
  const hasBody = word !== 'get' && word !== 'head';
  return {node: at, method, url: first, body: hasBody ? second : undefined, params: hasBody ? third : second};
}

/** The entries of `http.batch([…])` or `http.batch({a: …})`; null when they are not written out. */
export function batchCalls(node: CallExpression, values: K6Values, scope: Scope): HttpCall[] | null {
  const list = node.arguments[0] === undefined ? null : unwrapped(node.arguments[0]);
  const holder = list?.type === 'Identifier' ? scope.get(list.name) : null;
  const written = holder?.kind === 'node' ? unwrapped(holder.node) : list;
  const entries =
    written?.type === 'ArrayExpression'
      ? written.elements
      : written?.type === 'ObjectExpression'
        ? [...propertiesOf(written).values()]
        : null;
  if (entries === null) return null;
  const calls = entries.map((entry): HttpCall | null => {
    if (entry === null) return null;
    const at = unwrapped(entry);
    if (at.type === 'ArrayExpression') {
      const [method, url, body, params] = at.elements;
      const word = constantOf(method);
      return typeof word === 'string' && url
        ? {node: at, method: word, url, body: body ?? undefined, params: params ?? undefined}
        : null;
    }
    const object = values.object(at, scope);
    if (object === null) return {node: at, method: 'GET', url: at, body: undefined, params: undefined};
    const parts = propertiesOf(object.node);
    const method = constantOf(parts.get('method')) ?? 'GET';
    const url = parts.get('url');
    return typeof method === 'string' && url !== undefined
      ? {node: at, method, url, body: parts.get('body'), params: parts.get('params')}
      : null;
  });
  return calls.includes(null) ? null : (calls as HttpCall[]);
}

/** A call as a request of a profile; null (and listed) when its URL or method is not known. */
export function readHttpCall(
  call: HttpCall,
  scope: Scope,
  values: K6Values,
  context: K6Context,
): RequestDocument | null {
  const {notes, source} = context;
  const where = whereOf(call.node, source);
  const url = readUrl(call.url, scope, values);
  const [, origin, rest = ''] =
    /^(https?:\/\/(?:\$\{env:\w+\}|[^/?#$\s@])+|\$\{env:\w+\})(.*)$/is.exec(url ?? '') ?? [];
  if (url === null || origin === undefined || (rest !== '' && !/^[/?#]/.test(rest))) {
    notes.leave(where, url === null ? 'its URL is known only to the running script' : 'its URL is not an http(s) URL');
    return null;
  }
  const method = carryMethod(call.method, where, notes);
  if (method === null) return null;
  const path = carryPath(rest === '' ? '/' : rest, notes, true);
  const params = values.object(call.params, scope);
  if (params === null && call.params !== undefined && constantOf(call.params) !== null)
    notes.leave(where, 'its params are known only to the running script');
  const request: RequestDocument = {name: nameOf(method, path), method, path};
  const headers: [string, string][] = [];
  if (params !== null) readParams(params, {request, headers, values, context, where});
  readBody(call.body, {scope, request, headers, values, context, where});
  const carried = carryHeaders(headers, {notes, host: null, hasTemplates: true});
  if (Object.keys(carried).length > 0) request.headers = carried;
  context.origins.set(
    request,
    origin.replace(/^https?:\/\/[^/]*$/i, (text) =>
      text.toLowerCase().includes('${') ? text : (URL.parse(text)?.origin ?? text),
    ),
  );
  return request;
}

/** http.url`…` as the text it makes: names are made of paths without their variables anyway. */
function readUrl(node: AnyNode, scope: Scope, values: K6Values): string | null {
  const at = unwrapped(node);
  return values.text(at.type === 'TaggedTemplateExpression' ? at.quasi : at, scope);
}

interface Reading {
  readonly request: RequestDocument;
  readonly headers: [string, string][];
  readonly values: K6Values;
  readonly context: K6Context;
  readonly where: string;
}

const leftParams: Readonly<Record<string, string>> = {
  redirects: 'redirects are followed by every request of a profile or by none: write "redirects"',
  timeout: 'one "timeout" covers every request',
  compression: 'write the compressed body into a file and name it in "bodyFile"',
  responseType: 'a profile looks at no more of a body than its "capture"',
  jar: 'every virtual user keeps its own cookies',
  auth: 'write "auth"',
};

function readParams({node, scope}: {readonly node: AnyNode; readonly scope: Scope}, reading: Reading): void {
  const {request, headers, values, context, where} = reading;
  const holder = node as Extract<AnyNode, {type: 'ObjectExpression'}>;
  for (const property of holder.properties) {
    const key = propertyKey(property);
    if (key === null || property.type !== 'Property') {
      const spread = property.type === 'SpreadElement' ? values.object(property.argument, scope) : null;
      if (spread === null) context.notes.leave(where, 'a part of its params is known only to the running script');
      else readParams(spread, reading);
    } else if (key === 'headers') {
      headers.push(...textPairs(property.value, scope, reading, 'headers'));
    } else if (key === 'cookies') {
      const cookies = textPairs(property.value, scope, reading, 'cookies').map(([name, value]) => {
        const secret = /(?<!\$)\$\{/.test(value)
          ? value
          : context.notes.secret(`cookie ${name}`, value, `COOKIE_${name}`);
        return `${name}=${secret}`;
      });
      if (cookies.length > 0) headers.push(['cookie', cookies.join('; ')]);
    } else if (key === 'timeout' && timeoutMs(property.value) !== null) {
      context.timeoutsMs.set(request, timeoutMs(property.value)!);
    } else if (key === 'tags') {
      readTags(property.value, scope, reading);
    } else if (key === 'responseCallback') {
      const expect = expectedStatuses(property.value, values);
      if (expect === null) context.notes.leave(where, 'its responseCallback is not http.expectedStatuses(…)');
      else request.expect = expect;
    } else {
      context.notes.leave(`${where}: ${key}`, leftParams[key] ?? 'a request has no such setting');
    }
  }
}

/** `'10s'`, or a number of ms. */
function timeoutMs(node: AnyNode): number | null {
  const value = constantOf(node);
  return typeof value === 'number' ? value : typeof value === 'string' ? parseDuration(value) : null;
}

function readTags(node: AnyNode, scope: Scope, reading: Reading): void {
  const {request, context, where} = reading;
  for (const [name, value] of textPairs(node, scope, reading, 'tags')) {
    if (name === 'name') request.name = shortName(value.replaceAll(/\$\{([^{}]*)\}/g, ':$1').replaceAll('$${', '${'));
    else if (
      !/^[A-Za-z_]\w*$/.test(name) ||
      /^(?:scenario|group|method|check)$/.test(name) ||
      value.includes('${') ||
      /[{},]/.test(value)
    ) {
      context.notes.leave(`${where}: tag ${name}`, 'a tag has a plain name and a plain value');
    } else (request.tags ??= {})[name] = value;
  }
}

function textPairs(node: AnyNode, scope: Scope, {values, context, where}: Reading, what: string): [string, string][] {
  const object = values.object(node, scope);
  if (object === null) {
    context.notes.leave(where, `its ${what} are known only to the running script`);
    return [];
  }
  return object.node.properties.flatMap((property): [string, string][] => {
    const key = propertyKey(property);
    if (property.type === 'SpreadElement')
      return textPairs(property.argument, object.scope, {values, context, where} as Reading, what);
    const value = key === null || property.type !== 'Property' ? null : values.text(property.value, object.scope);
    if (key !== null && value !== null) return [[key, value]];
    context.notes.leave(where, `${key ?? 'a part'} of its ${what} is known only to the running script`);
    return [];
  });
}

/** `http.expectedStatuses(200, {min: 300, max: 399})`. */
function expectedStatuses(node: AnyNode, values: K6Values): unknown {
  const at = unwrapped(node);
  if (at.type !== 'CallExpression' || values.callee(at) !== 'http.expectedStatuses') return null;
  const list = at.arguments.map((argument) => {
    const value = constantOf(argument);
    if (typeof value === 'number') return value;
    const {min, max} = (value ?? {}) as {min?: unknown; max?: unknown};
    return typeof min === 'number' && typeof max === 'number' ? `${min}-${max}` : null;
  });
  return list.includes(null) || list.length === 0 ? null : list;
}

function readBody(
  node: AnyNode | undefined,
  {scope, request, headers, values, context, where}: Reading & {readonly scope: Scope},
): void {
  if (node === undefined) return;
  const at = unwrapped(node);
  if ((at.type === 'Literal' && at.value === null) || (at.type === 'Identifier' && at.name === 'undefined')) return;
  const typed = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const stringified = stringifiedIn(at, scope, values);
  if (stringified !== null) {
    const value = values.json(stringified.node, stringified.scope);
    if (value === undefined) context.notes.leave(where, 'its body is known only to the running script');
    else {
      const hidden = hideSecrets(value, context);
      const isText = typeof hidden !== 'object' || hidden === null || hasNumberTemplate(hidden);
      request.body = isText ? printJson(hidden) : hidden;
    }
    return;
  }
  const file = openedFile(at, scope, values);
  if (file !== null) {
    request.bodyFile = file;
    return;
  }
  const form = values.object(at, scope);
  if (form !== null) {
    const pairs = textPairs(form.node, form.scope, {values, context, where} as Reading, 'body').map(([name, value]) => {
      const secret =
        isSecretName(name) && value !== '' && !/(?<!\$)\$\{/.test(value)
          ? context.notes.secret(`body field ${name}`, value, name)
          : encodedForm(value);
      return `${encodeURIComponent(name)}=${secret}`;
    });
    request.body = pairs.join('&');
    if (typed === undefined) headers.push(['content-type', 'application/x-www-form-urlencoded']);
    return;
  }
  const text = values.text(at, scope);
  if (text === null) context.notes.leave(where, 'its body is known only to the running script');
  else if (text !== '') request.body = carryTextBody(text, typed ?? '', context.notes);
}

/** The path in `open('body.bin', 'b')`, also by way of a name. */
function openedFile(node: AnyNode, scope: Scope, values: K6Values): string | null {
  const binding = node.type === 'Identifier' ? values.resolve(node, scope) : null;
  const at = binding?.kind === 'node' ? unwrapped(binding.node) : node;
  const path = at.type === 'CallExpression' && calleeName(at) === 'open' ? constantOf(at.arguments[0]) : null;
  return typeof path === 'string' ? path.replace(/^\.\//, '') : null;
}

function encodedForm(text: string): string {
  return text
    .split(/(\$?\$\{[^{}]*\})/)
    .map((part) => (/^\$\{.*\}$/s.test(part) ? part : encodeURIComponent(part.replaceAll('$${', '${').toWellFormed())))
    .join('');
}

/** What `JSON.stringify(…)` is given, also by way of a name. */
function stringifiedIn(
  node: AnyNode,
  scope: Scope,
  values: K6Values,
): {readonly node: AnyNode; readonly scope: Scope} | null {
  if (node.type === 'CallExpression')
    return calleeName(node) === 'JSON.stringify' && node.arguments[0] ? {node: node.arguments[0], scope} : null;
  const binding = node.type === 'Identifier' ? values.resolve(node, scope) : null;
  return binding?.kind === 'node' && binding.node.type === 'CallExpression'
    ? stringifiedIn(binding.node, binding.scope, values)
    : null;
}

function hideSecrets(value: unknown, context: K6Context): unknown {
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && item !== '' && isSecretName(key) && !/(?<!\$)\$\{/.test(item)
        ? context.notes.secret(`body field ${key}`, item, key)
        : hideSecrets(item, context),
    ]),
  );
}
