/** A piece of a text with templates. `text` is as it will be sent, `$${` already a `${`. */
export type TemplatePart =
  | {readonly kind: 'text'; readonly text: string}
  /** `${name}`; also `${auth.token}`, the token of OAuth2. */
  | {readonly kind: 'variable'; readonly name: string}
  /** `${data.column}` (source null: the only one) or `${data.NAME.column}`. */
  | {readonly kind: 'data'; readonly source: string | null; readonly column: string}
  /** `${vu.id}`, `${iteration}`, `${uuid}`. */
  | {readonly kind: 'vu-id' | 'iteration' | 'uuid'}
  /** `${random(1,9)}`: whole numbers, both ends included. */
  | {readonly kind: 'random'; readonly min: number; readonly max: number}
  /** `${env:NAME}`. */
  | {readonly kind: 'env'; readonly name: string};

/** The first template that is none: `inner` stands between its braces (null: it never ends), `problem` says what is wrong. */
export interface TemplateProblem {
  readonly problem: string;
  readonly inner: string | null;
}

export type ParsedTemplate = {readonly parts: readonly TemplatePart[]} | TemplateProblem;

/** The variable OAuth2's token is read from. */
export const authTokenVariable = 'auth.token';

/** What a variable may not be called: these words mean something else in a template. */
export const reservedVariables: readonly string[] = ['auth', 'data', 'env', 'iteration', 'random', 'uuid', 'vu'];

/**
 * Source of a regular expression (no flag needed) for texts `parseTemplate` takes, but for the order of `random`'s ends.
 * @param form source for what may stand between the braces
 * @param letter source for a letter of the text that is no `$`
 */
export function templatePattern(form: string = anyForm, letter = '[^$]'): string {
  return `^(?:\\$\\$\\{|\\$\\{(?:${form})\\}|\\$(?!\\{)|${letter})*$`;
}

/** Source for `env:NAME` between the braces. */
export const envForm = 'env:[A-Za-z_]\\w*';

const anyForm = [
  envForm,
  'vu\\.id',
  'iteration',
  'uuid',
  'auth\\.token',
  'random\\(\\s*-?\\d{1,15}\\s*,\\s*-?\\d{1,15}\\s*\\)',
  'data\\.(?:[A-Za-z_]\\w*\\.)?[^.{}"$\\u0000-\\u001F]+',
  `(?!(?:${[...reservedVariables, '__VU', '__ITER'].join('|')})\\})[A-Za-z_]\\w*`,
].join('|');

/** All forms, for messages. */
export const templateForms = '${name}, ${data.column}, ${vu.id}, ${iteration}, ${uuid}, ${random(1,9)}, ${env:NAME}';

const variableName = /^[A-Za-z_]\w*$/;

export function isVariableName(text: string): boolean {
  return variableName.test(text);
}

/**
 * Takes a text with templates apart, from left to right: `$${` is a literal `${`, `${…}` a template, all else itself.
 * Neighbouring text is one part; a text without templates is at most one part.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const next = text.indexOf('${', at);
    if (next === -1) break;
    if (next > at && text[next - 1] === '$') {
      literal += `${text.slice(at, next - 1)}\${`;
      at = next + 2;
      continue;
    }
    literal += text.slice(at, next);
    const [inner] = /^[^{}"$\n]*(?=\})/.exec(text.slice(next + 2)) ?? [];
    if (inner === undefined) return endless(text.slice(next));
    const part = parseForm(inner);
    if ('problem' in part) return part;
    if (literal !== '') parts.push({kind: 'text', text: literal});
    literal = '';
    parts.push(part);
    at = next + 2 + inner.length + 1;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push({kind: 'text', text: literal});
  return {parts};
}

/** The text `parseTemplate` reads back as one literal part. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('${', () => '$${');
}

/** Whether anything in the text is filled in. */
export function holdsTemplate(text: string): boolean {
  const parsed = parseTemplate(text);
  return 'problem' in parsed || parsed.parts.some((part) => part.kind !== 'text');
}

/** What is filled in, as a short word behind a colon: `/users/:vu/orders/:id` for `/users/${vu.id}/orders/${id}`. */
export function shownTemplate(parts: readonly TemplatePart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : `:${templateWord(part)}`)).join('');
}

function templateWord(part: Exclude<TemplatePart, {kind: 'text'}>): string {
  if (part.kind === 'data') return part.column;
  if (part.kind === 'vu-id') return 'vu';
  return part.kind === 'variable' || part.kind === 'env' ? part.name : part.kind;
}

/** As it stands in a file: `${data.users.name}`. */
export function printTemplatePart(part: TemplatePart): string {
  if (part.kind === 'text') return escapeTemplate(part.text);
  if (part.kind === 'variable') return `\${${part.name}}`;
  if (part.kind === 'data') return `\${data.${part.source === null ? '' : `${part.source}.`}${part.column}}`;
  if (part.kind === 'random') return `\${random(${part.min},${part.max})}`;
  if (part.kind === 'env') return `\${env:${part.name}}`;
  return part.kind === 'vu-id' ? '${vu.id}' : `\${${part.kind}}`;
}

function endless(text: string): TemplateProblem {
  const [start = ''] = /^\$\{[^{}"$\n]*/.exec(text) ?? [];
  return {problem: `"${cut(start)}" has no closing }: write $\${ for the letters \${`, inner: null};
}

function parseForm(inner: string): TemplatePart | TemplateProblem {
  if (inner === 'vu.id') return {kind: 'vu-id'};
  if (inner === 'iteration' || inner === 'uuid') return {kind: inner};
  if (inner === authTokenVariable) return {kind: 'variable', name: inner};
  if (inner.startsWith('env:')) return parseEnv(inner);
  if (inner.startsWith('data.')) return parseData(inner);
  if (inner.startsWith('random')) return parseRandom(inner);
  const taken = reservedVariables.includes(inner) || Object.hasOwn(foreign, inner);
  if (variableName.test(inner) && !taken) return {kind: 'variable', name: inner};
  return wrong(inner, adviceFor(inner));
}

function parseEnv(inner: string): TemplatePart | TemplateProblem {
  const name = inner.slice('env:'.length);
  return variableName.test(name)
    ? {kind: 'env', name}
    : wrong(inner, "is not a variable's name: letters, digits and _ only");
}

function parseData(inner: string): TemplatePart | TemplateProblem {
  const [, source, column] = /^data\.(?:([A-Za-z_]\w*)\.)?([^.{}"$\u0000-\u001F]+)$/.exec(inner) ?? [];
  return column === undefined
    ? wrong(inner, 'is not a column: write ${data.column}, or ${data.NAME.column} with several data sources')
    : {kind: 'data', source: source ?? null, column};
}

function parseRandom(inner: string): TemplatePart | TemplateProblem {
  const [, low, high] = /^random\(\s*(-?\d{1,15})\s*,\s*(-?\d{1,15})\s*\)$/.exec(inner) ?? [];
  if (low === undefined) {
    return variableName.test(inner) && inner !== 'random'
      ? {kind: 'variable', name: inner}
      : wrong(inner, 'is not a random number: write ${random(1,9)}, two whole numbers');
  }
  const [min, max] = [Number(low), Number(high)];
  return min <= max
    ? {kind: 'random', min, max}
    : wrong(inner, `begins above its end: write \${random(${max},${min})}`);
}

/** What people write who come from elsewhere. */
const foreign: Readonly<Record<string, string>> = {
  __VU: '${vu.id}',
  __ITER: '${iteration}',
  vu: '${vu.id}',
  'vu.iteration': '${iteration}',
  'iteration.id': '${iteration}',
  'uuid()': '${uuid}',
  'iteration()': '${iteration}',
  auth: '${auth.token}',
};

function adviceFor(inner: string): string {
  if (inner === '') return `is empty: known are ${templateForms}`;
  const known = Object.hasOwn(foreign, inner.trim()) ? foreign[inner.trim()] : undefined;
  if (known !== undefined) return `is not known: write ${known}`;
  const env = /^(?:env|ENV|__ENV|process\.env)[.[]["']?([A-Za-z_]\w*)["']?\]?$/.exec(inner)?.[1];
  if (env !== undefined) return `is not known: write \${env:${env}}`;
  if (inner.trim() !== inner && variableName.test(inner.trim())) return `holds spaces: write \${${inner.trim()}}`;
  return `is not known: known are ${templateForms}`;
}

function wrong(inner: string, message: string): TemplateProblem {
  return {problem: `\${${cut(inner)}} ${message}`, inner};
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
