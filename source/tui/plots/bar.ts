import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** Filled cells of a bar: at least one for anything above nothing, all only from `share` 1 on. NaN fills none. */
export function filledCells(share: number, width: number): number {
  if (!(share > 0) || width <= 0) return 0;
  if (share >= 1) return width;
  return Math.min(Math.max(1, Math.round(share * width)), Math.max(1, width - 1));
}

/** `▮▮▮▮▯▯▯▯`. */
export function drawBar(region: Region, x: number, y: number, width: number, share: number, filled: Tone): void {
  const full = filledCells(share, width);
  region.repeat(x, y, '▮', full, filled);
  region.repeat(x + full, y, '▯', width - full, tone.dim);
}
