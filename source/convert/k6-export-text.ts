import type {ValueEncoding} from '../domain/encode-value.ts';
import type {ConvertNotes} from './converted.ts';
import {parseScript} from './script-syntax.ts';

/** What a part of a script uses, found while it is written. */
export class K6Uses {
  readonly helpers = new Set<string>();
  readonly environment = new Set<string>();
  /** Names of data sources; '' is the only one. */
  readonly data = new Set<string>();
  readonly notes: ConvertNotes;

  constructor(notes: ConvertNotes) {
    this.notes = notes;
  }
}

/** A literal of JavaScript. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)}'`;
}

/** `.name`, or `['a name']` where it is no identifier. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`;
}

/**
 * A text with templates as an expression of JavaScript.
 * @param encode how values are written into it, as in a run
 * @param before an expression in front: `BASE_URL`
 */
export function textCode(text: string, encode: ValueEncoding, uses: K6Uses, before: string | null = null): string {
  const parts = text.split(/(\$\$\{|\$\{[^{}]*\})/).filter((part) => part !== '');
  if (before === null && parts.every((part) => !part.startsWith('${')))
    return quoted(parts.map((part) => (part === '$${' ? '${' : part)).join(''));
  const [only, ...more] = parts;
  if (before === null && more.length === 0 && encode === 'plain' && !/^\$\{(?:vu\.id|iteration|random)/.test(only!)) {
    const code = valueCode(only!.slice(2, -1), uses);
    // A variable alone may be a number: in JSON it is sent as the text it is in a profile.
    return code.startsWith('__ENV') || code.endsWith(')') ? code : `String(${code})`;
  }
  const body = parts.map((part) => {
    if (part === '$${') return '\\${';
    if (!part.startsWith('${')) return part.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
    const code = valueCode(part.slice(2, -1), uses);
    return `\${${/^(?:__VU|__ITER|uuidv4|randomBetween)/.test(code) ? code : encodedCode(code, encode, uses)}}`;
  });
  return `\`${before === null ? '' : `\${${before}}`}${body.join('')}\``;
}

function encodedCode(code: string, encode: ValueEncoding, uses: K6Uses): string {
  if (encode === 'plain') return code;
  if (encode === 'form') return `encodeURIComponent(${code})`;
  const helper = encode === 'json' ? 'inJson' : 'inPath';
  uses.helpers.add(helper);
  return `${helper}(${code})`;
}

/** What stands between `${` and `}` as an expression. */
function valueCode(inner: string, uses: K6Uses): string {
  if (inner === 'vu.id') return '__VU';
  if (inner === 'iteration') return '__ITER';
  if (inner === 'uuid') {
    uses.helpers.add('uuidv4');
    return 'uuidv4()';
  }
  const [, from, to] = /^random\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)$/.exec(inner) ?? [];
  if (from !== undefined) {
    uses.helpers.add('randomBetween');
    return `randomBetween(${from}, ${to!})`;
  }
  if (inner.startsWith('env:')) {
    uses.environment.add(inner.slice(4));
    return `__ENV${member(inner.slice(4))}`;
  }
  if (inner.startsWith('data.')) {
    const [, source = '', column = ''] = /^data\.(?:([^.]+)\.)?(.+)$/.exec(inner) ?? [];
    uses.data.add(source);
    return `${rowName(source)}${member(column)}`;
  }
  return `vars${member(inner)}`;
}

/** The name of an iteration's row of a source. */
export function rowName(source: string): string {
  return source === '' ? 'row' : `row_${source.replaceAll(/\W/g, '_')}`;
}

/** A value of JSON with templates in its texts as an expression; lists and objects over several lines stay on one. */
export function jsonCode(value: unknown, uses: K6Uses): string {
  if (typeof value === 'string') return textCode(value, 'plain', uses);
  if (Array.isArray(value)) return `[${value.map((item) => jsonCode(item, uses)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${keyCode(key)}: ${jsonCode(item, uses)}`);
  return entries.length === 0 ? '{}' : `{${entries.join(', ')}}`;
}

export function keyCode(key: string): string {
  // A plain __proto__ would set the prototype.
  if (key === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** k6's selector (gjson) for a JSONPath of plain keys; null when it has filters, wildcards and the like. */
export function selectorOf(path: string): string | null {
  const keys: string[] = [];
  let rest = path.slice(1);
  while (rest !== '') {
    const [whole, name, index, single, double] =
      /^(?:\.([A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF-]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\])/.exec(
        rest,
      ) ?? [];
    if (whole === undefined) return null;
    keys.push(index ?? name ?? (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length);
  }
  if (keys.length === 0 || keys.some((key) => key === '' || /[#*?@|[\]{}!\\]/.test(key))) return null;
  return keys.map((key) => key.replaceAll('.', String.raw`\.`)).join('.');
}

/** A regular expression literal; null when the pattern cannot be one. */
export function regexCode(pattern: string): string | null {
  try {
    const {source, flags} = new RegExp(pattern, 'u');
    const code = `/${source}/${flags}`;
    parseScript(code, 'script');
    return code;
  } catch {
    return null;
  }
}

/** As k6 spells the names of a response's headers: Go's canonical form. */
export function canonicalHeader(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}
