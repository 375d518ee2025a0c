import type {AnyNode, CallExpression} from 'acorn';
import {type ConvertNotes, isSecretName, literal, type RequestDocument} from './converted.ts';
import type {Binding, RowSource, Scope} from './k6-scope.ts';
import {
  calleeName,
  constantOf,
  jsonPathOf,
  memberChain,
  methodCall,
  propertyKey,
  selectorKeys,
  unwrapped,
  whereOf,
} from './script-syntax.ts';
import {columnType, moded} from './k6-data.ts';
import {VariableNames} from './k6-names.ts';
import {flooredRandom, isTextCall, joined, numberMark, numberTemplate, printJson} from './k6-numbers.ts';
import {variableName} from './variable-names.ts';

/** What reading a script shares between its parts. */
export interface K6Context {
  readonly source: string;
  readonly notes: ConvertNotes;
  /** Local names of what is imported, by what they are called in k6's manual: `http`, `check`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Where each request goes: `http://host:port` or `${env:NAME}`. */
  readonly origins: Map<RequestDocument, string>;
  /** Of requests that have one of their own. */
  readonly timeoutsMs: Map<RequestDocument, number>;
}

/** What they are given, written into a text. */
const plainCalls: ReadonlySet<string> = new Set(['String', 'encodeURIComponent', 'encodeURI', 'inPath', 'inJson']);

/** Nodes one value may be made of: scripts can name a text within itself, or double it at every line. */
const mostNodes = 5000;
const deepest = 400;

/** Reads a script's expressions as templates of a profile. */
export class K6Values {
  readonly names = new VariableNames();
  readonly #context: K6Context;
  /** Calls that have become requests: `http.get(url)` of `http.get(url).json()`. */
  readonly #sent = new Map<AnyNode, Binding>();
  /** Variables of each request that stand in a text. */
  readonly #used = new Map<RequestDocument, Set<string>>();
  #nodes = 0;
  #depth = 0;

  constructor(context: K6Context) {
    this.#context = context;
  }

  /** The callee's name as k6's manual has it. */
  callee(node: CallExpression): string | null {
    const name = calleeName(node);
    if (name === null) return null;
    const [root = '', ...rest] = name.split('.');
    return [this.#context.aliases.get(root) ?? root, ...rest].join('.');
  }

  /** A text with templates; null when it is known only to a running script. */
  text(node: AnyNode, scope: Scope): string | null {
    this.#nodes = 0;
    return this.#text(node, scope);
  }

  /** A value of JSON with templates in its texts; undefined when it is not known. Numbers made by templates are marked. */
  json(node: AnyNode, scope: Scope): unknown {
    this.#nodes = 0;
    return this.#json(node, scope);
  }

  /** The object literal a name or expression stands for; null when it is none. */
  object(
    node: AnyNode | undefined,
    scope: Scope,
  ): {readonly node: Extract<AnyNode, {type: 'ObjectExpression'}>; readonly scope: Scope} | null {
    if (node === undefined) return null;
    const at = unwrapped(node);
    if (at.type === 'ObjectExpression') return {node: at, scope};
    const binding = this.resolve(at, scope);
    return binding?.kind === 'node' && binding.node !== at ? this.object(binding.node, binding.scope) : null;
  }

  #spend(): boolean {
    return ++this.#nodes <= mostNodes;
  }

  #text(node: AnyNode, scope: Scope): string | null {
    if (!this.#spend() || this.#depth >= deepest) return null;
    this.#depth++;
    try {
      return this.#textOf(unwrapped(node), scope);
    } finally {
      this.#depth--;
    }
  }

  #textOf(at: AnyNode, scope: Scope): string | null {
    if (at.type === 'Literal') return at.regex || at.value === null ? null : literal(String(at.value));
    if (at.type === 'TemplateLiteral') {
      const parts = at.quasis.flatMap((quasi, index) => {
        const expression = at.expressions[index];
        return [
          literal(quasi.value.cooked ?? ''),
          ...(expression === undefined ? [] : [this.#text(expression, scope)]),
        ];
      });
      return joined(parts);
    }
    if (at.type === 'BinaryExpression' && at.operator === '+') return this.#sum(at.left, at.right, scope);
    if (at.type === 'LogicalExpression') return this.#either(at, scope);
    if (at.type === 'CallExpression') {
      const called = this.#called(at, scope);
      if (called !== null) return called;
    }
    if (at.type === 'Identifier' && at.name === '__VU') return '${vu.id}';
    if (at.type === 'Identifier' && at.name === '__ITER') return '${iteration}';
    const known = this.#known(at, scope);
    if (known !== null) return known;
    const binding = this.resolve(at, scope);
    return binding === null || (binding.kind === 'node' && binding.node === at) ? null : this.#ofBinding(binding, at);
  }

  #ofBinding(binding: Binding, node: AnyNode): string | null {
    switch (binding.kind) {
      case 'node':
        return this.#text(binding.node, binding.scope);
      case 'text':
        return binding.text;
      case 'variable':
        return `\${${binding.name}}`;
      case 'json':
        return `\${${this.#variableOf(binding, node)}}`;
      case 'function':
      case 'response':
      case 'responses':
      case 'variables':
      case 'members':
      case 'rows':
      case 'row':
      case 'nothing':
      default:
        return null;
    }
  }

  #variableOf({request, keys, variable}: Extract<Binding, {kind: 'json'}>, node: AnyNode): string {
    if (variable === null) return this.names.extract(request, jsonPathOf(keys), nameFor(keys, node));
    (request.extract ??= {})[variable] ??= jsonPathOf(keys);
    const used = this.#used.get(request) ?? new Set();
    this.#used.set(request, used.add(variable));
    return variable;
  }

  /** What a call that stands inside of an expression has given. */
  give(call: AnyNode, binding: Binding): void {
    this.#sent.set(call, binding);
  }

  #sum(left: AnyNode, right: AnyNode, scope: Scope): string | null {
    const numbers = [constantOf(left), constantOf(right)];
    if (numbers.every((one) => typeof one === 'number')) return String(numbers[0]! + numbers[1]!);
    const random = this.#random(left, right);
    return random ?? joined([this.#text(left, scope), this.#text(right, scope)]);
  }

  /** `__ENV.X || 'default'`: the default, so that the profile works as it is. */
  #either(node: Extract<AnyNode, {type: 'LogicalExpression'}>, scope: Scope): string | null {
    if (node.operator === '&&') return null;
    const left = this.#text(node.left, scope);
    const right = this.#text(node.right, scope);
    if (left === null || right === null || right === '') return left ?? right;
    if (left.startsWith('${env:'))
      this.#context.notes.leave(
        whereOf(node, this.#context.source),
        `its default is written: put ${left} there to set it`,
      );
    return left.startsWith('${env:') ? right : left;
  }

  /** `__ENV.X`, `exec.vu.idInTest` and the like. */
  #known(node: AnyNode, scope: Scope): string | null {
    const chain = memberChain(node);
    if (chain?.root.type !== 'Identifier' || chain.keys.length === 0) return null;
    const root = this.#context.aliases.get(chain.root.name) ?? chain.root.name;
    const keys = chain.keys.join('.');
    if (root === '__ENV' && /^[A-Za-z_]\w*$/.test(keys)) return `\${env:${keys}}`;
    if (root === 'exec' && /^vu\.idIn(?:Test|Instance)$/.test(keys)) return '${vu.id}';
    if (root === 'exec' && /^vu\.iterationIn(?:Scenario|Instance)$/.test(keys)) return '${iteration}';
    const binding = scope.get(chain.root.name);
    return binding?.kind === 'response' ? this.#ofResponse(binding.request, chain.keys) : null;
  }

  #ofResponse(request: RequestDocument, keys: readonly (string | number)[]): string | null {
    const [part, name, index, value] = keys;
    if (part === 'headers' && typeof name === 'string' && keys.length === 2) {
      return `\${${this.names.extract(request, {header: name.toLowerCase()}, name)}}`;
    }
    if (part === 'cookies' && typeof name === 'string' && index === 0 && value === 'value') {
      return `\${${this.names.extract(request, {cookie: name}, name)}}`;
    }
    return null;
  }

  #called(node: CallExpression, scope: Scope): string | null {
    const name = this.callee(node);
    const [first, second] = node.arguments;
    if (name === 'uuidv4' || name === 'crypto.randomUUID') return '${uuid}';
    if (first !== undefined && plainCalls.has(name ?? '')) return this.#text(first, scope);
    if (name === 'randomIntBetween' || name === 'randomBetween') {
      const [from, to] = [constantOf(first), constantOf(second)];
      return Number.isInteger(from) && Number.isInteger(to) ? `\${random(${String(from)},${String(to)})}` : null;
    }
    if (name === 'Math.floor' && first !== undefined) return this.#floored(unwrapped(first), 0);
    if (name === 'JSON.stringify' && first !== undefined) {
      const value = this.#json(first, scope);
      return value === undefined ? null : printJson(value);
    }
    const call = methodCall(node);
    return call?.method === 'toString' && call.args.length === 0 ? this.#text(call.object, scope) : null;
  }

  /** `Math.floor(Math.random() * 9) + 1`. */
  #random(left: AnyNode, right: AnyNode): string | null {
    for (const [call, offset] of [
      [left, constantOf(right)],
      [right, constantOf(left)],
    ] as const) {
      const at = unwrapped(call);
      if (typeof offset === 'number' && at.type === 'CallExpression' && this.callee(at) === 'Math.floor') {
        return this.#floored(unwrapped(at.arguments[0]!), offset);
      }
    }
    return null;
  }

  #floored(node: AnyNode, offset: number): string | null {
    return flooredRandom(node, offset, (call) => this.callee(call) === 'Math.random');
  }

  #json(node: AnyNode, scope: Scope): unknown {
    if (!this.#spend()) return undefined;
    const at = unwrapped(node);
    if (at.type === 'Literal' && !at.regex) return typeof at.value === 'string' ? literal(at.value) : at.value;
    const constant = constantOf(at);
    if (typeof constant === 'number') return constant;
    if (at.type === 'ArrayExpression') {
      const items = at.elements.map((item) => (item === null ? undefined : this.#json(item, scope)));
      return items.includes(undefined) ? undefined : items;
    }
    const object = this.object(at, scope);
    if (object !== null) {
      const entries = object.node.properties.map(
        (property) =>
          [
            propertyKey(property),
            property.type === 'Property' ? this.#json(property.value, object.scope) : undefined,
          ] as const,
      );
      return entries.some(([key, value]) => key === null || value === undefined)
        ? undefined
        : Object.fromEntries(entries);
    }
    const binding = at.type === 'Identifier' || at.type === 'MemberExpression' ? this.resolve(at, scope) : null;
    if (binding?.kind === 'node' && binding.node !== at) return this.#json(binding.node, binding.scope);
    const text = this.#text(at, scope);
    if (text === null) return undefined;
    const type = at.type === 'TemplateLiteral' || isTextCall(at) ? 'text' : this.#typeOf(text, at, scope);
    if (type === null)
      this.#context.notes.leave(
        whereOf(at, this.#context.source),
        `in JSON it is sent as a text: for a number write the body as a text, with ${text} outside of quotes`,
      );
    return type === 'number' ? `${numberMark}${text}${numberMark}` : text;
  }

  /** What a template alone stands for in JSON; null: perhaps a number, perhaps a text. */
  #typeOf(text: string, at: AnyNode, scope: Scope): 'text' | 'number' | null {
    if (numberTemplate.test(text)) return 'number';
    const binding = this.resolve(at, scope);
    if (binding?.kind === 'text') return binding.type;
    const isPart = binding?.kind === 'json' || (binding?.kind === 'variable' && this.names.isOfJson(binding.name));
    return isPart && !isSecretName(text.slice(2, -1)) ? null : 'text';
  }

  /** What a name, a member or a call on a response stands for; null when it is not known. */
  resolve(node: AnyNode, scope: Scope): Binding | null {
    if (!this.#spend()) return null;
    const at = unwrapped(node);
    const sent = this.#sent.get(at);
    if (sent !== undefined) return sent;
    if (at.type === 'Identifier') return scope.get(at.name);
    if (at.type === 'CallExpression') return this.#resolveCall(at, scope);
    if (at.type !== 'MemberExpression') return null;
    const found = this.resolve(at.object, scope);
    const holder = found?.kind === 'node' ? (this.#followed(found) ?? found) : found;
    if (holder === null) return null;
    if (holder.kind === 'rows') return at.computed ? this.#row(holder.source, at.property, at) : null;
    const key = !at.computed && at.property.type === 'Identifier' ? at.property.name : constantOf(at.property);
    if (typeof key !== 'string' && typeof key !== 'number') return null;
    return this.#member(holder, key);
  }

  #row(source: RowSource, index: AnyNode, at: AnyNode): Binding {
    const {notes, source: script} = this.#context;
    const text = index === at ? 'random' : script.slice(index.start, index.end);
    return {kind: 'row', source: moded(source, text, (why) => notes.leave(whereOf(at, script), why))};
  }

  /** A name for a name. */
  #followed(binding: Extract<Binding, {kind: 'node'}>): Binding | null {
    const at = unwrapped(binding.node);
    return at.type === 'Identifier' || at.type === 'MemberExpression' || at.type === 'CallExpression'
      ? this.resolve(at, binding.scope)
      : null;
  }

  #member(holder: Binding, key: string | number): Binding | null {
    if (holder.kind === 'variables') return {kind: 'variable', name: variableName(String(key))};
    if (holder.kind === 'members') return holder.members.get(String(key)) ?? null;
    if (holder.kind === 'json') {
      // An object that is only taken apart is not taken as a whole.
      if (holder.variable !== null && this.#used.get(holder.request)?.has(holder.variable) !== true) {
        delete holder.request.extract?.[holder.variable];
      }
      return {...holder, keys: [...holder.keys, key], variable: null};
    }
    if (holder.kind === 'row')
      return {
        kind: 'text',
        text: `\${data.${holder.source.name === null ? '' : `${holder.source.name}.`}${String(key)}}`,
        type: columnType(holder.source, String(key)),
      };
    if (holder.kind === 'responses') {
      const request = holder.requests[Number(key)];
      return request === undefined ? null : {kind: 'response', request};
    }
    if (holder.kind !== 'node') return null;
    const object = unwrapped(holder.node);
    if (object.type === 'ArrayExpression') {
      const item = object.elements[Number(key)];
      return item ? {kind: 'node', node: item, scope: holder.scope} : null;
    }
    const found = this.object(object, holder.scope);
    const property = found?.node.properties.find((one) => propertyKey(one) === String(key));
    return found !== null && property?.type === 'Property'
      ? {kind: 'node', node: property.value, scope: found.scope}
      : null;
  }

  #resolveCall(node: CallExpression, scope: Scope): Binding | null {
    const name = this.callee(node);
    const [first] = node.arguments;
    if (name === 'randomItem' && first !== undefined) {
      const rows = this.resolve(first, scope);
      return rows?.kind === 'rows' ? this.#row(rows.source, node, node) : null;
    }
    const call = methodCall(node);
    if (call === null) return null;
    const response = call.method === 'json' ? this.resolve(call.object, scope) : null;
    if (response?.kind === 'response') {
      const selector = constantOf(call.args[0]);
      const keys = call.args.length === 0 ? [] : typeof selector === 'string' ? selectorKeys(selector) : null;
      return keys === null ? null : {kind: 'json', request: response.request, keys, variable: null};
    }
    const chain = name === 'JSON.parse' && first !== undefined ? memberChain(first) : null;
    const parsed =
      chain?.keys.join() === 'body' && chain.root.type === 'Identifier' ? scope.get(chain.root.name) : null;
    return parsed?.kind === 'response' ? {kind: 'json', request: parsed.request, keys: [], variable: null} : null;
  }
}

function nameFor(keys: readonly (string | number)[], node: AnyNode): string {
  const named = node.type === 'Identifier' ? node.name : keys.findLast((key) => typeof key === 'string');
  return named ?? 'value';
}
