import {lookBinEdgesUs, lookBins} from '../../session/look.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {shortLatency} from '../plots/axis.ts';
import {drawCursorLine} from '../plots/cursor-line.ts';
import {drawHeatmap, heatRows, heatSteps, mergeHeat, type HeatColumn} from '../plots/heatmap.ts';
import {tone} from '../theme/tone.ts';
import type {LatencyColumns} from './latency-columns.ts';
import type {PlotPlace} from './plot-place.ts';

/** Heading with what the shades mean, and the requests of each cell's columns by latency. */
export function drawLatencyHeatmap(region: Region, place: PlotPlace, columns: LatencyColumns): void {
  drawHeading(region, 0, 'HEATMAP', legends());
  const rows = region.rows - 1;
  const area = region.inner(place.x, 1, place.cells, rows);
  if (columns.look === null) {
    area.text(0, 0, fitText(columns.reading, place.cells), tone.dim);
    return;
  }
  const cells = Array.from({length: place.cells}, (_, cell): HeatColumn =>
    mergeHeat(columns.bins.slice(cell * place.perCell, (cell + 1) * place.perCell)),
  );
  drawCursorLine(area, place.window, place.perCell);
  if (!cells.some((bins) => bins !== null && bins !== undefined)) {
    area.text(0, 0, 'no data', tone.dim);
    return;
  }
  const shown = heatRows(cells, lookBins, rows);
  for (let row = 0; row < rows; row++) {
    const top = shown.from + (row + 1) * shown.perRow - 1;
    const label = row === rows - 1 && shown.isOpen ? `>${binLabel(top - shown.perRow)}` : binLabel(top);
    region.textRight(place.x - 1, rows - row, label, tone.dim);
  }
  drawHeatmap(area, cells, shown);
}

/** Upper edge of a bin; of what is above the last edge, that edge. */
export function binLabel(bin: number): string {
  const edge = lookBinEdgesUs[Math.max(0, bin)];
  return edge === undefined ? `>${shortLatency(lookBinEdgesUs.at(-1)!)}` : shortLatency(edge);
}

const words = ['<1%', '1%+', '5%+', '15%+', '30%+'] as const;

function legends(): readonly (readonly Piece[])[] {
  const shades = heatSteps.flatMap(([, glyph, look], index): readonly Piece[] => [
    [glyph, look],
    [` ${words[index]}${index < words.length - 1 ? '  ' : ''}`, tone.dim],
  ]);
  return [
    [['share of requests per column:  ', tone.dim], ...shades],
    [['share per column:  ', tone.dim], ...shades],
    shades,
  ];
}
