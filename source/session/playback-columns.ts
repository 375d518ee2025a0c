import {mergeCells, type Cell} from '../metrics/cell.ts';
import {gapRow, rowOf} from './column-rows.ts';
import {columnsKept, columnSeconds, type ColumnRow, type ColumnSeconds, type ViewUpdate} from './view.ts';

/** Rows of every column width over a recording. */
export interface PlaybackColumns {
  /** All rows up to the first `count` cells. */
  upTo(count: number): ViewUpdate['columns'];
}

/**
 * A cell that is longer than a column stands in each of the columns it covers: further back a recording holds no more
 * than its means.
 *
 *   cells    60 s ────────────────┬ 10 s ───┬ 1 s ┬ 1 s ┬
 *   5 s      same row, 12 times   │ twice   │ merged
 *
 * @param names number of request names
 * @param isDoubtful whether what was measured up to then, ms, is not to be trusted
 */
export function createPlaybackColumns(
  cells: readonly (() => Cell)[],
  names: number,
  isDoubtful: (endMs: number) => boolean,
): PlaybackColumns {
  const complete = new Map<ColumnSeconds, Map<number, ColumnRow>>(columnSeconds.map((width) => [width, new Map()]));
  const shared = new WeakMap<Cell, ColumnRow>();

  function repeated(cell: Cell, atS: number): ColumnRow {
    const row = shared.get(cell) ?? rowOf(cell, true, names);
    shared.set(cell, row);
    return {...row, atS};
  }

  function bucketRow(parts: readonly Cell[], atS: number, width: ColumnSeconds, isComplete: boolean): ColumnRow {
    const [first] = parts;
    if (first === undefined) return gapRow(atS, names);
    if (parts.length === 1 && first.seconds > width) return repeated(first, atS);
    return rowOf(mergeCells(parts, atS * 1000, width), isComplete, names);
  }

  function rowsOf(width: ColumnSeconds, count: number): ColumnRow[] {
    const last = cells[count - 1]?.();
    if (last === undefined) return [];
    const known = complete.get(width)!;
    const endS = last.atMs / 1000 + last.seconds;
    const rows: ColumnRow[] = [];
    let at = count - 1;
    for (let atS = Math.floor((endS - 0.001) / width) * width; atS >= 0 && rows.length < columnsKept; atS -= width) {
      // The newest may still be filling at this moment, though it was complete at a later one.
      const isComplete = atS + width <= endS;
      const kept = isComplete ? known.get(atS) : undefined;
      if (kept !== undefined) {
        rows.push(kept);
        continue;
      }
      while (at > 0 && cells[at]!().atMs >= (atS + width) * 1000) at--;
      const bucket = bucketRow(partsOf(at, atS, width), atS, width, isComplete);
      const isJudged = isDoubtful((isComplete ? atS + width : endS) * 1000);
      const row = isJudged && !Number.isNaN(bucket.vus) ? {...bucket, doubtful: true} : bucket;
      if (isComplete) known.set(atS, row);
      rows.push(row);
    }
    return rows.toReversed();
  }

  /** Cells of the bucket, ascending; `from` is the last that begins before its end. */
  function partsOf(from: number, atS: number, width: number): readonly Cell[] {
    const parts: Cell[] = [];
    for (let at = from; at >= 0; at--) {
      const cell = cells[at]!();
      if (cell.atMs >= (atS + width) * 1000) continue;
      if (cell.atMs + cell.seconds * 1000 <= atS * 1000) break;
      parts.unshift(cell);
    }
    return parts;
  }

  return {
    upTo: (count) => columnSeconds.map((seconds) => ({seconds, rows: rowsOf(seconds, count)})),
  };
}
