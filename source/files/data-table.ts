/** A table of texts; every row has a value for each column. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is wrong with data: where in it, and what was expected. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
