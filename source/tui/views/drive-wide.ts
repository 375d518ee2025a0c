import {viewsOf} from '../app/view-order.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawCheckPanel} from '../panels/check-panel.ts';
import {hasChecks} from '../panels/check-text.ts';
import {drawEndpointTable} from '../panels/endpoint-table.ts';
import {drawEventList} from '../panels/event-list.ts';
import {drawHistogramPanel} from '../panels/histogram-panel.ts';
import {drawWideHostPanel} from '../panels/host-panel.ts';
import {drawStagesRow} from '../panels/load-plot.ts';
import {drawSloPanel} from '../panels/slo-panel.ts';
import {drawSnapshotPanel} from '../panels/snapshot-table.ts';
import {drawStatusPanel} from '../panels/status-panel.ts';
import {drawTabRow} from '../panels/tab-row.ts';
import {columnsPerCell} from '../plots/series-plot.ts';
import {tone} from '../theme/tone.ts';
import type {DriveFrame} from './drive-frame.ts';
import {drawTallPlots, plotPlace} from './drive-plots.ts';
import {plotCells, shareRows, sideColumns} from './layout.ts';

/**
 * 160x48 and more; `region` is the whole screen, its first row and last two are drawn by others.
 *
 *     tabs
 *     LOAD, stages          │ SLO
 *     TRAFFIC               │ HISTOGRAM
 *     LATENCY               │ CHECKS, where there are any; STATUS
 *     events, time axis     │ THIS HOST
 *     ENDPOINTS
 *     EVENTS                │ SNAPSHOTS
 */
export function drawWideDrive(region: Region, frame: DriveFrame): void {
  const {view, window, mirror} = frame;
  const {columns, rows} = region;
  const stages = view.load.plan !== null;
  const endpoints = Math.max(1, view.endpoints.length);
  const share = shareRows(
    rows - 15 - (stages ? 1 : 0),
    {load: 4, traffic: 3, latency: 9, table: Math.min(endpoints, 6), events: 3},
    [
      ['table', Math.min(endpoints, 8)],
      ['load', 5],
      ['traffic', 4],
      ['latency', 10],
      ['events', 5],
      ['latency', 12],
      ['load', 6],
      ['events', 8],
      ['latency', 14],
      ['traffic', 5],
      ['events', 11],
      ['table', endpoints],
      ['latency', 22],
      ['load', 8],
      ['traffic', 8],
      ['events', 1000],
    ],
  );
  drawTabRow(region.inner(0, 1, columns, 1), window, columnsPerCell(frame.theme) === 2, viewsOf(view));
  const side = sideColumns(columns);
  const main = columns - side - 1;
  const place = plotPlace(frame, plotCells(columns, 'wide'));
  const plots = region.inner(0, 2, main, rows - 4);
  const y = 2 + drawTallPlots(plots, frame, place, {...share, inFlight: true, stages});
  if (stages) drawStagesRow(region.inner(0, 0, main, rows), 3 + share.load, view);
  for (let at = 2; at < y; at++) region.put(main, at, '│', tone.dim);
  drawSide(region.inner(main + 2, 2, side - 1, y - 2), frame);
  drawEndpointTable(region.inner(0, y, columns, share.table + 3), mirror, {layout: 'wide'});
  const below = y + share.table + 3;
  // The folder of snapshots is none of a recording's.
  if (view.playback !== null) {
    drawEventList(region.inner(0, below, columns, rows - 2 - below), mirror.events);
    return;
  }
  for (let at = below + 1; at < rows - 2; at++) region.put(main, at, '│', tone.dim);
  drawEventList(region.inner(0, below, main, rows - 2 - below), mirror.events);
  drawSnapshotPanel(region.inner(main + 2, below, side - 1, rows - 2 - below), view);
}

function drawSide(region: Region, frame: DriveFrame): void {
  const {view, mirror} = frame;
  const {columns} = region;
  const slos = view.slos.length;
  const status = Math.max(3, view.outcomes.length + 1);
  const checks = hasChecks(view) ? Math.max(1, view.checks.length) + 1 : 0;
  const least = {slo: slos === 0 ? 0 : 3, histogram: 6, checks: Math.min(2, checks), status: 3, host: 5};
  const share = shareRows(region.rows, least, [
    ['slo', slos === 0 ? 0 : slos + 2],
    ['host', 7],
    ['checks', Math.min(4, checks)],
    ['status', Math.min(5, status)],
    ['host', 8],
    ['histogram', 13],
    ['checks', checks],
    ['status', status],
    ['histogram', 19],
    [slos === 0 ? 'status' : 'slo', 1000],
  ]);
  let y = 0;
  if (slos > 0) drawSloPanel(region.inner(0, y, columns, share.slo), view, 'wide');
  drawHistogramPanel(region.inner(0, (y += share.slo), columns, share.histogram), view);
  if (checks > 0) drawCheckPanel(region.inner(0, y + share.histogram, columns, share.checks), view);
  y += share.histogram + share.checks;
  drawStatusPanel(region.inner(0, y, columns, share.status), view);
  drawWideHostPanel(region.inner(0, y + share.status, columns, share.host), mirror);
}
