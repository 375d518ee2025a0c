import type {Region} from '../canvas/canvas.ts';
import {drawHostFacts} from '../panels/host-facts.ts';
import {drawCpuTrend, drawGeneratorHeading, drawLoopTrend} from '../panels/host-generator.ts';
import {hostLayout, type HostLayout} from '../panels/host-layout.ts';
import {generatorMeters, generatorStocks, targetMeters} from '../panels/host-meters.ts';
import {drawTargetCpu, drawTargetHeading} from '../panels/host-target.ts';
import {drawMeterRow, drawMeterSparkRow} from '../panels/host-trends.ts';
import {drawHealthLine, drawVerdict} from '../panels/host-verdict.ts';
import {drawWorkers} from '../panels/host-workers.ts';
import {sparkX} from '../panels/spark-row.ts';
import {drawTimeAxis} from '../plots/axis.ts';
import {columnWindow} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {plotPlace} from './drive-plots.ts';
import {layoutOf, plotCells, sideColumns} from './layout.ts';

/**
 * View 5, 60x16 and more; `region` is the whole screen, its first two rows and last two are drawn by others.
 *
 *     GENERATOR     CPU        braille, one time axis
 *     EVENT LOOP
 *                   memory, network, sockets …: one row each
 *     TARGET HOST   CPU, memory, network, where it is observed
 *     time axis
 *     HEALTH        can the figures be trusted, and what to do    (160x48: in a side column, with facts of)
 *     WORKERS
 */
export function drawHost(region: Region, driven: DriveFrame, screen: ScreenState): void {
  const {columns, rows} = region;
  const frame = withoutPlan(driven);
  const size = {columns, rows};
  const kind = layoutOf(size);
  const layout = hostLayout(frame.view, size);
  const {scroll} = screen.host;
  if (kind === 'wide') drawWide(region, frame, layout, scroll);
  else if (kind === 'plots') drawPlots(region, frame, layout, scroll);
  else drawCompact(region, frame, layout, scroll);
}

/** The plan has nothing to say of a machine: its columns are the trends' too. */
function withoutPlan(frame: DriveFrame): DriveFrame {
  const {mirror, window, view} = frame;
  const {seconds, count, ahead} = window;
  if (ahead === 0) return frame;
  return {...frame, ahead: null, window: columnWindow(mirror.columns[seconds], seconds, count + ahead, view.elapsedMs)};
}

function drawCompact(region: Region, {view, window}: DriveFrame, layout: HostLayout, scroll: number): void {
  const {columns} = region;
  let y = 2;
  drawGeneratorHeading(region, y++, view);
  for (const meter of [...generatorMeters(view), ...generatorStocks(view)].slice(0, layout.meters))
    drawMeterSparkRow(region, y++, meter, window);
  if (layout.target > 0) drawTargetHeading(region, y++, view);
  for (const meter of targetMeters(view).slice(0, layout.targetMeters)) drawMeterSparkRow(region, y++, meter, window);
  drawTimeAxis(region, sparkX, y++, window.count, window.seconds, window.ahead);
  if (layout.verdict > 0) drawHealthLine(region, y++, view);
  drawWorkers(region.inner(0, y, columns, layout.workers), view, scroll);
}

function drawPlots(region: Region, frame: DriveFrame, layout: HostLayout, scroll: number): void {
  const {columns, rows} = region;
  const {view} = frame;
  let y = 2 + drawTrends(region.inner(0, 2, columns, rows - 4), frame, layout, plotCells(columns, 'plots'));
  drawVerdict(region.inner(0, y, columns, layout.verdict), view);
  y += layout.verdict;
  drawWorkers(region.inner(0, y, columns, layout.workers), view, scroll);
}

function drawWide(region: Region, frame: DriveFrame, layout: HostLayout, scroll: number): void {
  const {columns, rows} = region;
  const {view} = frame;
  const side = sideColumns(columns);
  const main = columns - side - 1;
  drawTrends(region.inner(0, 2, main, rows - 4), frame, layout, plotCells(columns, 'wide'));
  for (let y = 2; y < rows - 2; y++) region.put(main, y, '│', tone.dim);
  const beside = region.inner(main + 2, 2, side - 1, rows - 4);
  drawVerdict(beside.inner(0, 0, beside.columns, layout.verdict), view);
  drawWorkers(beside.inner(0, layout.verdict, beside.columns, layout.workers), view, scroll);
  const y = layout.verdict + layout.workers;
  drawHostFacts(beside.inner(0, y, beside.columns, beside.rows - y), view);
}

/** Everything over time, one below the other. @returns the row after it */
function drawTrends(region: Region, frame: DriveFrame, layout: HostLayout, cells: number): number {
  const {view} = frame;
  const {columns} = region;
  const place = plotPlace(frame, cells);
  drawGeneratorHeading(region, 0, view);
  drawCpuTrend(region.inner(0, 1, columns, layout.cpu - 1), view, place);
  let y = layout.cpu;
  drawLoopTrend(region.inner(0, y, columns, layout.loop), view, place);
  y += layout.loop;
  for (const meter of generatorStocks(view).slice(0, layout.meters)) drawMeterRow(region, y++, meter, place);
  if (layout.target > 0) drawTargetHeading(region, y++, view);
  drawTargetCpu(region.inner(0, y, columns, layout.targetCpu), view, place);
  y += layout.targetCpu;
  for (const meter of targetMeters(view).slice(1, layout.targetMeters + 1)) drawMeterRow(region, y++, meter, place);
  drawTimeAxis(region, place.x, y, place.cells, place.window.seconds * place.perCell, place.aheadCells);
  return y + 1;
}
