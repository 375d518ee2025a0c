import {formatDuration} from '../../domain/format.ts';
import {printLoad} from '../../domain/load-text.ts';
import type {SoakStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {shareRows} from '../views/layout.ts';
import {drawFacts, type Fact} from './fact-rows.ts';
import {chartLines, drawSoakCharts} from './soak-charts.ts';
import {drawDrifts, driftRows} from './soak-drifts.ts';
import {drawPeriods, periodRoom} from './soak-periods.ts';
import {drawSays, saysRows} from './study-head.ts';
import type {StudyList, StudyPicture} from './study-picture.ts';

type Size = Pick<Region, 'columns' | 'rows'>;

/** From here on the figures' courses are charts, two beside each other; below, sparklines beside the drifts. */
const chartColumns = 100;
const leastChartRows = 4;

interface SoakRows {
  readonly says: number;
  readonly facts: number;
  readonly drifts: number;
  readonly charts: number;
  readonly periods: number;
  readonly withHeadings: boolean;
}

/**
 * View 8 of an endurance test, between the tabs and the two bottom lines:
 *
 *     ENDURANCE                                   the load
 *     state, what it says
 *     how much is measured, what is left
 *     DRIFT      figure by figure
 *     charts     from 100 columns
 *     PERIODS    newest first
 */
export function drawSoak(region: Region, study: SoakStudy, {screen, theme}: StudyPicture): void {
  const {columns} = region;
  const rows = rowsOf(study, region);
  const load = printLoad(study.level, study.model);
  drawHeading(region, 0, 'ENDURANCE', [`${study.model === 'closed' ? 'CLOSED' : 'OPEN'}   ${load}`, load]);
  let y = 1;
  drawSays(region, y, study, rows.says);
  y += rows.says;
  drawFacts(region, y, timeFacts(study), rows.facts);
  y += rows.facts;
  drawDrifts(region.inner(0, y, columns, rows.drifts), study, {
    text: `over ${formatDuration(study.durationMs)}, blocks of ${formatDuration(study.blockSeconds * 1000)}`,
    withHeading: rows.withHeadings,
    withSparks: rows.charts === 0,
  });
  y += rows.drifts;
  if (rows.charts > 0) drawSoakCharts(region.inner(0, y, columns, rows.charts), study, theme);
  y += rows.charts;
  drawPeriods(region.inner(0, y, columns, rows.periods), study, screen.scroll, rows.withHeadings);
}

/** Its rows that scroll, in a region of view 8. */
export function soakList(study: SoakStudy, size: Size): StudyList {
  const {periods, withHeadings} = rowsOf(study, size);
  return {count: study.periods.length, room: periodRoom(periods, withHeadings)};
}

function rowsOf(study: SoakStudy, {columns, rows}: Size): SoakRows {
  const withHeadings = rows >= 16;
  const says = saysRows(study, columns, rows >= 16 ? 2 : 1);
  const facts = rows >= 14 ? 1 : 0;
  const drifts = driftRows(study, withHeadings) + (withHeadings ? 2 : 1);
  const left = Math.max(0, rows - 1 - says - facts - drifts);
  const lines = columns >= chartColumns ? chartLines(study) : 0;
  const least = {charts: lines === 0 ? 0 : lines * leastChartRows + 1, periods: withHeadings ? 5 : 2};
  if (lines === 0 || least.charts + least.periods > left) {
    return {says, facts, drifts, charts: 0, periods: left, withHeadings};
  }
  const {charts, periods} = shareRows(left, least, [
    ['periods', Math.min(study.periods.length + 2, 8)],
    ['charts', lines * 7 + 1],
    ['periods', Math.min(study.periods.length + 2, 14)],
    ['charts', lines * 12 + 1],
    ['periods', left],
  ]);
  return {says, facts, drifts, charts, periods, withHeadings};
}

function timeFacts({state, durationMs, plannedMs}: SoakStudy): readonly Fact[] {
  const measured: Fact = [
    ['measured ', tone.dim],
    [formatDuration(durationMs), tone.strong],
    ...(plannedMs === undefined ? [] : [[` of ${formatDuration(plannedMs)}`, tone.plain] as const]),
  ];
  if (plannedMs === undefined || state === 'done' || durationMs >= plannedMs) return [measured];
  return [measured, [[`${formatDuration(plannedMs - durationMs)} left`, tone.plain]]];
}
