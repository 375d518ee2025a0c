import type {ColumnRow, ColumnSeconds} from '../../session/view.ts';
import {columnSeconds} from '../../session/view.ts';

/**
 * The rows of one column width laid out as the columns of a plot, the newest at the right, before what is kept free.
 *
 *     index   0 … first-1 │ first … count-1                            │ ahead
 *     rows     not yet    │ a row, or null: a gap in what was measured │ not measured: the plan
 */
export interface ColumnWindow {
  readonly seconds: ColumnSeconds;
  readonly count: number;
  /** Columns kept free right of the newest, for what is still to come. */
  readonly ahead: number;
  /** First column that anything was measured in; `count` when none. */
  readonly first: number;
  /** Start of the newest column, run clock, s. */
  readonly newestS: number;
  readonly rows: readonly (ColumnRow | null)[];
}

/**
 * @param rows ascending by `atS`
 * @param elapsedMs run clock: columns that should have come by now and have not are gaps
 * @param ahead how many of the `count` columns are kept free right of the newest
 */
export function columnWindow(
  rows: readonly ColumnRow[],
  seconds: ColumnSeconds,
  count: number,
  elapsedMs: number,
  ahead = 0,
): ColumnWindow {
  const size = Math.max(0, Math.floor(count) - ahead);
  const ripe = isRipe(rows.at(-1), elapsedMs) ? rows.length : rows.length - 1;
  const oldest = rows[0];
  const last = rows[ripe - 1];
  const laid = Array.from<ColumnRow | null>({length: size}).fill(null);
  if (oldest === undefined || last === undefined)
    return {seconds, count: size, ahead, first: size, newestS: 0, rows: laid};
  // The open column may be on its way still: only the one before it is owed.
  const owedS = (Math.floor(elapsedMs / 1000 / seconds) - 1) * seconds;
  const newestS = Math.max(last.atS, owedS);
  for (let at = ripe - 1; at >= 0; at--) {
    const index = size - 1 - Math.round((newestS - rows[at]!.atS) / seconds);
    if (index < 0) break;
    if (index < size) laid[index] = rows[at]!;
  }
  const first = size - 1 - Math.round((newestS - oldest.atS) / seconds);
  return {seconds, count: size, ahead, first: Math.min(size, Math.max(0, first)), newestS, rows: laid};
}

/** A column that has only begun to fill would make the newest point jump: rates of a few milliseconds say nothing. */
function isRipe(row: ColumnRow | undefined, elapsedMs: number): boolean {
  return row === undefined || row.complete || elapsedMs - row.atS * 1000 >= 1000;
}

/** One value per column; NaN where nothing was measured. */
export function seriesOf(window: ColumnWindow, pick: (row: ColumnRow) => number | undefined): Float64Array {
  const values = new Float64Array(window.count).fill(Number.NaN);
  for (let index = window.first; index < window.count; index++) {
    const row = window.rows[index];
    if (row) values[index] = pick(row) ?? Number.NaN;
  }
  return values;
}

/** Column a moment of the run clock falls in; negative or past the end when it is not in the window. */
export function columnOf(window: ColumnWindow, atMs: number): number {
  const bucketS = Math.floor(atMs / 1000 / window.seconds) * window.seconds;
  return window.count - 1 - Math.round((window.newestS - bucketS) / window.seconds);
}

/** The column width that brings `count` columns closest to five minutes. */
export function pickColumnSeconds(count: number): ColumnSeconds {
  let best: ColumnSeconds = 1;
  for (const seconds of columnSeconds) {
    if (misfit(seconds * count) < misfit(best * count)) best = seconds;
  }
  return best;
}

/** Column width that suits a run's age: short columns while it is young, so that they fill; at most five minutes. */
export function trendSeconds(cells: number, elapsedMs: number): ColumnSeconds {
  const most = pickColumnSeconds(cells);
  return columnSeconds.find((seconds) => seconds >= most || seconds * cells * 1000 >= elapsedMs) ?? most;
}

function misfit(windowS: number): number {
  return Math.abs(Math.log(Math.max(1, windowS) / 300));
}
