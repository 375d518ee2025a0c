import type {AnyNode} from 'acorn';
import {printDuration} from '../domain/duration.ts';
import type {K6Values} from './k6-values.ts';
import {constantOf, unwrapped} from './script-syntax.ts';

/** `sleep(1)`, `sleep(Math.random() * 2 + 1)`, `sleep(randomIntBetween(1, 3))` as a think time; null when it is not known. */
export function thinkOf(node: AnyNode | undefined, values: K6Values): unknown {
  if (node === undefined) return null;
  const at = unwrapped(node);
  const seconds = constantOf(at);
  if (typeof seconds === 'number') return secondsText(seconds);
  const range = rangeOf(at, values);
  if (range !== null) return between(range);
  if (at.type !== 'CallExpression') return null;
  const [first, second] = at.arguments.map((argument) => constantOf(argument));
  const mean = typeof first === 'number' ? secondsText(first) : null;
  if (values.callee(at) === 'exponential') return mean === null ? null : {exponential: mean};
  const deviation = typeof second === 'number' ? secondsText(second) : null;
  return values.callee(at) === 'normal' && mean !== null && deviation !== null ? {normal: mean, deviation} : null;
}

type Range = readonly [from: number, to: number];

function between([from, to]: Range): string | null {
  const [low, high] = [secondsText(Math.min(from, to)), secondsText(Math.max(from, to))];
  return low === null || high === null ? null : low === high ? low : `${low}-${high}`;
}

/** The ends of what is spread evenly, seconds. */
function rangeOf(node: AnyNode, values: K6Values): Range | null {
  const at = unwrapped(node);
  const constant = constantOf(at);
  if (typeof constant === 'number') return [constant, constant];
  if (at.type === 'CallExpression') {
    const name = values.callee(at);
    if (name === 'Math.random') return [0, 1];
    const [first, second] = at.arguments.map((argument) => constantOf(argument));
    const isDrawn = name === 'randomIntBetween' || name === 'randomBetween';
    return isDrawn && typeof first === 'number' && typeof second === 'number' ? [first, second] : null;
  }
  if (at.type !== 'BinaryExpression') return null;
  const left = rangeOf(at.left, values);
  const right = rangeOf(at.right, values);
  if (left === null || right === null) return null;
  // Two spreads in one are no longer even.
  if (left[0] !== left[1] && right[0] !== right[1]) return null;
  if (at.operator === '+') return [left[0] + right[0], left[1] + right[1]];
  if (at.operator === '-') return [left[0] - right[1], left[1] - right[0]];
  if (at.operator === '*') return [left[0] * right[0], left[1] * right[1]];
  return at.operator === '/' && right[0] === right[1] && right[0] !== 0
    ? [left[0] / right[0], left[1] / right[0]]
    : null;
}

function secondsText(seconds: number): string | null {
  const ms = Math.round(seconds * 1000);
  return ms >= 0 && ms <= 86_400_000 ? printDuration(ms) : null;
}
