import {headerNameProblem, headerValueProblem, methodProblem} from '../files/http-syntax.ts';
import {
  type ConvertNotes,
  isSecretName,
  type Json,
  literal,
  type RequestDocument,
  type StepDocument,
} from './converted.ts';

/** The most names, and so series, a profile may measure apart. */
export const mostNames = 200;

const longestName = 100;

/** Path and query of a URL for a profile: percent-encoded, without a fragment; secrets in the query taken out. */
export function carryPath(pathAndQuery: string, notes: ConvertNotes, hasTemplates = false): string {
  const [before = ''] = pathAndQuery.split('#', 1);
  const [path, query] = splitOnce(before, '?');
  const escaped = hasTemplates ? path : literal(path);
  const full = query === null ? escaped : `${escaped}?${carryQuery(query, notes, hasTemplates)}`;
  return encodeForPath(full.startsWith('/') ? full : `/${full}`);
}

function carryQuery(query: string, notes: ConvertNotes, hasTemplates: boolean): string {
  return query
    .split('&')
    .map((part) => {
      const [name, value] = splitOnce(part, '=');
      if (value === null || value === '') return hasTemplates ? part : literal(part);
      if (isSecretName(decode(name)) && !isTemplated(value, hasTemplates)) {
        return `${name}=${notes.secret(`query ${decode(name)}`, decode(value), decode(name))}`;
      }
      return hasTemplates ? part : literal(part);
    })
    .join('&');
}

function isTemplated(value: string, hasTemplates: boolean): boolean {
  return hasTemplates && /(?<!\$)\$\{/.test(value);
}

/** Everything but printable ASCII percent-encoded; what is encoded already stays. */
function encodeForPath(path: string): string {
  return path
    .toWellFormed()
    .replaceAll(/\$\{[^{}]*\}|[^\u0021-\u007E]+|#/gu, (part) =>
      part.startsWith('${') ? part : part === '#' ? '%23' : encodeURIComponent(part),
    );
}

export function splitOnce(text: string, separator: string): readonly [before: string, after: string | null] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** What `carryHeaders` needs to know beside the headers. */
export interface HeaderContext {
  readonly notes: ConvertNotes;
  /** Authority of the target: a `host` header that says the same is left out. */
  readonly host: string | null;
  /** The values are templates of ours already. */
  readonly hasTemplates?: boolean;
}

/** Headers as a profile holds them: lower case, secrets taken out; those the sender sets itself are listed. */
export function carryHeaders(
  headers: readonly (readonly [name: string, value: string])[],
  {notes, host, hasTemplates = false}: HeaderContext,
): Record<string, string> {
  const carried = new Map<string, string>();
  for (const [rawName, rawValue] of headers) {
    const name = rawName.trim().toLowerCase();
    const value = rawValue.trim();
    if (name.startsWith(':') || (name === 'host' && value === host)) continue;
    const problem = headerNameProblem(name);
    if (problem !== null) {
      notes.leave(`header ${name}`, problem);
      continue;
    }
    const valueProblem = headerValueProblem(value);
    if (valueProblem !== null) {
      notes.leave(`header ${name}`, `its value ${valueProblem}`);
      continue;
    }
    const text = hasTemplates ? value : literal(value);
    const kept =
      isSecretName(name) && value !== '' && !isTemplated(value, hasTemplates) ? secretHeader(name, value, notes) : text;
    const before = carried.get(name);
    carried.set(name, before === undefined ? kept : `${before}${name === 'cookie' ? '; ' : ', '}${kept}`);
  }
  return Object.fromEntries(carried);
}

/** The scheme stays readable: `Bearer ${env:AUTHORIZATION}`. */
function secretHeader(name: string, value: string, notes: ConvertNotes): string {
  const [, scheme, credentials] = /^(Bearer|Basic|Digest|Token|ApiKey)\s+(\S.*)$/i.exec(value) ?? [];
  if (scheme === undefined) return notes.secret(`header ${name}`, value, name);
  const wanted = scheme.toLowerCase() === 'basic' ? 'BASIC_CREDENTIALS' : 'TOKEN';
  return `${scheme} ${notes.secret(`header ${name}`, credentials!, wanted)}`;
}

/**
 * A body as a profile holds it: an object where it is JSON, else the text; secret fields of JSON and forms taken out.
 * @param contentType of the request; '' when it has none
 */
export function carryBody(text: string, contentType: string, notes: ConvertNotes): unknown {
  if (/\bjson\b/i.test(contentType) || (contentType === '' && /^\s*[{[]/.test(text))) {
    const value = parsedExactly(text);
    if (value !== undefined) return carryJson(value, notes);
  }
  return carryTextBody(literal(text.toWellFormed()), contentType, notes);
}

/**
 * A body that stays a text: secret fields of a form, and of what looks like JSON, taken out.
 * @param text its templates are ours already
 */
export function carryTextBody(text: string, contentType: string, notes: ConvertNotes): string {
  if (/x-www-form-urlencoded/i.test(contentType)) return carryQuery(text, notes, true);
  if (!/^\s*[{[]/.test(text)) return text;
  return text.replaceAll(jsonMember, (whole, lead: string, name: string, value: string) =>
    value === '' || !isSecretName(name) || isTemplated(value, true)
      ? whole
      : `${lead}"${notes.secret(`body field ${name}`, unescaped(value), name)}"`,
  );
}

/** `"name": "text"`. */
const jsonMember = /(?<!\\)("((?:[^"\\]|\\.)*)"\s*:\s*)"((?:[^"\\]|\\.)*)"/g;

/** What a text between quotes of JSON says. */
function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** Only objects and lists, and only where nothing is lost: long numbers would be rounded. */
function parsedExactly(text: string): Json | unknown[] | undefined {
  if (/\d{16,}|\de[+-]?\d/i.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** Every text in a JSON value as a literal; values of secret names as variables of the environment. */
export function carryJson(value: unknown, notes: ConvertNotes): unknown {
  if (typeof value === 'string') return literal(value.toWellFormed());
  if (Array.isArray(value)) return value.map((item) => carryJson(item, notes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && item !== '' && isSecretName(key)
        ? notes.secret(`body field ${key}`, item, key)
        : carryJson(item, notes),
    ]),
  );
}

/** A method as a profile takes it; null (and listed) when it takes none like it. */
export function carryMethod(text: string, what: string, notes: ConvertNotes): string | null {
  const method = text.trim().toUpperCase();
  const problem = methodProblem(method);
  if (problem === null) return method;
  notes.leave(what, `method ${method}: ${problem}`);
  return null;
}

/** `GET /items/:id`: ids, numbers, hashes and templates in a path become `:id`, so that measurements are not split by them. */
export function nameOf(method: string, path: string): string {
  const [before = ''] = path.split('?', 1);
  const segments = before.split('/').map((segment) => {
    const [, template] = /^\$\{(?:env:)?([^{}]*)\}$/.exec(segment) ?? [];
    if (template !== undefined) return `:${template.replaceAll(/[^\w.]+/g, '_').replace(/^data\./, '')}`;
    return isId(segment) ? ':id' : segment.replaceAll(/\$\{([^{}]*)\}/g, ':id');
  });
  return shortName(`${method} ${segments.join('/') || '/'}`);
}

function isId(segment: string): boolean {
  return (
    /^\d+$/.test(segment) ||
    /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(segment) ||
    (/^[0-9a-f]{16,}$/i.test(segment) && /\d/.test(segment)) ||
    (/^[\w-]{20,}$/.test(segment) && /\d/.test(segment) && /[A-Z]/.test(segment) && /[a-z]/.test(segment))
  );
}

/** A name that fits: printable, without the braces and commas thresholds cannot hold, at most 100 characters. */
export function shortName(text: string): string {
  const name = text
    .replaceAll(/[\u0000-\u001F\u007F\s]+/g, ' ')
    .replaceAll(/[{},]/g, '')
    .toWellFormed()
    .trim();
  const cut = name.length > longestName ? `${name.slice(0, longestName - 1).toWellFormed()}…` : name;
  return cut === '' ? 'request' : cut;
}

/** Every request of a flow, at any depth, in order. */
export function requestsIn(steps: readonly StepDocument[]): RequestDocument[] {
  return steps.flatMap((step) => {
    if ('request' in step) return [step.request];
    if ('parallel' in step) return step.parallel.map(({request}) => request);
    if ('if' in step) return [...requestsIn(step.then), ...requestsIn(step.else ?? [])];
    return 'flow' in step ? requestsIn(step.flow) : [];
  });
}
