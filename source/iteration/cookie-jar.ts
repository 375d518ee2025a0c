import {parseCookieDate} from './cookie-date.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Wall clock, ms; Infinity: until the jar is emptied. */
  readonly expiresMs: number;
  readonly secure: boolean;
  /** Order of first arrival. */
  readonly serial: number;
}

/** RFC 6265, 6.1 asks for at least 50 of a domain; browsers keep about this many. */
const mostCookies = 180;
/** Of name and value together, as browsers do (RFC 6265bis, 5.7). */
const mostLetters = 4096;

/** Cookies of one virtual user for one origin: RFC 6265 without its domains. */
export class CookieJar {
  #cookies: Cookie[] = [];
  #serial = 0;

  get isEmpty(): boolean {
    return this.#cookies.length === 0;
  }

  /**
   * Takes over what a response set; what cannot be understood is passed over.
   * @param requestPath of the request that was answered, with or without query
   * @param nowMs wall clock (`Date.now()`): expiry dates are
   */
  store(setCookies: readonly string[], requestPath: string, nowMs: number): void {
    for (const line of setCookies) {
      const cookie = parseSetCookie(line, requestPath, nowMs);
      if (cookie === null) continue;
      const place = this.#cookies.findIndex((one) => one.name === cookie.name && one.path === cookie.path);
      const serial = this.#cookies[place]?.serial ?? this.#serial++;
      if (cookie.expiresMs <= nowMs) {
        if (place !== -1) this.#cookies.splice(place, 1);
      } else if (place === -1) {
        if (this.#cookies.length >= mostCookies) this.#cookies.shift();
        this.#cookies.push({...cookie, serial});
      } else this.#cookies[place] = {...cookie, serial};
    }
  }

  /**
   * The cookie header of a request, longest paths first (RFC 6265, 5.4); null: none.
   * @param path of the request, with or without query
   * @param secure the request is sent over TLS
   */
  header(path: string, secure: boolean, nowMs: number): string | null {
    if (this.#cookies.length === 0) return null;
    const bare = withoutQuery(path);
    const fitting = this.#cookies
      .filter((one) => one.expiresMs > nowMs && (secure || !one.secure) && pathMatches(bare, one.path))
      .sort((a, b) => b.path.length - a.path.length || a.serial - b.serial);
    return fitting.length === 0 ? null : fitting.map(pairText).join('; ');
  }

  clear(): void {
    this.#cookies = [];
  }

  /** Of all cookies. */
  get values(): readonly string[] {
    return this.#cookies.map(({value}) => value);
  }

  /** Of any path, the newest; null: there is none. */
  value(name: string): string | null {
    return this.#cookies.findLast((one) => one.name === name)?.value ?? null;
  }
}

/** Name and value of a set-cookie line (RFC 6265, 5.2); null: it has no name or is not to be kept. */
export function cookiePair(line: string): {readonly name: string; readonly value: string} | null {
  const end = line.indexOf(';');
  const pair = end === -1 ? line : line.slice(0, end);
  const equals = pair.indexOf('=');
  if (equals === -1 || pair.length > mostLetters || /[\u0000-\u0008\u000A-\u001F\u007F]/.test(pair)) return null;
  const name = trimBlanks(pair.slice(0, equals));
  return name === '' ? null : {name, value: trimBlanks(pair.slice(equals + 1))};
}

function parseSetCookie(line: string, requestPath: string, nowMs: number): Omit<Cookie, 'serial'> | null {
  const pair = cookiePair(line);
  if (pair === null) return null;
  let path: string | null = null;
  let expiresMs = Infinity;
  let maxAgeMs: number | null = null;
  let secure = false;
  for (const attribute of line.split(';').slice(1)) {
    const equals = attribute.indexOf('=');
    const key = trimBlanks(equals === -1 ? attribute : attribute.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? '' : trimBlanks(attribute.slice(equals + 1));
    if (key === 'path') path = value.startsWith('/') ? value : null;
    else if (key === 'secure') secure = true;
    else if (key === 'max-age' && /^-?\d+$/.test(value)) maxAgeMs = Number(value) * 1000;
    else if (key === 'expires') expiresMs = parseCookieDate(value) ?? expiresMs;
  }
  // Max-age wins, whatever the order.
  if (maxAgeMs !== null) expiresMs = maxAgeMs <= 0 ? -Infinity : nowMs + maxAgeMs;
  return {...pair, path: path ?? defaultPath(requestPath), expiresMs, secure};
}

/** RFC 6265, 5.1.4: up to the last slash, without it. */
function defaultPath(requestPath: string): string {
  const bare = withoutQuery(requestPath);
  const last = bare.lastIndexOf('/');
  return bare.startsWith('/') && last > 0 ? bare.slice(0, last) : '/';
}

function pathMatches(path: string, cookiePath: string): boolean {
  return (
    path === cookiePath ||
    (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'))
  );
}

function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

function pairText({name, value}: Cookie): string {
  return `${name}=${value}`;
}
