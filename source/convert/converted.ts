import {dashed} from '../files/secret-headers.ts';

export {isSecretField as isSecretName} from '../files/secret-headers.ts';

export type Json = Record<string, unknown>;

/** What a source says and a profile cannot, in the person's words: printed, one line each. */
export interface NotCarried {
  /** `--limit-rate 1M`, `line 12: console.log(…)`. */
  readonly what: string;
  readonly why: string;
}

/** A literal secret that became `${env:NAME}`. */
export interface NamedSecret {
  readonly where: string;
  readonly variable: string;
}

export interface Converted {
  /** A profile as `parseProfileDocument` reads it. */
  readonly document: Json;
  readonly notCarried: readonly NotCarried[];
  readonly secrets: readonly NamedSecret[];
}

export interface ConvertOptions {
  /** Of the profile. */
  readonly name: string;
  /** HAR: think times from the gaps between requests. */
  readonly think: boolean;
  /** HAR: images, scripts, styles and fonts too. */
  readonly assets: boolean;
}

/** The request of a flow, as it stands in a profile's file. */
export interface RequestDocument {
  name: string;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  bodyFile?: string;
  expect?: unknown;
  auth?: false;
  tags?: Record<string, string>;
  extract?: Record<string, unknown>;
  checks?: Json[];
}

export type StepDocument =
  | {request: RequestDocument}
  | {think: unknown}
  | {group: string; flow: StepDocument[]}
  | {repeat: number | string; flow: StepDocument[]}
  | {if: Json; then: StepDocument[]; else?: StepDocument[]}
  | {parallel: {request: RequestDocument}[]};

/** Collects, while a source is read, what is left out and which secrets were taken out of it. */
export class ConvertNotes {
  readonly notCarried: NotCarried[] = [];
  readonly secrets: NamedSecret[] = [];
  readonly #variables = new Map<string, string>();
  readonly #seen = new Set<string>();

  /** Says once that `what` is not in the profile. */
  leave(what: string, why: string): void {
    const line = oneLine(what);
    const key = `${line}\n${why}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.notCarried.push({what: line, why});
  }

  /**
   * `${env:NAME}` in place of a secret; equal ones share their variable.
   * @param wanted what it is called: `authorization`, `apiKey`
   */
  secret(where: string, value: string, wanted: string): string {
    const known = this.#variables.get(value);
    const variable = known ?? this.#freeName(envName(wanted));
    this.#variables.set(value, variable);
    return this.fromEnvironment(where, variable);
  }

  /** `${env:NAME}` for a secret that the source only asks for; said once. */
  fromEnvironment(where: string, variable: string): string {
    if (!this.secrets.some((one) => one.where === where && one.variable === variable)) {
      this.secrets.push({where, variable});
    }
    return `\${env:${variable}}`;
  }

  #freeName(wanted: string): string {
    const taken = new Set(this.#variables.values());
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  }
}

/** A name for an environment variable: `x-api-key` is `X_API_KEY`, `accessToken` is `ACCESS_TOKEN`. */
export function envName(text: string): string {
  const name = dashed(text)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 60);
  return name === '' ? 'VALUE' : /^\d/.test(name) ? `_${name}` : name;
}

/** Foreign text so that no `${` in it is read as a template. */
export function literal(text: string): string {
  return text.replaceAll('${', () => '$${');
}

/** For messages: on one line, without control characters, cut. */
export function oneLine(text: string, most = 160): string {
  const line = text.replaceAll(/[\u0000-\u001F\u007F\s]+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** A record, or null when the value is something else. */
export function recordOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text itself, a number or a flag as its text; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? `${value}`
      : null;
}
