import {tone} from '../theme/tone.ts';
import type {Region} from './canvas.ts';

/**
 * A titled box in the middle of a region, over what is there; smaller where the region is.
 *
 *     ┌─ TITLE ──────────┐
 *     │                  │   the region returned is what is inside
 *     └──────────────────┘
 */
export function drawBox(region: Region, title: string, columns: number, rows: number): Region {
  const width = Math.min(columns, region.columns);
  const height = Math.min(rows, region.rows);
  const box = region.inner((region.columns - width) >> 1, (region.rows - height) >> 1, width, height);
  box.clear();
  for (const y of [0, height - 1]) box.repeat(1, y, '─', width - 2, tone.plain);
  for (let y = 1; y < height - 1; y++) {
    box.put(0, y, '│', tone.plain);
    box.put(width - 1, y, '│', tone.plain);
  }
  box.put(0, 0, '┌', tone.plain);
  box.put(width - 1, 0, '┐', tone.plain);
  box.put(0, height - 1, '└', tone.plain);
  box.put(width - 1, height - 1, '┘', tone.plain);
  box.inner(2, 0, width - 4, 1).text(0, 0, ` ${title} `, tone.strong);
  return box.inner(1, 1, width - 2, height - 2);
}
