import type {OAuth2Credentials} from '../domain/run-plan.ts';
import {WalkFailure} from './walk-failure.ts';
import type {Header, WalkAnswer, WalkClient} from './walk-client.ts';

export interface AccessToken {
  readonly value: string;
  /** From when it was given; null: the server does not say. */
  readonly lifetimeMs: number | null;
}

/** A token that was not given, in words for people, without any secret. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  /** The server may give it another time: it did not answer, or was busy. */
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean) {
    super(message);
    this.mayPass = mayPass;
  }
}

export interface OAuth2Client {
  /** @throws TokenError */
  fetchToken(signal?: AbortSignal): Promise<AccessToken>;
}

type Placement = 'header' | 'body';

/**
 * Fetches tokens by client credentials (RFC 6749, 4.4). The client's name and secret go into the authorization header,
 * as every token server must take them (2.3.1); one that refuses the client there is asked once with them in the body.
 * @param client of the token server's origin
 */
export function createOAuth2Client(
  credentials: OAuth2Credentials,
  client: Pick<WalkClient, 'send'>,
  userAgent: string,
): OAuth2Client {
  const url = new URL(credentials.tokenUrl);
  const label = `${url.origin}${url.pathname}`;
  let placement: Placement = 'header';

  async function ask(where: Placement, signal: AbortSignal | undefined): Promise<WalkAnswer> {
    const {headers, body} = tokenRequest(credentials, where, url, userAgent);
    const path = `${url.pathname}${url.search}`;
    try {
      return await client.send({method: 'POST', path, headers, body, bodyFile: null, chunked: false}, signal);
    } catch (error) {
      if (!(error instanceof WalkFailure)) throw error;
      throw new TokenError(`no token from ${label}: ${error.message}`, true);
    }
  }

  return {
    async fetchToken(signal) {
      let answer = await ask(placement, signal);
      if (placement === 'header' && isClientRefused(answer)) {
        const second = await ask('body', signal);
        if (second.status === 200) placement = 'body';
        answer = second.status === 200 ? second : answer;
      }
      return readToken(answer, label, credentials);
    },
  };
}

function tokenRequest(
  {clientId, clientSecret, scope, audience}: OAuth2Credentials,
  placement: Placement,
  {host}: URL,
  userAgent: string,
): {headers: readonly Header[]; body: string} {
  const form = new URLSearchParams({grant_type: 'client_credentials'});
  if (scope !== null) form.set('scope', scope);
  if (audience !== null) form.set('audience', audience);
  const headers: Header[] = [
    ['host', host],
    ['user-agent', userAgent],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['accept', 'application/json'],
  ];
  if (placement === 'header') {
    // Both are form-encoded before base64 (RFC 6749, 2.3.1).
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    headers.push(['authorization', `Basic ${Buffer.from(pair).toString('base64')}`]);
  } else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return {headers, body: form.toString()};
}

function formEncoded(text: string): string {
  return new URLSearchParams({a: text}).toString().slice('a='.length);
}

function isClientRefused(answer: WalkAnswer): boolean {
  return answer.status === 401 || (answer.status === 400 && readJson(answer)?.['error'] === 'invalid_client');
}

function readToken(answer: WalkAnswer, label: string, credentials: OAuth2Credentials): AccessToken {
  const json = readJson(answer);
  if (answer.status !== 200) {
    throw new TokenError(
      `no token from ${label}: it answered ${answer.status}${errorWords(json, credentials)}`,
      answer.status === 429 || answer.status >= 500,
    );
  }
  const fail = (what: string): never => {
    throw new TokenError(`no token from ${label}: its answer ${what}`, false);
  };
  if (json === null) return fail('is no JSON object');
  const {access_token: value, token_type: type, expires_in: expiresIn} = json;
  if (typeof value !== 'string' || value === '') return fail('holds no "access_token"');
  if (!/^[\u0021-\u007E]+$/.test(value)) return fail('holds an "access_token" that no header can carry');
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') return fail('is not of the type "bearer"');
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn;
  const lifetimeMs = typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : null;
  return {value, lifetimeMs};
}

function readJson({body}: WalkAnswer): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(body.toString());
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** ` invalid_client: "Client authentication failed"` (RFC 6749, 5.2), cut, and without the secret should it echo it. */
function errorWords(json: Record<string, unknown> | null, {clientSecret}: OAuth2Credentials): string {
  const {error, error_description: description} = json ?? {};
  const word = typeof error === 'string' ? ` ${error}` : '';
  const text = typeof description === 'string' && description !== '' ? `: "${description}"` : '';
  const whole = `${word}${text}`.replaceAll(/[\u0000-\u001F\u007F]+/g, ' ');
  const hidden = [clientSecret, formEncoded(clientSecret)]
    .filter((secret) => secret !== '')
    .reduce((clear, secret) => clear.replaceAll(secret, '[redacted]'), whole);
  return hidden.slice(0, 200);
}
