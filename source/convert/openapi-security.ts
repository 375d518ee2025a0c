import {type ConvertNotes, envName, type Json, listOf, recordOf, textOf} from './converted.ts';
import type {OpenApiReader} from './openapi-sample.ts';

/** What one security scheme asks of a request. */
export type Credential =
  | {readonly kind: 'auth'; readonly auth: Json}
  | {readonly kind: 'header' | 'query' | 'cookie'; readonly name: string; readonly value: string}
  | {readonly kind: 'none'};

/** Reads `securitySchemes` (3.x) or `securityDefinitions` (2.0). */
export class SecurityReader {
  readonly #reader: OpenApiReader;
  readonly #notes: ConvertNotes;
  readonly #schemes: Json;

  constructor(reader: OpenApiReader, notes: ConvertNotes) {
    this.#reader = reader;
    this.#notes = notes;
    const components = recordOf(reader.root['components']);
    this.#schemes = recordOf(components?.['securitySchemes']) ?? recordOf(reader.root['securityDefinitions']) ?? {};
  }

  /** Names of the schemes an operation takes: the first of its alternatives; none when it is open to all. */
  namesFor(operation: Json): string[] {
    const alternatives = listOf(operation['security'] ?? this.#reader.root['security']);
    return Object.keys(recordOf(alternatives[0]) ?? {});
  }

  credential(name: string): Credential {
    const scheme = this.#reader.record(Object.hasOwn(this.#schemes, name) ? this.#schemes[name] : undefined);
    const type = textOf(scheme?.['type']);
    if (scheme !== null && type === 'http') return this.#http(scheme, name);
    if (type === 'basic') return this.#basic(name);
    if (scheme !== null && type === 'apiKey') return this.#apiKey(scheme, name);
    if (scheme !== null && type === 'oauth2') return this.#oauth2(scheme, name);
    this.#notes.leave(
      `security ${name}`,
      `only bearer, basic, API keys and OAuth2 client credentials are known${type === null ? '' : `, not ${type}`}`,
    );
    return {kind: 'none'};
  }

  #http(scheme: Json, name: string): Credential {
    const word = (textOf(scheme['scheme']) ?? '').toLowerCase();
    if (word === 'basic') return this.#basic(name);
    if (word === 'bearer') return this.#bearer(name);
    this.#notes.leave(`security ${name}`, `HTTP authentication ${word} is not known`);
    return {kind: 'none'};
  }

  #basic(name: string): Credential {
    const field = (variable: string): string => this.#notes.fromEnvironment(`security ${name}`, variable);
    return {kind: 'auth', auth: {basic: {username: field('USERNAME'), password: field('PASSWORD')}}};
  }

  #bearer(name: string): Credential {
    return {kind: 'auth', auth: {bearer: this.#notes.fromEnvironment(`security ${name}`, 'TOKEN')}};
  }

  #apiKey(scheme: Json, name: string): Credential {
    const place = textOf(scheme['in']);
    const key = textOf(scheme['name']);
    if (key === null || (place !== 'header' && place !== 'query' && place !== 'cookie')) {
      this.#notes.leave(`security ${name}`, 'an API key needs "name" and "in"');
      return {kind: 'none'};
    }
    return {kind: place, name: key, value: this.#notes.fromEnvironment(`security ${name}`, envName(key))};
  }

  #oauth2(scheme: Json, name: string): Credential {
    const flows = recordOf(scheme['flows']);
    const flow = recordOf(flows?.['clientCredentials']) ?? (scheme['flow'] === 'application' ? scheme : null);
    const tokenUrl = textOf(flow?.['tokenUrl']);
    if (flow === null || tokenUrl === null || !/^https?:\/\//i.test(tokenUrl)) {
      this.#notes.leave(
        `the OAuth2 flow of ${name}`,
        'only client credentials are fetched: set TOKEN to an access token',
      );
      return this.#bearer(name);
    }
    const scopes = Object.keys(recordOf(flow['scopes']) ?? {}).join(' ');
    const where = `security ${name}`;
    return {
      kind: 'auth',
      auth: {
        oauth2: {
          tokenUrl,
          clientId: this.#notes.fromEnvironment(where, 'CLIENT_ID'),
          clientSecret: this.#notes.fromEnvironment(where, 'CLIENT_SECRET'),
          ...(scopes === '' ? {} : {scope: scopes}),
        },
      },
    };
  }
}
