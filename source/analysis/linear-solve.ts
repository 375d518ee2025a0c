/**
 * Solves a small dense system by Gauss's elimination with pivoting.
 * @returns null where the rows do not tell the unknowns apart
 */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    const top = rows[pivot]!;
    const scale = matrix.reduce((most, row) => Math.max(most, Math.abs(row[column]!)), 0);
    if (!(Math.abs(top[column]!) > scale * 1e-13)) return null;
    rows[pivot] = rows[column]!;
    rows[column] = top;
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / top[column]!;
      if (factor !== 0) for (let k = column; k <= n; k++) rows[i]![k]! -= factor * top[k]!;
    }
  }
  const solution = rows.map((row, i) => row[n]! / row[i]!);
  return solution.every(Number.isFinite) ? solution : null;
}

/** The inverse; null where there is none. */
export function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const columns: number[][] = [];
  for (let k = 0; k < matrix.length; k++) {
    const unit = matrix.map((_, i) => (i === k ? 1 : 0));
    const column = solveLinear(matrix, unit);
    if (column === null) return null;
    columns.push(column);
  }
  return matrix.map((_, i) => columns.map((column) => column[i]!));
}
