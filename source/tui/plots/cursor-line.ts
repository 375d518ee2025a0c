import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import {drawTimeAxis} from './axis.ts';
import type {ColumnWindow} from './column-window.ts';

/**
 * `╎` down a plot where the inspect cursor is and at the other end of its range. Drawn before the plot: what was measured
 * goes over it.
 * @param area as wide as the window
 * @param perCell plot columns per cell
 */
export function drawCursorLine(area: Region, {cursor}: ColumnWindow, perCell: number): void {
  if (cursor === undefined) return;
  for (const column of new Set([cursor.from, cursor.to])) {
    const x = Math.floor(column / perCell);
    for (let y = 0; y < area.rows; y++) area.put(x, y, '╎', column === cursor.at ? tone.strong : tone.dim);
  }
}

/**
 * The time axis of a window, with the cursor on it:
 *
 *     -4m            -3m        ╎            live, the cursor there
 *     -4m        [──────────────]            a range, its ends included; `<` and `>`: it goes on there
 */
export function drawWindowAxis(
  region: Region,
  x: number,
  y: number,
  window: ColumnWindow,
  perCell: number,
  ahead = 0,
): void {
  const {cursor, seconds, behindS = 0} = window;
  drawTimeAxis(region, x, y, Math.floor(window.count / perCell), seconds * perCell, ahead, behindS);
  if (cursor === undefined) return;
  const cells = Math.ceil(window.count / perCell);
  const [first, last] = [Math.floor(cursor.from / perCell), Math.floor(cursor.to / perCell)];
  const [from, to] = [Math.max(0, first), Math.min(cells - 1, last)];
  if (from === to) {
    const end = first < from ? '<' : last > to ? '>' : '|';
    region.put(x + from, y, cursor.isRange ? end : '╎', tone.strong);
    return;
  }
  region.repeat(x + from, y, '─', to - from, tone.strong);
  region.put(x + from, y, first < from ? '<' : '[', tone.strong);
  region.put(x + to, y, last > to ? '>' : ']', tone.strong);
}
