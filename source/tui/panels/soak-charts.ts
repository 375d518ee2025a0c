import {driftText} from '../../analysis/drift-text.ts';
import {formatClock} from '../../domain/format.ts';
import type {SoakFigure, SoakPeriod, SoakStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {rowOf} from '../plots/axis.ts';
import {drawPlot, plotColumns} from '../plots/series-plot.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import {driftMarks} from './soak-drifts.ts';
import {floorScale, soakReaders} from './soak-figures.ts';

/** What matters most first: four have a place. */
const chartOrder: readonly SoakFigure[] = ['p95', 'throughput', 'target memory', 'memory', 'errors'];
const perRow = 2;
const most = 4;

/** Left of each: its labels. */
const labelCells = 9;

/** Rows of charts, one above the other; 0: nothing is known yet. */
export function chartLines(study: SoakStudy): number {
  return Math.ceil(chartsOf(study).length / perRow);
}

/**
 * The periods as lines over the time of the test, two charts beside each other, and a row with that time under them:
 *
 *     ─ P95 ────────────── ~ DRIFT +5.4% ─│─ TARGET MEMORY ──── ! LEAK +24.3% ─
 *        281ms      ⡠⠤⠤⠤⠒⠒                    1.24GB          ⡠⠒
 *        225ms ⠤⠤⠒⠒                            990MB ⡠⠤⠤⠒⠒⠉
 *           00:00:00           05:32:00           00:00:00         05:32:00
 */
export function drawSoakCharts(region: Region, study: SoakStudy, theme: Theme): void {
  const figures = chartsOf(study);
  const lines = chartLines(study);
  const rows = Math.floor((region.rows - 1) / Math.max(1, lines));
  const cells = Math.floor((region.columns - 1) / perRow);
  figures.forEach((figure, at) => {
    const isRight = at % perRow === 1;
    const x = isRight ? cells + 1 : 0;
    const width = isRight ? region.columns - cells - 1 : cells;
    drawChart(region.inner(x, Math.floor(at / perRow) * rows, width, rows), study, figure, theme);
  });
  const end = lines * rows;
  for (let y = 0; y < end; y++) region.put(cells, y, '│', tone.dim);
  drawTimes(region.inner(0, end, cells, 1), study);
  if (figures.length > 1) drawTimes(region.inner(cells + 1, end, region.columns - cells - 1, 1), study);
}

function chartsOf({periods}: SoakStudy): readonly SoakFigure[] {
  const isKnown = (figure: SoakFigure): boolean =>
    periods.some((period) => Number.isFinite(soakReaders[figure].read(period)));
  return chartOrder.filter(isKnown).slice(0, most);
}

function drawChart(region: Region, {periods, drifts}: SoakStudy, figure: SoakFigure, theme: Theme): void {
  const drift = drifts.find((one) => one.figure === figure);
  const [sign, look] = driftMarks[drift?.verdict ?? 'UNKNOWN'];
  const told = drift === undefined || drift.verdict === 'UNKNOWN' ? '' : `${sign} ${drift.verdict} ${driftText(drift)}`;
  drawHeading(region, 0, figure.toUpperCase(), [told === '' ? '' : [[told, look]]]);
  const {read, print} = soakReaders[figure];
  const plot = region.inner(labelCells + 1, 1, region.columns - labelCells - 2, region.rows - 1);
  const values = overTime(periods, plotColumns(plot.columns, theme), read);
  const scale = floorScale(values);
  if (scale === null || plot.rows === 0) return;
  const label = (value: number): void => {
    region.textRight(labelCells, 1 + rowOf(scale.share(value), plot.rows), fitText(print(value), labelCells), tone.dim);
  };
  if (plot.rows > 1) label(scale.low);
  label(scale.high);
  const series = [{values, kind: 'line', tone: look === tone.dim ? tone.p95 : look, mark: '*'}] as const;
  drawPlot(plot, {series, scale: scale.share, isDoubtful: () => false}, theme);
}

function drawTimes(region: Region, {periods}: SoakStudy): void {
  const [from, to] = spanOf(periods);
  const end = region.columns - 1;
  const right = formatClock(to);
  const left = formatClock(from);
  region.textRight(end, 0, right, tone.dim);
  if (labelCells + 1 + left.length < end - right.length) region.text(labelCells + 1, 0, left, tone.dim);
}

/** The figure at so many moments from the start of the first period to the end of the last; NaN where none tells. */
export function overTime(
  periods: readonly SoakPeriod[],
  count: number,
  read: (period: SoakPeriod) => number,
): Float64Array {
  const [from, to] = spanOf(periods);
  const values = new Float64Array(Math.max(0, count)).fill(Number.NaN);
  let at = 0;
  for (let index = 0; index < values.length; index++) {
    const moment = from + ((index + 0.5) / values.length) * (to - from);
    while (at < periods.length && periods[at]!.endMs <= moment) at++;
    const period = periods[at];
    if (period !== undefined && period.startMs <= moment) values[index] = read(period);
  }
  return values;
}

function spanOf(periods: readonly SoakPeriod[]): readonly [fromMs: number, toMs: number] {
  return [periods[0]?.startMs ?? 0, periods.at(-1)?.endMs ?? 0];
}
