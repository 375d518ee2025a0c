import {isDemoTarget} from '../domain/demo-target.ts';
import {parseTemplate, printTemplatePart} from '../domain/template.ts';
import {dashed, isSecretField, isSecretHeader} from './secret-headers.ts';

/** Where a literal secret stood and which variable is read in its place. */
export interface ReplacedSecret {
  /** `authorization`, `auth`, `body field password`, or `target` and `proxy` for a password in the URL. */
  readonly where: string;
  readonly variable: string;
}

/** `"name": "text"`, also where templates stand for numbers beside it. */
const jsonMember = /(?<!\\)("((?:[^"\\]|\\.)*)"\s*:\s*)"((?:[^"\\]|\\.)*)"/g;

const looksLikeForm = /^[\w.%[\]-]+=(?:[^\s<>{}"&]|\$\{[^{}]*\})*(?:&[\w.%[\]-]+=(?:[^\s<>{}"&]|\$\{[^{}]*\})*)*$/;

/** Shorter pieces between templates are punctuation and cookie names. */
const leastPieceLength = 4;

/** Swaps secrets for variables: one variable per value, so that equal secrets share theirs. */
export class SecretVault {
  readonly replaced: ReplacedSecret[] = [];
  readonly #variables = new Map<string, string>();
  readonly #isDemo: boolean;

  /** @param target of the profile: what the built-in server is sent is no one's secret */
  constructor(target: string) {
    this.#isDemo = isDemoTarget(target);
  }

  header(name: string, value: string): string {
    if (!isSecretHeader(name)) return value;
    return this.#value(name.toLowerCase(), value, envName(name));
  }

  /**
   * A body whose members or fields that are called like a secret go.
   * @param isForm what is filled in is encoded for a form; without a type `a=1&b=2` is one all the same
   */
  body(text: string, isForm: boolean): string {
    if (this.#isDemo) return text;
    if (isForm || looksLikeForm.test(text)) return this.#pairs(text, 'body field', isForm);
    if (!/^\s*[{[]/.test(text)) return text;
    return text.replaceAll(jsonMember, (whole, lead: string, name: string, value: string) =>
      value === '' || !isSecretField(name)
        ? whole
        : `${lead}"${this.#value(`body field ${name}`, value, envName(name))}"`,
    );
  }

  /** A path; parameters of its query that are called like a secret go. */
  path(text: string): string {
    const at = text.indexOf('?');
    return at === -1 || this.#isDemo
      ? text
      : `${text.slice(0, at + 1)}${this.#pairs(text.slice(at + 1), 'query', false)}`;
  }

  /** @param encodes what a variable holds is percent-encoded when it is filled in */
  #pairs(text: string, what: string, encodes: boolean): string {
    const pairs = text.split('&').map((pair) => {
      const at = pair.indexOf('=');
      const name = decoded(pair.slice(0, Math.max(0, at)));
      const value = pair.slice(at + 1);
      if (at < 1 || value === '' || !isSecretField(name)) return pair;
      return `${pair.slice(0, at)}=${this.#value(`${what} ${name}`, encodes ? decoded(value) : value, envName(name))}`;
    });
    return pairs.join('&');
  }

  #value(where: string, value: string, variable: string): string {
    if (isOnlyTemplates(value)) return value;
    const parsed = parseTemplate(value);
    const isDynamic = 'parts' in parsed && parsed.parts.some(({kind}) => kind !== 'text' && kind !== 'env');
    if (!isDynamic) return this.#swap(where, value, variable);
    // What a variable fills in cannot hold templates: only the literal pieces beside them are swapped.
    const pieces = parsed.parts.map((part, index) =>
      part.kind === 'text' ? this.#pieces(part.text, index === 0, where, variable) : printTemplatePart(part),
    );
    return pieces.join('');
  }

  /** A literal secret; templates stay. @param wanted the variable's name */
  secret(where: string, value: string, wanted: string): string {
    return isOnlyTemplates(value) ? value : this.#swap(where, value, wanted);
  }

  /** A URL whose password goes. */
  url(where: string, url: string): string {
    const [, start, user, password, rest] = /^([a-z]+:\/\/)([^:/?#]*)(?::([^/?#]*))?@(.*)$/is.exec(url) ?? [];
    if (start === undefined) return url;
    const secret = password ?? user!;
    if (secret === '' || isOnlyTemplates(secret)) return url;
    const prefix = where.toUpperCase();
    const variable = this.#swap(where, secret, password === undefined ? `${prefix}_TOKEN` : `${prefix}_PASSWORD`);
    return `${start}${password === undefined ? '' : `${user}:`}${variable}@${rest}`;
  }

  /** Values in a literal piece of a header; schemes (`Bearer `) and cookie names (`sid=`) tell nothing. */
  #pieces(text: string, isFirst: boolean, where: string, wanted: string): string {
    const scheme = isFirst ? (/^[A-Za-z]+ +/.exec(text)?.[0] ?? '') : '';
    const rest = text.slice(scheme.length).replaceAll(/[^\s;,]+/g, (token) => {
      const [name = ''] = /^[\w.-]+=/.exec(token) ?? [];
      const value = token.slice(name.length);
      return value.length < leastPieceLength ? token : `${name}${this.#swap(where, value, wanted)}`;
    });
    return `${scheme}${rest}`;
  }

  #swap(where: string, secret: string, wanted: string): string {
    const known = this.#variables.get(secret);
    const variable = known ?? this.#freeName(wanted);
    this.#variables.set(secret, variable);
    if (!this.replaced.some((one) => one.where === where && one.variable === variable))
      this.replaced.push({where, variable});
    return `\${env:${variable}}`;
  }

  #freeName(wanted: string): string {
    const taken = new Set(this.#variables.values());
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  }
}

function envName(header: string): string {
  const name = dashed(header)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Nothing literal but a scheme: `Bearer ${env:TOKEN}`, `Bearer ${token}`. */
function isOnlyTemplates(value: string): boolean {
  const parsed = parseTemplate(value.trim());
  if ('problem' in parsed || parsed.parts.every(({kind}) => kind === 'text')) return false;
  return parsed.parts.every(
    (part, index) => part.kind !== 'text' || part.text === ':' || (index === 0 && /^[A-Za-z]+ +$/.test(part.text)),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
