import {parse} from 'csv-parse/sync';
import {DataError, type DataTable} from './data-table.ts';

/**
 * Rows of a CSV text (RFC 4180) with a header line; blank lines are passed over.
 * @throws DataError with the line and what was expected
 */
export function parseCsvRows(text: string): DataTable {
  let columns: readonly string[] | null = null;
  let lastLine = 0;
  const rows: string[][] = [];
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // Kept here: the parser itself is to hold no second list of them.
      on_record(record: string[], {lines}) {
        lastLine = lines;
        if (columns === null) columns = readHeader(record);
        else rows.push(sameLength(record, columns, lines));
        return null;
      },
    });
  } catch (error) {
    throw error instanceof DataError ? error : new DataError(problemOf(error, lastLine));
  }
  if (columns === null) throw new DataError('is empty: its first line must name the columns');
  if (rows.length === 0) throw new DataError('has no rows below the line that names the columns');
  return {columns, rows};
}

function readHeader(record: readonly string[]): string[] {
  const columns = record.map((name) => name.trim());
  const [only = ''] = columns;
  const separator = /[;\t|]/.exec(only)?.[0];
  if (columns.length === 1 && separator !== undefined) {
    const shown = separator === '\t' ? 'tabs' : `"${separator}"`;
    throw new DataError(`line 1: columns are separated by commas, these seem to be by ${shown}`);
  }
  for (const [index, name] of columns.entries()) {
    if (name === '') throw new DataError(`line 1: column ${index + 1} has no name`);
    if (columns.indexOf(name) !== index) throw new DataError(`line 1: two columns have the name "${name}"`);
  }
  return columns;
}

function sameLength(record: string[], columns: readonly string[], line: number): string[] {
  if (record.length === columns.length) return record;
  const values = record.length === 1 ? '1 value' : `${record.length} values`;
  throw new DataError(
    `line ${line}: ${values}, the first line names ${columns.length} columns (a value with a comma needs quotes)`,
  );
}

function problemOf(error: unknown, lastLine: number): string {
  const {code, lines} = error as {readonly code?: string; readonly lines?: number};
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `line ${lastLine + 1} or below: a quote is opened and never closed`;
  if (code === 'INVALID_OPENING_QUOTE')
    return `line ${lines}: a quote in the middle of a value: quote all of it, "a ""b"" c"`;
  if (code === 'CSV_INVALID_CLOSING_QUOTE')
    return `line ${lines}: letters behind a closing quote: write "" for a quote inside`;
  return `line ${lines ?? lastLine + 1}: is not CSV (${code ?? String(error)})`;
}
