import {DataError, type DataTable} from './data-table.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {parseJson} from './parse-json.ts';

/** Numbers keep their spelling: an id of 19 digits is no double. */
const keepSpelling = (_key: string, value: unknown, context?: {readonly source?: string}): unknown =>
  typeof value === 'number' ? (context?.source ?? String(value)) : value;

/**
 * Rows of a JSON text: `[{"user": "a"}, …]`, each with the same members; numbers, true and false become texts.
 * @throws DataError with the line or the row and what was expected
 */
export function parseJsonRows(text: string): DataTable {
  const document = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(document, keepSpelling);
  } catch (error) {
    const json = parseJson(document);
    const fault = 'fault' in json ? json.fault : null;
    throw new DataError(fault === null ? String(error) : `line ${fault.line}: ${fault.message}`);
  }
  if (!Array.isArray(value)) throw new DataError('must be a list of objects: [{"user": "a"}, {"user": "b"}]');
  return rowsOfRecords(value);
}

/**
 * Records as a table: the first one names the columns.
 * @throws DataError naming the row (from 1) that is different
 */
export function rowsOfRecords(records: readonly unknown[]): DataTable {
  const first = recordOf(records[0], 0);
  if (records.length === 0) throw new DataError('has no rows');
  const columns = Object.keys(first);
  if (columns.length === 0) throw new DataError('row 1 has no columns');
  const rows = records.map((value, index) => {
    const record = recordOf(value, index);
    const keys = Object.keys(record);
    const stranger = keys.length === columns.length ? undefined : keys.find((key) => !columns.includes(key));
    const row = columns.map((column) => textOf(record, column, index));
    if (stranger === undefined) return row;
    const near = didYouMean(stranger, columns);
    const advice = near === null ? `row 1 has ${columns.join(', ')}` : `did you mean "${near}"?`;
    throw new DataError(`row ${index + 1} has "${stranger}", which row 1 has not; ${advice}`);
  });
  return {columns, rows};
}

function recordOf(value: unknown, index: number): Readonly<Record<string, unknown>> {
  if (value === undefined && index === 0) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DataError(`row ${index + 1} must be an object: {"user": "a"}`);
}

function textOf(record: Readonly<Record<string, unknown>>, column: string, index: number): string {
  const value = Object.hasOwn(record, column) ? record[column] : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value === null) return '';
  const problem = value === undefined ? 'is missing' : 'must be a text, a number, true or false';
  throw new DataError(`row ${index + 1}: "${column}" ${problem}`);
}
