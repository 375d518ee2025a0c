import {columnSeconds, type ColumnRow, type ColumnSeconds} from '../../session/view.ts';
import type {SessionMirror} from '../ui-state.ts';

/** What was measured in some columns. Latencies in µs, shares 0 to 1; NaN: not known. */
export interface MomentFigures {
  /** Run time they cover, s. */
  readonly seconds: number;
  readonly isOpen: boolean;
  /** VUs, or iterations due a second. */
  readonly level: number;
  readonly requestsPerSecond: number;
  readonly errorShare: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly inFlight: number;
  readonly cpu: number;
}

export interface MomentAround {
  /** Width of the columns they are from, s. */
  readonly columnSeconds: ColumnSeconds;
  readonly at: MomentFigures | null;
  /** Up to ten seconds before and after the column of the moment; null: nothing of them is kept (yet). */
  readonly before: MomentFigures | null;
  readonly after: MomentFigures | null;
}

/** Seconds looked at on either side. */
export const aroundSeconds = 10;

/** The finest column kept that holds a moment; null: none is. @param atMs run clock */
export function columnAt({columns}: Pick<SessionMirror, 'columns'>, atMs: number): MomentColumn | null {
  for (const seconds of columnSeconds) {
    const rows = columns[seconds];
    const index = indexAt(rows, atMs / 1000);
    const row = rows[index];
    if (row !== undefined && atMs / 1000 < row.atS + seconds) return {seconds, index, row};
  }
  return null;
}

interface MomentColumn {
  readonly seconds: ColumnSeconds;
  readonly index: number;
  readonly row: ColumnRow;
}

/**
 * What was measured at a moment, and in the ten seconds before and after it: rates and shares as means of the columns,
 * latencies as their medians, because percentiles of columns cannot be merged. The column of the moment itself is in
 * neither. Null: no column of at most ten seconds is kept of it.
 */
export function momentAround(mirror: Pick<SessionMirror, 'columns'>, atMs: number): MomentAround | null {
  const found = columnAt(mirror, atMs);
  if (found === null || found.seconds > aroundSeconds) return null;
  const {seconds, index, row} = found;
  const rows = mirror.columns[seconds];
  const near = (one: ColumnRow): boolean =>
    one.complete && one.atS >= row.atS - aroundSeconds && one.atS + seconds <= row.atS + seconds + aroundSeconds;
  const count = Math.ceil(aroundSeconds / seconds);
  return {
    columnSeconds: seconds,
    at: figuresOf([row], seconds),
    before: figuresOf(rows.slice(Math.max(0, index - count), index).filter(near), seconds),
    after: figuresOf(rows.slice(index + 1, index + 1 + count).filter(near), seconds),
  };
}

function figuresOf(rows: readonly ColumnRow[], seconds: number): MomentFigures | null {
  const newest = rows.at(-1);
  if (newest === undefined) return null;
  const isOpen = !Number.isNaN(newest.offeredPerSecond);
  const mean = (pick: (row: ColumnRow) => number): number => {
    const values = rows.map(pick).filter((value) => !Number.isNaN(value));
    return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    seconds: rows.length * seconds,
    isOpen,
    level: mean((row) => (isOpen ? row.offeredPerSecond : row.vus)),
    requestsPerSecond: mean((row) => row.requestsPerSecond),
    errorShare: mean((row) => row.errorShare),
    p50: median(rows.map((row) => row.p50)),
    p95: median(rows.map((row) => row.p95)),
    p99: median(rows.map((row) => row.p99)),
    max: rows.reduce((most, {max}) => (Number.isNaN(most) || max > most ? max : most), Number.NaN),
    inFlight: mean((row) => row.inFlight),
    cpu: mean((row) => row.cpu),
  };
}

/** Of those that are known; of an even number the lower of the two in the middle, so that it is one that was measured. */
function median(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? Number.NaN;
}

/** Index of the last row that starts at or before a moment, −1 when none does. */
function indexAt(rows: readonly ColumnRow[], atS: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.atS <= atS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
