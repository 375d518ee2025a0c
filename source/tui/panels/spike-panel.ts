import {formatLatency} from '../../domain/format.ts';
import type {SpikeStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawBar} from '../plots/bar.ts';
import {tone} from '../theme/tone.ts';
import {drawSpikeCourse, leastCourseRows} from './spike-course.ts';
import {spikeColumns, spikeRows, type SpikeColumn, type SpikeRow} from './spike-rows.ts';
import {drawSays, saysRows} from './study-head.ts';
import {firstOfList, type StudyList, type StudyPicture} from './study-picture.ts';

/** Rows of what a spike test says, at most. */
const mostSays = 2;

/** Of a row: its sign and name. */
const nameCells = 10;

/** Of the bar of peaks; nothing beside it is left out for it. */
const leastBar = 8;
const mostBar = 40;

/**
 * View 8 of a spike test, between the tabs and the two bottom lines; what is left below the table is its course:
 *
 *     SPIKE TEST ──────────────────────────── as before: p95 up to 45ms
 *     RUNNING  what it says
 *       spike       load     recovery    peak  errors  p95  goodput  lost
 *       baseline  50 VUs                           0%  41ms
 *       2x       100 VUs    45s ± 10s    4.2x      0%  …
 *     ▸ 3x       150 VUs     watching    5.1x
 *     P95 AND LOAD ────────────────────────── = spike   ~ recovery
 */
export function drawSpike(region: Region, study: SpikeStudy, picture: StudyPicture): void {
  const {mirror, screen} = picture;
  const {thresholdUs} = study;
  const bound = thresholdUs === null ? '' : `as before: p95 up to ${formatLatency(thresholdUs)}`;
  drawHeading(region, 0, 'SPIKE TEST', [bound]);
  const top = 1 + drawSays(region, 1, study, mostSays);
  const rows = spikeRows(study, mirror.view.load.commandedLevel);
  const list = spikeList(study, region);
  const first = firstOfList(list, screen.scroll);
  const shown = rows.slice(first, first + list.room);
  drawTable(region.inner(0, top, region.columns, 1 + shown.length), study, shown);
  const below = top + 1 + shown.length;
  if (region.rows - below < leastCourseRows) return;
  drawSpikeCourse(region.inner(0, below, region.columns, region.rows - below), study, rows, picture);
}

/** Its rows that scroll, in a region of view 8. */
export function spikeList(study: SpikeStudy, {columns, rows}: Pick<Region, 'columns' | 'rows'>): StudyList {
  const {baseline, factors} = study;
  const count = factors.length + (baseline.endMs > baseline.startMs ? 1 : 0);
  return {count, room: Math.max(0, rows - 2 - saysRows(study, columns, mostSays))};
}

function drawTable(region: Region, study: SpikeStudy, rows: readonly SpikeRow[]): void {
  const shown = spikeColumns(study, region.columns - 1 - nameCells);
  const barX = nameCells + shown.reduce((sum, {width}) => sum + width, 0) + 3;
  const barCells = Math.min(mostBar, region.columns - 1 - barX);
  const most = Math.max(1, ...study.factors.map(({peakRatio}) => peakRatio ?? 0));
  region.text(3, 0, 'spike', tone.dim);
  eachColumn(shown, (end, {head}) => region.textRight(end, 0, head, tone.dim));
  rows.forEach((row, at) => {
    const y = at + 1;
    const look = row.phase === null ? tone.plain : tone.strong;
    if (row.phase !== null) region.text(1, y, '▸', look);
    region.text(3, y, row.name, look);
    eachColumn(shown, (end, column) => {
      const [text, own] = column.print(row);
      region.textRight(end, y, text, own);
    });
    const ratio = row.spike?.peakRatio ?? null;
    if (barCells >= leastBar && ratio !== null) drawBar(region, barX, y, barCells, ratio / most, tone.p95);
  });
}

function eachColumn(columns: readonly SpikeColumn[], draw: (end: number, column: SpikeColumn) => void): void {
  let end = 1 + nameCells;
  for (const column of columns) draw((end += column.width), column);
}
