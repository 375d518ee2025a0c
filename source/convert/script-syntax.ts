import {parse, type AnyNode, type CallExpression, type Program} from 'acorn';
import {PerftuiError} from '../domain/errors.ts';
import {oneLine} from './converted.ts';

/**
 * A script's syntax tree.
 * @throws PerftuiError ERR_PROFILE with the line that cannot be read
 */
export function parseScript(source: string, sourceType: 'module' | 'script'): Program {
  try {
    return parse(source, {
      ecmaVersion: 'latest',
      sourceType,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
      locations: true,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, reason = message, line] = /^(.*?)\s*\((\d+):\d+\)$/.exec(message) ?? [];
    const where = line === undefined ? '' : ` at line ${line}`;
    throw new PerftuiError('ERR_PROFILE', `it is not a JavaScript this reads${where}`, {
      hint: oneLine(reason, 120),
      cause: error,
    });
  }
}

/** `line 12: http.get(url)`. */
export function whereOf(node: AnyNode, source: string): string {
  return `line ${node.loc?.start.line ?? 0}: ${oneLine(source.slice(node.start, node.end), 80)}`;
}

/** Without `await` and brackets that change nothing. */
export function unwrapped(node: AnyNode): AnyNode {
  if (node.type === 'AwaitExpression') return unwrapped(node.argument);
  if (node.type === 'ParenthesizedExpression') return unwrapped(node.expression);
  return node.type === 'ChainExpression' ? unwrapped(node.expression) : node;
}

/** What a chain of members hangs on, and its keys: `r.json().a[0]` is the call with `a`, 0. */
export interface MemberChain {
  readonly root: AnyNode;
  readonly keys: readonly (string | number)[];
}

/** Null when a key is not written out. */
export function memberChain(node: AnyNode): MemberChain | null {
  const keys: (string | number)[] = [];
  let at = unwrapped(node);
  while (at.type === 'MemberExpression') {
    const {property} = at;
    if (!at.computed && property.type === 'Identifier') keys.unshift(property.name);
    else if (
      property.type === 'Literal' &&
      (typeof property.value === 'string' || typeof property.value === 'number')
    ) {
      keys.unshift(property.value);
    } else {
      return null;
    }
    at = unwrapped(at.object);
  }
  return {root: at, keys};
}

/** `http.get` of a call `http.get(…)`, `check` of `check(…)`; null when it is called otherwise. */
export function calleeName(node: CallExpression): string | null {
  const chain = memberChain(node.callee);
  return chain?.root.type === 'Identifier' ? [chain.root.name, ...chain.keys].join('.') : null;
}

/** A method called on something: `r.body.includes('x')` is `includes` on `r.body`. */
export function methodCall(
  node: AnyNode,
): {readonly object: AnyNode; readonly method: string; readonly args: readonly AnyNode[]} | null {
  const call = unwrapped(node);
  if (call.type !== 'CallExpression') return null;
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return null;
  return {object: unwrapped(callee.object), method: callee.property.name, args: call.arguments};
}

/** The key of an object literal's property; null when it is computed. */
export function propertyKey(property: AnyNode): string | null {
  if (property.type !== 'Property' || property.computed) return null;
  if (property.key.type === 'Identifier') return property.key.name;
  return property.key.type === 'Literal' ? String(property.key.value) : null;
}

/** Values by key of an object literal; spreads and computed keys are passed over. */
export function propertiesOf(node: AnyNode | null | undefined): Map<string, AnyNode> {
  const found = new Map<string, AnyNode>();
  if (node?.type !== 'ObjectExpression') return found;
  for (const property of node.properties) {
    const key = propertyKey(property);
    if (key !== null && property.type === 'Property') found.set(key, property.value);
  }
  return found;
}

export type AnyFunction = Extract<
  AnyNode,
  {type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'}
>;

export function isFunction(node: AnyNode | null | undefined): node is AnyFunction {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** What a function of one expression gives back; null when it does more. */
export function returnedBy(node: AnyNode): AnyNode | null {
  if (!isFunction(node)) return null;
  if (node.body.type !== 'BlockStatement') return unwrapped(node.body);
  const [only, ...more] = node.body.body;
  return only?.type === 'ReturnStatement' && more.length === 0 && only.argument ? unwrapped(only.argument) : null;
}

/** Literals, negative numbers, lists and objects of them as a value; undefined when there is anything else in it. */
export function constantOf(node: AnyNode | null | undefined): unknown {
  const at = node ? unwrapped(node) : null;
  if (at === null) return undefined;
  if (at.type === 'Literal') return at.regex || at.bigint ? undefined : at.value;
  if (at.type === 'TemplateLiteral') return at.expressions.length === 0 ? at.quasis[0]!.value.cooked : undefined;
  if (at.type === 'UnaryExpression' && at.operator === '-') {
    const value = constantOf(at.argument);
    return typeof value === 'number' ? -value : undefined;
  }
  if (at.type === 'BinaryExpression' && /^[*+/-]$/.test(at.operator))
    return arithmetic(at.operator, constantOf(at.left), constantOf(at.right));
  if (at.type === 'ArrayExpression') {
    const items = at.elements.map((item) => constantOf(item));
    return items.includes(undefined) ? undefined : items;
  }
  if (at.type !== 'ObjectExpression') return undefined;
  const entries = at.properties.map(
    (property) =>
      [propertyKey(property), property.type === 'Property' ? constantOf(property.value) : undefined] as const,
  );
  return entries.some(([key, value]) => key === null || value === undefined) ? undefined : Object.fromEntries(entries);
}

function arithmetic(operator: string, left: unknown, right: unknown): unknown {
  if (typeof left !== 'number' || typeof right !== 'number')
    return operator === '+' && typeof left === 'string' && typeof right === 'string' ? left + right : undefined;
  return operator === '+'
    ? left + right
    : operator === '-'
      ? left - right
      : operator === '*'
        ? left * right
        : left / right;
}

/** A JSONPath (RFC 9535) of written-out keys: `$.items[0]['a b']`. */
export function jsonPathOf(keys: readonly (string | number)[]): string {
  return `$${keys
    .map((key) =>
      typeof key === 'number'
        ? `[${key}]`
        : /^[A-Za-z_]\w*$/.test(key)
          ? `.${key}`
          : `['${key.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`,
    )
    .join('')}`;
}

/** Keys of k6's selector (gjson): `items.0.id`; null when it searches or counts. */
export function selectorKeys(selector: string): (string | number)[] | null {
  if (/[#*?@|[\]{}!]/.test(selector.replaceAll(/\\./g, ''))) return null;
  const keys = [...selector.matchAll(/(?:\\.|[^.\\])+/gs)].map(([part]) => part.replaceAll(/\\(.)/gs, '$1'));
  return keys.map((key) => (/^\d{1,9}$/.test(key) ? Number(key) : key));
}
