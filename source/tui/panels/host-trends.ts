import {widthOf} from '../canvas/cell-text.ts';
import type {Region} from '../canvas/canvas.ts';
import {placeLabels} from '../plots/axis.ts';
import {seriesOf, type ColumnWindow} from '../plots/column-window.ts';
import {largest, linearScale, stepAbove} from '../plots/scale.ts';
import {drawPlot, type PlotSeries} from '../plots/series-plot.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import type {HostMeter} from './host-meters.ts';
import {drawLabels, firstCell, perCellMax, type PlotPlace} from './plot-place.ts';
import {drawSparkRow} from './spark-row.ts';

/** A sparkline on the tall plots' axis: `  net rx ▂▂▃▃▄▄▅▅  9.41 MB/s          eth0`. */
export function drawMeterRow(region: Region, y: number, meter: HostMeter, place: PlotPlace): void {
  const values = perCellMax(seriesOf(place.window, meter.pick), place);
  region.textRight(place.x - 1, y, meter.label, tone.dim);
  drawSparkline(region, place.x, y, values, {top: topOf(meter, values), first: firstCell(place), tone: meter.tone});
  const end = region.text(place.textX, y, ...meter.value);
  if (end + 2 + widthOf(meter.note) <= place.textEnd) region.textRight(place.textEnd, y, meter.note, tone.dim);
}

/** The same in the 80-column layout. */
export function drawMeterSparkRow(region: Region, y: number, meter: HostMeter, window: ColumnWindow): void {
  const values = seriesOf(window, meter.pick);
  drawSparkRow(
    region,
    y,
    {
      label: meter.label,
      // The cells of a change against the baseline, which machines have none of, are the value's too.
      value: ['', tone.plain],
      change: meter.value,
      values,
      top: topOf(meter, values),
      tone: () => meter.tone,
      right: [meter.note.slice(0, 9), tone.dim],
    },
    window,
  );
}

export interface TallTrend {
  readonly series: readonly PlotSeries[];
  readonly top: number;
  /** What a share of the height stands for. */
  readonly print: (value: number) => string;
}

/** A braille plot over `region.rows`, from 0 to its top. */
export function drawTallTrend(region: Region, trend: TallTrend, place: PlotPlace): void {
  const {rows} = region;
  const {series, top, print} = trend;
  if (series.every(({values}) => Number.isNaN(largest(values)))) return;
  const shares = rows < 2 ? [1] : rows < 5 ? [1, 0] : [1, 0, 0.5];
  drawLabels(
    region,
    place,
    0,
    placeLabels(
      shares.map((share) => ({share, text: print(top * share)})),
      rows,
    ),
  );
  const plot = {series, scale: linearScale(top), isDoubtful: () => false};
  drawPlot(region.inner(place.x, 0, place.cells, rows), plot, place.theme);
}

/** Where a trend's scale ends. */
export function topOf({top}: Pick<HostMeter, 'top'>, values: ArrayLike<number>): number {
  return Math.max(top, top > 0 && !(largest(values) > top) ? top : stepAbove(largest(values)));
}
