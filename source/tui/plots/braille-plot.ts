import type {Region} from '../canvas/canvas.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {Plot, PlotSeries} from './series-plot.ts';

/**
 * Two dots across and four down in every cell:
 *
 *     1 8      bits in the order Unicode gives them, U+2800 + bits
 *     2 16
 *     4 32
 *     64 128
 */
const dotBits = [1, 2, 4, 64, 8, 16, 32, 128] as const;

class DotGrid {
  readonly cells: number;
  readonly dotRows: number;
  readonly bits: Uint8Array;
  readonly tones: Uint8Array;

  constructor(cells: number, rows: number) {
    this.cells = cells;
    this.dotRows = rows * 4;
    this.bits = new Uint8Array(cells * rows);
    this.tones = new Uint8Array(cells * rows);
  }

  dot(x: number, y: number, tone: number): void {
    const at = (y >> 2) * this.cells + (x >> 1);
    this.bits[at]! |= dotBits[(x & 1) * 4 + (y & 3)]!;
    this.tones[at] = tone;
  }
}

/** Draws every series over the region; cells without a dot are left as they were. */
export function drawBraillePlot(region: Region, plot: Plot): void {
  if (region.columns === 0 || region.rows === 0) return;
  const grid = new DotGrid(region.columns, region.rows);
  for (const series of plot.series) drawSeries(grid, series, plot);
  for (let y = 0; y < region.rows; y++) {
    for (let x = 0; x < region.columns; x++) {
      const at = y * region.columns + x;
      const bits = grid.bits[at]!;
      if (bits !== 0) region.put(x, y, String.fromCharCode(0x2800 + bits), grid.tones[at]! as Tone);
    }
  }
}

function drawSeries(grid: DotGrid, series: PlotSeries, plot: Plot): void {
  const columns = Math.min(series.values.length, grid.cells * 2);
  // The newest value belongs at the right edge.
  const skip = series.values.length - columns;
  const shift = grid.cells * 2 - columns;
  let before = Number.NaN;
  for (let index = 0; index < columns; index++) {
    const value = series.values[index + skip]!;
    const share = plot.scale(value);
    if (Number.isNaN(share)) {
      before = Number.NaN;
      continue;
    }
    const y = Math.round((1 - share) * (grid.dotRows - 1));
    // What is drawn dotted was not measured in this column.
    const doubtful = series.kind !== 'dotted' && plot.isDoubtful(index + skip);
    const isDim = doubtful || series.isFew?.(index + skip) === true;
    const own = isDim ? tone.dim : typeof series.tone === 'function' ? series.tone(value) : series.tone;
    const x = index + shift;
    if (series.kind === 'area') fill(grid, x, y, own, doubtful);
    else if (!doubtful && series.kind === 'line') connect(grid, x, y, before, own);
    else if ((!doubtful && series.kind !== 'dotted') || x % 2 === 0) grid.dot(x, y, own);
    before = doubtful ? Number.NaN : y;
  }
}

function fill(grid: DotGrid, x: number, top: number, own: Tone, dotted: boolean): void {
  for (let y = top; y < grid.dotRows; y++) if (!dotted || (x + y) % 2 === 0) grid.dot(x, y, own);
}

/** From beside the previous dot to this one, so that a steep line has no holes. */
function connect(grid: DotGrid, x: number, y: number, before: number, own: Tone): void {
  grid.dot(x, y, own);
  if (Number.isNaN(before)) return;
  for (let at = Math.min(y, before) + 1; at < Math.max(y, before); at++) grid.dot(x, at, own);
}
