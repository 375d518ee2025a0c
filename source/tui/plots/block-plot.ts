import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import type {Plot, PlotSeries} from './series-plot.ts';

const eighths = ' ▁▂▃▄▅▆▇█';

/** For terminals without braille: one column per cell, areas in eighths of a cell, lines as their mark. */
export function drawBlockPlot(region: Region, plot: Plot): void {
  for (const series of plot.series) {
    const columns = Math.min(series.values.length, region.columns);
    const skip = series.values.length - columns;
    for (let index = 0; index < columns; index++) {
      drawColumn(region, index + region.columns - columns, series, plot, index + skip);
    }
  }
}

function drawColumn(region: Region, x: number, series: PlotSeries, plot: Plot, index: number): void {
  const value = series.values[index]!;
  const share = plot.scale(value);
  if (Number.isNaN(share)) return;
  const doubtful = series.kind !== 'dotted' && plot.isDoubtful(index);
  const isDim = doubtful || series.isFew?.(index) === true;
  const own = isDim ? tone.dim : typeof series.tone === 'function' ? series.tone(value) : series.tone;
  if (series.kind !== 'area') {
    if ((!doubtful && series.kind !== 'dotted') || x % 2 === 0)
      region.put(x, Math.round((1 - share) * (region.rows - 1)), series.mark, own);
    return;
  }
  const filled = Math.round(share * region.rows * 8);
  for (let up = 0; up * 8 < filled; up++) {
    region.put(x, region.rows - 1 - up, eighths[Math.min(8, filled - up * 8)]!, own);
  }
}
