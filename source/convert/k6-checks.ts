import type {AnyNode} from 'acorn';
import type {Json} from './converted.ts';
import {
  constantOf,
  jsonPathOf,
  memberChain,
  methodCall,
  returnedBy,
  isFunction,
  selectorKeys,
  unwrapped,
} from './script-syntax.ts';

/** One condition of a `check()` as the rules of a profile's checks; null when it has no such form. */
export function checkRules(condition: AnyNode, response: string | null): Json[] | null {
  if (!isFunction(condition)) return null;
  const [parameter] = condition.params;
  const name = parameter?.type === 'Identifier' ? parameter.name : response;
  const expression = returnedBy(condition);
  return name === null || expression === null ? null : rulesOf(expression, name);
}

function rulesOf(node: AnyNode, response: string): Json[] | null {
  const at = unwrapped(node);
  const range = statusRange(at, response);
  if (range !== null) return [{status: range}];
  if (at.type === 'LogicalExpression' && at.operator === '&&') {
    const right = rulesOf(at.right, response);
    // `r.body && r.body.includes('x')`: the left only guards the right.
    if (right !== null && isPart(at.left, response, 'body')) return right;
    const left = rulesOf(at.left, response);
    return left === null || right === null ? null : [...left, ...right];
  }
  if (
    at.type === 'UnaryExpression' &&
    at.operator === '!' &&
    at.argument.type === 'UnaryExpression' &&
    at.argument.operator === '!'
  ) {
    return rulesOf(at.argument.argument, response);
  }
  const rule =
    at.type === 'BinaryExpression' ? comparison(at.operator, at.left, at.right, response) : testOf(at, response);
  return rule === null ? null : [rule];
}

/** Statuses a condition names: `r.status === 200 || r.status === 201`, `>= 200 && < 300`, `[200, 201].includes(r.status)`. */
export function statusRange(node: AnyNode, response: string): unknown {
  const at = unwrapped(node);
  if (at.type === 'BinaryExpression' && /^={2,3}$/.test(at.operator) && isPart(at.left, response, 'status')) {
    const status = constantOf(at.right);
    return typeof status === 'number' ? status : null;
  }
  if (at.type === 'LogicalExpression' && at.operator === '||') {
    const left = statusRange(at.left, response);
    const right = statusRange(at.right, response);
    return left === null || right === null ? null : [left, right].flat();
  }
  if (at.type === 'LogicalExpression' && at.operator === '&&') {
    const low = bound(at.left, response, '>');
    const high = bound(at.right, response, '<');
    return low === null || high === null || low > high ? null : `${low}-${high}`;
  }
  const call = methodCall(at);
  const list = call === null ? null : constantOf(call.object);
  const isList = Array.isArray(list) && list.every((one) => typeof one === 'number');
  return isList && call?.method === 'includes' && isPart(call.args[0], response, 'status') ? list : null;
}

/** The inclusive end of a range of statuses. */
function bound(node: AnyNode, response: string, side: '<' | '>'): number | null {
  const at = unwrapped(node);
  if (at.type !== 'BinaryExpression' || !at.operator.startsWith(side) || !isPart(at.left, response, 'status'))
    return null;
  const value = constantOf(at.right);
  if (typeof value !== 'number') return null;
  const open = at.operator.length === 1 ? 1 : 0;
  return side === '>' ? value + open : value - open;
}

/** `r.status`, `String(r.body)`, `(r.body || '')`, `res.timings.duration`: the part named by its keys. */
export function isPart(node: AnyNode | undefined, response: string, ...keys: string[]): boolean {
  if (node === undefined) return false;
  let at = unwrapped(node);
  if (at.type === 'LogicalExpression' && (at.operator === '||' || at.operator === '??')) at = unwrapped(at.left);
  if (at.type === 'CallExpression' && at.callee.type === 'Identifier' && at.callee.name === 'String')
    at = unwrapped(at.arguments[0]!);
  const chain = memberChain(at);
  return chain?.root.type === 'Identifier' && chain.root.name === response && chain.keys.join('.') === keys.join('.');
}

function comparison(operator: string, left: AnyNode, right: AnyNode, response: string): Json | null {
  const value = constantOf(right);
  if (/^[<>]=?$/.test(operator) && typeof value === 'number') {
    if (isPart(left, response, 'timings', 'duration')) return {latency: `${operator}${value}ms`};
    if (isPart(left, response, 'body', 'length') || isLength(left, response)) return {size: `${operator}${value}b`};
  }
  const call = methodCall(left);
  if (call?.method === 'indexOf' && isPart(call.object, response, 'body')) {
    const text = constantOf(call.args[0]);
    const isFound = operator === '>' || /^!={1,2}$/.test(operator) ? value === -1 : operator === '>=' && value === 0;
    return isFound && typeof text === 'string' ? {body: {contains: text}} : null;
  }
  if (/^={2,3}$/.test(operator)) return equality(left, value, response);
  const isThere = /^!={1,2}$/.test(operator) && (value === null || isUndefined(right));
  return isThere ? presence(left, response) : null;
}

/** `(r.body || '').length`. */
function isLength(node: AnyNode, response: string): boolean {
  const at = unwrapped(node);
  return (
    at.type === 'MemberExpression' &&
    !at.computed &&
    at.property.type === 'Identifier' &&
    at.property.name === 'length' &&
    isPart(at.object, response, 'body')
  );
}

function isUndefined(node: AnyNode): boolean {
  return node.type === 'Identifier' && node.name === 'undefined';
}

function equality(left: AnyNode, value: unknown, response: string): Json | null {
  if (value === undefined) return null;
  if (isPart(left, response, 'body')) return typeof value === 'string' ? {body: {equals: value}} : null;
  const header = headerOf(left, response);
  if (header !== null) return typeof value === 'string' ? {header, equals: value} : null;
  const path = jsonPathIn(left, response);
  return path === null ? null : {jsonpath: path, equals: value};
}

function presence(node: AnyNode, response: string): Json | null {
  const header = headerOf(node, response);
  if (header !== null) return {header};
  const path = jsonPathIn(node, response);
  return path === null ? null : {jsonpath: path};
}

/** `includes`, a regular expression's `test`, `match`; or a header or value that is there. */
function testOf(node: AnyNode, response: string): Json | null {
  const call = methodCall(node);
  if (call !== null) {
    const isTest = call.method === 'test';
    const subject = isTest ? call.args[0] : call.object;
    const rule = textRule(call.method, isTest ? call.object : call.args[0]);
    if (rule !== null && subject !== undefined) {
      if (isPart(subject, response, 'body')) return {body: rule};
      const header = headerOf(subject, response);
      if (header !== null) return {header, ...rule};
    }
  }
  return presence(node, response);
}

/** Without the escapes only a literal needs. */
export function plainPattern(pattern: string): string {
  return pattern.replaceAll(/\\(.)/gs, (whole, char: string) => (char === '/' ? '/' : whole));
}

/** `contains` and `matches` of a method's argument. */
export function textRule(method: string, argument: AnyNode | undefined): {contains: string} | {matches: string} | null {
  if (argument === undefined) return null;
  const text = constantOf(argument);
  if (method === 'includes') return typeof text === 'string' ? {contains: text} : null;
  if ((method === 'test' || method === 'match') && argument.type === 'Literal' && argument.regex) {
    return /^[ugs]*$/.test(argument.regex.flags) && !argument.regex.flags.includes('s')
      ? {matches: plainPattern(argument.regex.pattern)}
      : null;
  }
  return null;
}

/** `r.headers['Content-Type']` in lower case. */
export function headerOf(node: AnyNode, response: string): string | null {
  let at = unwrapped(node);
  if (at.type === 'LogicalExpression' && (at.operator === '||' || at.operator === '??')) at = unwrapped(at.left);
  if (at.type === 'CallExpression' && at.callee.type === 'Identifier' && at.callee.name === 'String')
    at = unwrapped(at.arguments[0]!);
  const chain = memberChain(at);
  if (chain?.root.type !== 'Identifier' || chain.root.name !== response) return null;
  return chain.keys.length === 2 && chain.keys[0] === 'headers' ? String(chain.keys[1]).toLowerCase() : null;
}

/** `r.json('a.0.b')`, `r.json().a`, `JSON.parse(r.body).a` as a JSONPath. */
function jsonPathIn(node: AnyNode, response: string): string | null {
  const keys = jsonKeys(node, (object) => object.type === 'Identifier' && object.name === response);
  return keys === null || keys.length === 0 ? null : jsonPathOf(keys);
}

/** Keys into the JSON of a response; null when it is something else. */
export function jsonKeys(node: AnyNode, isResponse: (node: AnyNode) => boolean): (string | number)[] | null {
  const chain = memberChain(node);
  if (chain === null) return null;
  const call = methodCall(chain.root);
  if (call === null) return null;
  if (call.method === 'json' && isResponse(call.object)) {
    if (call.args.length === 0) return [...chain.keys];
    const selector = constantOf(call.args[0]);
    const keys = typeof selector === 'string' ? selectorKeys(selector) : null;
    return keys === null ? null : [...keys, ...chain.keys];
  }
  const body =
    call.method === 'parse' && call.object.type === 'Identifier' && call.object.name === 'JSON'
      ? memberChain(call.args[0]!)
      : null;
  return body !== null && isResponse(body.root) && body.keys.join() === 'body' ? [...chain.keys] : null;
}
