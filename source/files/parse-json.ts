import {joinPath} from './profile-reader.ts';

/** Where JSON text stops being JSON, 1-based, and why. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const deepest = 100;

/**
 * Strict JSON for files people write by hand: what JSON.parse refuses is refused with its place and the likely cause,
 * and so is a key given twice, which JSON.parse would silently drop. A byte order mark is ignored.
 */
export function parseJson(text: string): {readonly value: unknown} | {readonly fault: JsonFault} {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const scanner = new JsonScanner(source);
  const message = scanner.scan();
  if (message !== null) return {fault: {...placeOf(source, scanner.at), message}};
  return {value: JSON.parse(source) as unknown};
}

/**
 * Lines, from 1, of the values at the wanted paths, as `joinPath` writes them: of a member the line of its key. One pass;
 * paths that are not there are not in the result.
 * @param text JSON that has no fault
 */
export function findLines(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new Map<string, number>();
  let line = 1;
  let counted = 0;
  new JsonScanner(source, (path, at) => {
    if (!wanted.has(path)) return;
    line += source.slice(counted, at).match(/\r\n|\n|\r/g)?.length ?? 0;
    counted = at;
    lines.set(path, line);
  }).scan();
  return lines;
}

function placeOf(text: string, at: number): {line: number; column: number} {
  const before = text.slice(0, at).split(/\r\n|\n|\r/);
  return {line: before.length, column: before.at(-1)!.length + 1};
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_$][\w$]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Told of every value where it begins, in the order of the text; a member begins with its key. */
type Visit = (path: string, at: number) => void;

/** Walks the text once; `at` ends where it is wrong. */
class JsonScanner {
  at = 0;
  readonly #text: string;

  readonly #visit: Visit | null;

  constructor(text: string, visit: Visit | null = null) {
    this.#text = text;
    this.#visit = visit;
  }

  /** Null when the text is JSON. */
  scan(): string | null {
    this.#space();
    if (this.at >= this.#text.length) return 'the file is empty';
    this.#visit?.('', this.at);
    const fault = this.#value(0, '');
    if (fault !== null) return fault;
    this.#space();
    return this.at < this.#text.length ? `unexpected ${this.#here()} after the end of the JSON value` : null;
  }

  #value(depth: number, path: string): string | null {
    if (depth > deepest) return `nested deeper than ${deepest} levels`;
    const letter = this.#text[this.at];
    if (letter === '{') return this.#object(depth, path);
    if (letter === '[') return this.#array(depth, path);
    if (letter === '"') return this.#string();
    if (letter === undefined) return 'the file ends here, a value is missing';
    if (letter === "'") return `strings are written in double quotes, not '`;
    if (this.#match(number) !== null) return this.#afterNumber();
    const start = this.at;
    const found = this.#match(word);
    if (found === 'true' || found === 'false' || found === 'null') return null;
    this.at = start;
    return found === null
      ? `expected a value, found ${this.#here()}`
      : `unexpected ${found}: texts are written in double quotes`;
  }

  #afterNumber(): string | null {
    if (!/[\w.]/.test(this.#text[this.at] ?? '')) return null;
    const unit = /[\w.]+/y;
    unit.lastIndex = this.at;
    return `unexpected ${unit.exec(this.#text)![0]} after a number: values with a unit are written in double quotes`;
  }

  #object(depth: number, path: string): string | null {
    const keys = new Set<string>();
    this.at++;
    this.#space();
    if (this.#take('}')) return null;
    for (;;) {
      const start = this.at;
      if (this.#text[start] === '}') return 'a comma before } is one too many';
      if (this.#text[start] !== '"') return this.#expected('a key in double quotes');
      const fault = this.#string();
      if (fault !== null) return fault;
      const key = JSON.parse(this.#text.slice(start, this.at)) as string;
      if (keys.has(key)) {
        this.at = start;
        return `the key "${key}" is given twice`;
      }
      keys.add(key);
      this.#space();
      if (!this.#take(':')) return this.#expected(`":" after the key "${key}"`);
      this.#space();
      const inside = this.#enter(path, key, start);
      const inner = this.#value(depth + 1, inside);
      if (inner !== null) return inner;
      this.#space();
      if (this.#take('}')) return null;
      if (!this.#take(',')) return this.#expected('"," or "}"');
      this.#space();
    }
  }

  #array(depth: number, path: string): string | null {
    this.at++;
    this.#space();
    if (this.#take(']')) return null;
    for (let index = 0; ; index++) {
      if (this.#text[this.at] === ']') return 'a comma before ] is one too many';
      const fault = this.#value(depth + 1, this.#enter(path, index, this.at));
      if (fault !== null) return fault;
      this.#space();
      if (this.#take(']')) return null;
      if (!this.#take(',')) return this.#expected('"," or "]"');
      this.#space();
    }
  }

  /** Paths are only put together where somebody asks for them. */
  #enter(path: string, key: string | number, at: number): string {
    if (this.#visit === null) return '';
    const inside = joinPath(path, key);
    this.#visit(inside, at);
    return inside;
  }

  #string(): string | null {
    this.at++;
    for (;;) {
      const letter = this.#text[this.at];
      if (letter === undefined) return 'the file ends inside a text, a double quote is missing';
      if (letter === '"') {
        this.at++;
        return null;
      }
      if (letter < ' ')
        return `a text may not hold a ${letter === '\n' || letter === '\r' ? 'line break' : 'control character'}: write it as an escape such as \\n`;
      if (letter !== '\\') this.at++;
      else if (this.#match(escape) === null) return 'unknown escape after \\: write \\\\ for a backslash';
    }
  }

  #expected(what: string): string {
    return this.at >= this.#text.length
      ? `the file ends here, expected ${what}`
      : `expected ${what}, found ${this.#here()}`;
  }

  #here(): string {
    const rest = this.#text.slice(this.at, this.at + 2);
    if (rest === '//' || rest === '/*') return 'a comment, which JSON does not have';
    const [letter = ''] = this.#text.slice(this.at);
    return letter < ' ' || letter === '\u007F'
      ? `the character U+${letter.codePointAt(0)!.toString(16).padStart(4, '0')}`
      : letter;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.at += found[0].length;
    return found[0];
  }

  #take(letter: string): boolean {
    if (this.#text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.at] ?? 'x')) this.at++;
  }
}
