import type {AnyNode} from 'acorn';
import type {Json, RequestDocument} from './converted.ts';
import {statusRange, textRule} from './k6-checks.ts';
import type {Scope} from './k6-scope.ts';
import type {K6Values} from './k6-values.ts';
import {constantOf, memberChain, methodCall, unwrapped} from './script-syntax.ts';

interface Reading {
  readonly values: K6Values;
  /** The request sent last: whose status a condition may ask for. */
  readonly last: RequestDocument | null;
}

/** The condition of an `if` as a flow's; null when it asks for something else. */
export function readCondition(node: AnyNode, scope: Scope, reading: Reading): Json | null {
  const at = unwrapped(node);
  if (at.type === 'UnaryExpression' && at.operator === '!') {
    const inner = readCondition(at.argument, scope, reading);
    return inner === null ? null : negated(inner);
  }
  if (at.type === 'BinaryExpression' && /^!={1,2}$/.test(at.operator)) {
    const equal = readCondition({...at, operator: '==='}, scope, reading);
    return equal === null ? null : negated(equal);
  }
  const response = responseIn(at, scope);
  if (response !== null && response.request === reading.last) {
    const statuses = statusRange(at, response.name);
    if (statuses !== null) return {status: statuses};
  }
  if (at.type === 'BinaryExpression' && /^={2,3}$/.test(at.operator)) {
    const name = variableOf(at.left, scope, reading);
    const value = constantOf(at.right);
    return name !== null && (typeof value === 'string' || typeof value === 'number')
      ? {variable: name, equals: String(value)}
      : null;
  }
  return textCondition(at, scope, reading);
}

function textCondition(at: AnyNode, scope: Scope, reading: Reading): Json | null {
  const call = methodCall(at);
  if (call !== null) {
    const isTest = call.method === 'test';
    const subject = isTest ? call.args[0] : call.object;
    const rule = textRule(call.method, isTest ? call.object : call.args[0]);
    const name = subject === undefined ? null : variableOf(subject, scope, reading);
    if (rule !== null && name !== null) return {variable: name, ...rule};
  }
  const name = variableOf(at, scope, reading);
  return name === null ? null : {variable: name};
}

function negated(condition: Json): Json {
  const {not, ...rest} = condition;
  return not === true ? rest : {...rest, not: true};
}

/** The extracted variable an expression names. */
function variableOf(node: AnyNode, scope: Scope, {values}: Reading): string | null {
  const at = unwrapped(node);
  if (at.type === 'Literal') return null;
  const [, name] = /^\$\{(\w+)\}$/.exec(values.text(at, scope) ?? '') ?? [];
  return name === undefined || name === 'iteration' || name === 'uuid' ? null : name;
}

/** The response whose status a condition holds against numbers. */
function responseIn(node: AnyNode, scope: Scope): {readonly name: string; readonly request: RequestDocument} | null {
  const at = unwrapped(node);
  if (at.type === 'LogicalExpression') return responseIn(at.left, scope);
  const call = methodCall(at);
  const side = at.type === 'BinaryExpression' ? at.left : call?.method === 'includes' ? call.args[0] : undefined;
  const chain = side === undefined ? null : memberChain(side);
  if (chain?.root.type !== 'Identifier' || chain.keys.join() !== 'status') return null;
  const binding = scope.get(chain.root.name);
  return binding?.kind === 'response' ? {name: chain.root.name, request: binding.request} : null;
}
