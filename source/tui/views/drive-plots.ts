import {viewsOf} from '../app/view-order.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawCheckLine} from '../panels/check-panel.ts';
import {hasChecks} from '../panels/check-text.ts';
import {drawEndpointTable} from '../panels/endpoint-table.ts';
import {drawEventList} from '../panels/event-list.ts';
import {drawDoubtMarks, drawEventMarks} from '../panels/event-marks.ts';
import {drawPlanMarks} from '../panels/plan-marks.ts';
import {drawHostPanel} from '../panels/host-panel.ts';
import {drawLatencyPlot} from '../panels/latency-plot.ts';
import {drawLoadPlot} from '../panels/load-plot.ts';
import type {PlotPlace} from '../panels/plot-place.ts';
import {drawSloPanel} from '../panels/slo-panel.ts';
import {drawStatusPanel} from '../panels/status-panel.ts';
import {drawTabRow} from '../panels/tab-row.ts';
import {drawTrafficPlot} from '../panels/traffic-plot.ts';
import {drawWindowAxis} from '../plots/cursor-line.ts';
import {columnsPerCell} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import type {DriveFrame} from './drive-frame.ts';
import {plotCells, plotX, shareRows, textCells} from './layout.ts';

/** Width of the column with SLO and host, its rule included. */
const sideWidth = 41;

/**
 * 100x32 and more; `region` is the whole screen, its first row and last two are drawn by others.
 *
 *     tabs
 *     LOAD      braille, one time axis
 *     TRAFFIC   and error sparkline
 *     LATENCY   log scale
 *     events, time axis
 *     ENDPOINTS            │ SLO, STATUS
 *                          │ THIS HOST
 *     checks               where there are any
 *     EVENTS
 */
export function drawPlotsDrive(region: Region, frame: DriveFrame): void {
  const {view, window, mirror} = frame;
  const {columns, rows} = region;
  const wanted = Math.max(view.endpoints.length + 2, 5 + Math.max(1, view.slos.length));
  const checks = hasChecks(view) ? 1 : 0;
  const share = shareRows(rows - 10 - checks, {load: 3, traffic: 2, latency: 6, table: 8, events: 0}, [
    ['events', 2],
    ['traffic', 3],
    ['load', 4],
    ['table', Math.min(wanted, 10)],
    ['latency', 9],
    ['traffic', 4],
    ['events', 3],
    ['table', wanted],
    ['latency', 14],
    ['load', 6],
    ['traffic', 5],
    ['events', 12],
    ['latency', 20],
    ['load', 8],
    ['traffic', 8],
    ['events', 1000],
  ]);
  drawTabRow(region.inner(0, 1, columns, 1), window, columnsPerCell(frame.theme) === 2, viewsOf(view));
  const place = plotPlace(frame, plotCells(columns, 'plots'));
  let y = drawTallPlots(region.inner(0, 2, columns, rows - 4), frame, place, {
    ...share,
    inFlight: false,
    stages: false,
  });
  y += 2;
  const look = {layout: 'medium'} as const;
  drawEndpointTable(region.inner(0, y, columns - sideWidth, share.table), mirror, look);
  drawSide(region.inner(columns - sideWidth, y, sideWidth, share.table), frame);
  y += share.table;
  if (checks > 0) drawCheckLine(region, y, view);
  drawEventList(region.inner(0, y + checks, columns, share.events), mirror.events);
}

/** Where the plots lie in their panels, for plots of that many cells, what is right of now included. */
export function plotPlace({window, ahead, theme, scale}: DriveFrame, cells: number): PlotPlace {
  const textX = plotX + cells + 2;
  const perCell = columnsPerCell(theme);
  const aheadCells = window.ahead / perCell;
  const texts = {textX, textEnd: textX + textCells};
  return {x: plotX, cells: cells - aheadCells, aheadCells, ahead, ...texts, perCell, window, theme, scale};
}

export interface TallRows {
  readonly load: number;
  readonly traffic: number;
  readonly latency: number;
  readonly inFlight: boolean;
  /** Keeps a row under LOAD free for the stages. */
  readonly stages: boolean;
}

/** LOAD, TRAFFIC, LATENCY, events and axis, one below the other. @returns the row after them */
export function drawTallPlots(region: Region, frame: DriveFrame, place: PlotPlace, rows: TallRows): number {
  const {view, mirror} = frame;
  const {columns} = region;
  let y = 0;
  drawLoadPlot(region.inner(0, y, columns, rows.load + 1), view, place);
  y += rows.load + 1 + (rows.stages ? 1 : 0);
  const trafficRows = rows.traffic + 2 + (rows.inFlight ? 1 : 0);
  drawTrafficPlot(region.inner(0, y, columns, trafficRows), view, place, rows.inFlight);
  y += trafficRows;
  drawLatencyPlot(region.inner(0, y, columns, rows.latency + 1), view, place);
  y += rows.latency + 1;
  region.textRight(place.x - 1, y, 'events', tone.dim);
  const marks = {x: place.x, window: place.window, perCell: place.perCell, whole: true};
  drawDoubtMarks(region, y, marks);
  drawEventMarks(region, y, marks, mirror.events);
  drawPlanMarks(region, y, marks, place.ahead);
  drawWindowAxis(region, place.x, y + 1, place.window, place.perCell, place.aheadCells);
  return y + 2;
}

/** SLO and statuses above, the host's four rows at the bottom, a rule at the left. */
function drawSide(region: Region, frame: DriveFrame): void {
  const {view, mirror} = frame;
  for (let y = 1; y < region.rows; y++) region.put(0, y, '│', tone.dim);
  const inside = region.inner(1, 0, region.columns - 1, region.rows);
  const above = region.rows - 4;
  const slo = view.slos.length === 0 ? 0 : Math.min(above, view.slos.length + 1);
  // A heading without a row below it says nothing.
  const status = above - slo >= 2 ? above - slo : 0;
  if (slo > 0) drawSloPanel(inside.inner(0, 0, inside.columns, slo), view, 'narrow');
  drawStatusPanel(inside.inner(0, slo, inside.columns, status), view);
  drawHostPanel(inside.inner(0, slo + status, inside.columns, 4), mirror);
}
