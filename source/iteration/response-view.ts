import {decodeBody} from './decode-body.ts';

type Headers = readonly (readonly [name: string, value: string])[];

const noHeaders: Headers = [];

/**
 * A response as checks and extractions see it. One object serves many responses: `set` begins the next one. The body is
 * decompressed and parsed when it is first asked for, and once.
 */
export class ResponseView {
  status = 0;
  latencyMs = 0;
  /** Of the whole body as it came. */
  bodyBytes = 0;
  #headers: Headers = noHeaders;
  #body: Buffer | null = null;
  #text: string | null | undefined;
  #json: unknown;
  #isParsed = false;
  #isCut = false;

  /**
   * @param headers null: none were kept
   * @param body the first bytes as they came; null: none were kept or there were none
   */
  set(status: number, headers: Headers | null, body: Buffer | null, bodyBytes: number, latencyMs: number): void {
    this.status = status;
    this.latencyMs = latencyMs;
    this.bodyBytes = bodyBytes;
    this.#headers = headers ?? noHeaders;
    this.#body = body;
    this.#text = undefined;
    this.#json = undefined;
    this.#isParsed = false;
    this.#isCut = bodyBytes > (body?.length ?? 0);
  }

  /** There is more of the body than was kept, or (once its text was asked for) than could be decompressed. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** How many bytes of the body were kept. */
  get keptBytes(): number {
    return this.#body?.length ?? 0;
  }

  /** What was kept of the body, decompressed; null: nothing. UTF-8 unless it says Latin-1. */
  text(): string | null {
    if (this.#text === undefined) this.#text = this.#decode();
    return this.#text;
  }

  /** Undefined: the body is no JSON, or was cut. */
  json(): unknown {
    if (!this.#isParsed) {
      this.#isParsed = true;
      this.#json = parseJson(this.text());
    }
    return this.#json;
  }

  /** Several of one name are joined by `, ` (RFC 9110, 5.3); null: none. */
  header(name: string): string | null {
    let found: string | null = null;
    for (const [key, value] of this.#headers) {
      if (isName(key, name)) found = found === null ? value : `${found}, ${value}`;
    }
    return found;
  }

  /** Values of the set-cookie headers, in their order. */
  setCookies(): readonly string[] {
    return this.#headers.filter(([name]) => isName(name, 'set-cookie')).map(([, value]) => value);
  }

  #decode(): string | null {
    if (this.#body === null) return null;
    const {bytes, isCut} = decodeBody(this.#body, this.header('content-encoding'));
    this.#isCut ||= isCut;
    const type = this.header('content-type');
    const isLatin = type !== null && /charset\s*=\s*"?(?:iso-8859-1|latin-?1|windows-1252)\b/i.test(type);
    return isLatin ? bytes.toString('latin1') : withoutMark(bytes.toString('utf8'));
  }
}

function parseJson(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 8259, 8.1: a byte order mark may be passed over. */
function withoutMark(text: string): string {
  return text.codePointAt(0) === 0xfeff ? text.slice(1) : text;
}

function isName(key: string, name: string): boolean {
  return key.length === name.length && (key === name || key.toLowerCase() === name.toLowerCase());
}
