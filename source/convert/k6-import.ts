import type {AnyNode, Program} from 'acorn';
import {printDuration} from '../domain/duration.ts';
import {PerftuiError} from '../domain/errors.ts';
import {assemble} from './assemble.ts';
import {
  ConvertNotes,
  type Converted,
  type ConvertOptions,
  type Json,
  type RequestDocument,
  type StepDocument,
} from './converted.ts';
import {dataOf, rowSourceOf} from './k6-data.ts';
import {K6Flow} from './k6-flow.ts';
import {shareLoad} from './k6-load.ts';
import {readOptions} from './k6-options.ts';
import {type Binding, type RowSource, Scope} from './k6-scope.ts';
import type {K6Context} from './k6-values.ts';
import {keepRequests} from './postman.ts';
import {ofOneOrigin} from './origins.ts';
import {requestsIn, shortName} from './request-parts.ts';
import {type AnyFunction, isFunction, parseScript, whereOf} from './script-syntax.ts';

/** A script's outermost names. */
interface Module {
  readonly scope: Scope;
  readonly functions: Map<string, AnyFunction>;
  readonly sources: RowSource[];
  options: AnyNode | null;
}

/**
 * A k6 script as a profile: its options, and the plain `http` calls, checks, sleeps, groups and loops of its functions.
 * Everything else is listed with its line.
 * @throws PerftuiError ERR_PROFILE when it is no script, or sends nothing
 */
export function convertK6(text: string, options: ConvertOptions): Converted {
  const program = parseScript(text, 'module');
  const context: K6Context = {
    source: text,
    notes: new ConvertNotes(),
    aliases: aliasesOf(program),
    origins: new Map(),
    timeoutsMs: new Map(),
  };
  const module = readModule(program, context);
  const {settings, scenarios: wanted} = readOptions(module.options, context);
  const named = wanted.length > 0 ? wanted : [{name: 'default', exec: 'default', load: null}];
  const flow = new K6Flow(context);
  const setup = runSetup(module, flow);
  const flows = named.map(({name, exec}) => {
    flow.begin(requestsIn(setup.steps));
    return {name, steps: runExec(exec, name, module, {flow, setup: setup.result, context})};
  });
  flow.begin(requestsIn(setup.steps));
  const teardown = module.functions.get('teardown');
  const after =
    teardown === undefined ? [] : flow.run(teardown, parametersIn(teardown, module.scope, setup.result)).steps;
  const all = [...setup.steps, ...flows.flatMap(({steps}) => steps), ...after];
  const {origin, kept} = ofOneOrigin(
    requestsIn(all).map((request) => ({request, origin: context.origins.get(request)!})),
    context.notes,
  );
  const here = new Set(kept.map(({request}) => request));
  const loads = wanted.length > 0 ? shareLoad(wanted, context.notes) : {executor: {}, weights: [1]};
  return assemble(
    {
      name: options.name,
      target: origin,
      scenarios: flows.map(({name, steps}, index) => ({
        name: shortName(name),
        ...(flows.length === 1 ? {} : {weight: loads.weights[index] ?? 1}),
        flow: keepRequests(steps, here),
      })),
      settings: {
        ...loads.executor,
        ...settings,
        ...timeoutOf(
          kept.map(({request}) => request),
          context,
        ),
        ...dataOf(module.sources),
        ...partOf('setup', keepRequests(setup.steps, here)),
        ...partOf('teardown', keepRequests(after, here)),
      },
    },
    context.notes,
  );
}

/** The one all requests have; a profile has one. */
function timeoutOf(requests: readonly RequestDocument[], {timeoutsMs, notes}: K6Context): Json {
  const different = new Set(requests.map((request) => timeoutsMs.get(request)));
  const [only] = different;
  if (different.size === 1 && only !== undefined && only >= 1 && only <= 120_000)
    return {timeout: printDuration(Math.round(only))};
  if (timeoutsMs.size > 0) notes.leave('timeouts of requests', 'one "timeout" of at most 2m covers every request');
  return {};
}

function partOf(key: string, steps: readonly StepDocument[]): Json {
  return requestsIn(steps).length === 0 ? {} : {[key]: steps};
}

/** `import http from 'k6/http'` may call it otherwise; jslib and module paths do not matter to what a name means. */
function aliasesOf(program: Program): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue;
    const from = String(node.source.value);
    for (const specifier of node.specifiers) {
      const local = specifier.local.name;
      if (specifier.type === 'ImportSpecifier') {
        const imported =
          specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
        aliases.set(local, from === 'k6/http' ? `http.${imported}` : imported);
      } else if (from === 'k6/http') aliases.set(local, 'http');
      else if (from === 'k6/execution') aliases.set(local, 'exec');
      else if (/papaparse/.test(from)) aliases.set(local, 'papaparse');
    }
  }
  return aliases;
}

function readModule(program: Program, context: K6Context): Module {
  const scope = new Scope();
  const module: Module = {scope, functions: new Map(), sources: [], options: null};
  const named = (name: string, node: AnyFunction): void => {
    module.functions.set(name, node);
    scope.declare(name, {kind: 'function', node, scope});
  };
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') continue;
    if (node.type === 'ExportDefaultDeclaration') {
      const declared = node.declaration as AnyNode;
      if (isFunction(declared)) module.functions.set('default', declared);
      else if (declared.type === 'Identifier') defaultByName(declared.name, module);
      else context.notes.leave(whereOf(node, context.source), 'the default export is a function');
      continue;
    }
    const statement = node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node;
    if (statement.type === 'FunctionDeclaration') named(statement.id.name, statement);
    else if (statement.type === 'VariableDeclaration') {
      for (const {id, init} of statement.declarations) {
        if (id.type !== 'Identifier' || !init) continue;
        if (id.name === 'options') module.options = init;
        else if (isFunction(init)) named(id.name, init);
        else scope.declare(id.name, topBinding(id.name, init, module, context));
      }
    } else if (
      statement.type !== 'EmptyStatement' &&
      !(statement.type === 'ExpressionStatement' && statement.expression.type === 'Literal')
    ) {
      context.notes.leave(whereOf(statement, context.source), 'what runs before the test is not carried over');
    }
  }
  if (module.sources.length === 1) Object.assign(module.sources[0]!, {name: null});
  for (const left of ['handleSummary'])
    if (module.functions.has(left)) context.notes.leave(left, 'the summary is written by perftui');
  return module;
}

function defaultByName(name: string, module: Module): void {
  const found = module.functions.get(name);
  if (found !== undefined) module.functions.set('default', found);
}

function topBinding(name: string, init: AnyNode, module: Module, context: K6Context): Binding {
  const source = rowSourceOf(name, init, module.scope);
  if (source !== null) {
    module.sources.push(source);
    return {kind: 'rows', source};
  }
  if (init.type === 'NewExpression') {
    const text = context.source.slice(init.callee.start, init.callee.end);
    context.notes.leave(
      whereOf(init, context.source),
      /^(?:Trend|Counter|Rate|Gauge)$/.test(text)
        ? 'there are no metrics of your own'
        : 'its value is known only to the running script',
    );
    return {kind: 'nothing'};
  }
  return {kind: 'node', node: init, scope: module.scope};
}

function runSetup(module: Module, flow: K6Flow): {readonly steps: StepDocument[]; readonly result: Binding | null} {
  const setup = module.functions.get('setup');
  return setup === undefined ? {steps: [], result: null} : flow.run(setup, new Scope(module.scope));
}

function runExec(
  exec: string,
  name: string,
  module: Module,
  {flow, setup, context}: {readonly flow: K6Flow; readonly setup: Binding | null; readonly context: K6Context},
): StepDocument[] {
  const node = module.functions.get(exec);
  if (node !== undefined) return flow.run(node, parametersIn(node, module.scope, setup)).steps;
  if (module.functions.size === 0)
    throw new PerftuiError('ERR_PROFILE', 'it is not a k6 script: it exports no function', {
      hint: 'k6 scripts have an export default function',
    });
  context.notes.leave(`scenario ${name}`, `there is no function ${exec}`);
  return [];
}

/** The first parameter is what setup gave back. */
function parametersIn(node: AnyFunction, around: Scope, setup: Binding | null): Scope {
  const scope = new Scope(around);
  const [first] = node.params;
  if (first?.type === 'Identifier') scope.declare(first.name, setup ?? {kind: 'nothing'});
  return scope;
}
