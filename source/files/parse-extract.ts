import type {Extraction, ExtractionSource} from '../domain/profile.ts';
import {isVariableName, reservedVariables} from '../domain/template.ts';
import {extractionKeys} from './flow-keys.ts';
import {readHeaderName} from './parse-checks.ts';
import {readJsonPath, readLongText, readRegex} from './parse-rule.ts';
import type {Scope} from './parse-templates.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {limits} from './profile-schema.ts';

type Source = ExtractionSource['kind'];

const sources: readonly Source[] = ['jsonpath', 'regex', 'header', 'cookie'];

/** `extract` of a request; the scope learns of the variables it fills. */
export function readExtract(reader: ProfileReader, value: unknown, path: string, scope: Scope): Extraction[] {
  const object = reader.plainObject(value, path) ?? {};
  const extractions: Extraction[] = [];
  for (const [variable, from] of Object.entries(object)) {
    const at = joinPath(path, variable);
    const problem = variableNameProblem(variable);
    if (problem !== null) reader.fail(at, problem);
    scope.filled.add(variable);
    const extraction = readExtraction(reader, variable, from, at);
    if (extraction !== null) extractions.push(extraction);
  }
  return extractions;
}

function variableNameProblem(name: string): string | null {
  if (!isVariableName(name)) return 'is not the name of a variable: letters, digits and _ only, no digit first';
  if (name.length > limits.maxNameLength) return `is longer than ${limits.maxNameLength} characters`;
  return reservedVariables.includes(name) || name === '__VU' || name === '__ITER'
    ? `means something else in a template: call it otherwise`
    : null;
}

function readExtraction(reader: ProfileReader, variable: string, value: unknown, path: string): Extraction | null {
  if (typeof value === 'string') {
    const read = readJsonPath(reader, value, path);
    return read === null ? null : {variable, from: {kind: 'jsonpath', path: read}, fallback: null};
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reader.fail(
      path,
      `must be a JSONPath such as "$.token", or {"regex": …}, {"header": …} or {"cookie": …}, not ${kindOf(value)}`,
    );
  }
  const object = reader.object(value, path, extractionKeys)!;
  const [kind, second] = sources.filter((one) => Object.hasOwn(object, one));
  const fallback =
    object['default'] === undefined ? null : readLongText(reader, object['default'], joinPath(path, 'default'));
  if (kind === undefined) {
    const unknown = Object.keys(object).some((key) => !Object.hasOwn(extractionKeys.fields, key));
    return unknown ? null : reader.fail(path, `says not where from: one of ${sources.join(', ')}`);
  }
  if (second !== undefined) return reader.fail(path, `looks at ${kind} and ${second}: one of them is where from`);
  const from = readSource(reader, kind, object, path);
  return from === null ? null : {variable, from, fallback};
}

function readSource(reader: ProfileReader, kind: Source, object: JsonObject, path: string): ExtractionSource | null {
  const at = joinPath(path, kind);
  const value = object[kind];
  if (kind === 'jsonpath') {
    const read = readJsonPath(reader, value, at);
    return read === null ? null : {kind, path: read};
  }
  if (kind === 'regex') {
    const pattern = readRegex(reader, value, at);
    return pattern === null ? null : {kind, pattern};
  }
  const name =
    kind === 'header' ? readHeaderName(reader, value, at) : reader.get(object, path, extractionKeys, 'cookie');
  return name === null ? null : {kind, name};
}
