import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';

/**
 * A change as a bar about zero, −50% to +100%:
 *
 *     -50%        0       +50%      +100%
 *                 |▮▮▮▮▮
 *               ▮▮|
 */
export const barRange = {least: -0.5, most: 1} as const;

/** Cell of zero in a bar of that many cells. */
export function zeroCell(cells: number): number {
  return Math.round((cells - 1) / 3);
}

/** Changes beyond the range end in an arrow; one that is not known is `|` alone. */
export function drawChangeBar(
  region: Region,
  x: number,
  y: number,
  {cells, change, look}: {readonly cells: number; readonly change: number | null; readonly look: Tone},
): void {
  const zero = zeroCell(cells);
  if (change !== null && Number.isFinite(change)) {
    const perUnit = (cells - 1 - zero) / barRange.most;
    const wanted = Math.round(Math.abs(change) * perUnit);
    const room = change > 0 ? cells - 1 - zero : zero;
    const count = Math.min(room, Math.abs(change) >= 0.02 ? Math.max(1, wanted) : wanted);
    region.repeat(change > 0 ? x + zero + 1 : x + zero - count, y, '▮', count, look);
    if (wanted > room && room > 0) region.put(change > 0 ? x + cells - 1 : x, y, change > 0 ? '▸' : '◂', look);
  }
  region.put(x + zero, y, '|', tone.dim);
}

/** `-50%   0   +50%   +100%` over the bars. */
export function drawBarHeads(region: Region, x: number, y: number, cells: number): void {
  const zero = zeroCell(cells);
  region.text(x, y, '-50%', tone.dim);
  region.text(x + zero, y, '0', tone.dim);
  if (cells >= 28) region.textRight(x + zero + Math.round((cells - 1 - zero) / 2) + 2, y, '+50%', tone.dim);
  region.textRight(x + cells, y, '+100%', tone.dim);
}
