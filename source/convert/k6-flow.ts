import type {AnyNode, CallExpression} from 'acorn';
import type {RequestDocument, StepDocument} from './converted.ts';
import {readChecks} from './k6-check-call.ts';
import {readCondition} from './k6-conditions.ts';
import {takenAs} from './k6-extraction.ts';
import {batchCalls, httpCall, readHttpCall} from './k6-requests.ts';
import {loopTimes} from './k6-loops.ts';
import type {Target} from './k6-names.ts';
import {type Binding, Scope} from './k6-scope.ts';
import {thinkOf} from './k6-think.ts';
import {type K6Context, K6Values} from './k6-values.ts';
import {
  type AnyFunction,
  constantOf,
  isFunction,
  jsonPathOf,
  propertiesOf,
  unwrapped,
  whereOf,
} from './script-syntax.ts';
import {variableName} from './variable-names.ts';

/** Calls of the script's own functions are followed so often in all: they can call each other without end. */
const mostCalls = 300;
const deepest = 40;

/** Reads the statements of a script as steps of a flow; what has no counterpart is listed with its line. */
export class K6Flow {
  readonly #context: K6Context;
  readonly #values: K6Values;
  #calls = 0;
  #depth = 0;
  /** Whose status an `if` of a flow asks for. */
  #last: RequestDocument | null = null;

  constructor(context: K6Context) {
    this.#context = context;
    this.#values = new K6Values(context);
  }

  /** What follows is another flow than what was read before. @param setup requests of setup */
  begin(setup: readonly RequestDocument[]): void {
    this.#values.names.beginFlow(setup);
    this.#last = null;
  }

  /** The steps of a function's body, and what it gives back. */
  run(node: AnyFunction, scope: Scope): {readonly steps: StepDocument[]; readonly result: Binding | null} {
    const steps: StepDocument[] = [];
    if (node.body.type !== 'BlockStatement') {
      this.#expression(unwrapped(node.body), scope, steps);
      return {steps, result: null};
    }
    return {steps, result: this.#statements(node.body.body, scope, steps)};
  }

  #leave(node: AnyNode, why: string): void {
    this.#context.notes.leave(whereOf(node, this.#context.source), why);
  }

  #statements(statements: readonly AnyNode[], scope: Scope, steps: StepDocument[]): Binding | null {
    if (this.#depth >= deepest) return null;
    this.#depth++;
    for (const statement of statements) {
      if (statement.type === 'FunctionDeclaration' && statement.id !== null)
        scope.declare(statement.id.name, {kind: 'function', node: statement, scope});
    }
    let result: Binding | null = null;
    for (const statement of statements) {
      if (statement.type === 'ReturnStatement') {
        result = statement.argument ? this.#returned(unwrapped(statement.argument), scope, steps) : null;
        break;
      }
      this.#statement(statement, scope, steps);
    }
    this.#depth--;
    return result;
  }

  /** A value of a response is taken under the name its caller gives it. */
  #returned(node: AnyNode, scope: Scope, steps: StepDocument[]): Binding {
    const value =
      node.type === 'CallExpression' || node.type === 'MemberExpression' ? this.#values.resolve(node, scope) : null;
    return value?.kind === 'json' ? value : this.#bindingOf(node, scope, steps, unnamed());
  }

  #statement(node: AnyNode, scope: Scope, steps: StepDocument[]): void {
    if (node.type === 'EmptyStatement' || node.type === 'FunctionDeclaration') return;
    if (node.type === 'ExpressionStatement') this.#expression(unwrapped(node.expression), scope, steps);
    else if (node.type === 'VariableDeclaration') {
      for (const {id, init} of node.declarations) {
        if (id.type === 'Identifier') {
          const target = scope.newTarget(id.name);
          scope.declare(id.name, init ? this.#bindingOf(init, scope, steps, target) : {kind: 'nothing'});
        } else if (id.type !== 'ObjectPattern' || !init || !this.#takeApart(id, init, scope, steps)) {
          this.#leave(node, 'only plain names are read');
        }
      }
    } else if (node.type === 'BlockStatement') {
      this.#statements(node.body, new Scope(scope), steps);
    } else if (node.type === 'IfStatement') {
      this.#if(node, scope, steps);
    } else if (node.type === 'ForStatement') {
      this.#for(node, scope, steps);
    } else if (node.type === 'TryStatement') {
      this.#statements(node.block.body, new Scope(scope), steps);
      if (node.handler && node.handler.body.body.length > 0)
        this.#leave(node.handler, 'what is done after an error is not carried over');
    } else {
      this.#leave(node, 'there is no such step in a flow');
    }
  }

  /** `const {token} = res.json()`. */
  #takeApart(
    pattern: Extract<AnyNode, {type: 'ObjectPattern'}>,
    init: AnyNode,
    scope: Scope,
    steps: StepDocument[],
  ): boolean {
    const holder = this.#bindingOf(init, scope, steps, unnamed());
    if (holder.kind !== 'json' && holder.kind !== 'variables') return false;
    return pattern.properties.every((property) => {
      if (property.type !== 'Property' || property.value.type !== 'Identifier' || property.key.type !== 'Identifier')
        return false;
      const {name} = property.key;
      const keys = holder.kind === 'json' ? [...holder.keys, name] : [];
      const variable =
        holder.kind === 'json'
          ? this.#values.names.extract(holder.request, jsonPathOf(keys), scope.newTarget(property.value.name))
          : variableName(name);
      scope.declare(property.value.name, {kind: 'variable', name: variable});
      return true;
    });
  }

  #expression(node: AnyNode, scope: Scope, steps: StepDocument[]): void {
    if (node.type === 'Literal') return;
    if (node.type === 'AssignmentExpression' && node.operator === '=') {
      const left = unwrapped(node.left);
      if (left.type === 'Identifier') {
        scope.assign(left.name, this.#bindingOf(node.right, scope, steps, scope.target(left.name)));
        return;
      }
      const holder = left.type === 'MemberExpression' ? this.#values.resolve(left.object, scope) : null;
      const key =
        left.type !== 'MemberExpression'
          ? null
          : !left.computed && left.property.type === 'Identifier'
            ? left.property.name
            : constantOf(left.property);
      if (holder?.kind === 'variables' && typeof key === 'string') {
        const taken = this.#bindingOf(node.right, scope, steps, {name: key, variable: variableName(key)});
        const variable = taken.kind === 'variable' ? taken.name : taken.kind === 'json' ? taken.variable : null;
        if (variable === variableName(key)) return;
      }
      this.#leave(node, 'its value is known only to the running script');
      return;
    }
    if (this.#sendWithin(node, scope, steps)) return;
    if (node.type === 'CallExpression') this.#call(node, scope, steps);
    else this.#leave(node, 'there is no such step in a flow');
  }

  /** A call that stands for itself; @returns what it gives back where that is of use */
  #call(node: CallExpression, scope: Scope, steps: StepDocument[]): Binding {
    const http = httpCall(node, this.#values);
    if (http !== null) {
      const request = readHttpCall(http, scope, this.#values, this.#context);
      if (request === null) return {kind: 'nothing'};
      steps.push({request});
      this.#last = request;
      return {kind: 'response', request};
    }
    const name = this.#values.callee(node);
    if (name === 'http.batch') return this.#batch(node, scope, steps);
    if (name === 'check') this.#check(node, scope, steps);
    else if (name === 'sleep') {
      const think = thinkOf(node.arguments[0], this.#values);
      if (think === null) this.#leave(node, 'how long it is is known only to the running script');
      else if (think !== '0ms') steps.push({think});
    } else if (name === 'group') return this.#group(node, scope, steps);
    else return this.#own(node, name, scope, steps);
    return {kind: 'nothing'};
  }

  #batch(node: CallExpression, scope: Scope, steps: StepDocument[]): Binding {
    const calls = batchCalls(node, this.#values, scope);
    const requests = (calls ?? [])
      .map((call) => readHttpCall(call, scope, this.#values, this.#context))
      .filter((request) => request !== null);
    if (calls === null) this.#leave(node, 'its requests are known only to the running script');
    for (let from = 0; from < requests.length; from += 16) {
      const part = requests.slice(from, from + 16).map((request) => ({request}));
      steps.push(...(part.length === 1 ? part : [{parallel: part}]));
    }
    if (requests.length > 16) this.#leave(node, 'at most 16 requests are sent at once: further ones follow');
    this.#last = requests.at(-1) ?? this.#last;
    return {kind: 'responses', requests};
  }

  #check(node: CallExpression, scope: Scope, steps: StepDocument[]): void {
    const [subject, conditions] = node.arguments;
    if (subject === undefined || conditions === undefined) return;
    const response = this.#bindingOf(subject, scope, steps, {name: 'response', variable: null});
    if (response.kind !== 'response') {
      this.#leave(node, 'only responses are checked');
      return;
    }
    const held = this.#values.object(conditions, scope);
    if (held === null) this.#leave(node, 'its conditions are known only to the running script');
    else readChecks(held.node, response.request, {context: this.#context, subject: unwrapped(subject)});
    if (node.arguments[2] !== undefined) this.#leave(node.arguments[2], 'checks carry the tags of their request');
  }

  #group(node: CallExpression, scope: Scope, steps: StepDocument[]): Binding {
    const [label, run] = node.arguments;
    const name = constantOf(label);
    if (typeof name !== 'string' || !isFunction(run)) {
      this.#leave(node, 'its name or what it does is known only to the running script');
      return {kind: 'nothing'};
    }
    const {steps: flow, result} = this.run(run, new Scope(scope));
    const text = name.replaceAll(/[{},]/g, '').replaceAll(/:{2,}/g, ':').trim().slice(0, 100);
    if (flow.length > 0) steps.push({group: text === '' ? 'group' : text, flow});
    return result ?? {kind: 'nothing'};
  }

  /** A call of a function the script defines: its steps stand where it is called. */
  #own(node: CallExpression, name: string | null, scope: Scope, steps: StepDocument[]): Binding {
    const binding = name === null ? null : scope.get(name);
    const holder =
      binding?.kind === 'node' && isFunction(binding.node)
        ? {node: binding.node, scope: binding.scope}
        : binding?.kind === 'function'
          ? binding
          : null;
    if (holder === null || ++this.#calls > mostCalls || this.#depth >= deepest) {
      if (name === 'fail' || name?.startsWith('console.') !== true)
        this.#leave(node, 'there is no such step in a flow');
      else this.#leave(node, 'it only prints');
      return {kind: 'nothing'};
    }
    const inside = new Scope(holder.scope);
    for (const [index, parameter] of holder.node.params.entries()) {
      const argument = node.arguments[index];
      if (parameter.type === 'Identifier')
        inside.declare(
          parameter.name,
          argument === undefined
            ? {kind: 'nothing'}
            : this.#bindingOf(argument, scope, steps, inside.newTarget(parameter.name)),
        );
    }
    const {steps: own, result} = this.run(holder.node, inside);
    steps.push(...own);
    return result ?? {kind: 'nothing'};
  }

  /** What a name is bound to; requests and extractions inside become steps at once. */
  #bindingOf(node: AnyNode, scope: Scope, steps: StepDocument[], target: Target): Binding {
    const at = unwrapped(node);
    if (isFunction(at)) return {kind: 'function', node: at, scope};
    if (at.type === 'ObjectExpression' && at.properties.every((property) => property.type === 'SpreadElement')) {
      const spread = at.properties.map((property) =>
        property.type === 'SpreadElement' ? this.#values.resolve(property.argument, scope) : null,
      );
      if (spread.every((one) => one?.kind === 'variables' || one?.kind === 'nothing')) return {kind: 'variables'};
    }
    if (at.type === 'ObjectExpression' && target.name === unnamed().name) return this.#members(at, scope, steps);
    this.#sendWithin(at, scope, steps);
    const taken = takenAs(at, scope, target, this.#values);
    if (taken !== null) return taken;
    if (at.type === 'CallExpression' && this.#isStep(at, scope)) {
      const given = this.#call(at, scope, steps);
      if (given.kind !== 'json' || given.keys.length === 0 || given.variable !== null) return given;
      return {kind: 'variable', name: this.#values.names.extract(given.request, jsonPathOf(given.keys), target)};
    }
    const resolved =
      at.type === 'Identifier' || at.type === 'MemberExpression' || at.type === 'CallExpression'
        ? this.#values.resolve(at, scope)
        : null;
    if (resolved !== null) return resolved;
    if (at.type === 'CallExpression' && this.#values.text(at, scope) === null)
      this.#leave(at, 'its value is known only to the running script');
    return {kind: 'node', node: at, scope};
  }

  /** `http.get(url).json('id')`: the request first. @returns whether there is one */
  #sendWithin(node: AnyNode, scope: Scope, steps: StepDocument[]): boolean {
    let at = unwrapped(node);
    for (;;) {
      const callee = at.type === 'CallExpression' ? unwrapped(at.callee) : at;
      if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return false;
      at = unwrapped(callee.object);
      if (at.type === 'CallExpression' && this.#isStep(at, scope)) {
        this.#values.give(at, this.#call(at, scope, steps));
        return true;
      }
    }
  }

  #isStep(node: CallExpression, scope: Scope): boolean {
    const name = this.#values.callee(node) ?? '';
    if (/^(?:http\.(?!expectedStatuses|url|cookieJar|file)|check$|group$|sleep$)/.test(name)) return true;
    const binding = scope.get(name);
    return binding?.kind === 'function' || (binding?.kind === 'node' && isFunction(binding.node));
  }

  /** What setup gives back: each member by itself. */
  #members(node: Extract<AnyNode, {type: 'ObjectExpression'}>, scope: Scope, steps: StepDocument[]): Binding {
    const members = [...propertiesOf(node)].map(
      ([key, value]) => [key, this.#bindingOf(value, scope, steps, {name: key, variable: null})] as const,
    );
    return {kind: 'members', members: new Map(members)};
  }

  #if(node: Extract<AnyNode, {type: 'IfStatement'}>, scope: Scope, steps: StepDocument[]): void {
    const test = unwrapped(node.test);
    const inner = test.type === 'UnaryExpression' ? unwrapped(test.argument) : test;
    if (inner.type === 'CallExpression' && this.#values.callee(inner) === 'check') {
      this.#check(inner, scope, steps);
      this.#leave(node, 'a flow does not branch by checks');
      return;
    }
    const condition = readCondition(test, scope, {values: this.#values, last: this.#last});
    if (condition === null) {
      this.#leave(node, 'its condition is known only to the running script');
      return;
    }
    const last = this.#last;
    const branch = (body: AnyNode | null | undefined): StepDocument[] => {
      const own: StepDocument[] = [];
      this.#last = last;
      if (body) this.#statements(body.type === 'BlockStatement' ? body.body : [body], new Scope(scope), own);
      return own;
    };
    const then = branch(node.consequent);
    const otherwise = branch(node.alternate);
    if (then.length > 0) steps.push({if: condition, then, ...(otherwise.length === 0 ? {} : {else: otherwise})});
    else if (otherwise.length > 0)
      steps.push({if: {...condition, ...(condition['not'] === true ? {not: false} : {not: true})}, then: otherwise});
    else this.#leave(node, 'there is no step in it');
  }

  #for(node: Extract<AnyNode, {type: 'ForStatement'}>, scope: Scope, steps: StepDocument[]): void {
    const times = loopTimes(node, scope, this.#values);
    if (times === null) {
      this.#leave(node, 'only loops that count up to a written number are read');
      return;
    }
    const flow: StepDocument[] = [];
    this.#statements(node.body.type === 'BlockStatement' ? node.body.body : [node.body], new Scope(scope), flow);
    if (flow.length === 0 || times === 0) return;
    const [, most] = /^0-(\d+)$/.exec(String(times)) ?? [];
    if (most !== undefined) this.#leave(node, 'a repeat goes round once at least');
    steps.push({repeat: most === undefined ? times : most === '1' ? 1 : `1-${most}`, flow});
  }
}

/** Of a value its reader will name. */
function unnamed(): Target {
  return {name: 'value', variable: null};
}
