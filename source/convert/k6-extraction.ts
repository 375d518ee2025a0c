import type {AnyNode} from 'acorn';
import {type Json, type RequestDocument, textOf} from './converted.ts';
import {plainPattern} from './k6-checks.ts';
import type {Target} from './k6-names.ts';
import type {Binding, Scope} from './k6-scope.ts';
import type {K6Values} from './k6-values.ts';
import {constantOf, jsonPathOf, methodCall, unwrapped} from './script-syntax.ts';
import {variableName} from './variable-names.ts';

interface Found {
  readonly request: RequestDocument;
  /** As a profile's `extract` has it. */
  readonly source: string | Json;
  /** Of a part of the response's JSON. */
  readonly keys?: readonly (string | number)[];
}

/** `res.json('token')`, `found('token', …)`, `res.headers['X']`, `res.body.match(/…/)[1]`: an extraction under the name. */
export function takenAs(node: AnyNode, scope: Scope, target: Target, values: K6Values): Binding | null {
  const call = node.type === 'CallExpression' && values.callee(node) === 'found' ? node.arguments : null;
  const fallback = textOf(constantOf(call?.[2]));
  const at = call?.[1] === undefined ? node : unwrapped(call[1]);
  const wanted = call === null ? null : textOf(constantOf(call[0]));
  const found = extractionOf(at, scope, values);
  if (found === null) return null;
  const source =
    fallback === null
      ? found.source
      : {...(typeof found.source === 'string' ? {jsonpath: found.source} : found.source), default: fallback};
  // `found` says the variable's name itself, several requests may fill it.
  const into = wanted === null ? target : {name: wanted, variable: variableName(wanted)};
  const own = values.names.extract(found.request, source, into);
  return found.keys === undefined || fallback !== null
    ? {kind: 'variable', name: own}
    : {kind: 'json', request: found.request, keys: found.keys, variable: own};
}

function extractionOf(node: AnyNode, scope: Scope, values: K6Values): Found | null {
  const regex = regexOf(node, scope, values);
  if (regex !== null) return regex;
  const call = node.type === 'CallExpression' && values.callee(node) === 'cookieOf' ? node.arguments : [];
  const holder = call[0] === undefined ? null : values.resolve(call[0], scope);
  if (holder?.kind === 'response')
    return {request: holder.request, source: {cookie: textOf(constantOf(call[1])) ?? ''}};
  const value = node.type === 'LogicalExpression' ? unwrapped(node.left) : node;
  const binding =
    value.type === 'CallExpression' || value.type === 'MemberExpression' ? values.resolve(value, scope) : null;
  // An object is taken apart where its members are used.
  if (binding?.kind === 'json' && binding.keys.length > 0)
    return {request: binding.request, source: jsonPathOf(binding.keys), keys: binding.keys};
  return value.type === 'MemberExpression' ? partOf(value, scope, values) : null;
}

function partOf(node: AnyNode, scope: Scope, values: K6Values): Found | null {
  const keys: (string | number)[] = [];
  let at = node;
  while (at.type === 'MemberExpression') {
    const key = !at.computed && at.property.type === 'Identifier' ? at.property.name : constantOf(at.property);
    if (typeof key !== 'string' && typeof key !== 'number') return null;
    const holder = values.resolve(at.object, scope);
    keys.unshift(key);
    if (holder?.kind === 'response') {
      const [part, name] = keys;
      if (part === 'headers' && keys.length === 2)
        return {request: holder.request, source: {header: String(name).toLowerCase()}};
      return part === 'cookies' && keys.slice(2).join('.') === '0.value'
        ? {request: holder.request, source: {cookie: String(name)}}
        : null;
    }
    at = unwrapped(at.object);
  }
  return null;
}

/** `res.body.match(/a(b)/)[1]`, `(/…/.exec(res.body) || [])[1]`. */
function regexOf(node: AnyNode, scope: Scope, values: K6Values): Found | null {
  if (node.type !== 'MemberExpression' || !node.computed) return null;
  const index = constantOf(node.property);
  const list = unwrapped(node.object);
  const call = methodCall(list.type === 'LogicalExpression' ? list.left : list);
  if (call === null || (call.method !== 'match' && call.method !== 'exec')) return null;
  const [regex, subject] = call.method === 'match' ? [call.args[0], call.object] : [call.object, call.args[0]];
  if (regex?.type !== 'Literal' || !regex.regex || !/^u?$/.test(regex.regex.flags) || subject === undefined)
    return null;
  const at = unwrapped(subject);
  if (at.type !== 'MemberExpression' || at.computed || at.property.type !== 'Identifier' || at.property.name !== 'body')
    return null;
  const holder = values.resolve(at.object, scope);
  const groups = /\((?!\?(?!<[A-Za-z]))/.test(regex.regex.pattern) ? 1 : 0;
  return holder?.kind === 'response' && index === groups
    ? {request: holder.request, source: {regex: plainPattern(regex.regex.pattern)}}
    : null;
}
