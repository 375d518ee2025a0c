/** One command line's words, as a shell would hand them to curl; a note says what the shell would have done beside. */
export interface CurlCommand {
  readonly words: readonly string[];
  /** `| jq .`, `> out.txt`; null when the line is curl alone. */
  readonly rest: string | null;
}

/** All curl commands of a text as copied from a browser, a terminal or a manual: POSIX shells and Windows' cmd. */
export function curlCommands(text: string): CurlCommand[] {
  const source = text.replaceAll('\r\n', '\n');
  const tokens = isCmd(source) ? cmdTokens(source) : posixTokens(source);
  const commands: CurlCommand[] = [];
  let line: string[] = [];
  let rest: string | null = null;
  const end = (): void => {
    const start = line.findIndex((word) => /^(?:.*[\\/])?curl(?:\.exe)?$/i.test(word));
    // Before it may stand a prompt or a variable: `$ curl`, `TOKEN=x curl`.
    if (start >= 0 && line.slice(0, start).every((word) => /^[$%#>]$|^\w+=|^(?:sudo|time|exec)$/.test(word))) {
      commands.push({words: line.slice(start + 1), rest});
    }
    line = [];
    rest = null;
  };
  for (const token of tokens) {
    if (typeof token === 'string') {
      if (rest === null) line.push(token);
      else rest += ` ${token}`;
    } else if (token.operator === '|' || token.operator === '>' || token.operator === '<') {
      rest = `${rest === null ? '' : `${rest} `}${token.operator}`;
    } else {
      end();
    }
  }
  end();
  return commands;
}

type Token = string | {readonly operator: '|' | '>' | '<' | ';' | '\n'};

function isCmd(text: string): boolean {
  return /\^"|\^[ \t]*\n/.test(text);
}

const ansiEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001B',
  '0': '\0',
};

/** Words of a POSIX shell: POSIX 2024, 2.2 (quoting), and bash's `$'…'`. */
function posixTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let word: string | null = null;
  const push = (): void => {
    if (word !== null) tokens.push(word);
    word = null;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\') {
      i++;
      if (text[i] !== '\n' && i < text.length) word = `${word ?? ''}${text[i]}`;
    } else if (char === "'" || (char === '$' && text[i + 1] === "'")) {
      const [value, end] = char === "'" ? singleQuoted(text, i + 1) : ansiQuoted(text, i + 2);
      word = `${word ?? ''}${value}`;
      i = end;
    } else if (char === '"') {
      const [value, end] = doubleQuoted(text, i + 1);
      word = `${word ?? ''}${value}`;
      i = end;
    } else if (char === ' ' || char === '\t') {
      push();
    } else if (char === '\n' || char === ';' || char === '|' || char === '>' || char === '<' || char === '&') {
      push();
      tokens.push({operator: char === '&' ? ';' : char});
    } else if (char === '#' && word === null) {
      while (i + 1 < text.length && text[i + 1] !== '\n') i++;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  push();
  return tokens;
}

function singleQuoted(text: string, from: number): readonly [string, number] {
  const end = text.indexOf("'", from);
  return end === -1 ? [text.slice(from), text.length] : [text.slice(from, end), end];
}

function doubleQuoted(text: string, from: number): readonly [string, number] {
  let value = '';
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') return [value, i];
    if (text[i] === '\\' && /[$`"\\\n]/.test(text[i + 1] ?? '')) {
      i++;
      if (text[i] !== '\n') value += text[i];
    } else {
      value += text[i];
    }
  }
  return [value, text.length];
}

function ansiQuoted(text: string, from: number): readonly [string, number] {
  let value = '';
  for (let i = from; i < text.length; i++) {
    if (text[i] === "'") return [value, i];
    if (text[i] !== '\\') {
      value += text[i];
      continue;
    }
    const [whole, code] =
      /^\\(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|x([0-9a-f]{1,2}))/i
        .exec(text.slice(i, i + 11))
        ?.filter((part) => part !== undefined) ?? [];
    if (whole !== undefined) {
      const point = Number.parseInt(code!, 16);
      value += point <= 0x10_ff_ff ? String.fromCodePoint(point) : '';
      i += whole.length - 1;
    } else {
      i++;
      value += ansiEscapes[text[i] ?? ''] ?? text[i] ?? '';
    }
  }
  return [value, text.length];
}

/**
 * Words of Windows' cmd: `^` takes the meaning from what follows it (a browser writes `^"` so that cmd sees no quotes at
 * all), then the C runtime's rules for quotes and backslashes.
 */
function cmdTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const line of cmdLines(text)) {
    tokens.push(...runtimeWords(line), {operator: ';'});
  }
  return tokens;
}

/** Commands without their carets. */
function cmdLines(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let inQuotes = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '"') {
      inQuotes = !inQuotes;
      line += char;
    } else if (char === '^' && !inQuotes) {
      i++;
      // A caret at the end of a line joins it with the next; the line break after that is a literal one.
      if (text[i] === '\n') {
        if (text[i + 1] === '\n') line += text[++i];
      } else {
        line += text[i] ?? '';
      }
    } else if (!inQuotes && (char === '\n' || char === '&')) {
      lines.push(line);
      line = '';
    } else {
      line += char;
    }
  }
  lines.push(line);
  return lines.filter((one) => one.trim() !== '');
}

function runtimeWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let inQuotes = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '\\') {
      const [slashes] = /^\\+/.exec(line.slice(i))!;
      const beforeQuote = line[i + slashes.length] === '"';
      word = `${word ?? ''}${'\\'.repeat(beforeQuote ? Math.floor(slashes.length / 2) : slashes.length)}`;
      i += slashes.length - 1;
      if (beforeQuote && slashes.length % 2 === 1) {
        word += '"';
        i++;
      }
    } else if (char === '"') {
      if (inQuotes && line[i + 1] === '"') {
        word = `${word ?? ''}"`;
        i++;
      } else {
        inQuotes = !inQuotes;
        word ??= '';
      }
    } else if (!inQuotes && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (word !== null) words.push(word);
  return words;
}
