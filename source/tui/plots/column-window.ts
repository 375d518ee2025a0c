import type {ColumnRow, ColumnSeconds, SessionPhase, SessionView} from '../../session/view.ts';
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
  /** How long before the newest column it ends, s; absent: it ends with it. */
  readonly behindS?: number;
  /** Where the inspect cursor is; absent: there is none. */
  readonly cursor?: CursorColumns;
}

/** Columns of the inspect cursor and of the range it selects, both ends included; the same where there is no range. */
export interface CursorColumns {
  /** In the window. */
  readonly at: number;
  /** The range may begin left of the window, and end right of it. */
  readonly from: number;
  readonly to: number;
  readonly isRange: boolean;
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

interface WindowPlace {
  readonly count: number;
  /** Run clock, ms. */
  readonly elapsedMs: number;
  readonly ahead: number;
  /** Where the picture ends, run clock, ms, on the edge of a column; absent: it goes on. */
  readonly endMs?: number;
}

/** How long after the last load a picture goes on, s: the headline's window has run out by then. */
const restS = 10;

/**
 * Where plots end, run clock, ms: now; while the run is at rest, some seconds after the last column that had any load. What
 * was driven stays in sight then, and nothing is drawn anew while nothing happens.
 */
export function pictureEndMs(
  rows: readonly ColumnRow[],
  seconds: ColumnSeconds,
  {elapsedMs, phase, playback}: Pick<SessionView, 'elapsedMs' | 'phase' | 'playback'>,
): number {
  if (playback !== null || !restPhases.includes(phase)) return elapsedMs;
  const last = rows.findLast(({vus, inFlight, requestsPerSecond}) => vus > 0 || inFlight > 0 || requestsPerSecond > 0);
  if (last === undefined) return elapsedMs;
  const endS = Math.ceil((last.atS + seconds + restS) / seconds) * seconds;
  return Math.min(elapsedMs, endS * 1000);
}

const restPhases: readonly SessionPhase[] = ['IDLE', 'STOPPED', 'ENDED'];

/**
 * As `columnWindow`, with the column of a moment in it: what lies left of the window scrolls it there, and nothing is
 * kept free then.
 * @param cursor moments of the run clock, s; null: none
 */
export function windowAt(
  rows: readonly ColumnRow[],
  seconds: ColumnSeconds,
  {count, elapsedMs, ahead, endMs = elapsedMs}: WindowPlace,
  cursor: {readonly atS: number; readonly anchorS: number | null} | null,
): ColumnWindow {
  const isOver = endMs < elapsedMs;
  const told = isOver ? rows.filter(({atS}) => atS * 1000 < endMs) : rows;
  const shown = columnWindow(told, seconds, count, endMs, isOver ? 0 : ahead);
  const nowS = isOver ? columnWindow(rows, seconds, 1, elapsedMs).newestS : shown.newestS;
  const live = behind(shown, nowS);
  if (cursor === null) return live;
  const spanS = (Math.max(1, Math.floor(count)) - 1) * seconds;
  const {atS, anchorS} = cursor;
  // A range that fits in is there as a whole.
  const leftS = anchorS !== null && anchorS < atS && atS - anchorS < spanS ? anchorS : atS;
  if (columnOf(live, leftS * 1000) >= 0) return withCursor(live, cursor);
  const endS = bucketOf(leftS, seconds) + spanS;
  if (endS >= live.newestS) return withCursor(behind(columnWindow(told, seconds, count, endMs), nowS), cursor);
  const before = rows.filter((row) => row.atS <= endS);
  const scrolled = columnWindow(before, seconds, count, (endS + seconds) * 1000);
  // Where nothing of it is kept, it is all a gap.
  const placed = before.length === 0 ? {...scrolled, newestS: endS, first: 0} : scrolled;
  return withCursor({...placed, behindS: nowS - endS}, cursor);
}

function behind(window: ColumnWindow, nowS: number): ColumnWindow {
  return nowS > window.newestS ? {...window, behindS: nowS - window.newestS} : window;
}

function withCursor(window: ColumnWindow, {atS, anchorS}: {readonly atS: number; readonly anchorS: number | null}) {
  if (window.count === 0) return window;
  const at = Math.max(0, Math.min(window.count - 1, columnOf(window, atS * 1000)));
  const anchor = anchorS === null ? at : columnOf(window, anchorS * 1000);
  return {...window, cursor: {at, from: Math.min(at, anchor), to: Math.max(at, anchor), isRange: anchorS !== null}};
}

/** Start of the bucket that a moment falls in, both s. */
export function bucketOf(atS: number, seconds: ColumnSeconds): number {
  return Math.floor(atS / seconds) * seconds;
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
