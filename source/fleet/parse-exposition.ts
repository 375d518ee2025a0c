/** One figure of a page: `node_cpu_seconds_total{cpu="0",mode="idle"} 6125.3`. */
export interface ExposedFigure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Figures of some names on a page in the text format of Prometheus (exposition format 0.0.4, which OpenMetrics keeps to
 * here). Comments, other names and lines that are none are passed over; nothing throws.
 * @param isWanted called with each name before the rest of its line is looked at
 */
export function parseExposition(text: string, isWanted: (name: string) => boolean): ExposedFigure[] {
  const figures: ExposedFigure[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const figure = parseLine(text.slice(at, end), isWanted);
    if (figure !== null) figures.push(figure);
    at = end + 1;
  }
  return figures;
}

function parseLine(line: string, isWanted: (name: string) => boolean): ExposedFigure | null {
  const name = /^[A-Za-z_:][\w:]*/.exec(line)?.[0];
  if (name === undefined || !isWanted(name)) return null;
  let at = skipBlanks(line, name.length);
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  if (line[at] === '{') {
    const after = parseLabels(line, at + 1, labels);
    if (after === null) return null;
    at = skipBlanks(line, after);
  }
  // What follows the value is a timestamp, or an exemplar.
  const value = parseValue(
    line
      .slice(at)
      .trimStart()
      .split(/[ \t\r]/, 1)[0] ?? '',
  );
  return value === null ? null : {name, labels, value};
}

/** Reads `a="1",b="2"}` into `labels`. @returns the place after the brace; null where it is none of that */
function parseLabels(line: string, from: number, labels: Record<string, string>): number | null {
  let at = skipBlanks(line, from);
  while (line[at] !== '}') {
    const start = at;
    while (at < line.length && /\w/.test(line[at]!)) at++;
    const label = line.slice(start, at);
    at = skipBlanks(line, at);
    if (label === '' || line[at] !== '=') return null;
    at = skipBlanks(line, at + 1);
    if (line[at] !== '"') return null;
    let value = '';
    for (at++; line[at] !== '"'; at++) {
      if (at >= line.length) return null;
      if (line[at] === '\\') value += unescape(line[++at]);
      else value += line[at];
    }
    labels[label] = value;
    at = skipBlanks(line, at + 1);
    if (line[at] === ',') at = skipBlanks(line, at + 1);
    else if (line[at] !== '}') return null;
  }
  return at + 1;
}

function unescape(character: string | undefined): string {
  return character === 'n' ? '\n' : (character ?? '');
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}

/** As Go writes numbers: `1.5e+09`, `NaN`, `+Inf`. Null: it is none. */
function parseValue(text: string): number | null {
  if (/^[+-]?inf(?:inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}
