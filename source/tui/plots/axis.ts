import {formatLatency, formatNumber} from '../../domain/format.ts';
import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';

/** `250ms`, `1s`, `1.5s`: a latency that labels a limit or an axis, without trailing zeros. */
export function shortLatency(us: number): string {
  return withoutTrailingZeros(formatLatency(us));
}

/** `300`, `1.5k`. */
export function shortNumber(value: number): string {
  return withoutTrailingZeros(formatNumber(value));
}

/** `1.50s` is `1.5s`, `20.0ms` is `20ms`; `250ms` stays. */
export function withoutTrailingZeros(text: string): string {
  const point = text.indexOf('.');
  if (point === -1) return text;
  let end = point + 1;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  let keep = end;
  while (text[keep - 1] === '0') keep--;
  if (keep === point + 1) keep = point;
  return text.slice(0, keep) + text.slice(end);
}

/** A label on a vertical axis. `row` counts from the top. */
export interface AxisLabel {
  readonly row: number;
  readonly text: string;
}

/** Row (from the top) of a share of the height. */
export function rowOf(share: number, rows: number): number {
  return Math.round((1 - share) * (rows - 1));
}

/**
 * Labels that do not touch each other's rows: the earlier in the list wins.
 * @param candidates share of the height and text, most important first
 * @param apart rows a label keeps from every label before it, 1 = its own row
 */
export function placeLabels(
  candidates: readonly {readonly share: number; readonly text: string; readonly apart?: number}[],
  rows: number,
): AxisLabel[] {
  const placed: AxisLabel[] = [];
  for (const {share, text, apart = 1} of candidates) {
    const row = rowOf(share, rows);
    if (placed.every((other) => Math.abs(other.row - row) >= apart)) placed.push({row, text});
  }
  return placed;
}

/**
 * `-2m         -1m         now         +1m`: each label ends in the column of its time.
 * @param cells width of the plot up to now, in cells
 * @param secondsPerCell what one cell stands for
 * @param ahead cells right of now
 * @param behindS how long ago its right edge is, s; there is no `now` then
 */
export function drawTimeAxis(
  region: Region,
  x: number,
  y: number,
  cells: number,
  secondsPerCell: number,
  ahead = 0,
  behindS = 0,
): void {
  if (cells < 3) return;
  let free = behindS > 0 ? x + cells + 1 : region.textRight(x + cells, y, 'now', tone.dim);
  const every = labelEvery.find((s) => s / secondsPerCell >= (s < 60 ? 12 : 6)) ?? 14_400;
  const first = Math.max(1, Math.ceil(behindS / every)) * every;
  for (let agoS = first; (agoS - behindS) / secondsPerCell < cells; agoS += every) {
    const text = `-${timeText(agoS)}`;
    const end = x + cells - Math.round((agoS - behindS) / secondsPerCell);
    const start = end - text.length;
    if (start < x) break;
    if (end + 1 > free) continue;
    free = region.textRight(end, y, text, tone.dim);
  }
  drawAhead(region, x + cells, y, {cells: ahead, secondsPerCell, every});
}

/** The same steps right of now; a finer one where none of them is in sight. */
function drawAhead(
  region: Region,
  x: number,
  y: number,
  {cells, secondsPerCell, every}: {readonly cells: number; readonly secondsPerCell: number; readonly every: number},
): void {
  const inSight = (s: number): boolean => Math.round(s / secondsPerCell) <= cells;
  const step = inSight(every) ? every : (labelEvery.findLast(inSight) ?? every);
  let taken = x;
  for (let s = step; inSight(s); s += step) {
    const text = `+${timeText(s)}`;
    const end = x + Math.round(s / secondsPerCell);
    if (end - text.length <= taken) continue;
    region.textRight(end, y, text, tone.dim);
    taken = end;
  }
}

/** What is counted back by, s; under a minute only where it stands well apart. */
const labelEvery = [10, 30, 60, 300, 600, 1800, 3600, 7200] as const;

function timeText(s: number): string {
  if (s < 60) return `${s}s`;
  if (s % 3600 === 0) return `${s / 3600}h`;
  if (s % 60 === 0) return `${s / 60}m`;
  return `${Math.floor(s / 60)}m${s % 60}s`;
}
