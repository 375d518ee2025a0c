import {formatDuration} from '../../domain/format.ts';
import type {CapacityStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {shareRows} from '../views/layout.ts';
import type {CapacityPlot} from './capacity-plot.ts';
import {capacityFacts, lastFact, presentFacts, verdictPiece} from './capacity-text.ts';
import {drawFacts, factRows, type Fact} from './fact-rows.ts';
import {drawLimitPlot} from './limit-plot.ts';
import {limitScale} from './limit-scale.ts';
import {drawSays, saysRows} from './study-head.ts';
import type {StudyList, StudyPicture} from './study-picture.ts';
import {drawThroughputPlot} from './throughput-plot.ts';
import {drawTrialTable, saysWhy, shownText, tableRoom} from './trial-table.ts';

type Size = Pick<Region, 'columns' | 'rows'>;

/** From here on the throughput has a plot of its own beside the limit's. */
const twoPlotColumns = 100;

/** Rows of what is known of the search. */
interface CapacityRows {
  readonly says: number;
  readonly facts: number;
  readonly hints: number;
  /** How the trial under way stands. */
  readonly present: number;
  readonly plot: number;
  readonly table: number;
  readonly withHeadings: boolean;
}

/**
 * View 8 of a capacity search, between the tabs and the two bottom lines, 60 columns and more:
 *
 *     CAPACITY SEARCH                          objectives
 *     state, verdict, what it says
 *     capacity [208, 216) VUs   breaks in …   knee …
 *     ▸ hints
 *     now   how the trial under way stands
 *     LIMIT AGAINST LOAD       │ THROUGHPUT        from 100 columns
 *     TRIALS
 */
export function drawCapacity(region: Region, study: CapacityStudy, picture: StudyPicture): void {
  const {view} = picture.mirror;
  const {columns} = region;
  const rows = rowsOf(study, region);
  const texts = headingTexts(study);
  const shown = shownText(picture.screen, capacityList(study, region));
  // Where the table has no heading, what it shows is said here.
  drawHeading(
    region,
    0,
    'CAPACITY SEARCH',
    rows.withHeadings ? texts : [...texts.map((text) => `${shown}   ${text}`), shown],
  );
  let y = 1;
  drawSays(region, y, study, rows.says, verdictPiece(study));
  y += rows.says;
  drawFacts(region, y, factsOf(study, columns), rows.facts);
  y += rows.facts;
  drawFacts(region, y, hintsOf(study), rows.hints);
  y += rows.hints;
  if (rows.present > 0) drawFacts(region, y, presentFacts(study, view), rows.present);
  y += rows.present;
  const plot = {study, view, theme: picture.theme, withHeading: rows.withHeadings};
  drawPlots(region.inner(0, y, columns, rows.plot), plot);
  y += rows.plot;
  drawTrialTable(region.inner(0, y, columns, rows.table), study, picture.screen, rows.withHeadings);
}

/** Its rows that scroll, in a region of view 8. */
export function capacityList(study: CapacityStudy, size: Size): StudyList {
  const {table, withHeadings} = rowsOf(study, size);
  return {count: study.trials.length, room: tableRoom(table, withHeadings)};
}

function drawPlots(region: Region, plot: CapacityPlot): void {
  const {columns, rows} = region;
  if (columns < twoPlotColumns) return drawLimitPlot(region, plot);
  const left = Math.round(columns * 0.54);
  drawLimitPlot(region.inner(0, 0, left, rows), plot);
  for (let y = 1; y < rows; y++) region.put(left, y, '│', tone.dim);
  drawThroughputPlot(region.inner(left + 1, 0, columns - left - 1, rows), plot);
}

function rowsOf(study: CapacityStudy, {columns, rows}: Size): CapacityRows {
  const withHeadings = rows >= 16;
  const cells = columns - 2;
  const says = saysRows(study, columns, rows >= 16 ? 2 : 1, verdictPiece(study));
  const facts = Math.min(rows < 16 ? 1 : rows < 28 ? 2 : 3, factRows(factsOf(study, columns), cells).length);
  const hints = Math.min(rows < 16 ? 0 : rows < 28 ? 1 : 4, factRows(hintsOf(study), cells).length);
  const present = study.state === 'done' || rows < 16 ? 0 : 1;
  const least = withHeadings ? {plot: 8, table: 4} : {plot: 5, table: 3};
  const trials = study.trials.length + 2;
  const left = Math.max(0, rows - 1 - says - facts - hints - present);
  const {plot, table} = shareRows(left, least, [
    ['plot', 9],
    ['table', Math.min(trials, 8)],
    ['plot', 14],
    ['table', Math.min(trials, 12)],
    ['plot', 22],
    ['table', trials],
    ['plot', 40],
    ['table', 1000],
  ]);
  return {
    says,
    facts,
    hints,
    present,
    plot: Math.min(plot, left),
    table: Math.min(table, Math.max(0, left - plot)),
    withHeadings,
  };
}

/** Where the table has no room for why a trial ended as it did, the last one's is among them. */
function factsOf(study: CapacityStudy, columns: number): readonly Fact[] {
  const [capacity, ...more] = capacityFacts(study);
  const isTold = saysWhy(study, columns) || study.state === 'done' || study.trials.at(-1)?.verdict === 'PASS';
  const last = isTold ? null : lastFact(study);
  return last === null ? [capacity!, ...more] : [capacity!, last, ...more];
}

function hintsOf({hints}: CapacityStudy): readonly Fact[] {
  return hints.map((hint) => [
    ['▸ ', tone.near],
    [hint, tone.plain],
  ]);
}

function headingTexts(study: CapacityStudy): readonly string[] {
  const {gentle, model, tookMs} = study;
  const goals = limitScale(study).labels.join('   ');
  const how = gentle ? '   gentle' : '';
  const words = model === 'closed' ? 'CLOSED' : 'OPEN';
  const took = formatDuration(Math.floor(tookMs / 1000) * 1000);
  return [`${took}   ${words}   ${goals}${how}`, `${took}   ${goals}${how}`, `${took}   ${goals}`, took];
}
