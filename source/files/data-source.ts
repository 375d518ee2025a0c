import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {DataDefinition} from '../domain/profile.ts';
import {parseCsvRows} from './data-csv.ts';
import {parseJsonRows, rowsOfRecords} from './data-json.ts';
import {DataError, type DataTable} from './data-table.ts';
import type {NamedData} from './prepare-text.ts';
import {isSecretHeader} from './secret-headers.ts';

const maxFileBytes = 64 * 1024 * 1024;

/** Of a column called like a secret; longer lists are not searched for in every text that is shown. */
const mostSecretRows = 100;

/**
 * The profile's data, its files read: CSV with a header line, or JSON, a list of objects with plain values.
 * @param folder what files are relative to
 * @throws PerftuiError ERR_PROFILE with file, line and what was expected
 */
export function loadData(definitions: readonly DataDefinition[], folder: string): NamedData[] {
  return definitions.map((definition) => {
    const {name, file, rows, mode} = definition;
    const label = file === null ? (name ?? 'data') : path.basename(file);
    try {
      const table = file === null ? rowsOfRecords(rows) : readTable(path.resolve(folder, file));
      return {name, label, ...table, mode};
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const where = file === null ? `data ${name ?? 'rows'}` : path.resolve(folder, file);
      throw new PerftuiError('ERR_PROFILE', `${where}: ${error.message}`);
    }
  });
}

/** Values of columns that are called `password`, `token` and the like. */
export function secretsInData(data: readonly NamedData[]): string[] {
  return data.flatMap(({columns, rows}) =>
    columns.flatMap((column, index) =>
      isSecretHeader(column) && rows.length <= mostSecretRows ? rows.map((row) => row[index]!) : [],
    ),
  );
}

function readTable(file: string): DataTable {
  const text = readText(file);
  return /\.json$/i.test(file) ? parseJsonRows(text) : parseCsvRows(text);
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    const status = statSync(file);
    if (!status.isFile()) throw new DataError('is not a file');
    if (status.size > maxFileBytes) {
      throw new DataError(`has ${Math.ceil(status.size / 1024 / 1024)} MB: at most 64 MB are read`);
    }
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const {code} = error as NodeJS.ErrnoException;
    throw new DataError(code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`);
  }
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    throw new DataError('is not UTF-8: save it as "CSV UTF-8", or convert it with iconv');
  }
}
