import type {AnyNode} from 'acorn';
import {type Json, recordOf} from './converted.ts';
import type {RowSource, Scope} from './k6-scope.ts';
import {calleeName, constantOf, isFunction, memberChain, returnedBy, unwrapped} from './script-syntax.ts';
import {variableName} from './variable-names.ts';

/** `new SharedArray('users', () => JSON.parse(open('./users.json')))`, with papaparse, or with its rows; null when it is none. */
export function rowSourceOf(name: string, node: AnyNode, scope: Scope): RowSource | null {
  const at = unwrapped(node);
  const isShared = at.type === 'NewExpression' && at.callee.type === 'Identifier' && at.callee.name === 'SharedArray';
  const make = isShared ? at.arguments[1] : undefined;
  const made = make === undefined ? null : isFunction(make) ? returnedBy(make) : functionNamed(make, scope);
  const rows = isShared ? made : at;
  if (rows === null) return null;
  const file = fileOf(rows);
  const plain = {name: variableName(name.replace(/^rows_/, '')), mode: null};
  if (file !== null) return {...plain, file, rows: []};
  const constant = isShared ? constantOf(rows) : undefined;
  const isTable = Array.isArray(constant) && constant.length > 0 && constant.every((row) => recordOf(row) !== null);
  return isTable ? {...plain, file: null, rows: constant} : null;
}

function functionNamed(node: AnyNode, scope: Scope): AnyNode | null {
  const binding = node.type === 'Identifier' ? scope.get(node.name) : null;
  return binding?.kind === 'function' ? returnedBy(binding.node) : null;
}

/** The path in `JSON.parse(open('x'))`, `parseCsv(open('x'))`, `papaparse.parse(open('x'), …).data`. */
function fileOf(node: AnyNode): string | null {
  const chain = memberChain(node);
  if (chain === null || (chain.keys.length > 0 && chain.keys.join() !== 'data')) return null;
  const {root} = chain;
  if (root.type !== 'CallExpression' || !/^(?:JSON\.parse|parseCsv|.*\.parse)$/.test(calleeName(root) ?? ''))
    return null;
  const open = root.arguments[0] === undefined ? null : unwrapped(root.arguments[0]);
  if (open?.type !== 'CallExpression' || calleeName(open) !== 'open') return null;
  const path = constantOf(open.arguments[0]);
  return typeof path === 'string' ? path : null;
}

/** The profile's `data`. */
export function dataOf(sources: readonly RowSource[]): Json {
  const used = sources.filter(({mode}) => mode !== null);
  if (used.length === 0) return {};
  const entries = used.map(({name, file, rows, mode}) => ({
    ...(name === null ? {} : {name}),
    ...(file === null ? {rows: rows.map(plainRow)} : {file: file.replace(/^\.\//, '')}),
    ...(mode === 'sequential' ? {} : {mode}),
  }));
  return {data: entries.length === 1 && sources.length === 1 ? entries[0] : entries};
}

function plainRow(row: unknown): Json {
  return Object.fromEntries(
    Object.entries(recordOf(row)!).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : value,
    ]),
  );
}

/** How rows are taken by an index, told by what it is made of, and how that differs from what the script does. */
function modeOf(index: string): {readonly mode: NonNullable<RowSource['mode']>; readonly differs: string | null} {
  const wraps = index.includes('%');
  if (/random/i.test(index)) return {mode: 'random', differs: null};
  if (/iterationInTest/.test(index)) return {mode: wraps ? 'sequential' : 'unique', differs: null};
  if (/iterationIn|__ITER/.test(index))
    return {mode: 'sequential', differs: 'each virtual user began with the first row'};
  if (/__VU|idIn/.test(index)) {
    // `per-vu` ends the run at the first virtual user without a row of its own.
    return wraps ? {mode: 'sequential', differs: 'each virtual user kept its row'} : {mode: 'per-vu', differs: null};
  }
  return {mode: 'sequential', differs: /^\d+$/.test(index) ? 'it was always the same row' : null};
}

/** The source, with how its rows are taken: the first use of it decides. */
export function moded(source: RowSource, index: string, leave: (why: string) => void): RowSource {
  const {mode, differs} = modeOf(index);
  source.mode ??= mode;
  if (source.mode !== mode) leave(`a data source has one way of taking its rows, here ${source.mode}`);
  else if (differs !== null) leave(`${differs}: now iterations take the next row in turn`);
  return source;
}

/** What a column's values are in JSON; null: not known. */
export function columnType({file, rows}: RowSource, column: string): 'text' | 'number' | null {
  if (file !== null) return /\.json$/i.test(file) ? null : 'text';
  const values = rows.map((row) => recordOf(row)?.[column]);
  if (values.every((value) => typeof value === 'string')) return 'text';
  return values.every((value) => typeof value === 'number' || typeof value === 'boolean') ? 'number' : null;
}
