import type {ProfileReader} from './profile-reader.ts';

/** JSON Schema (draft 2020-12), as far as we write it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What one key's value may be, defined once: the parser reads with it, profile.schema.json is written from it. `read`
 * notes problems in the reader and returns null for what has one.
 */
export interface FieldType<T> {
  readonly schema: JsonSchema;
  readonly read: (reader: ProfileReader, value: unknown, path: string) => T | null;
}

/** A key: its type, what it means, and what it is when it is not there (as one would write it). */
export interface Field<T = unknown> extends FieldType<T> {
  readonly description: string | null;
  readonly default?: unknown;
}

/** Keys of one kind of object in a profile: those that are read, and those people know from elsewhere. */
export interface KeyTable<Fields extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>> {
  /** `a request`: for messages. */
  readonly what: string;
  readonly fields: Fields;
  readonly required: readonly (keyof Fields & string)[];
  /** Why a key is not read, or what to write in its place. */
  readonly refused: Readonly<Record<string, string>>;
}

/** What a key of a table is read as. */
export type FieldValue<Table extends KeyTable, Key extends keyof Table['fields']> =
  Table['fields'][Key] extends Field<infer T> ? T : never;

export function field<T>(type: FieldType<T>, description: string | null = null, otherwise?: unknown): Field<T> {
  return {...type, description, ...(otherwise === undefined ? {} : {default: otherwise})};
}

/** A value with a structure of its own: read by the function that knows it, described by a definition of the schema. */
export function structure(schema: JsonSchema, description: string | null = null, otherwise?: unknown): Field {
  return field<unknown>({schema, read: (_, value) => value}, description, otherwise);
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  /** `min` itself is not allowed. */
  readonly above?: boolean;
}

export function number(range: NumberRange): FieldType<number> {
  const {min, max, whole = false, above = false} = range;
  return {
    schema: {
      type: whole ? 'integer' : 'number',
      ...(above ? {exclusiveMinimum: min} : {minimum: min}),
      maximum: max,
    },
    read: (reader, value, path) => reader.number(value, path, range),
  };
}

export const flag: FieldType<boolean> = {
  schema: {type: 'boolean'},
  read: (reader, value, path) => reader.flag(value, path),
};

export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
  readonly maxText: string;
}

export const durationPattern = '(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+';

/** In ms. That it is neither too short nor too long only the parser sees. */
export function duration(range: DurationRange): FieldType<number> {
  return {
    schema: {$ref: '#/$defs/duration'},
    read: (reader, value, path) => reader.durationMs(value, path, range),
  };
}

/** Something on one line that is not blank. */
export function line(maxLength = 10_000): FieldType<string> {
  return {
    schema: {type: 'string', minLength: 1, maxLength, pattern: linePattern},
    read: (reader, value, path) => reader.text(value, path, {maxLength}),
  };
}

const linePattern = '^[^\\u0000-\\u001F\\u007F]*[^\\s\\u0000-\\u001F\\u007F][^\\u0000-\\u001F\\u007F]*$';

export function choice<T extends string>(...values: readonly T[]): FieldType<T> {
  return {schema: {enum: values}, read: (reader, value, path) => reader.choice(value, path, values)};
}

/** In bytes. */
export function size(range: {readonly minBytes: number; readonly maxBytes: number}): FieldType<number> {
  return {
    schema: {type: 'string', pattern: '^\\d+(?:\\.\\d+)?(?:b|kb|mb)$'},
    read: (reader, value, path) => reader.sizeBytes(value, path, range),
  };
}

/** A file's path as it is, relative to the profile's folder. */
export const filePath: FieldType<string> = {
  schema: {
    ...line(4000).schema,
    not: {pattern: '\\$\\{'},
  },
  read(reader, value, path) {
    const file = reader.text(value, path, {maxLength: 4000});
    if (file === null) return null;
    return file.includes('${') ? reader.fail(path, "is a file's path as it is: no ${…} is filled in") : file;
  },
};
