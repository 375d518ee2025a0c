import {viewsOf} from '../app/view-order.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawCompactLatency, drawCompactLoad, drawCompactTraffic} from '../panels/compact-panels.ts';
import {drawEndpointTable} from '../panels/endpoint-table.ts';
import {drawEvent, drawEventList} from '../panels/event-list.ts';
import {drawDoubtMarks, drawEventMarks} from '../panels/event-marks.ts';
import {drawPlanMarks} from '../panels/plan-marks.ts';
import {drawGeneratorLine} from '../panels/generator-line.ts';
import {drawSloPanel} from '../panels/slo-panel.ts';
import {sparkX} from '../panels/spark-row.ts';
import {drawTabRow} from '../panels/tab-row.ts';
import {drawWindowAxis} from '../plots/cursor-line.ts';
import {tone} from '../theme/tone.ts';
import type {DriveFrame} from './drive-frame.ts';

/**
 * Between the header and the two bottom lines, 60 columns and more:
 *
 *     tabs       only from 18 rows
 *     LOAD       3
 *     TRAFFIC    3     sparklines, one time axis
 *     LATENCY    5
 *     events     2
 *     ENDPOINTS  what is left, then EVENTS and SLO
 *     gen        only from 17 rows
 *
 * `region` is the whole screen; row 0 and the last two are drawn by others.
 */
export function drawCompactDrive(region: Region, frame: DriveFrame): void {
  const {view, window} = frame;
  const {columns, rows} = region;
  let y = 1;
  if (rows >= 18) drawTabRow(region.inner(0, y++, columns, 1), window, false, viewsOf(view));
  drawCompactLoad(region.inner(0, y, columns, 3), view, window, frame.ahead);
  drawCompactTraffic(region.inner(0, y + 3, columns, 3), view, window);
  drawCompactLatency(region.inner(0, y + 6, columns, 5), view, window);
  region.text(1, y + 11, 'events', tone.dim);
  const place = {x: sparkX, window, perCell: 1, whole: false};
  drawDoubtMarks(region, y + 11, place);
  drawEventMarks(region, y + 11, place, frame.mirror.events);
  drawPlanMarks(region, y + 11, place, frame.ahead);
  drawWindowAxis(region, sparkX, y + 12, window, 1, window.ahead);
  const bottom = rows >= 17 ? rows - 3 : rows - 2;
  if (rows >= 17) drawGeneratorLine(region, rows - 3, view, window);
  drawRest(region.inner(0, y + 13, columns, bottom - y - 13), frame);
}

/** One row: the newest event. Two: EVENTS. Three and more: ENDPOINTS, and below it what there is room for. */
function drawRest(region: Region, frame: DriveFrame): void {
  const {view, mirror} = frame;
  const {columns, rows} = region;
  if (rows === 1) {
    const newest = mirror.events.at(-1);
    if (newest !== undefined) drawEvent(region, 0, newest);
  }
  if (rows === 2) drawEventList(region, mirror.events);
  if (rows < 3) return;
  const table = Math.min(rows, view.endpoints.length + 2);
  const look = {layout: 'compact'} as const;
  drawEndpointTable(region.inner(0, 0, columns, table), mirror, look);
  const left = rows - table;
  const slo = view.slos.length > 0 && left >= view.slos.length + 5 ? view.slos.length + 1 : 0;
  if (slo > 0) drawSloPanel(region.inner(0, table, columns, slo), view, 'narrow');
  if (left - slo >= 2) drawEventList(region.inner(0, table + slo, columns, left - slo), mirror.events);
}
