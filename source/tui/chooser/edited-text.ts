import type {EditedLine} from '../app/edit-line.ts';
import type {Region} from '../canvas/canvas.ts';
import {widthOf} from '../canvas/cell-text.ts';
import {tone} from '../theme/tone.ts';

/** A line being typed, its cursor in sight. */
export function drawEdited(region: Region, {text, cursor}: EditedLine): void {
  const before = text.slice(0, cursor);
  const [at = ' ', ...rest] = Array.from(text.slice(cursor));
  const x = Math.min(0, region.columns - 2 - widthOf(before));
  const end = region.text(x, 0, before, tone.plain);
  region.text(region.text(end, 0, at, tone.cursor), 0, rest.join(''), tone.plain);
}
