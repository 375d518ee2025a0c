/** Columns as wide as their widest cell, two spaces between; control characters of foreign text are replaced. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '?')));
  const widths = head.map((_, column) => Math.max(...clean.map((row) => row[column]!.length)));
  return clean
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
