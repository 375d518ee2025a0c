import {formatNumber} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import {quittingAsks} from '../app/load-effect.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawBox} from '../canvas/box.ts';
import {fitText, joinFitting} from '../canvas/cell-text.ts';
import {drawScenarioRows} from '../panels/scenario-table.ts';
import {drawSnapshotRows} from '../panels/snapshot-table.ts';
import {tone} from '../theme/tone.ts';

const quitKeys = [
  ['Enter', 'stay  (default)'],
  ['s', 'stop the load, quit'],
  ['d', 'let iterations end, quit'],
] as const;

/** Asks before load is left behind: Enter stays. */
export function drawQuitDialog(region: Region, view: SessionView | null): void {
  const box = drawBox(region, 'QUIT', 52, 12);
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
