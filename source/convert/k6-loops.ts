import type {AnyNode} from 'acorn';
import type {Scope} from './k6-scope.ts';
import type {K6Values} from './k6-values.ts';
import {constantOf, unwrapped} from './script-syntax.ts';

/**
 * How often `for (let i = 0; i < 3; i++)` goes round, also to a whole number drawn by `randomBetween(2, 5)`: a number or
 * `2-5`; null when that is not written.
 */
export function loopTimes(
  node: Extract<AnyNode, {type: 'ForStatement'}>,
  scope: Scope,
  values: K6Values,
): number | string | null {
  const [first, second] = node.init?.type === 'VariableDeclaration' ? node.init.declarations : [];
  const test = node.test ? unwrapped(node.test) : null;
  const start = constantOf(first?.init);
  const isPlain =
    first?.id.type === 'Identifier' &&
    typeof start === 'number' &&
    test?.type === 'BinaryExpression' &&
    test.left.type === 'Identifier' &&
    test.left.name === first.id.name &&
    node.update?.type === 'UpdateExpression' &&
    node.update.operator === '++';
  if (!isPlain || (test.operator !== '<' && test.operator !== '<=')) return null;
  const byName =
    test.right.type === 'Identifier' && second?.id.type === 'Identifier' && second.id.name === test.right.name
      ? second.init
      : test.right;
  const drawn = byName ? values.text(byName, scope) : null;
  const [, low, high] = /^(\d+)$/.exec(drawn ?? '')
    ? ['', drawn, drawn]
    : (/^\$\{random\((\d+),(\d+)\)\}$/.exec(drawn ?? '') ?? []);
  const offset = (test.operator === '<=' ? 1 : 0) - start;
  const [from, to] = [Number(low ?? Number.NaN) + offset, Number(high ?? Number.NaN) + offset];
  if (!(from >= 0) || !(to >= from) || to > 100_000) return null;
  return to === 0 ? 0 : from === to ? from : `${from}-${to}`;
}
