import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** One bar of a histogram. Counts are of samples; null: nothing to set it against. */
export interface HistogramBar {
  readonly label: string;
  readonly count: number;
  readonly baseline: number | null;
  readonly tone: Tone;
}

/** Left of the bars; and right of them, for the shares. */
const labelCells = 8;
const shareCells = 8;

/**
 * Bars from left to right, one below the other in the order given, all on one scale; what they are set against as `╌`
 * below each where there are two rows a bar, else behind its end.
 *
 *      200ms ███████████████     25.2%
 *            ╌╌╌╌╌╌╌╌╌
 */
export function drawHistogram(region: Region, bars: readonly HistogramBar[]): void {
  const {columns, rows} = region;
  const shown = bars.slice(0, rows);
  const total = bars.reduce((sum, {count}) => sum + finite(count), 0);
  const all = bars.reduce((sum, {baseline}) => sum + finite(baseline), 0);
  const most = shown.reduce((top, bar) => Math.max(top, finite(bar.count), finite(bar.baseline)), 0);
  const hasShares = columns >= labelCells + shareCells + 4;
  const cells = Math.max(0, columns - labelCells - (hasShares ? shareCells : 0));
  const perBar = all > 0 && shown.length * 2 - 1 <= rows ? 2 : 1;
  shown.forEach((bar, index) => {
    const y = index * perBar;
    const [full, before] = [cellsOf(bar.count, most, cells), cellsOf(bar.baseline, most, cells)];
    region.textRight(labelCells - 1, y, bar.label, tone.dim);
    if (perBar === 2) region.repeat(labelCells, y + 1, '╌', before, tone.baseline);
    else region.repeat(labelCells + full, y, '╌', before - full, tone.baseline);
    region.repeat(labelCells, y, '█', full, bar.tone);
    if (perBar === 1 && before > 0 && before <= full) region.put(labelCells + before - 1, y, '▒', tone.baseline);
    if (!hasShares || !(total > 0)) return;
    region.textRight(columns - 1, y, `${((finite(bar.count) / total) * 100).toFixed(1)}%`, tone.plain);
  });
}

/** At least one for anything above nothing. */
function cellsOf(count: number | null, most: number, cells: number): number {
  const known = finite(count);
  return known > 0 && most > 0 ? Math.max(1, Math.round((known / most) * cells)) : 0;
}

function finite(count: number | null): number {
  return count !== null && count > 0 && Number.isFinite(count) ? count : 0;
}
