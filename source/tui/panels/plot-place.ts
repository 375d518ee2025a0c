import type {Region} from '../canvas/canvas.ts';
import type {AxisLabel} from '../plots/axis.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import type {PlanAhead} from '../plots/plan-ahead.ts';
import type {Plot} from '../plots/series-plot.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';

/**
 * Where a tall plot lies in its panel:
 *
 *          300 ⣀⣀⣤⣤⣴⣶⣶⠤⠤⠤  248 ▸ 250 VUs
 *          0   x      now   textX
 */
export interface PlotPlace {
  readonly x: number;
  /** Up to now. */
  readonly cells: number;
  /** Right of now. */
  readonly aheadCells: number;
  readonly ahead: PlanAhead | null;
  readonly textX: number;
  /** Right of the texts. */
  readonly textEnd: number;
  /** Plot columns per cell: 2 in braille. */
  readonly perCell: number;
  readonly window: ColumnWindow;
  readonly theme: Theme;
  /** Of latencies. */
  readonly scale: ScreenState['scale'];
}

/** Labels right-aligned before the plot. */
export function drawLabels(region: Region, place: PlotPlace, top: number, labels: readonly AxisLabel[]): void {
  for (const {row, text} of labels) region.textRight(place.x - 1, top + row, text, tone.dim);
}

/** True for columns whose figures are not to be trusted. */
export function doubtIn(window: ColumnWindow): Plot['isDoubtful'] {
  return (index) => window.rows[index]?.doubtful === true;
}

/** One value per cell, the larger of the two columns in it, for a sparkline on a plot's axis. */
export function perCellMax(values: Float64Array, place: PlotPlace): Float64Array {
  if (place.perCell === 1) return values;
  const cells = new Float64Array(place.cells).fill(Number.NaN);
  for (let cell = 0; cell < place.cells; cell++) {
    const left = values[cell * 2]!;
    const right = values[cell * 2 + 1]!;
    cells[cell] = Number.isNaN(left) ? right : Number.isNaN(right) ? left : Math.max(left, right);
  }
  return cells;
}

/** First cell that anything was measured in. */
export function firstCell(place: PlotPlace): number {
  return Math.floor(place.window.first / place.perCell);
}
