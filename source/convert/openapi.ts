import SwaggerParser from '@apidevtools/swagger-parser';
import {PerftuiError} from '../domain/errors.ts';
import {targetProblem} from '../files/target-syntax.ts';
import {assemble} from './assemble.ts';
import {
  ConvertNotes,
  type Converted,
  type ConvertOptions,
  type Json,
  listOf,
  literal,
  oneLine,
  recordOf,
  type RequestDocument,
  type StepDocument,
  textOf,
} from './converted.ts';
import {OpenApiReader, uuidMark} from './openapi-sample.ts';
import {type Credential, SecurityReader} from './openapi-security.ts';
import {carryHeaders, carryMethod, carryPath, nameOf, shortName} from './request-parts.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

interface Operation {
  readonly tag: string;
  readonly request: RequestDocument;
  /** Text of the `auth` it wants, to be compared; null: none. */
  readonly auth: string | null;
}

/**
 * An OpenAPI 2.0, 3.0 or 3.1 document (JSON or YAML) as a profile: one request per operation, one scenario per tag.
 * References to other files or servers are not followed.
 * @throws PerftuiError ERR_PROFILE when it is no OpenAPI document or names no operation
 */
export async function convertOpenApi(text: string, options: ConvertOptions): Promise<Converted> {
  const notes = new ConvertNotes();
  const reader = new OpenApiReader(await parseDocument(text));
  const security = new SecurityReader(reader, notes);
  const operations = operationsOf({reader, security, notes});
  const auth = commonAuth(operations, notes);
  for (const {request, auth: own} of operations) if (auth !== null && own !== auth) request.auth = false;
  const byTag = new Map<string, StepDocument[]>();
  for (const {tag, request} of operations) {
    const flow = byTag.get(tag) ?? [];
    byTag.set(tag, flow);
    flow.push({request});
  }
  return assemble(
    {
      name: options.name,
      target: targetOf(reader.root, notes),
      scenarios: [...byTag].map(([name, flow]) => ({name, flow})),
      settings: auth === null ? {} : {auth: JSON.parse(auth) as Json},
    },
    notes,
  );
}

async function parseDocument(text: string): Promise<Json> {
  const source = {order: 1, canRead: () => true, read: () => text.replace(/^\uFEFF/, '')};
  try {
    const api = await SwaggerParser.dereference('openapi.yaml', {
      resolve: {external: false, http: false, file: source},
      dereference: {circular: 'ignore'},
    });
    return api as unknown as Json;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = message
      .replace(/^Error parsing \S+: /, '')
      .replace('version: undefined', 'version: none')
      .replaceAll(/"?\S*openapi\.yaml"?/g, 'it');
    throw new PerftuiError('ERR_PROFILE', 'it is not an OpenAPI document', {hint: oneLine(reason, 120), cause: error});
  }
}

interface Context {
  readonly reader: OpenApiReader;
  readonly security: SecurityReader;
  readonly notes: ConvertNotes;
}

function operationsOf(context: Context): Operation[] {
  const {reader, notes} = context;
  const names = new Set<string>();
  return Object.entries(recordOf(reader.root['paths']) ?? {}).flatMap(([path, value]) => {
    const item = reader.record(value);
    if (item === null) {
      notes.leave(`path ${path}`, 'it refers to another document: references are followed within one only');
      return [];
    }
    return methods.flatMap((method): Operation[] => {
      const operation = reader.record(item[method]);
      if (operation === null) {
        if (item[method] !== undefined) notes.leave(`${method.toUpperCase()} ${path}`, 'it refers to another document');
        return [];
      }
      const read = readOperation({path, method, item, operation}, context);
      if (read === null) return [];
      return [{...read, request: {...read.request, name: freeName(read.request.name, names)}}];
    });
  });
}

/** Two operations are measured apart. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted} ${count}`;
  taken.add(name);
  return name;
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly item: Json;
  readonly operation: Json;
}

function readOperation({path, method, item, operation}: Place, context: Context): Operation | null {
  const {reader, notes} = context;
  const label = `${method.toUpperCase()} ${path}`;
  const parameters = parametersOf(item, operation, reader);
  const filled = fillParameters(path, parameters, label, context);
  const body = bodyOf(operation, parameters, label, context);
  const headers: [string, string][] = [
    ...filled.headers,
    ...(body?.contentType ? [['content-type', body.contentType] as [string, string]] : []),
  ];
  const credentials = context.security.namesFor(operation).map((name) => context.security.credential(name));
  const auth = credentials.find((one): one is Extract<Credential, {kind: 'auth'}> => one.kind === 'auth');
  const query = [...filled.query];
  for (const one of credentials) {
    if (one.kind === 'header') headers.push([one.name, one.value]);
    if (one.kind === 'cookie') headers.push(['cookie', `${one.name}=${one.value}`]);
    if (one.kind === 'query') query.push(`${encodeURIComponent(one.name)}=${one.value}`);
  }
  const fullPath = carryPath(`${filled.path}${query.length === 0 ? '' : `?${query.join('&')}`}`, notes, true);
  const carriedMethod = carryMethod(method, label, notes);
  if (carriedMethod === null) return null;
  const carried = carryHeaders(headers, {notes, host: null, hasTemplates: true});
  const [tag] = listOf(operation['tags']);
  return {
    tag: shortName(textOf(tag) ?? 'default'),
    auth: auth === undefined ? null : JSON.stringify(auth.auth),
    request: {
      name: shortName(
        textOf(operation['operationId']) ?? nameOf(carriedMethod, path.replaceAll(/\{([^{}]+)\}/g, ':$1')),
      ),
      method: carriedMethod,
      path: fullPath,
      ...(Object.keys(carried).length === 0 ? {} : {headers: carried}),
      ...(body === null ? {} : {body: body.value}),
    },
  };
}

/** Those of the path and of the operation, which replace them by name and place. */
function parametersOf(item: Json, operation: Json, reader: OpenApiReader): Json[] {
  const found = new Map<string, Json>();
  for (const value of [...listOf(item['parameters']), ...listOf(operation['parameters'])]) {
    const parameter = reader.record(value);
    if (parameter !== null) found.set(`${String(parameter['in'])} ${String(parameter['name'])}`, parameter);
  }
  return [...found.values()];
}

interface Filled {
  readonly path: string;
  readonly query: string[];
  readonly headers: [string, string][];
}

function fillParameters(path: string, parameters: readonly Json[], label: string, {reader, notes}: Context): Filled {
  let filled = literal(path);
  const query: string[] = [];
  const headers: [string, string][] = [];
  for (const parameter of parameters) {
    const name = textOf(parameter['name']) ?? '';
    const place = textOf(parameter['in']);
    if (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'cookie') continue;
    const given = reader.example(parameter);
    const schema = reader.record(parameter['schema']) ?? parameter;
    const isGiven = given !== undefined || schema['example'] !== undefined || schema['default'] !== undefined;
    if (place !== 'path' && parameter['required'] !== true && !isGiven) {
      notes.leave(`${label}: optional ${place} parameter ${name}`, 'it has neither an example nor a default');
      continue;
    }
    const value = valueText(given ?? reader.sample(schema));
    if (place === 'path') filled = filled.replaceAll(`{${name}}`, encoded(value));
    else if (place === 'query') query.push(`${encodeURIComponent(name)}=${encoded(value)}`);
    else if (place === 'cookie') headers.push(['cookie', `${name}=${value}`]);
    else if (!/^(?:accept|content-type|authorization)$/i.test(name)) headers.push([name, value]);
  }
  if (/(?<!\$)\{[^{}]*\}/.test(filled))
    notes.leave(`${label}: a part of the path`, 'its parameter is not described: it is sent as 1');
  return {path: filled.replaceAll(/(?<!\$)\{[^{}]*\}/g, '1'), query, headers};
}

/** A value as the text of a parameter; lists as `a,b`. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(',');
  if (value === uuidMark) return '${uuid}';
  return literal(textOf(value) ?? (value === null || value === undefined ? '1' : JSON.stringify(value)));
}

function encoded(value: string): string {
  return value === '${uuid}' ? value : encodeURIComponent(value.toWellFormed()).replaceAll('%24%24%7B', () => '$${');
}

/** Texts of a sample as literals. */
function bodyJson(value: unknown): unknown {
  if (value === uuidMark) return '${uuid}';
  if (typeof value === 'string') return literal(value.toWellFormed());
  if (Array.isArray(value)) return value.map(bodyJson);
  const record = recordOf(value);
  return record === null
    ? value
    : Object.fromEntries(Object.entries(record).map(([key, item]) => [key, bodyJson(item)]));
}

interface Body {
  readonly value: unknown;
  /** Null: the one an object gets anyway. */
  readonly contentType: string | null;
}

function bodyOf(operation: Json, parameters: readonly Json[], label: string, {reader, notes}: Context): Body | null {
  const old = oldBodyOf(operation, parameters, reader);
  const content = old ?? recordOf(reader.record(operation['requestBody'])?.['content']);
  if (content === null || Object.keys(content).length === 0) return null;
  const types = Object.keys(content);
  const json = types.find((type) => /[/+]json\b/i.test(type) || type === '*/*');
  const chosen =
    json ?? types.find((type) => /x-www-form-urlencoded/i.test(type)) ?? types.find((type) => /^text\//i.test(type));
  const media = chosen === undefined ? null : (reader.record(content[chosen]) ?? {});
  if (chosen === undefined || media === null) {
    notes.leave(
      `${label}: the body`,
      `bodies of ${types.join(', ')} are not made: put one into a file and name it in "bodyFile"`,
    );
    return null;
  }
  const value = reader.example(media) ?? reader.sample(media['schema']);
  if (chosen === json) return jsonBody(value, chosen);
  const fields = recordOf(value);
  if (fields === null) return {value: valueText(value), contentType: chosen};
  const form = Object.entries(fields).map(([name, item]) => `${encodeURIComponent(name)}=${encoded(valueText(item))}`);
  return {value: form.join('&'), contentType: chosen};
}

function jsonBody(value: unknown, type: string): Body {
  const contentType = type === '*/*' ? 'application/json' : type;
  const json = bodyJson(value ?? {});
  return typeof json === 'object' && json !== null
    ? {value: json, contentType: contentType === 'application/json' ? null : contentType}
    : {value: typeof json === 'string' && typeof value !== 'string' ? json : JSON.stringify(json), contentType};
}

/** Swagger 2.0: `in: body` and `in: formData` as the content of 3.x. */
function oldBodyOf(operation: Json, parameters: readonly Json[], reader: OpenApiReader): Json | null {
  const consumes = listOf(operation['consumes'] ?? reader.root['consumes']).map(String);
  const body = parameters.find((parameter) => parameter['in'] === 'body');
  if (body !== undefined) return {[consumes[0] ?? 'application/json']: {schema: body['schema']}};
  const fields = parameters.filter((parameter) => parameter['in'] === 'formData');
  if (fields.length === 0) return null;
  const type = consumes[0] ?? 'application/x-www-form-urlencoded';
  const isFile = fields.some((field) => field['type'] === 'file');
  const required = fields.filter((field) => field['required'] === true).map((field) => field['name']);
  const properties = Object.fromEntries(fields.map((field) => [String(field['name']), field]));
  return {[isFile ? 'multipart/form-data' : type]: {schema: {type: 'object', required, properties}}};
}

/** The one most operations want; a profile has one. */
function commonAuth(operations: readonly Operation[], notes: ConvertNotes): string | null {
  const counts = new Map<string, number>();
  for (const {auth} of operations) if (auth !== null) counts.set(auth, (counts.get(auth) ?? 0) + 1);
  const [top, ...others] = [...counts].sort(([, one], [, other]) => other - one);
  for (const [auth, count] of others) {
    notes.leave(
      `${Object.keys(JSON.parse(auth) as Json).join()} auth of ${count} operations`,
      'a profile has one "auth"',
    );
  }
  return top?.[0] ?? null;
}

function targetOf(root: Json, notes: ConvertNotes): string {
  const server = recordOf(listOf(root['servers'])[0]);
  const variables = recordOf(server?.['variables']) ?? {};
  const old = textOf(root['host']);
  const [scheme] = listOf(root['schemes']);
  const url =
    old === null
      ? (textOf(server?.['url']) ?? '').replaceAll(/\{([^{}]+)\}/g, (whole, name: string) =>
          Object.hasOwn(variables, name) ? (textOf(recordOf(variables[name])?.['default']) ?? whole) : whole,
        )
      : `${textOf(scheme) ?? 'http'}://${old}${textOf(root['basePath']) ?? ''}`;
  const target = url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  if (/^https?:\/\/[^/@]+(?:\/|$)/i.test(target) && !/[{}]/.test(target) && targetProblem(target) === null)
    return target;
  notes.leave(
    url === '' ? 'the server' : `the server ${oneLine(url)}`,
    'it is no whole URL: set the variable TARGET to one',
  );
  return '${env:TARGET}';
}
