import type {ComparableCell} from './comparable-run.ts';

/**
 * Seconds that two spans have in common because they are of one run: a snapshot taken in it, set against the run going
 * on. Cells are the same where all they count is, to the byte and the µs, at the same time of the run clock.
 */
export function sharedSeconds(now: readonly ComparableCell[], before: readonly ComparableCell[]): number {
  const others = new Map(before.map((cell) => [cell.atMs, cell]));
  return now
    .filter((cell) => {
      const other = others.get(cell.atMs);
      return other !== undefined && isSameCell(cell, other);
    })
    .reduce((sum, {seconds}) => sum + seconds, 0);
}

/** One in which nothing ended is like any other such. */
function isSameCell(one: ComparableCell, other: ComparableCell): boolean {
  if (one.seconds !== other.seconds || one.coveredMs !== other.coveredMs) return false;
  if (one.names.length !== other.names.length || one.names.every(({ended}) => ended === 0)) return false;
  const others = new Map(other.names.map((name) => [name.name, name]));
  return one.names.every((name) => {
    const twin = others.get(name.name);
    return (
      twin !== undefined &&
      twin.ended === name.ended &&
      twin.failed === name.failed &&
      twin.bytesIn === name.bytesIn &&
      Object.is(twin.maxUs, name.maxUs)
    );
  });
}
