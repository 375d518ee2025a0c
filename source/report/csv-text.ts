/** What a cell of a CSV file holds; null: not known. */
export type CsvValue = number | boolean | string | null;

/**
 * A table as RFC 4180 has it, with `\n`: the names of the columns, then a line for each row. Numbers to 12 digits, yes and
 * no as 1 and 0.
 */
export function csvText<Row>(
  columns: readonly (readonly [name: string, read: (row: Row) => CsvValue])[],
  rows: readonly Row[],
): string {
  const lines = rows.map((row) => columns.map(([, read]) => print(read(row))).join(','));
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\n');
}

function print(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(Number(value.toPrecision(12)));
}

/** Foreign text: nothing in it may steer the terminal a file is looked at in. */
function quoted(text: string): string {
  const shown = text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, ' ');
  return /[",\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** Files have times in ms. */
export function csvMs(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
