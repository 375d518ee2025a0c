import {formatClock} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {piecesWidth} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import {atThisLoad, columnStartS, figurePieces, rowAtCursor, type ColumnFigures} from './cursor-text.ts';

export interface CursorLook {
  /** Of what is looked at, by column; null: a gap. */
  readonly figures: (index: number) => ColumnFigures | null;
  /** Of what is looked at in the baseline at that column's load, µs; NaN: not to be told. */
  readonly baselineP95: (index: number) => number;
  /** Why the figures are not there yet; null: they are. */
  readonly reading: string | null;
}

/**
 * The figures of the column under the cursor; without one, of the newest that is whole:
 *
 *     ─ CURSOR 00:11:16 ─────────────────── h l move   H L 10 steps   End = live ─
 *      VUs 260   259 req/s   p50 159ms   p95 339ms   p99 497ms   err 0.60%
 *      at this load S1 had p95 275ms: +23%
 *
 * One row: the figures behind the moment.
 */
export function drawCursorPanel(
  region: Region,
  view: SessionView,
  window: ColumnWindow,
  {figures, baselineP95, reading}: CursorLook,
): void {
  const {row, index} = rowAtCursor(window);
  const clock = formatClock(Math.max(0, columnStartS(window, index)) * 1000);
  const has = window.cursor !== undefined;
  const textAt = (cells: number): readonly Piece[] =>
    reading === null ? figurePieces(row, figures(index), cells) : [[fitText(reading, cells), tone.dim]];
  if (region.rows === 1) {
    const start: Piece = [` ${clock}  `, has ? tone.strong : tone.dim];
    region.pieces(0, 0, [start, ...textAt(region.columns - piecesWidth([start]) - 1)]);
    return;
  }
  drawHeading(region, 0, `${has ? 'CURSOR' : 'NEWEST COLUMN'} ${clock}`, hints(view, has));
  region.pieces(1, 1, textAt(region.columns - 2));
  if (region.rows < 3 || row === null || reading !== null) return;
  region.pieces(1, 2, atThisLoad(row, {view, nowUs: figures(index)?.p95 ?? Number.NaN, thenUs: baselineP95(index)}));
}

function hints(view: SessionView, has: boolean): readonly string[] {
  if (view.playback !== null) return [];
  return has ? ['h l move   H L 10 steps   End = live', 'End = live'] : ['i = inspect cursor'];
}
