import type {ColumnSeconds} from '../../session/view.ts';
import {trendSeconds} from '../plots/column-window.ts';
import {plotColumns} from '../plots/series-plot.ts';
import {sparkCells} from '../panels/spark-row.ts';
import type {Theme} from '../theme/theme.ts';
import {isTiny, type ScreenSize, type ScreenState} from '../ui-state.ts';

export type LayoutKind = 'tiny' | 'compact' | 'plots' | 'wide';

/** Which of the four drive views a size gets. */
export function layoutOf(size: ScreenSize): LayoutKind {
  const {columns, rows} = size;
  if (isTiny(size)) return 'tiny';
  if (columns < 100 || rows < 32) return 'compact';
  return columns >= 160 && rows >= 48 ? 'wide' : 'plots';
}

/** What view 8 has for its study: between the tabs and the two bottom lines. */
export function studyBody({columns, rows}: ScreenSize): ScreenSize {
  return {columns, rows: rows - 4};
}

/** Cells of the side column of the wide layout. */
export function sideColumns(columns: number): number {
  return Math.min(90, Math.max(58, Math.floor(columns * 0.33)));
}

/** Left of every tall plot: its labels. */
export const plotX = 10;

/** Numbers right of every tall plot. */
export const textCells = 26;

/** Right of every tall plot: two cells of air and the numbers; one more before the rule of the wide layout. */
export function plotCells(columns: number, kind: 'plots' | 'wide'): number {
  return columns - plotX - 2 - textCells - (kind === 'plots' ? 0 : sideColumns(columns) + 2);
}

/** Columns that the main plots have at this size. */
export function drivenColumns(size: ScreenSize, theme: Pick<Theme, 'glyphs'>): number {
  const kind = layoutOf(size);
  if (kind === 'tiny') return Math.max(1, Math.min(size.columns - 2, 60));
  return kind === 'compact' ? sparkCells(size.columns) : plotColumns(plotCells(size.columns, kind), theme);
}

/**
 * Seconds per column as drawn: the operator's zoom, or short columns that widen as the run grows older, up to what
 * brings the window closest to five minutes.
 * @param elapsedMs run clock of the picture
 */
export function columnSecondsOf(
  screen: Pick<ScreenState, 'zoom'>,
  size: ScreenSize,
  theme: Pick<Theme, 'glyphs'>,
  elapsedMs: number,
): ColumnSeconds {
  return screen.zoom ?? trendSeconds(drivenColumns(size, theme), elapsedMs);
}

/**
 * Shares `rows` out: every part gets its least, then the steps are taken in order while rows are left.
 * @returns rows per part; together never more than `rows` when the leasts fit
 */
export function shareRows<Part extends string>(
  rows: number,
  least: Readonly<Record<Part, number>>,
  steps: readonly (readonly [part: Part, upTo: number])[],
): Record<Part, number> {
  const shares: Record<Part, number> = {...least};
  let left = rows - Object.values<number>(least).reduce((sum, count) => sum + count, 0);
  for (const [part, upTo] of steps) {
    const more = Math.min(Math.max(0, left), Math.max(0, upTo - shares[part]));
    shares[part] += more;
    left -= more;
  }
  return shares;
}
