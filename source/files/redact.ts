import {parseTemplate} from '../domain/template.ts';
import {isSecretField, isSecretHeader} from './secret-headers.ts';

/** What stands where a secret stood. */
export const redactedMark = '[redacted]';

/** Shorter ones would blacken half of every text and are no secrets to speak of. */
const leastSecretLength = 4;

/** The least piece of a secret worth hiding at the end of a text that was cut elsewhere. */
const leastTailLength = 3;

/** Takes secrets out of what is written or shown. */
export interface Redactor {
  /** Secret values in any common spelling, URL passwords and `authorization: …` lines become `[redacted]`. */
  text(text: string): string;
  /**
   * For foreign text of limited size: redacted first, then cut to at most `maxBytes` of UTF-8, so that no cut leaves a
   * part of a secret. A text as long as the limit was perhaps cut before it came here: the beginning of a secret at its
   * end goes too.
   */
  sample(text: string, maxBytes: number): string;
  /** Values of secret headers are replaced as a whole, the others as text. */
  headers(headers: readonly (readonly [name: string, value: string])[]): [name: string, value: string][];
  /**
   * Every text in a JSON value, keys included; members named like a secret lose their value, but for the names a
   * profile lets a person give: `extract`, `tags`, `budgets`.
   */
  json(value: unknown): unknown;
}

/** From and to (exclusive) of what is to go. */
type Span = readonly [from: number, to: number];

const urlCredentials = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]+@/gi;
const headerLine =
  /\b(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token)["']?[ \t]*[:=][ \t]*["']?(?=[^\s"'])/gi;

/**
 * @param secrets values that must not survive; those under 4 characters are passed over
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= leastSecretLength);
  const plain = [...new Set(known.flatMap(spellingsOf))];
  const encoded = [...new Set(known.flatMap(base64CoresOf))];

  const spansOf = (text: string): Span[] => [
    ...plain.flatMap((form) => findAll(text, form)),
    ...encoded.flatMap((form) => findAll(text, form).map((span) => widenToWord(text, span))),
    ...[...text.matchAll(urlCredentials)].map((match): Span => [
      match.index + match[1]!.length,
      match.index + match[0].length - 1,
    ]),
    ...[...text.matchAll(headerLine)].map((match): Span => {
      const from = match.index + match[0].length;
      return [from, endOfValue(text, from, match[0])];
    }),
  ];
  const tailSpan = (text: string): Span[] => {
    const longest = Math.max(0, ...[...plain, ...encoded].map((form) => tailLength(text, form)));
    return longest >= leastTailLength ? [[text.length - longest, text.length]] : [];
  };
  const text = (input: string): string => replaceSpans(input, spansOf(input));

  const redactor: Redactor = {
    text,
    sample(input, maxBytes) {
      const mayBeCut = Buffer.byteLength(input) > maxBytes - 4;
      return cutBytes(replaceSpans(input, [...spansOf(input), ...(mayBeCut ? tailSpan(input) : [])]), maxBytes);
    },
    headers: (headers) =>
      headers.map(([name, value]) => [text(name), isSecretHeader(name) ? redactedMark : text(value)]),
    json: (value) => redactJson(value, text, 'structure'),
  };
  return redactor;
}

/** What the members of a JSON value are named after. */
type Names = 'structure' | 'secrets' | 'own';

/** Members whose own members are named by the person: a variable, a tag or a request called `token` holds no secret. */
const ownNames: ReadonlySet<string> = new Set(['extract', 'tags', 'budgets']);

/** Members in which no name is a profile's. */
const foreignNames: ReadonlySet<string> = new Set(['body', 'rows']);

function redactJson(value: unknown, text: (text: string) => string, names: Names): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (typeof item === 'string' && names !== 'own' && isSecretField(key)) return [text(key), hideValue(item)];
      const inside =
        names !== 'structure' ? names : ownNames.has(key) ? 'own' : foreignNames.has(key) ? 'secrets' : 'structure';
      return [text(key), redactJson(item, text, inside)];
    }),
  );
}

/** A value that only names where it comes from tells nothing: `Bearer ${env:TOKEN}`, `${data.password}` stay. */
function hideValue(value: string): string {
  const parsed = parseTemplate(value.replace(/^[A-Za-z]+ +(?=\$)/, ''));
  const isNamed = 'parts' in parsed && parsed.parts.every(({kind}) => kind !== 'text');
  return isNamed && value !== '' ? value : redactedMark;
}

/** The ways a value is commonly written into URLs, JSON and HTML. */
function spellingsOf(secret: string): string[] {
  const wellFormed = secret.toWellFormed();
  const url = encodeURIComponent(wellFormed);
  const strictUrl = url.replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strictUrl.replaceAll('%20', '+');
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replaceAll(
    /[\u0080-\uFFFF]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const urls = [url, strictUrl, form, encodeURI(wellFormed)];
  const lowerHex = urls.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  const slashes = json.replaceAll('/', '\\/');
  return [secret, ...urls, ...lowerHex, json, ascii, slashes, html, html.replaceAll("'", '&#39;')];
}

/**
 * The letters of base64 that depend on the secret alone, for each of the three ways it can lie across the 3-byte groups:
 * so `base64(user:secret)` is found too.
 */
function base64CoresOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const core = whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function findAll(text: string, form: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
  return spans;
}

function widenToWord(text: string, [from, to]: Span): Span {
  const letter = /[A-Za-z0-9+/_=-]/;
  let start = from;
  let end = to;
  while (start > 0 && letter.test(text[start - 1]!)) start--;
  while (end < text.length && letter.test(text[end]!)) end++;
  return [start, end];
}

/** A quoted value ends at its quote, any other at the end of the line. */
function endOfValue(text: string, from: number, lead: string): number {
  const quote = /["']$/.exec(lead)?.[0];
  const end = quote === undefined ? /[\r\n]/g : quote === '"' ? /["\r\n]/g : /['\r\n]/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

/** How many letters at the end of the text are the beginning of the form, the whole of it excluded. */
function tailLength(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length >= leastTailLength; length--) {
    if (text.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}

/** Overlapping secrets go together: nothing of the one stays beside the other. */
function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let result = '';
  let done = 0;
  let openFrom = -1;
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    if (openFrom !== -1 && from <= done) {
      done = Math.max(done, to);
      continue;
    }
    if (openFrom !== -1) result += redactedMark;
    result += text.slice(done, from);
    openFrom = from;
    done = Math.max(done, to);
  }
  return result + redactedMark + text.slice(done);
}

/** At most `maxBytes` of UTF-8, whole characters and whole marks. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  let end = Math.max(0, maxBytes);
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  const cut = bytes.toString('utf8', 0, end);
  const mark = text.lastIndexOf(redactedMark, cut.length - 1);
  return mark !== -1 && mark + redactedMark.length > cut.length ? cut.slice(0, mark) : cut;
}
