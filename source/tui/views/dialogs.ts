import {formatNumber} from '../../domain/format.ts';
import {reportFormats, type ReportFormat} from '../../domain/report-format.ts';
import type {SessionView} from '../../session/view.ts';
import {quittingAsks} from '../app/load-effect.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawBox} from '../canvas/box.ts';
import {fitText, joinFitting} from '../canvas/cell-text.ts';
import {drawScenarioRows} from '../panels/scenario-table.ts';
import {drawSnapshotRows} from '../panels/snapshot-table.ts';
import {tone} from '../theme/tone.ts';
import type {Overlay} from '../ui-state.ts';

/** Asks before load is left behind: Enter stays. */
export function drawQuitDialog(
  region: Region,
  view: SessionView | null,
  {next}: Pick<Extract<Overlay, {kind: 'quit'}>, 'next'> = {},
): void {
  const box = drawBox(region, next === undefined ? 'QUIT' : 'OPEN ANOTHER PROFILE', 52, 12);
  const then = next === undefined ? 'quit' : 'open';
  const quitKeys = [
    ['Enter', 'stay  (default)'],
    ['s', box.columns < 48 ? `stop the load, ${then}` : `stop the load, save the drive, ${then}`],
    ['d', box.columns < 48 ? `drain, then ${then}` : `drain what is in flight, then ${then}`],
  ] as const;
  const short = box.rows < 10;
  let y = short ? 0 : 1;
  // The answers come before what they are about.
  if (view !== null && box.rows > quitKeys.length) {
    box.text(2, y++, fitText(runningText(view), box.columns - 3), tone.plain);
    if (!short) box.text(2, y++, fitText(view.origin, box.columns - 3), tone.strong);
  }
  if (!short) y++;
  for (const [key, text] of quitKeys) {
    box.text(2, y, key, tone.strong);
    box.text(10, y++, fitText(text, box.columns - 11), tone.plain);
  }
  if (!short) box.text(10, y++, 'cut off after gracefulStop', tone.dim);
  if (!short) box.text(2, y + 1, fitText('^C stops the load at once and stays here', box.columns - 3), tone.dim);
}

/** The load may have gone since the question came up. */
function runningText(view: SessionView): string {
  if (!quittingAsks(view)) return 'No load is running any more against';
  const rate = view.window.requestsPerSecond;
  return `Load is running: ${view.load.activeVus} VUs, ${rate === null ? '--' : formatNumber(rate)} req/s to`;
}

/** Chooses the baseline among the snapshots of the folder. */
export function drawBaselineDialog(region: Region, view: SessionView | null, selected: number): void {
  const listed = view?.snapshots.length ?? 0;
  const width = Math.min(84, Math.max(60, region.columns - 8));
  const box = drawBox(region, 'BASELINE', width, Math.min(region.rows - 2, Math.max(1, listed) + 5));
  const rows = Math.max(1, box.rows - 2);
  if (view !== null) drawSnapshotRows(box.inner(1, 0, box.columns - 2, rows), view, selected);
  const keys = listed === 0 ? 'n none   Esc cancel' : 'Enter choose   n none   Esc cancel';
  box.text(2, box.rows - 1, fitText(keys, box.columns - 3), tone.dim);
}

/** Chooses the format a snapshot is written in. */
export function drawExportDialog(
  region: Region,
  view: SessionView | null,
  {file, selected}: Extract<Overlay, {kind: 'snapshot-export'}>,
): void {
  const box = drawBox(region, 'EXPORT', 66, reportFormats.length + 5);
  // Where rows are short the formats matter more than what is known already.
  const head = box.rows >= reportFormats.length + 3 ? 2 : 0;
  if (head > 0) box.text(2, 0, fitText(nameOf(view, file), box.columns - 3), tone.strong);
  const room = Math.max(1, box.rows - head - 1);
  const from = Math.max(0, Math.min(selected - (room >> 1), reportFormats.length - room));
  reportFormats.slice(from, from + room).forEach((format, index) => {
    const isSelected = from + index === selected;
    if (isSelected) box.put(1, head + index, '▸', tone.strong);
    box.text(3, head + index, format, isSelected ? tone.strong : tone.plain);
    box.text(15, head + index, fitText(formatTexts[format], box.columns - 16), tone.dim);
  });
  box.text(2, box.rows - 1, fitText('Enter write it   Esc cancel', box.columns - 3), tone.dim);
}

const formatTexts: Readonly<Record<ReportFormat, string>> = {
  json: 'metrics, checks, thresholds',
  csv: 'figures as a table',
  md: 'tables for a page or a pull request',
  html: 'one page with plots, opens without a network',
  junit: 'thresholds and checks as test cases',
  prometheus: 'counters and histograms as text',
  hgrm: 'latency by percentile, HdrHistogram',
};

/** Asks before a snapshot is gone: Enter keeps it. */
export function drawDeleteDialog(region: Region, view: SessionView | null, file: string): void {
  const box = drawBox(region, 'DELETE', 66, 9);
  const short = box.rows < 7;
  let y = 0;
  if (box.rows > 2) {
    box.text(2, y++, fitText(nameOf(view, file), box.columns - 3), tone.strong);
    if (!short) box.text(2, y++, fitText(file, box.columns - 3), tone.dim);
    if (!short) box.text(2, y++, fitText('The file is deleted for good.', box.columns - 3), tone.plain);
  }
  if (!short) y++;
  box.text(2, y, 'Enter', tone.strong);
  box.text(10, y++, 'keep it  (default)', tone.plain);
  box.text(2, y, 'y', tone.strong);
  box.text(10, y, 'delete it', tone.plain);
}

/** Deleted meanwhile, it has only its file's name left. */
function nameOf(view: SessionView | null, file: string): string {
  return view?.snapshots.find((listing) => listing.file === file)?.name ?? file;
}

/** Scenarios: which user class has what part of the load, and what they measure. */
export function drawScenarioDialog(region: Region, view: SessionView | null, selected: number): void {
  const listed = view?.scenarios.length ?? 0;
  const width = Math.min(112, Math.max(76, region.columns - 16));
  const box = drawBox(region, 'SCENARIOS', width, Math.min(region.rows, Math.max(1, listed) + 7));
  const rows = Math.max(1, box.rows - 4);
  if (view !== null && listed > 0) drawScenarioRows(box.inner(1, 1, box.columns - 2, rows), view, selected);
  const keys = ['+/- weight', 'm mute', 'up/down choose', ': weight NAME 2', 'Esc close'];
  box.text(2, box.rows - 1, joinFitting(keys, '   ', box.columns - 3), tone.dim);
}
