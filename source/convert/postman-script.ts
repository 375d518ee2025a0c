import type {AnyNode} from 'acorn';
import {PerftuiError} from '../domain/errors.ts';
import {type ConvertNotes, type Json, listOf, recordOf, type RequestDocument, textOf} from './converted.ts';
import {
  constantOf,
  isFunction,
  jsonPathOf,
  memberChain,
  methodCall,
  parseScript,
  unwrapped,
  whereOf,
} from './script-syntax.ts';
import {variableName} from './variable-names.ts';

export interface PostmanScript {
  readonly listen: 'test' | 'prerequest';
  readonly source: string;
}

/** The scripts of a request, folder or collection that do anything. */
export function scriptsOf(item: Json): PostmanScript[] {
  return listOf(item['event']).flatMap((value): PostmanScript[] => {
    const event = recordOf(value);
    const exec = recordOf(event?.['script'])?.['exec'];
    const source = Array.isArray(exec) ? exec.map((line) => textOf(line) ?? '').join('\n') : (textOf(exec) ?? '');
    const isEmpty = source.replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '').trim() === '';
    return isEmpty ? [] : [{listen: event?.['listen'] === 'prerequest' ? 'prerequest' : 'test', source}];
  });
}

/** Carries a script's variables and tests into the request where they have a plain form; lists every other statement. */
export function readPostmanScript(
  {listen, source}: PostmanScript,
  request: RequestDocument,
  notes: ConvertNotes,
): void {
  const what = `${listen} script of ${request.name}`;
  if (listen === 'prerequest') {
    notes.leave(what, 'what runs before a request is not read');
    return;
  }
  try {
    const reader = new ScriptReader(source, request);
    for (const statement of parseScript(source, 'script').body) {
      if (!reader.statement(statement))
        notes.leave(
          `${what}, ${whereOf(statement, source)}`,
          'only plain tests and variables taken from the response are read',
        );
    }
  } catch (error) {
    if (!(error instanceof PerftuiError)) throw error;
    notes.leave(what, error.message);
  }
}

class ScriptReader {
  readonly #request: RequestDocument;
  readonly #source: string;
  /** Names bound to the response's JSON, with the keys into it. */
  readonly #json = new Map<string, readonly (string | number)[]>();

  constructor(source: string, request: RequestDocument) {
    this.#source = source;
    this.#request = request;
  }

  /** @returns false when it means more than is carried */
  statement(node: AnyNode): boolean {
    if (node.type === 'EmptyStatement') return true;
    if (node.type === 'VariableDeclaration') {
      return node.declarations.every(({id, init}) => {
        const keys = init ? this.#jsonKeys(init) : null;
        if (id.type !== 'Identifier' || keys === null) return false;
        this.#json.set(id.name, keys);
        return true;
      });
    }
    return node.type === 'ExpressionStatement' && this.#expression(unwrapped(node.expression));
  }

  #expression(node: AnyNode): boolean {
    // tests["Status is 200"] = responseCode.code === 200
    if (node.type === 'AssignmentExpression' && node.operator === '=') {
      const target = memberChain(node.left);
      const isTest = target?.root.type === 'Identifier' && target.root.name === 'tests' && target.keys.length === 1;
      const rule = isTest ? this.#condition(unwrapped(node.right)) : null;
      return rule !== null && this.#check(String(target!.keys[0]), rule);
    }
    const call = methodCall(node);
    if (node.type !== 'CallExpression') return false;
    const name = this.#text(node.callee);
    if (
      call !== null &&
      call.method === 'set' &&
      /^pm\.(?:environment|collectionVariables|globals|variables)\.set$/.test(name)
    ) {
      return this.#variable(call.args);
    }
    if (/^postman\.set(?:Environment|Global)Variable$/.test(name)) return this.#variable(node.arguments);
    if (name === 'pm.test') return this.#test(node.arguments);
    if (name === 'console.log') return true;
    const rule = this.#assertion(node);
    return rule !== null && this.#check(null, rule);
  }

  #text(node: AnyNode): string {
    return this.#source.slice(node.start, node.end).replaceAll(/\s+/g, '');
  }

  #variable(args: readonly AnyNode[]): boolean {
    const name = constantOf(args[0]);
    const value = args[1] === undefined ? null : unwrapped(args[1]);
    if (typeof name !== 'string' || value === null) return false;
    const source = this.#extraction(value);
    if (source === null) return false;
    (this.#request.extract ??= {})[variableName(name)] = source;
    return true;
  }

  #extraction(node: AnyNode): unknown {
    const keys = this.#jsonKeys(node);
    if (keys !== null && keys.length > 0) return jsonPathOf(keys);
    const call = methodCall(node);
    const name = call === null ? '' : `${this.#text(call.object)}.${call.method}`;
    const key = constantOf(call?.args[0]);
    if (typeof key !== 'string') return null;
    if (name === 'pm.response.headers.get' || name === 'postman.getResponseHeader') return {header: key.toLowerCase()};
    return name === 'pm.cookies.get' ? {cookie: key} : null;
  }

  /** Keys into the response's JSON: of `pm.response.json().a`, `jsonData.a`, `JSON.parse(responseBody).a`; null: it is something else. */
  #jsonKeys(node: AnyNode): (string | number)[] | null {
    const chain = memberChain(node);
    if (chain === null) return null;
    if (
      /^(?:pm\.response\.json\(\)|JSON\.parse\((?:responseBody|pm\.response\.text\(\))\))$/.test(this.#text(chain.root))
    )
      return [...chain.keys];
    const known = chain.root.type === 'Identifier' ? this.#json.get(chain.root.name) : undefined;
    return known === undefined ? null : [...known, ...chain.keys];
  }

  #test(args: readonly AnyNode[]): boolean {
    const name = constantOf(args[0]);
    const run = args[1];
    if (typeof name !== 'string' || !isFunction(run)) return false;
    const statements: readonly AnyNode[] = run.body.type === 'BlockStatement' ? run.body.body : [run.body];
    let whole = true;
    let count = 0;
    for (const statement of statements) {
      if (statement.type === 'VariableDeclaration') {
        whole = this.statement(statement) && whole;
        continue;
      }
      const expression = unwrapped(statement.type === 'ExpressionStatement' ? statement.expression : statement);
      const rule = this.#assertion(expression);
      if (rule === null)
        whole =
          expression.type === 'CallExpression' &&
          this.#text(expression.callee) !== 'pm.test' &&
          this.#expression(expression) &&
          whole;
      else whole = this.#check(count++ === 0 ? name : `${name} (${count})`, rule) && whole;
    }
    return whole;
  }

  /** `pm.response.to.have.status(200)`, `pm.expect(pm.response.code).to.be.oneOf([200, 201])` and the like as a check. */
  #assertion(node: AnyNode): Json | null {
    const text = this.#text(node);
    if (/^pm\.response\.to\.be\.(?:ok|success)$/.test(text)) return {status: '2xx'};
    const call = methodCall(node);
    const value = constantOf(call?.args[0]);
    if (call !== null && text.startsWith('pm.response.to.have.')) {
      if (call.method === 'status' && typeof value === 'number') return {status: value};
      if (call.method === 'header' && typeof value === 'string') {
        const expected = constantOf(call.args[1]);
        return {header: value.toLowerCase(), ...(typeof expected === 'string' ? {equals: expected} : {})};
      }
      return null;
    }
    const [, words] = /^pm\.expect\(.*\)\.to\.([\w.]+?)(?:\(.*\))?$/s.exec(text) ?? [];
    return words === undefined ? null : this.#expectation(node, words, call, value);
  }

  #expectation(node: AnyNode, words: string, call: ReturnType<typeof methodCall>, value: unknown): Json | null {
    let at = node;
    while (!(at.type === 'CallExpression' && this.#text(at.callee) === 'pm.expect')) {
      if (at.type === 'CallExpression') at = unwrapped(at.callee);
      else if (at.type === 'MemberExpression') at = unwrapped(at.object);
      else return null;
    }
    const subject = at.arguments[0];
    if (subject === undefined) return null;
    const text = this.#text(subject);
    const equal = /^(?:equal|eql|eq|be\.equal|deep\.equal)$/.test(words);
    if (text === 'pm.response.code' || text === 'responseCode.code') {
      if (words === 'be.oneOf' && Array.isArray(value)) return {status: value};
      return equal && typeof value === 'number' ? {status: value} : null;
    }
    if (text === 'pm.response.responseTime' || text === 'responseTime') {
      return /^be\.(?:below|lessThan)$/.test(words) && typeof value === 'number' ? {latency: `<${value}ms`} : null;
    }
    if (text === 'pm.response.text()' || text === 'responseBody') {
      return /^(?:include|contain)$/.test(words) && typeof value === 'string' ? {body: {contains: value}} : null;
    }
    const keys = this.#jsonKeys(subject);
    if (keys === null || keys.length === 0) return null;
    if (equal && call !== null && isPlain(value)) return {jsonpath: jsonPathOf(keys), equals: value};
    return words === 'exist' || words === 'not.be.undefined' ? {jsonpath: jsonPathOf(keys)} : null;
  }

  /** The right side of `tests[…] = …`. */
  #condition(node: AnyNode): Json | null {
    if (node.type === 'BinaryExpression') {
      const left = this.#text(node.left);
      const value = constantOf(node.right);
      const equals = /^={2,3}$/.test(node.operator);
      if (left === 'responseCode.code' && equals && typeof value === 'number') return {status: value};
      if (left === 'responseTime' && node.operator === '<' && typeof value === 'number')
        return {latency: `<${value}ms`};
      const keys = this.#jsonKeys(node.left);
      return keys !== null && keys.length > 0 && equals && isPlain(value)
        ? {jsonpath: jsonPathOf(keys), equals: value}
        : null;
    }
    const call = methodCall(node);
    const value = constantOf(call?.args[0]);
    const isBody = call !== null && this.#text(call.object) === 'responseBody';
    return isBody && /^(?:has|includes)$/.test(call.method) && typeof value === 'string'
      ? {body: {contains: value}}
      : null;
  }

  #check(name: string | null, rule: Json): boolean {
    const checks = (this.#request.checks ??= []);
    const key = JSON.stringify({...rule, name: null});
    if (checks.some((check) => JSON.stringify({...check, name: null}) === key)) return true;
    const taken = new Set(checks.map((check) => check['name']));
    let free = name;
    for (let count = 2; free !== null && taken.has(free); count++) free = `${name} (${count})`;
    checks.push({...rule, ...(free === null ? {} : {name: checkName(free)})});
    return true;
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Without what a threshold's tag could not hold. */
export function checkName(text: string): string {
  return (
    text
      .replaceAll(/[\u0000-\u001F\u007F\s]+/g, ' ')
      .replaceAll(/[{},]/g, '')
      .trim()
      .slice(0, 100) || 'check'
  );
}
