import type {Piece, Region} from '../canvas/canvas.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import {drawSparkline, sparkGlyph} from '../plots/sparkline.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** Where the 80-column rows have their sparkline; what is right of it takes the last ten columns. */
export const sparkX = 22;

export function sparkCells(columns: number): number {
  return Math.max(0, columns - sparkX - 10);
}

export interface SparkRow {
  readonly label: string;
  readonly value: Piece;
  readonly change: Piece;
  readonly values: ArrayLike<number>;
  readonly top: number;
  readonly tone: (value: number, index: number) => Tone;
  /** After the sparkline: the scale, or how much of a limit is used. */
  readonly right: Piece;
}

/**
 * ` p95    263ms    +27% ▂▂▂▃▄▅▆▇▇████▇▇▇█▇▇▅▅▅▅▅▅▅▅▅▆ !105% SLO`
 *   label  value  change 22                            columns − 10
 */
export function drawSparkRow(region: Region, y: number, row: SparkRow, window: ColumnWindow): void {
  region.text(1, y, row.label, tone.plain);
  region.textRight(13, y, row.value[0], row.value[1]);
  region.textRight(21, y, row.change[0], row.change[1]);
  drawSparkline(region, sparkX, y, row.values, {
    top: row.top,
    first: window.first,
    tone: (value, index) => (window.rows[index]?.doubtful === true ? tone.dim : row.tone(value, index)),
  });
  const {cursor} = window;
  // Inverse, as the cell under a prompt's cursor is.
  if (cursor !== undefined)
    region.put(sparkX + cursor.at, y, sparkGlyph(row.values[cursor.at] ?? Number.NaN, row.top), tone.cursor);
  region.text(sparkX + window.count + window.ahead + 1, y, row.right[0], row.right[1]);
}
