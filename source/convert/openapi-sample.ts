import {type Json, listOf, recordOf, textOf} from './converted.ts';

/** Deeper than this a sample is cut: schemas may contain themselves. */
const deepest = 6;

/** A reader of one OpenAPI document: follows its own references, makes samples of its schemas. */
export class OpenApiReader {
  readonly root: Json;

  constructor(root: Json) {
    this.root = root;
  }

  /** The record behind `#/…` references, or the record itself; null when there is none. */
  record(value: unknown): Json | null {
    let record = recordOf(value);
    for (let hops = 0; hops < 20; hops++) {
      const reference = record?.['$ref'];
      if (typeof reference !== 'string') return record;
      if (!reference.startsWith('#/')) return null;
      let at: unknown = this.root;
      for (const part of reference.slice(2).split('/')) {
        const key = safeDecode(part).replaceAll('~1', '/').replaceAll('~0', '~');
        const holder = Array.isArray(at) ? (at as unknown as Json) : recordOf(at);
        at = holder !== null && Object.hasOwn(holder, key) ? holder[key] : undefined;
      }
      record = recordOf(at);
    }
    return null;
  }

  /** The value an author gave as an example of a parameter or media type; undefined when there is none. */
  example(holder: Json): unknown {
    if (holder['example'] !== undefined) return holder['example'];
    const [first] = Object.values(recordOf(holder['examples']) ?? {});
    const value = this.record(first)?.['value'];
    return value === undefined ? undefined : value;
  }

  /** What a schema says a value looks like: example, default, enum, const, else one made of its type. */
  sample(schema: unknown, depth = 0): unknown {
    const record = this.record(schema);
    if (record === null || depth > deepest) return null;
    const given =
      record['example'] ??
      listOf(record['examples'])[0] ??
      record['default'] ??
      record['const'] ??
      listOf(record['enum'])[0];
    if (given !== undefined) return given;
    const parts = listOf(record['allOf']);
    if (parts.length > 0) return this.#merged(parts, record, depth);
    const [choice] = [...listOf(record['oneOf']), ...listOf(record['anyOf'])];
    if (choice !== undefined) return this.sample(choice, depth + 1);
    return this.#ofType(record, depth);
  }

  #merged(parts: readonly unknown[], record: Json, depth: number): unknown {
    const samples = parts.map((part) => this.sample(part, depth + 1));
    const own = record['properties'] === undefined ? {} : this.#object(record, depth);
    if (!samples.every((sample) => recordOf(sample) !== null)) return samples[0];
    return Object.assign({}, ...samples, own);
  }

  #ofType(schema: Json, depth: number): unknown {
    const {type} = schema;
    const kind = Array.isArray(type) ? (type as unknown[]).find((one) => one !== 'null') : type;
    if (kind === 'object' || (kind === undefined && schema['properties'] !== undefined))
      return this.#object(schema, depth);
    if (kind === 'array') return schema['items'] === undefined ? [] : [this.sample(schema['items'], depth + 1)];
    if (kind === 'integer' || kind === 'number') return number(schema['minimum']) ?? 1;
    if (kind === 'boolean') return true;
    if (kind === 'string') return sampleText(schema);
    return kind === undefined ? 'text' : null;
  }

  /** Required properties, and those with a plain sample, so that a body is whole yet not endless. */
  #object(schema: Json, depth: number): Json {
    const required = new Set(listOf(schema['required']));
    const entries = Object.entries(recordOf(schema['properties']) ?? {}).slice(0, 200);
    return Object.fromEntries(
      entries.flatMap(([name, property]): [string, unknown][] => {
        const record = this.record(property);
        if (record === null || record['readOnly'] === true) return [];
        const value = this.sample(record, depth + 1);
        return required.has(name) || (value !== null && depth < 3) ? [[name, value]] : [];
      }),
    );
  }
}

const texts: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'user@example.com',
  uri: 'http://example.com/',
  url: 'http://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'dGV4dA==',
};

function sampleText(schema: Json): unknown {
  const format = textOf(schema['format']) ?? '';
  if (format === 'uuid') return uuidMark;
  const text = texts[format] ?? 'text';
  const least = number(schema['minLength']) ?? 0;
  const most = number(schema['maxLength']) ?? 1000;
  return text.padEnd(Math.min(least, 1000), 'x').slice(0, Math.max(0, most));
}

/** Becomes `${uuid}`: a literal `${` of the document would be escaped. */
export const uuidMark = '\u0000uuid';

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
