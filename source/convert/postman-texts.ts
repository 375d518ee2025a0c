import {
  type ConvertNotes,
  envName,
  isSecretName,
  type Json,
  listOf,
  literal,
  oneLine,
  recordOf,
  textOf,
} from './converted.ts';
import {scriptsOf} from './postman-script.ts';
import {carryTextBody} from './request-parts.ts';
import {variableName} from './variable-names.ts';

/** Postman's own variables that a template has too. */
const dynamic: Readonly<Record<string, string>> = {
  $guid: '${uuid}',
  $randomUUID: '${uuid}',
  $randomInt: '${random(0,1000)}',
};

const setCalls =
  /(?:environment|collectionVariables|globals|variables)\.set\(\s*(["'`])([^"'`]+)\1|set(?:Environment|Global)Variable\(\s*["']([^"']+)/g;

/** Names that scripts of the collection set: `${name}` then, filled by an extraction. */
export function scriptVariables(root: Json): Set<string> {
  const names = new Set<string>();
  const visit = (item: Json, depth: number): void => {
    for (const {source} of scriptsOf(item)) {
      for (const [, , one, other] of source.matchAll(setCalls)) names.add((one ?? other)!);
    }
    if (depth < 25)
      for (const child of listOf(item['item'])) if (recordOf(child) !== null) visit(recordOf(child)!, depth + 1);
  };
  visit(root, 0);
  return names;
}

/** Turns Postman's `{{name}}` into literal values, `${env:NAME}` and `${name}`. */
export class PostmanTexts {
  readonly #values = new Map<string, string>();
  readonly #notes: ConvertNotes;
  readonly #set: ReadonlySet<string>;

  constructor(root: Json, notes: ConvertNotes, set: ReadonlySet<string>) {
    this.#notes = notes;
    this.#set = set;
    for (const item of listOf(root['variable'])) {
      const variable = recordOf(item);
      const key = textOf(variable?.['key'] ?? variable?.['id']);
      const value = textOf(variable?.['value']);
      if (key !== null && value !== null && value !== '') this.#values.set(key, value);
    }
  }

  text(text: string): string {
    return this.#fill(text.toWellFormed(), 0);
  }

  /** Without templates: names of headers and fields. */
  plain(text: string): string {
    return this.text(text).replaceAll(/\$\{[^{}]*\}/g, 'x');
  }

  /** For a query or form: what is not a template percent-encoded. */
  encoded(text: string): string {
    return this.text(text)
      .split(/(\$?\$\{[^{}]*\})/)
      .map((part) => (/^\$\{.*\}$/s.test(part) ? part : encodeURIComponent(part.replaceAll('$${', '${'))))
      .join('');
  }

  /** A text that is secret: a variable as it is, a literal as `${env:NAME}`. */
  secret(text: string, where: string, wanted: string): string {
    const filled = this.text(text);
    if (filled !== '' && /^(?:\$\{[^{}]*\})+$/.test(filled)) return filled;
    return this.#notes.secret(where, filled, wanted);
  }

  /** A raw body: an object where it is JSON with its variables inside texts. */
  body(raw: string): unknown {
    const filled = this.text(raw);
    if (!/^\s*[{[]/.test(filled)) return filled;
    if (/\d{16,}/.test(filled)) return carryTextBody(filled, 'application/json', this.#notes);
    try {
      return this.#secretFields(JSON.parse(filled));
    } catch {
      return carryTextBody(filled, 'application/json', this.#notes);
    }
  }

  #secretFields(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#secretFields(item));
    const record = recordOf(value);
    if (record === null) return value;
    return Object.fromEntries(
      Object.entries(record).map(([key, item]) => [
        key,
        typeof item === 'string' && item !== '' && isSecretName(key) && !item.startsWith('${')
          ? this.#notes.secret(`body field ${key}`, item, key)
          : this.#secretFields(item),
      ]),
    );
  }

  /** A URL's server and what stands behind it; null (and listed) when the server is not known. */
  url(value: unknown, name: string): {readonly origin: string; readonly path: string} | null {
    const record = recordOf(value);
    const raw = textOf(value) ?? textOf(record?.['raw']) ?? rawOf(record);
    const variables = new Map(
      listOf(record?.['variable']).map((one) => [
        String(recordOf(one)?.['key']),
        textOf(recordOf(one)?.['value']) ?? '',
      ]),
    );
    const withoutDisabled = dropDisabled(raw, record);
    const [before = ''] = withoutDisabled.split(/[?#]/, 1);
    const filled =
      this.text(before).replaceAll(
        /\/:([\w-]+)(?=\/|$)/g,
        (_, key: string) => `/${this.#pathValue(key, variables, name)}`,
      ) + this.text(withoutDisabled.slice(before.length));
    const full = /^(?:[a-z][a-z0-9+.-]*:\/\/|\$\{)/i.test(filled) ? filled : `http://${filled}`;
    const [, origin, path = ''] = /^(https?:\/\/(?:\$\{env:\w+\}|[\w.:[\]-])+|\$\{env:\w+\})(.*)$/is.exec(full) ?? [];
    if (
      origin === undefined ||
      (path !== '' && !/^[/?#]/.test(path)) ||
      (!origin.includes('${') && URL.parse(origin) === null)
    ) {
      this.#notes.leave(
        `${name}: ${oneLine(raw, 80).replace(/\/\/[^/?#]*@/, '//')}`,
        'its server is not an http(s) URL',
      );
      return null;
    }
    return {origin: origin.includes('${') ? origin : URL.parse(origin)!.origin, path: path === '' ? '/' : path};
  }

  #pathValue(key: string, values: ReadonlyMap<string, string>, name: string): string {
    const value = values.get(key) ?? '';
    if (value !== '') return this.encoded(value);
    this.#notes.leave(`${name}: path variable :${key}`, 'it has no value: it is sent as 1');
    return '1';
  }

  #fill(text: string, depth: number): string {
    return text
      .split(/(\{\{[^{}]*\}\})/)
      .map((part) => {
        const [, name] = /^\{\{\s*([^{}]*?)\s*\}\}$/.exec(part) ?? [];
        return name === undefined ? literal(part) : this.#variable(name, depth);
      })
      .join('');
  }

  #variable(name: string, depth: number): string {
    const own = dynamic[name];
    if (own !== undefined) return own;
    if (name.startsWith('$')) {
      this.#notes.leave(`{{${name}}}`, 'there is no such template: it is sent as "1"');
      return '1';
    }
    if (this.#set.has(name)) return `\${${variableName(name)}}`;
    const value = this.#values.get(name);
    if (value === undefined || depth > 10) {
      this.#notes.leave(
        `variable {{${name}}}`,
        `it has no value in the collection: set ${envName(name)} in the environment`,
      );
      return `\${env:${envName(name)}}`;
    }
    return isSecretName(name) ? this.#notes.secret(`variable ${name}`, value, name) : this.#fill(value, depth + 1);
  }
}

/** A part of a URL, or a list of its pieces. */
function parts(value: unknown, joint: string): string {
  if (!Array.isArray(value)) return textOf(value) ?? '';
  return value.map((part) => textOf(part) ?? textOf(recordOf(part)?.['value']) ?? '').join(joint);
}

/** A URL written in parts only. */
function rawOf(record: Json | null): string {
  const protocol = textOf(record?.['protocol']);
  const port = textOf(record?.['port']);
  const query = listOf(record?.['query']).map(
    (one) => `${textOf(recordOf(one)?.['key']) ?? ''}=${textOf(recordOf(one)?.['value']) ?? ''}`,
  );
  const path = parts(record?.['path'], '/');
  return `${protocol === null ? '' : `${protocol}://`}${parts(record?.['host'], '.')}${port === null ? '' : `:${port}`}${path === '' ? '' : `/${path.replace(/^\//, '')}`}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** `raw` holds disabled parameters of the query too in some exports. */
function dropDisabled(raw: string, record: Json | null): string {
  const disabled = listOf(record?.['query']).filter((one) => recordOf(one)?.['disabled'] === true);
  if (disabled.length === 0) return raw;
  const gone = new Set(
    disabled.map((one) => `${textOf(recordOf(one)?.['key']) ?? ''}=${textOf(recordOf(one)?.['value']) ?? ''}`),
  );
  const [before = '', query] = raw.split('?', 2);
  const kept = (query ?? '').split('&').filter((pair) => pair !== '' && !gone.has(pair));
  return kept.length === 0 ? before : `${before}?${kept.join('&')}`;
}
