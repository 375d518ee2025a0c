import type {RequestDefinition} from '../domain/profile.ts';
import type {TemplatePart} from '../domain/template.ts';
import {requestKeys} from './flow-keys.ts';
import {methodProblem, pathTemplateProblem} from './http-syntax.ts';
import {readChecks} from './parse-checks.ts';
import {readExtract} from './parse-extract.ts';
import {readHeaders, withJsonType} from './parse-headers.ts';
import {readStatuses} from './parse-statuses.ts';
import {readTemplate, type Scope} from './parse-templates.ts';
import {absentAs, joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {limits} from './profile-schema.ts';

/** Tags every request has, or that mean something else in a threshold. */
export const ownTags: readonly string[] = [
  'name',
  'scenario',
  'group',
  'method',
  'check',
  'status',
  'expected_response',
];

/** `request`; null when it has a problem. What it extracts is in the scope all the same. */
export function readRequest(
  reader: ProfileReader,
  value: unknown,
  path: string,
  scope: Scope,
): RequestDefinition | null {
  const object = reader.object(value, path, requestKeys);
  if (object === null) return null;
  const before = reader.problems.length;
  const at = (key: string): string => joinPath(path, key);
  const method = readMethod(reader, absentAs(object['method'], requestKeys.fields.method.default), at('method'));
  const where = object['path'] === undefined ? null : readPath(reader, object['path'], at('path'), scope);
  const headers = readHeaders(reader, absentAs(object['headers'], {}), at('headers'), scope);
  const body = readBody(reader, object['body'], at('body'), scope);
  const bodyFile = reader.get(object, path, requestKeys, 'bodyFile');
  const chunked = readChunked(reader, object, path, body.text !== null);
  const expect = object['expect'] === undefined ? null : readStatuses(reader, object['expect'], at('expect'));
  const auth = reader.get(object, path, requestKeys, 'auth') ?? true;
  const tags = readTags(reader, absentAs(object['tags'], {}), at('tags'));
  const extract = readExtract(reader, absentAs(object['extract'], {}), at('extract'), scope);
  const checks = readChecks(reader, absentAs(object['checks'], []), at('checks'));
  const given = reader.get(object, path, requestKeys, 'name');
  if (reader.problems.length > before || method === null || where === null) return null;
  return {
    name: given ?? defaultName(method, where.parts),
    method,
    path: where.text,
    headers: body.isJson ? withJsonType(headers) : headers,
    body: body.text,
    bodyFile,
    chunked,
    expect,
    auth,
    tags,
    extract,
    checks,
  };
}

function readMethod(reader: ProfileReader, value: unknown, path: string): string | null {
  if (typeof value !== 'string') return reader.fail(path, `must be a text, not ${kindOf(value)}`);
  const problem = methodProblem(value);
  return problem === null ? value : reader.fail(path, problem);
}

function readPath(
  reader: ProfileReader,
  value: unknown,
  path: string,
  scope: Scope,
): {text: string; parts: readonly TemplatePart[]} | null {
  if (typeof value !== 'string') return reader.fail(path, `must be a text, not ${kindOf(value)}`);
  const parts = readTemplate(reader, value, path, scope);
  if (parts === null) return null;
  const problem = pathTemplateProblem(parts);
  return problem === null ? {text: value, parts} : reader.fail(path, problem);
}

/** `GET /items/:id` for `/items/${id}?page=1`: one name for all that is filled in. */
function defaultName(method: string, parts: readonly TemplatePart[]): string {
  const words = parts.map((part) => (part.kind === 'text' ? part.text.replaceAll(/\$+\{/g, '{') : `:${wordOf(part)}`));
  return `${method} ${words.join('').split('?')[0]!}`.slice(0, limits.maxNameLength);
}

function wordOf(part: Exclude<TemplatePart, {kind: 'text'}>): string {
  if (part.kind === 'data') return part.column;
  return part.kind === 'variable' || part.kind === 'env' ? part.name : part.kind;
}

function readBody(
  reader: ProfileReader,
  value: unknown,
  path: string,
  scope: Scope,
): {text: string | null; isJson: boolean} {
  if (value === undefined || value === null) return {text: null, isJson: false};
  const isJson = typeof value !== 'string';
  const text = isJson ? JSON.stringify(value) : value;
  readTemplate(reader, text, path, scope);
  return {text, isJson};
}

function readChunked(reader: ProfileReader, object: JsonObject, path: string, hasBody: boolean): boolean {
  const {body, bodyFile} = object;
  if (bodyFile !== undefined && body !== undefined) {
    reader.fail(joinPath(path, 'bodyFile'), 'excludes "body": one of them is what is sent');
  }
  const chunked = reader.get(object, path, requestKeys, 'chunked') ?? false;
  if (chunked && bodyFile === undefined && !hasBody) {
    reader.fail(joinPath(path, 'chunked'), 'needs a "body" or a "bodyFile" to send in chunks');
  }
  return chunked;
}

function readTags(reader: ProfileReader, value: unknown, path: string): Record<string, string> {
  const tags: [string, string][] = [];
  for (const [name, item] of Object.entries(reader.plainObject(value, path) ?? {})) {
    const at = joinPath(path, name);
    if (ownTags.includes(name)) reader.fail(at, `is a tag of perftui's own: call yours otherwise`);
    else if (!/^[A-Za-z_]\w*$/.test(name) || name.length > limits.maxNameLength)
      reader.fail(at, 'is not the name of a tag: letters, digits and _ only, no digit first');
    const text = reader.text(item, at, {maxLength: limits.maxTagLength});
    if (text === null) continue;
    if (/[,{}]/.test(text)) reader.fail(at, 'must not hold commas or braces: thresholds could not speak of it');
    tags.push([name, text]);
  }
  return Object.fromEntries(tags);
}
