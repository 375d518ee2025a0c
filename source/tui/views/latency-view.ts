import type {LookView} from '../../session/look.ts';
import type {SessionView} from '../../session/view.ts';
import {drawCursorPanel} from '../panels/cursor-panel.ts';
import {shownCursor} from '../panels/cursor-text.ts';
import {drawDoubtMarks, drawEventMarks} from '../panels/event-marks.ts';
import {drawLadder, type LadderRows} from '../panels/ladder-panel.ts';
import {latencyColumns, wantedLook} from '../panels/latency-columns.ts';
import {drawLatencyHeatmap} from '../panels/latency-heatmap.ts';
import {drawLatencyHistogram} from '../panels/latency-histogram.ts';
import {drawPercentiles, readingText} from '../panels/latency-percentiles.ts';
import {baselineSeries} from '../panels/endpoint-look.ts';
import {requestTitle} from '../panels/endpoint-rows.ts';
import {shownBaseline} from '../panels/measured-text.ts';
import type {PlotPlace} from '../panels/plot-place.ts';
import {pictureEndMs, windowAt, type ColumnWindow} from '../plots/column-window.ts';
import {drawWindowAxis} from '../plots/cursor-line.ts';
import {ghostPoint} from '../plots/ghost.ts';
import {columnsPerCell} from '../plots/series-plot.ts';
import type {Region} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {plotX, shareRows} from './layout.ts';

/** Rows of each part; a ladder without a heading has none of its own. */
interface LatencyRows {
  readonly percentiles: number;
  readonly heatmap: number;
  readonly events: 0 | 1;
  readonly ladder: LadderRows;
  readonly ladderHeading: boolean;
  readonly cursor: 1 | 2 | 3;
}

/**
 * View 3, 60x16 and more; `region` is the whole screen, its first two rows and last two are drawn by others.
 *
 *     PERCENTILES           │ HISTOGRAM     from 100 columns
 *     HEATMAP               │
 *     events, time axis     │
 *     LADDER
 *     CURSOR
 */
export function drawLatency(region: Region, frame: DriveFrame, screen: ScreenState): void {
  const {view, mirror} = frame;
  const {columns, rows} = region;
  const side = sideCells(columns);
  const main = columns - side;
  const window = latencyWindow(columns, frame, screen);
  const place = placeIn(main, frame, window);
  const look = wantedLook(mirror, screen, window);
  const {name} = screen.latency;
  const shown = latencyColumns(window, look, {name, reading: readingText(screen.frozen !== null)});
  const share = rowsOf(rows - 4, {screenRows: rows, hasBaseline: shownBaseline(view) !== null});
  let y = 2;
  const request = {name, title: requestTitle(view, name)};
  drawPercentiles(region.inner(0, y, main, share.percentiles + 1), mirror, place, shown, request);
  y += share.percentiles + 1;
  drawLatencyHeatmap(region.inner(0, y, main, share.heatmap + 1), place, shown);
  y += share.heatmap + 1;
  if (share.events > 0) drawEvents(region, y++, frame, place);
  drawWindowAxis(region, place.x, y++, window, place.perCell);
  if (side > 0) {
    for (let at = 2; at < y; at++) region.put(main, at, '│', tone.dim);
    drawLatencyHistogram(region.inner(main + 1, 2, side - 1, y - 2), view, shown);
  }
  const ladder = share.ladder + (share.ladderHeading ? 1 : 0);
  const ladderLook = {rows: share.ladder, withHeading: share.ladderHeading};
  drawLadder(region.inner(0, y, columns, ladder), view, shown, ladderLook);
  drawCursorPanel(region.inner(0, y + ladder, columns, share.cursor), view, window, {
    figures: shown.figures,
    baselineP95: (index) => baselineAt(index, window, {mirror, look, name}),
    reading: name !== null && look === null ? shown.reading : null,
  });
}

/** Of what is looked at, at a column's load, µs; NaN: the baseline never had it, or of one request it is not told. */
function baselineAt(
  index: number,
  window: ColumnWindow,
  {mirror, look, name}: {readonly mirror: SessionMirror; readonly look: LookView | null; readonly name: string | null},
): number {
  const row = window.rows[index] ?? null;
  const baseline = shownBaseline(mirror.view);
  if (row === null || baseline === null) return Number.NaN;
  if (name === null) return ghostPoint(row, baseline)?.p95 ?? Number.NaN;
  return look === null ? Number.NaN : baselineSeries(window, {mirror, look}, 'p95')[index]!;
}

/** The columns of view 3 at this size. */
export function latencyWindow(
  columns: number,
  {
    mirror,
    view,
    window,
    theme,
  }: Pick<DriveFrame, 'mirror' | 'view' | 'theme'> & {
    readonly window: Pick<ColumnWindow, 'seconds'>;
  },
  screen: ScreenState,
): ColumnWindow {
  const {seconds} = window;
  const count = plotCellsOf(columns - sideCells(columns)) * columnsPerCell(theme);
  const endMs = pictureEndMs(mirror.columns[seconds], seconds, view);
  const place = {count, elapsedMs: view.elapsedMs, ahead: 0, endMs};
  return windowAt(mirror.columns[seconds], seconds, place, shownCursor(view, screen));
}

/** Where the plots lie in columns of time: the cells right of `plotX`, and the screen's first row below them. */
export function latencyPlots(size: ScreenSize, view: SessionView): {readonly cells: number; readonly end: number} {
  const {columns, rows} = size;
  const share = rowsOf(rows - 4, {screenRows: rows, hasBaseline: shownBaseline(view) !== null});
  const {percentiles, heatmap, events} = share;
  return {cells: plotCellsOf(columns - sideCells(columns)), end: percentiles + heatmap + events + 4};
}

/** With its rule; 0: there is no room for one. */
function sideCells(columns: number): number {
  if (columns < 100) return 0;
  return columns < 120 ? 30 : columns < 160 ? 34 : Math.min(64, Math.floor(columns * 0.28));
}

function plotCellsOf(main: number): number {
  return Math.max(1, main - plotX);
}

function placeIn(main: number, {theme, scale}: DriveFrame, window: ColumnWindow): PlotPlace {
  return {
    x: plotX,
    cells: plotCellsOf(main),
    aheadCells: 0,
    ahead: null,
    textX: main,
    textEnd: main,
    perCell: columnsPerCell(theme),
    window,
    theme,
    scale,
  };
}

function drawEvents(region: Region, y: number, {mirror}: DriveFrame, {x, window, perCell}: PlotPlace): void {
  region.textRight(x - 1, y, 'events', tone.dim);
  const marks = {x, window, perCell, whole: true};
  drawDoubtMarks(region, y, marks);
  drawEventMarks(region, y, marks, mirror.events);
}

/** @param rows of all parts */
function rowsOf(
  rows: number,
  {screenRows, hasBaseline}: {readonly screenRows: number; readonly hasBaseline: boolean},
): LatencyRows {
  const isTall = screenRows >= 32;
  const isShort = screenRows < 20;
  const fixed = isTall
    ? ({events: 1, ladder: hasBaseline ? 5 : 3, ladderHeading: true, cursor: hasBaseline ? 3 : 2} as const)
    : isShort
      ? ({events: 0, ladder: 2, ladderHeading: false, cursor: 1} as const)
      : ({events: 1, ladder: 3, ladderHeading: true, cursor: 1} as const);
  const taken = 3 + fixed.events + fixed.ladder + (fixed.ladderHeading ? 1 : 0) + fixed.cursor;
  const share = shareRows(rows - taken, {percentiles: 3, heatmap: 3}, [
    ['percentiles', 6],
    ['heatmap', 5],
    ['percentiles', 7],
    ['heatmap', 8],
    ['percentiles', 11],
    ['heatmap', 12],
    ['percentiles', 16],
    ['heatmap', 20],
    ['percentiles', 24],
    ['heatmap', 28],
    ['percentiles', 1000],
  ]);
  return {...fixed, ...share};
}
