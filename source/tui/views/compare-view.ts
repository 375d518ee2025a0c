import type {SessionView} from '../../session/view.ts';
import type {ComparisonView} from '../../session/view-comparison.ts';
import {compareIntent} from '../app/compare-intent.ts';
import {aligns} from '../app/handle-compare.ts';
import {piecesWidth, type Piece, type Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {wrapText} from '../canvas/wrap-text.ts';
import {drawCompareEndpoints, rankRequests} from '../panels/compare-endpoints.ts';
import {drawCompareFoot, footLines} from '../panels/compare-foot.ts';
import {drawCompareTable} from '../panels/compare-table.ts';
import {comparableTexts, overallPiece, sidesTexts} from '../panels/compare-text.ts';
import {drawCurvePlots} from '../panels/curve-plot.ts';
import {tone} from '../theme/tone.ts';
import {comparePlotRows, type CompareScreen, type ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {shareRows} from './layout.ts';

/** Rows before what is shared out: header, tabs, heading, align. */
const topRows = 4;
/** A plot of fewer rows says nothing. */
const leastPlot = 9;

/**
 * Two runs side by side; `region` is the whole screen, its first row and last two are drawn by others.
 *
 *     tabs
 *     COMPARE          who is A and B; align, load, verdict
 *     metrics          before, now, change, bar, interval, verdict
 *     p95 │ THROUGHPUT against load: from 30 rows
 *     BY ENDPOINT      what is left
 *     foot             rule for CI, facts, verdict
 */
export function drawCompare(region: Region, {view}: DriveFrame, {compare}: ScreenState): void {
  const {comparison} = view;
  drawHeading(region.inner(0, 2, region.columns, 1), 0, 'COMPARE', comparison === null ? [] : sidesTexts(comparison));
  drawAlign(region.inner(0, 3, region.columns, 1), comparison, compare, view);
  const body = region.inner(0, topRows, region.columns, region.rows - topRows - 2);
  if (comparison === null) drawNothing(body, view, compare);
  else drawBody(body, view, comparison, compare);
}

function drawBody(region: Region, view: SessionView, comparison: ComparisonView, {absolute}: CompareScreen): void {
  const {columns, rows} = region;
  const {result} = comparison;
  const refusal = result.refusal === null ? [] : wrapText(`not compared: ${result.refusal}`, columns - 6);
  const metrics = result.requests.find(({name}) => name === null)?.metrics.length ?? 0;
  const tableRows = result.refusal === null ? metrics + 1 : Math.min(refusal.length, 6) + 3;
  const endpoints = rankRequests(comparison).length;
  const listRows = endpoints === 0 ? 0 : endpoints + 2;
  const isTall = rows + topRows + 2 >= comparePlotRows;
  const foot = footLines(view, comparison, columns, !isTall);
  const plots = isTall ? leastPlot : 0;
  const share = shareRows(rows, {table: Math.min(tableRows, 5), foot: 1, plots, list: 0}, [
    ['table', tableRows],
    ['foot', isTall ? foot.length : Math.min(2, foot.length)],
    ['list', Math.min(listRows, 8)],
    ['plots', plots === 0 ? 0 : 16],
    ['list', listRows],
    ['plots', plots === 0 ? 0 : 34],
    ['foot', foot.length],
  ]);
  const list = share.list >= 3 ? share.list : 0;
  const table = region.inner(0, 0, columns, share.table);
  if (result.refusal === null) drawCompareTable(table, comparison, absolute);
  else drawRefusal(table, refusal);
  let y = share.table;
  if (share.plots > 0) drawCurvePlots(region.inner(0, y, columns, share.plots), view, comparison);
  y += share.plots;
  if (list > 0) drawCompareEndpoints(region.inner(0, y, columns, list), view, comparison, absolute);
  drawCompareFoot(region.inner(0, rows - share.foot, columns, share.foot), foot);
}

function drawRefusal(region: Region, lines: readonly string[]): void {
  lines.forEach((line, at) => {
    region.text(3, 1 + at, at === 0 ? `~ ${line}` : `  ${line}`, tone.nearStrong);
  });
}

/** ` align by [load] window   time     h l = choose   load 247 vs 240 VUs (+3%): comparable      VERDICT  ! regression`. */
function drawAlign(region: Region, comparison: ComparisonView | null, screen: CompareScreen, view: SessionView): void {
  const choice: Piece[] = [['align by ', tone.dim]];
  for (const align of aligns) {
    choice.push(align === screen.align ? [`[${align}] `, tone.strong] : [` ${align}  `, tone.dim]);
  }
  const verdict = comparison === null ? [] : verdictPieces(comparison, screen, view);
  region.pieces(1, 0, choice);
  const verdictX = region.columns - 1 - piecesWidth(verdict);
  region.pieces(verdictX, 0, verdict);
  const start = 1 + piecesWidth(choice) + 2;
  const loads = comparison === null ? [] : comparableTexts(comparison);
  const texts = [...loads.map((load) => `${load}   h l = choose`), ...loads, 'h l = choose'];
  const shown = texts.find((text) => start + piecesWidth([[text, tone.dim]]) + 3 <= verdictX);
  if (shown !== undefined) region.text(start, 0, shown, /: (?:not|differs)/.test(shown) ? tone.near : tone.dim);
}

/** At the right end; of another question than the present one it says nothing yet. */
function verdictPieces(comparison: ComparisonView, screen: CompareScreen, view: SessionView): readonly Piece[] {
  if (!isWanted(comparison, screen, view)) return [['computing', tone.near]];
  const newer: readonly Piece[] = comparison.stale ? [['computing   ', tone.dim]] : [];
  return [...newer, ['VERDICT  ', tone.dim], overallPiece(comparison.result)];
}

/** Whether it is what the keys ask for, or still an answer to what they asked before. */
function isWanted({a, b, align}: ComparisonView, screen: CompareScreen, view: SessionView): boolean {
  const wanted = compareIntent(screen);
  const file = (name: string | null): string | null => name ?? view.baseline?.file ?? null;
  return align === wanted.align && a.file === file(wanted.a) && b.file === file(wanted.b);
}

/** Before there is anything to show: what is missing, and how to get it. */
function drawNothing(region: Region, view: SessionView, {files}: CompareScreen): void {
  // That no baseline is chosen is no failure: what to do about it is what there is to say.
  if (view.notCompared != null && (files !== null || view.baseline !== null)) {
    const lines = wrapText(`not compared: ${view.notCompared}`, region.columns - 6);
    drawRefusal(region, [...lines, '', 'h l align and u swap ask again']);
    return;
  }
  const nameOf = (file: string): string => view.snapshots.find((one) => one.file === file)?.name ?? file;
  const [now, before] = files ?? ['live', null];
  const lines: readonly Piece[] =
    files === null && view.baseline === null
      ? [
          ['nothing to compare with: no baseline is chosen', tone.strong],
          ['', tone.plain],
          ['c   take a snapshot of the last 30 s', tone.plain],
          ['B   choose one as the baseline: the live run is compared with it at once', tone.plain],
          ['6   snapshots: mark two with v, Enter compares them', tone.plain],
        ]
      : [
          [
            `comparing ${nameOf(now)} with ${before === null ? (view.baseline?.name ?? '') : nameOf(before)} …`,
            tone.plain,
          ],
          ['', tone.plain],
          ['h l align and u swap ask again', tone.dim],
        ];
  lines.forEach(([text, look], at) => region.text(3, 1 + at, text, look));
}
