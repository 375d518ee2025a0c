import type {DataDefinition, DataMode} from '../domain/profile.ts';
import {dataKeys, namedDataKeys} from './auth-keys.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';

/** `data`: one source without a name, or a list of named ones; null when it has a problem. */
export function readData(reader: ProfileReader, value: unknown): DataDefinition[] | null {
  if (value === undefined) return [];
  if (typeof value === 'string') return reader.fail('data', `must be an object: {"file": ${JSON.stringify(value)}}`);
  if (!Array.isArray(value)) {
    const object = reader.object(value, 'data', dataKeys);
    const source = object === null ? null : readSource(reader, object, 'data', null);
    return source === null ? null : [source];
  }
  if (value.length === 0) return reader.fail('data', 'must hold at least one data source: {"file": "users.csv"}');
  const sources: DataDefinition[] = [];
  for (const [index, item] of value.entries()) {
    const path = joinPath('data', index);
    const object = reader.object(item, path, namedDataKeys);
    if (object === null) continue;
    const name = reader.get(object, path, namedDataKeys, 'name');
    const source = readSource(reader, object, path, name);
    if (source === null || name === null) continue;
    if (sources.some((other) => other.name === name))
      reader.fail(joinPath(path, 'name'), `"${name}" is the name of another data source`);
    sources.push(source);
  }
  return sources.length === value.length ? sources : null;
}

function readSource(
  reader: ProfileReader,
  object: JsonObject,
  path: string,
  name: string | null,
): DataDefinition | null {
  const mode: DataMode | null = reader.get(object, path, dataKeys, 'mode');
  const {file, rows} = object;
  if (file !== undefined && rows !== undefined)
    return reader.fail(joinPath(path, 'rows'), 'excludes "file": one of them holds the rows');
  if (file === undefined && rows === undefined) return reader.fail(path, 'has neither "file" nor "rows"');
  const read = file === undefined ? null : readFile(reader, object, path);
  const list = rows === undefined ? [] : readRows(reader, rows, joinPath(path, 'rows'));
  if (mode === null || list === null || (file !== undefined && read === null)) return null;
  return {name, file: read, rows: list, mode};
}

function readFile(reader: ProfileReader, object: JsonObject, path: string): string | null {
  const file = reader.get(object, path, dataKeys, 'file');
  if (file === null || /\.(?:csv|json)$/i.test(file)) return file;
  return reader.fail(joinPath(path, 'file'), 'must end in .csv or .json, which says how it is read');
}

function readRows(reader: ProfileReader, value: unknown, path: string): Record<string, string>[] | null {
  const list = reader.list(value, path);
  if (list === null) return null;
  if (list.length === 0) return reader.fail(path, 'must hold at least one row: [{"user": "a"}]');
  let columns: readonly string[] | null = null;
  const rows: Record<string, string>[] = [];
  for (const [index, item] of list.entries()) {
    const at = joinPath(path, index);
    const row = reader.plainObject(item, at);
    if (row === null) return null;
    const problem = columns === null ? columnsProblem(Object.keys(row)) : differenceOf(Object.keys(row), columns);
    // One row's problem tells that of the thousand below it.
    if (problem !== null) return reader.fail(at, problem);
    columns ??= Object.keys(row);
    const cells: [string, string][] = [];
    for (const [column, cell] of Object.entries(row)) {
      if (typeof cell === 'object' && cell !== null)
        return reader.fail(joinPath(at, column), `must be a plain value, not ${kindOf(cell)}`);
      cells.push([column, cell === null ? '' : `${cell as string | number | boolean}`]);
    }
    rows.push(Object.fromEntries(cells));
  }
  return rows;
}

function columnsProblem(columns: readonly string[]): string | null {
  if (columns.length === 0) return 'has no columns';
  const wrong = columns.find((column) => !/^[^.{}"$\u0000-\u001F]+$/.test(column));
  return wrong === undefined
    ? null
    : `has a column ${JSON.stringify(wrong)}: a column's name holds no dot, quote, $ or brace`;
}

function differenceOf(row: readonly string[], columns: readonly string[]): string | null {
  const missing = columns.find((column) => !row.includes(column));
  if (missing !== undefined) return `has no ${JSON.stringify(missing)}, a column of the first row`;
  const more = row.find((column) => !columns.includes(column));
  return more === undefined ? null : `has ${JSON.stringify(more)}, no column of the first row`;
}
