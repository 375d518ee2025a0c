import {jsonpath} from 'json-p3';
import type {TextRule} from '../domain/profile.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';

const ruleKinds = ['equals', 'contains', 'matches'] as const;

/** The one of `equals`, `contains` and `matches` that an object has; undefined: none; null: it has a problem. */
export function readTextRule(reader: ProfileReader, object: JsonObject, path: string): TextRule | null | undefined {
  const [kind, second] = ruleKinds.filter((one) => Object.hasOwn(object, one));
  if (kind === undefined) return undefined;
  if (second !== undefined) return reader.fail(joinPath(path, second), `excludes "${kind}": one of them is the rule`);
  const at = joinPath(path, kind);
  if (kind === 'matches') {
    const pattern = readRegex(reader, object[kind], at);
    return pattern === null ? null : {kind, pattern};
  }
  const text = readLongText(reader, object[kind], at);
  if (text === null) return null;
  return text === '' && kind === 'contains'
    ? reader.fail(at, 'must not be empty: every text contains that')
    : {kind, text};
}

/** A text of any letters, line breaks too. */
export function readLongText(reader: ProfileReader, value: unknown, path: string): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return reader.fail(path, `must be a text: "${value}"`);
  if (typeof value !== 'string') return reader.fail(path, `must be a text, not ${kindOf(value)}`);
  return value.length > 10_000 ? reader.fail(path, 'is longer than 10000 characters') : value;
}

/** The source of a regular expression of JavaScript, flag `u`. */
export function readRegex(reader: ProfileReader, value: unknown, path: string): string | null {
  const source = readLongText(reader, value, path);
  if (source === null) return null;
  if (source === '') return reader.fail(path, 'must not be empty');
  try {
    void new RegExp(source, 'u');
    return source;
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: \/.*\/u?: /s, '');
    return reader.fail(path, `is not a regular expression: ${lowerFirst(reason)}`);
  }
}

/** A JSONPath of RFC 9535. */
export function readJsonPath(reader: ProfileReader, value: unknown, path: string): string | null {
  const text = readLongText(reader, value, path);
  if (text === null) return null;
  if (!text.startsWith('$')) {
    const advice = /^[A-Za-z_][\w.[\]]*$/.test(text) ? `: write "$.${text}"` : '';
    return reader.fail(path, `must begin with $, as a JSONPath does${advice}`);
  }
  try {
    jsonpath.compile(text);
    return text;
  } catch (error) {
    const reason = (error as Error).message.replace(/\s*\('.*':\d+\)$/s, '');
    return reader.fail(path, `is not a JSONPath (RFC 9535): ${reason}`);
  }
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
