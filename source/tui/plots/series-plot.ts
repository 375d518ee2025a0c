import type {Region} from '../canvas/canvas.ts';
import type {Theme} from '../theme/theme.ts';
import type {Tone} from '../theme/tone.ts';
import {drawBlockPlot} from './block-plot.ts';
import {drawBraillePlot} from './braille-plot.ts';
import type {Scale} from './scale.ts';

/** One thing measured over time. */
export interface PlotSeries {
  /** One per plot column (two columns per cell in braille), newest last; NaN: nothing drawn. */
  readonly values: ArrayLike<number>;
  /** `dotted`: every other dot, so that it can be told from what is measured now without its colour. */
  readonly kind: 'line' | 'dots' | 'dotted' | 'area';
  readonly tone: Tone | ((value: number) => Tone);
  /** Stands for the line where there is no braille. */
  readonly mark: string;
  /** Columns to draw dim: few samples bear them. Absent: none. */
  readonly isFew?: (index: number) => boolean;
}

export interface Plot {
  /** In drawing order: where lines meet in a cell, the later one gives the colour. */
  readonly series: readonly PlotSeries[];
  readonly scale: Scale;
  /** Columns to draw dotted and dim: measured, but not to be trusted. */
  readonly isDoubtful: (index: number) => boolean;
}

/** Plot columns in one cell with this theme. */
export function columnsPerCell({glyphs}: Pick<Theme, 'glyphs'>): 1 | 2 {
  return glyphs === 'full' || glyphs === 'narrow' ? 2 : 1;
}

/** Plot columns that fit into `cells` cells with this theme. */
export function plotColumns(cells: number, theme: Pick<Theme, 'glyphs'>): number {
  return cells * columnsPerCell(theme);
}

/** Draws over the whole region, in braille where the terminal has it. */
export function drawPlot(region: Region, plot: Plot, theme: Pick<Theme, 'glyphs'>): void {
  if (columnsPerCell(theme) === 2) drawBraillePlot(region, plot);
  else drawBlockPlot(region, plot);
}
