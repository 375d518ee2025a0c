import type {AnyNode} from 'acorn';

/** Placed around a template that stands for a number, to be written without quotes in JSON. */
export const numberMark = '\u0001';

/** Templates whose value k6 has as a number. */
export const numberTemplate = /^\$\{(?:vu\.id|iteration|random\([^)]*\))\}$/;

/** JSON text; numbers made by templates stand without quotes. */
export function printJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(new RegExp(`"\\\\u0001([^"]*)\\\\u0001"`, 'g'), '$1');
}

/** Whether a value of JSON holds a number made by a template: only a text can carry it. */
export function hasNumberTemplate(value: unknown): boolean {
  return JSON.stringify(value).includes(String.raw`\u0001`);
}

/** `String(…)`: meant as a text, whatever it holds. */
export function isTextCall(node: AnyNode): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'String';
}

/** Null when a part is not known, or the whole is longer than a profile holds. */
export function joined(parts: readonly (string | null)[]): string | null {
  const text = parts.includes(null) ? null : parts.join('');
  return text !== null && text.length > 100_000 ? null : text;
}
