import type {AnyNode, CallExpression} from 'acorn';
import {constantOf, unwrapped} from './script-syntax.ts';

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

/** `${random(1,9)}` for `Math.random() * 9`, rounded down, with an offset of 1; null when it is something else. */
export function flooredRandom(
  node: AnyNode,
  offset: number,
  isRandom: (call: CallExpression) => boolean,
): string | null {
  if (node.type !== 'BinaryExpression' || node.operator !== '*' || !Number.isInteger(offset)) return null;
  const [times, random] =
    unwrapped(node.left).type === 'CallExpression' ? [node.right, node.left] : [node.left, node.right];
  const count = constantOf(times);
  const call = unwrapped(random);
  if (call.type !== 'CallExpression' || !isRandom(call) || typeof count !== 'number' || count < 1) return null;
  return `\${random(${offset},${offset + Math.floor(count) - 1})}`;
}
