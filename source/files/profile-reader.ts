import {parseDuration} from '../domain/duration.ts';
import {parseSize, printSize} from '../domain/fine-units.ts';
import {parseTemplate, printTemplatePart} from '../domain/template.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import type {FieldValue, KeyTable} from './field-types.ts';

/** What is wrong with a profile and where: `scenarios[0].flow[2].request.method`, or `3:14` (line, column). */
export interface ProfileProblem {
  readonly path: string;
  readonly message: string;
  /** Of the file, from 1; absent where there is no file. */
  readonly line?: number;
  /** Of one that is used before anything has filled it. */
  readonly variable?: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** `stages` + `duration` is `stages.duration`; a key that is no identifier is quoted: `headers["x-a"]`. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/**
 * Reads values of foreign JSON and collects every problem instead of stopping at the first. A value with a problem reads
 * as null, an absent one as undefined, so that what depends on it can be skipped.
 */
export class ProfileReader {
  readonly problems: ProfileProblem[] = [];

  /** Notes a problem. Returns null, so that a reader can end with it. */
  fail(path: string, message: string): null {
    this.problems.push({path, message});
    return null;
  }

  object(value: unknown, path: string, keys: KeyTable): JsonObject | null {
    const object = this.plainObject(value, path);
    if (object === null) return null;
    for (const key of Object.keys(object))
      if (!Object.hasOwn(keys.fields, key)) this.#unknownKey(joinPath(path, key), key, keys);
    for (const key of keys.required) {
      if (!Object.hasOwn(object, key)) this.fail(joinPath(path, key), `is missing: ${keys.what} needs it`);
    }
    return object;
  }

  /** A key's value, or its default; null when it has a problem, or neither is there. */
  get<Table extends KeyTable, Key extends keyof Table['fields'] & string>(
    object: JsonObject,
    path: string,
    keys: Table,
    key: Key,
  ): FieldValue<Table, Key> | null {
    const type = keys.fields[key]!;
    const value = Object.hasOwn(object, key) ? object[key] : type.default;
    return value === undefined ? null : (type.read(this, value, joinPath(path, key)) as FieldValue<Table, Key> | null);
  }

  #unknownKey(path: string, key: string, keys: KeyTable): void {
    const reason = Object.hasOwn(keys.refused, key) ? keys.refused[key] : undefined;
    if (reason !== undefined) {
      this.fail(path, reason.startsWith('write') ? `unknown key: ${reason}` : reason);
      return;
    }
    const known = Object.keys(keys.fields);
    const near = didYouMean(key, known);
    this.fail(
      path,
      `unknown key${near === null ? `; ${keys.what} has ${known.join(', ')}` : `; did you mean "${near}"?`}`,
    );
  }

  plainObject(value: unknown, path: string): JsonObject | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
    return this.fail(path, `must be an object {…}, not ${kindOf(value)}`);
  }

  list(value: unknown, path: string): readonly unknown[] | null {
    if (Array.isArray(value)) return value;
    return this.fail(path, `must be a list […], not ${kindOf(value)}`);
  }

  text(value: unknown, path: string, options: {readonly maxLength?: number} = {}): string | null {
    if (typeof value !== 'string') return this.fail(path, `must be a text, not ${kindOf(value)}`);
    const maxLength = options.maxLength ?? 10_000;
    if (value.trim() === '') return this.fail(path, 'must not be empty');
    if (value.length > maxLength) return this.fail(path, `is longer than ${maxLength} characters`);
    if (/[\u0000-\u001F\u007F]/.test(value)) return this.fail(path, 'must not hold control characters or line breaks');
    return value;
  }

  number(
    value: unknown,
    path: string,
    range: {readonly min: number; readonly max: number; readonly whole?: boolean; readonly above?: boolean},
  ): number | null {
    const what = range.whole === true ? 'a whole number' : 'a number';
    const from = range.above === true ? `above ${range.min} and at most` : `from ${range.min} to`;
    const expected = `must be ${what} ${from} ${range.max}`;
    if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
      return this.fail(path, `${expected}, without quotes: ${Number(value)}`);
    }
    if (typeof value !== 'number') return this.fail(path, `${expected}, not ${kindOf(value)}`);
    const fits =
      value <= range.max &&
      (range.above === true ? value > range.min : value >= range.min) &&
      (range.whole !== true || Number.isInteger(value));
    return fits ? value : this.fail(path, `${expected}, not ${value}`);
  }

  flag(value: unknown, path: string): boolean | null {
    return typeof value === 'boolean' ? value : this.fail(path, `must be true or false, not ${kindOf(value)}`);
  }

  /** A duration in ms, between two of them. */
  durationMs(
    value: unknown,
    path: string,
    range: {readonly minMs: number; readonly maxMs: number; readonly maxText: string},
  ): number | null {
    if (typeof value === 'number') {
      return this.fail(path, `needs a unit, in quotes: "${value}ms", "${value}s", "${value}m" or "${value}h"`);
    }
    if (typeof value !== 'string')
      return this.fail(path, `must be a duration such as "30s" or "1m30s", not ${kindOf(value)}`);
    const ms = parseDuration(value);
    if (ms === null) return this.fail(path, durationAdvice(value));
    if (ms > range.maxMs) return this.fail(path, `${value} is too long: at most ${range.maxText}`);
    if (ms < range.minMs) return this.fail(path, `${value} is too short: at least ${range.minMs}ms`);
    return ms;
  }

  /** Notes every template in the text that is not `${env:NAME}`. */
  envTemplates(text: string, path: string): void {
    const parsed = parseTemplate(text);
    if ('problem' in parsed) {
      this.fail(path, parsed.problem);
      return;
    }
    for (const part of parsed.parts) {
      if (part.kind !== 'text' && part.kind !== 'env')
        this.fail(path, `${printTemplatePart(part)} is not filled in here: only \${env:NAME} is`);
    }
  }

  choice<T extends string>(value: unknown, path: string, values: readonly T[]): T | null {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    const near = typeof value === 'string' ? didYouMean(value, values) : null;
    const advice = near === null ? '' : `; did you mean "${near}"?`;
    const names = values.map((one) => `"${one}"`);
    const list = names.length > 2 ? `one of ${names.join(', ')}` : names.join(' or ');
    return this.fail(path, `must be ${list}, not ${kindOf(value)}${advice}`);
  }

  /** A size in bytes, between two of them. */
  sizeBytes(
    value: unknown,
    path: string,
    range: {readonly minBytes: number; readonly maxBytes: number},
  ): number | null {
    if (typeof value === 'number')
      return this.fail(path, `needs a unit, in quotes: "${value}b", "${value}kb" or "${value}mb"`);
    if (typeof value !== 'string') return this.fail(path, `must be a size such as "64kb", not ${kindOf(value)}`);
    const bytes = parseSize(value);
    if (bytes === null) return this.fail(path, sizeAdvice(value));
    if (bytes > range.maxBytes) return this.fail(path, `${value} is too much: at most ${printSize(range.maxBytes)}`);
    return bytes < range.minBytes
      ? this.fail(path, `${value} is too little: at least ${printSize(range.minBytes)}`)
      : bytes;
  }
}

/** What to write in place of something that is no size. */
export function sizeAdvice(text: string): string {
  const compact = text.replaceAll(/\s+/g, '').toLowerCase();
  if (/^\d+(?:\.\d+)?$/.test(compact)) return `"${text}" needs a unit: "${compact}b", "${compact}kb" or "${compact}mb"`;
  const repaired = compact
    .slice(0, 40)
    .replace(/bytes?$/, 'b')
    .replace(/k(?:ilo|i)?b?$/, 'kb')
    .replace(/m(?:ega|i)?b?$/, 'mb');
  const advice = parseSize(repaired) === null ? ', such as "64kb"' : `: write "${repaired}"`;
  return `"${text.slice(0, 40)}" is not a size in b, kb or mb${advice}`;
}

const unitWords: Readonly<Record<string, string>> = {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  hrs: 'h',
  msec: 'ms',
  millis: 'ms',
  milliseconds: 'ms',
};

/** What to write in place of something that is no duration. */
export function durationAdvice(text: string): string {
  const compact = text.replaceAll(/\s+/g, '').toLowerCase();
  if (/^\d+(?:\.\d+)?$/.test(compact))
    return `"${text}" needs a unit: "${compact}ms", "${compact}s", "${compact}m" or "${compact}h"`;
  const repaired = compact.slice(0, 60).replaceAll(/[a-z]+/g, (word) => unitWords[word] ?? word);
  const advice = parseDuration(repaired) === null ? 'such as "30s" or "1m30s"' : `: write "${repaired}"`;
  return `"${text.slice(0, 60)}" is not a duration in ms, s, m or h${advice.startsWith(':') ? advice : `, ${advice}`}`;
}

/** What is not there as something else; null is there, and wrong. */
export function absentAs(value: unknown, otherwise: unknown): unknown {
  return value === undefined ? otherwise : value;
}

/** `a text`, `a list`, …: what a JSON value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'an object';
}
