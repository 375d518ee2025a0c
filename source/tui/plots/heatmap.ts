import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';

/** Samples of one column by bin, lowest first; null: nothing was measured in it; undefined: it had not begun. */
export type HeatColumn = ArrayLike<number> | null | undefined;

/** Which bins the rows stand for; the lowest row has all bins below it too, the highest all above. */
export interface HeatRows {
  /** Lowest bin of the lowest row. */
  readonly from: number;
  /** Bins in one row. */
  readonly perRow: number;
  /** Samples lie above the bins of the highest row. */
  readonly isOpen: boolean;
}

/** What a cell looks like from this share of its column on; less than the first is blank. */
export const heatSteps: readonly (readonly [share: number, glyph: string, tone: Tone])[] = [
  [Number.MIN_VALUE, '.', tone.dim],
  [0.01, '░', tone.p50],
  [0.05, '▒', tone.p95],
  [0.15, '▓', tone.p99],
  [0.3, '█', tone.p99],
];

/** Index into `heatSteps` of what a share looks like; −1: nothing. Never smaller for a greater share. */
export function heatStep(share: number): number {
  return heatSteps.findLastIndex(([from]) => share >= from);
}

/**
 * A cell for each column and group of bins, by the share of its column that lies in it; the newest column at the right
 * edge, high bins at the top.
 *
 *     500ms  ..░░░▒░
 *     250ms ░▒▓▓█▓▓▓      `-` down a column: no data
 */
export function drawHeatmap(region: Region, columns: readonly HeatColumn[], {from, perRow}: HeatRows): void {
  const shown = columns.slice(-Math.max(1, region.columns));
  const shift = region.columns - shown.length;
  shown.forEach((bins, index) => {
    if (bins === undefined) return;
    const total = bins === null ? 0 : sum(bins, 0, bins.length);
    for (let row = 0; row < region.rows; row++) {
      const y = region.rows - 1 - row;
      if (bins === null || !(total > 0)) {
        region.put(index + shift, y, '-', tone.dim);
        continue;
      }
      const low = row === 0 ? 0 : from + row * perRow;
      const high = row === region.rows - 1 ? bins.length : from + (row + 1) * perRow;
      const step = heatSteps[heatStep(sum(bins, low, high) / total)];
      if (step !== undefined) region.put(index + shift, y, step[1], step[2]);
    }
  });
}

/** Shares of all samples that may be without bins of their own: what is far out must not make the rows coarse. */
const mostAbove = 0.003;
const mostBelow = 0.03;

/**
 * The bins to show: as few in a row as it takes to have nearly all samples in sight, the slow ones before the fast.
 * @param bins how many a column has
 */
export function heatRows(columns: readonly HeatColumn[], bins: number, rows: number): HeatRows {
  const counts = new Float64Array(bins);
  for (const column of columns) {
    if (column === null || column === undefined) continue;
    for (let bin = 0; bin < Math.min(bins, column.length); bin++) counts[bin]! += sum(column, bin, bin + 1);
  }
  const total = sum(counts, 0, bins);
  const most = Math.max(1, Math.ceil(bins / Math.max(1, rows)));
  if (!(total > 0) || rows < 1) return {from: 0, perRow: most, isOpen: false};
  // Where so many bins a row will do, more will too.
  let [perRow, enough] = [1, most];
  while (perRow < enough) {
    const middle = (perRow + enough) >> 1;
    if (placeOf(counts, rows * middle, total) === null) perRow = middle + 1;
    else enough = middle;
  }
  const from = placeOf(counts, rows * perRow, total) ?? 0;
  return {from, perRow, isOpen: sum(counts, from + rows * perRow, bins) > 0};
}

/** Where so many bins have all but what may be left out: the middle of such places; null: nowhere. */
function placeOf(counts: Float64Array, width: number, total: number): number | null {
  const last = Math.max(0, counts.length - width);
  if (last === 0) return 0;
  let below = 0;
  let above = sum(counts, width, counts.length);
  let [first, end] = [-1, -1];
  for (let from = 0; from <= last && below <= total * mostBelow; from++) {
    if (above <= total * mostAbove) {
      if (first === -1) first = from;
      end = from;
    }
    below += counts[from]!;
    above -= counts[from + width] ?? 0;
  }
  return first === -1 ? null : Math.floor((first + end) / 2);
}

/** Samples of several columns in one; null where none of them has any, undefined where none had begun. */
export function mergeHeat(columns: readonly HeatColumn[]): HeatColumn {
  const known = columns.filter((column) => column !== null && column !== undefined);
  const [first] = known;
  if (first === undefined) return columns.includes(null) ? null : undefined;
  if (known.length === 1) return first;
  return Float64Array.from({length: first.length}, (_, bin) =>
    known.reduce((total, one) => total + (one[bin] ?? 0), 0),
  );
}

function sum(bins: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let bin = Math.max(0, from); bin < Math.min(to, bins.length); bin++) {
    const count = bins[bin]!;
    if (count > 0 && Number.isFinite(count)) total += count;
  }
  return total;
}
