import type {SpikeFigures, SpikeStudy} from '../../domain/study.ts';
import {columnSeconds} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawTimeAxis, placeLabels, shortLatency, shortNumber} from '../plots/axis.ts';
import {pictureEndMs, seriesOf, windowAt} from '../plots/column-window.ts';
import {planAhead, planLeftMs} from '../plots/plan-ahead.ts';
import {largest, linearScale, smallestPositive, stepAbove} from '../plots/scale.ts';
import {columnsPerCell, drawPlot, plotColumns} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import {drawLatencyLines} from './latency-plot.ts';
import {latencyScale} from './latency-scale.ts';
import {levelUnit} from './level-text.ts';
import {drawLabels, type PlotPlace} from './plot-place.ts';
import {hasRecovered, type SpikeRow} from './spike-rows.ts';
import type {StudyPicture} from './study-picture.ts';

/** Fewer rows show no course: heading, three rows of p95, marks, load, time axis. */
export const leastCourseRows = 7;

/** Left of the plots: their labels. */
const plotX = 9;
/** Of the rows, those of the load. */
const loadShare = 0.25;

/**
 * p95 and the load over the whole test, the spikes and what came after them marked between:
 *
 *     ─ P95 AND LOAD ──────────────────────── ╌ as before up to 45ms   = spike   ~ recovery ─
 *       200ms          ⣀⣤⣄          ⣠⣤⣤⣄
 *        45ms ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
 *        20ms ⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤   ⠉⠉⠉⠉⠉⠉⠉⠉      ⠈⠉⠉⠉
 *                       2x=~~~        3x=~~~~~~
 *     150 VUs ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣿⣿⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣿⣿⣀⣀⣀⣀⣀⣀⣀⣀
 */
export function drawSpikeCourse(region: Region, study: SpikeStudy, rows: readonly SpikeRow[], picture: StudyPicture) {
  const {thresholdUs} = study;
  const legend = '= spike   ~ recovery   > not recovered';
  const bound = thresholdUs === null ? '' : `╌ as before up to ${shortLatency(thresholdUs)}   `;
  drawHeading(region, 0, 'P95 AND LOAD', [`${bound}${legend}`, legend, '= spike   ~ recovery']);
  const course = courseOf(region, picture);
  const {place} = course;
  const free = region.rows - 3;
  const loadRows = Math.max(1, Math.round(free * loadShare));
  const p95Rows = free - loadRows;
  drawP95(region.inner(0, 1, region.columns, p95Rows), study, course);
  drawMarks(region, 1 + p95Rows, rows, course);
  drawLoad(region.inner(0, 2 + p95Rows, region.columns, loadRows), study, course);
  const {behindS = 0} = place.window;
  drawTimeAxis(region, place.x, region.rows - 1, place.cells, course.secondsPerCell, place.aheadCells, behindS);
}

/** Where and when the course is drawn. */
interface Course {
  readonly place: PlotPlace;
  /** Of the plan, one per plot column; NaN: it is past, or not known. */
  readonly planned: ArrayLike<number>;
  readonly secondsPerCell: number;
  /** Cell of a moment of the run clock, of the region. */
  readonly cellOf: (atMs: number) => number;
}

/**
 * The whole run in the narrowest columns that have it all, what its plan has left included, drawn over all cells: a
 * column may take more than one.
 */
function courseOf({columns}: Region, {mirror, theme}: StudyPicture): Course {
  const {view} = mirror;
  const cells = Math.max(1, columns - plotX - 2);
  const count = plotColumns(cells, theme);
  const leftMs = planLeftMs(view);
  const seconds = columnSeconds.find((width) => width * (count - 1) * 1000 >= view.elapsedMs + leftMs) ?? 60;
  const endMs = pictureEndMs(mirror.columns[seconds], seconds, view);
  const past = Math.min(count, Math.floor(endMs / 1000 / seconds) + 1);
  // A run at rest follows no plan.
  const ahead = endMs < view.elapsedMs ? 0 : Math.min(count - past, Math.ceil(leftMs / 1000 / seconds));
  const all = past + ahead;
  const window = windowAt(
    mirror.columns[seconds],
    seconds,
    {count: all, elapsedMs: view.elapsedMs, ahead, endMs},
    null,
  );
  const fromS = window.newestS - (window.count - 1) * seconds;
  const spread = <Item>(pick: (index: number) => Item): Item[] =>
    Array.from({length: count}, (_, column) => pick(Math.floor((column * all) / count)));
  const rows = spread((index) => window.rows[index] ?? null);
  const first = rows.findIndex((row) => row !== null);
  const plan = planAhead(view, window);
  const cellsNow = Math.round((cells * past) / all);
  const end = plotX + cells;
  return {
    place: {
      x: plotX,
      cells: cellsNow,
      aheadCells: cells - cellsNow,
      ahead: plan,
      textX: end,
      textEnd: end,
      perCell: columnsPerCell(theme),
      window: {...window, count, ahead: 0, first: first === -1 ? count : first, rows},
      theme,
      scale: 'log',
    },
    planned: spread((index) => plan?.values[index - past] ?? Number.NaN),
    secondsPerCell: (all * seconds) / cells,
    cellOf: (atMs) => plotX + Math.floor(((atMs / 1000 - fromS) / (all * seconds)) * cells),
  };
}

function drawP95(region: Region, {thresholdUs}: SpikeStudy, {place}: Course): void {
  const values = seriesOf(place.window, (row) => row.p95);
  const axis = latencyScale('log', {
    least: smallestPositive(values),
    most: largest(values),
    boundUs: thresholdUs,
    rows: region.rows,
  });
  if (axis === null) {
    region.text(plotX, 0, 'no figures yet', tone.dim);
    return;
  }
  const look = (value: number) => (thresholdUs !== null && value > thresholdUs ? tone.near : tone.p95);
  const all = {...place, cells: place.cells + place.aheadCells};
  drawLatencyLines(region, all, axis, [{values, kind: 'line', mark: '*', tone: look}]);
}

/** `2x==~~~~~~`, or `>` for as long as it had not recovered. */
function drawMarks(region: Region, y: number, rows: readonly SpikeRow[], {place, cellOf}: Course): void {
  const {x, cells, window} = place;
  const end = x + cells;
  for (const {spike, phase, name} of rows) {
    if (spike === null) continue;
    const {startMs, endMs} = spike;
    const [from, to] = [Math.max(x, cellOf(startMs)), Math.min(end, cellOf(endMs))];
    region.repeat(from, y, '=', Math.max(1, to - from), phase === 'under way' ? tone.strong : tone.plain);
    const untilMs = phase === 'watching' ? (window.newestS + window.seconds) * 1000 : endMs + recoveryMs(spike);
    const sign = hasRecovered(spike) || phase !== null ? '~' : '>';
    region.repeat(to, y, sign, Math.min(end, cellOf(untilMs)) - to, sign === '>' ? tone.over : tone.dim);
    region.text(from, y, name, tone.strong);
  }
}

function recoveryMs({recovery}: SpikeFigures): number {
  if (recovery === null) return 0;
  return 1000 * ('seconds' in recovery ? recovery.seconds : recovery.moreThan);
}

function drawLoad(region: Region, {model}: SpikeStudy, {place, planned}: Course): void {
  const values = seriesOf(place.window, (row) => (model === 'closed' ? row.vus : row.startedPerSecond));
  const wanted = seriesOf(place.window, (row) => (model === 'closed' ? row.targetVus : row.offeredPerSecond));
  const top = stepAbove(Math.max(largest(values) || 0, largest(wanted) || 0, largest(planned) || 0));
  const text = `${shortNumber(top)}${levelUnit(model)}`;
  const shares = region.rows < 2 ? [] : [{share: 0, text: '0'}];
  drawLabels(region, place, 0, placeLabels([{share: 1, text}, ...shares], region.rows));
  const series = [
    {values: planned, kind: 'line', tone: tone.dim, mark: '-'},
    {values: wanted, kind: 'line', tone: tone.p99, mark: '='},
    {values, kind: 'area', tone: tone.p50, mark: '#'},
  ] as const;
  const area = region.inner(place.x, 0, place.cells + place.aheadCells, region.rows);
  drawPlot(area, {series, scale: linearScale(top), isDoubtful: () => false}, place.theme);
}
