import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** Heights of a sparkline, zero first; a theme has stand-ins for them. */
const levels = ' ▁▂▃▄▅▆▇█';

/**
 * One glyph for a value: eight levels from 0 to `top`, clipped above; blank for zero, the lowest bar for anything more,
 * `.` where nothing was measured.
 */
export function sparkGlyph(value: number, top: number): string {
  if (!Number.isFinite(value)) return '.';
  if (value <= 0) return ' ';
  const level = Math.round((value / top) * 8);
  return levels[level < 1 ? 1 : level > 8 ? 8 : level] ?? '.';
}

/** The text of a sparkline. @param first columns before it are blank: the run had not begun */
export function sparkline(values: ArrayLike<number>, top: number, first = 0): string {
  let text = '';
  for (let index = 0; index < values.length; index++) text += index < first ? ' ' : sparkGlyph(values[index]!, top);
  return text;
}

export interface SparklineLook {
  readonly top: number;
  readonly first: number;
  readonly tone: Tone | ((value: number, index: number) => Tone);
}

/** Draws a sparkline at `x`; gaps are dim. */
export function drawSparkline(
  region: Region,
  x: number,
  y: number,
  values: ArrayLike<number>,
  look: SparklineLook,
): void {
  const end = Math.min(values.length, region.columns - x);
  for (let index = look.first; index < end; index++) {
    const value = values[index]!;
    const own = typeof look.tone === 'function' ? look.tone(value, index) : look.tone;
    region.put(x + index, y, sparkGlyph(value, look.top), Number.isFinite(value) ? own : tone.dim);
  }
}
