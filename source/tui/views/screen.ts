import {Canvas, type Region} from '../canvas/canvas.ts';
import {drawKeyLine, drawMessageLine} from '../panels/bottom-lines.ts';
import {cursorMessage, shownCursor} from '../panels/cursor-text.ts';
import {drawHeader} from '../panels/header.ts';
import {drawViewTabRow} from '../panels/tab-row.ts';
import {pictureEndMs, windowAt} from '../plots/column-window.ts';
import {aheadColumns, planAhead} from '../plots/plan-ahead.ts';
import {columnsPerCell} from '../plots/series-plot.ts';
import type {SessionView} from '../../session/view.ts';
import type {Theme} from '../theme/theme.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import {drawCompare} from './compare-view.ts';
import {drawEndpoints} from './endpoints-view.ts';
import {drawEvents} from './events-view.ts';
import {drawHost} from './host-view.ts';
import {drawLatency, latencyWindow} from './latency-view.ts';
import {drawSnaps} from './snaps-view.ts';
import {drawStudy} from './study-view.ts';
import {drawBaselineDialog, drawDeleteDialog, drawExportDialog, drawQuitDialog, drawScenarioDialog} from './dialogs.ts';
import {drawCompactDrive} from './drive-compact.ts';
import type {DriveFrame} from './drive-frame.ts';
import {drawPlotsDrive} from './drive-plots.ts';
import {drawWideDrive} from './drive-wide.ts';
import {drawHelp} from './help-view.ts';
import {columnSecondsOf, drivenColumns, layoutOf} from './layout.ts';
import {drawRampDialog} from './ramp-dialog.ts';
import {drawTiny} from './tiny.ts';

/**
 * The whole screen as text: `size.rows` strings, each exactly `size.columns` cells wide, coloured with SGR codes that
 * end with the row. While the picture is frozen, header and bottom lines go on: measuring and load do.
 * @param mirror null until the session has said anything
 */
export function renderScreen(
  mirror: SessionMirror | null,
  screen: ScreenState,
  size: ScreenSize,
  theme: Theme,
): string[] {
  const columns = Math.max(1, Math.floor(size.columns));
  const rows = Math.max(1, Math.floor(size.rows));
  const canvas = new Canvas(columns, rows);
  const region = canvas.region();
  if (screen.overlay?.kind === 'help') drawHelp(region, mirror?.view ?? null, screen);
  else if (mirror === null) drawStarting(region);
  else drawDrive(region, mirror, screen, theme);
  if (screen.overlay?.kind === 'quit') drawQuitDialog(overlayPart(region), mirror?.view ?? null, screen.overlay);
  if (screen.overlay?.kind === 'baseline') {
    drawBaselineDialog(overlayPart(region), mirror?.view ?? null, screen.overlay.selected);
  }
  if (screen.overlay?.kind === 'snapshot-export')
    drawExportDialog(overlayPart(region), mirror?.view ?? null, screen.overlay);
  if (screen.overlay?.kind === 'snapshot-delete')
    drawDeleteDialog(overlayPart(region), mirror?.view ?? null, screen.overlay.file);
  if (screen.overlay?.kind === 'scenarios') {
    drawScenarioDialog(overlayPart(region), mirror?.view ?? null, screen.overlay.selected);
  }
  if (screen.overlay?.kind === 'ramp') {
    drawRampDialog(overlayPart(region), mirror?.view ?? null, screen.overlay, theme);
  }
  return canvas.toRows(theme);
}

function drawDrive(region: Region, live: SessionMirror, screen: ScreenState, theme: Theme): void {
  const size = {columns: region.columns, rows: region.rows};
  const shown = screen.frozen ?? live;
  const seconds = columnSecondsOf(screen, size, theme, shown.view.elapsedMs);
  const kind = layoutOf(size);
  const {view} = shown;
  const count = drivenColumns(size, theme);
  const free = kind === 'tiny' ? 0 : aheadColumns(view, count, seconds, kind === 'compact' ? 1 : columnsPerCell(theme));
  const endMs = pictureEndMs(shown.columns[seconds], seconds, view);
  const place = {count, elapsedMs: view.elapsedMs, ahead: free, endMs};
  const cursor = kind === 'tiny' ? null : shownCursor(view, screen);
  const window = windowAt(shown.columns[seconds], seconds, place, cursor);
  const frame: DriveFrame = {mirror: shown, view, window, ahead: planAhead(view, window), theme, scale: screen.scale};
  if (kind === 'tiny') {
    drawTiny(region, frame, {view: live.view, screen});
    return;
  }
  if (screen.view === 'compare') drawCompare(region, frame, screen);
  // Snapshots are not what a freeze holds still.
  else if (screen.view === 'snaps') drawSnaps(region, {...frame, mirror: live, view: live.view}, screen);
  else if (screen.view === 'endpoints') drawEndpoints(region, frame, screen);
  else if (screen.view === 'latency') drawLatency(region, frame, screen);
  else if (screen.view === 'host') drawHost(region, frame, screen);
  else if (screen.view === 'events') drawEvents(region, {...frame, mirror: live, view: live.view}, screen);
  else if (screen.view === 'study') drawStudy(region, frame, screen);
  else if (kind === 'compact') drawCompactDrive(region, frame);
  else if (kind === 'plots') drawPlotsDrive(region, frame);
  else drawWideDrive(region, frame);
  if (screen.view !== 'drive') {
    const zoom = {window: latencyWindow(region.columns, frame, screen), perDot: columnsPerCell(theme) === 2};
    drawViewTabRow(region.inner(0, 1, region.columns, 1), view, screen, zoom);
  }
  drawHeader(region, live.view, screen.frozen?.view.elapsedMs ?? null);
  if (cursor !== null && !isSpoken(live.view, screen)) {
    const withFigures = screen.view === 'drive';
    region.pieces(1, region.rows - 2, cursorMessage(live.view, cursor, window, {columns: region.columns, withFigures}));
  } else drawMessageLine(region, region.rows - 2, live.view, screen, kind === 'compact' && screen.view === 'drive');
  drawKeyLine(region, region.rows - 1, live.view, screen);
}

/** Something that is asked or was just said stands before the cursor's figures; what has been so for a while does not. */
function isSpoken({question, notice, elapsedMs}: SessionView, {hint}: ScreenState): boolean {
  return question !== null || hint !== null || (notice !== null && notice.untilMs > elapsedMs);
}

function drawStarting(region: Region): void {
  region.text(1, 0, 'STARTING', tone.badge);
  if (region.rows > 1) region.text(1, region.rows - 1, 'q quit', tone.dim);
}

/** Between the header and the two bottom lines: what is said there stays in sight. */
function overlayPart(region: Region): Region {
  if (region.rows < 8) return region;
  return region.inner(0, 1, region.columns, region.rows - 3);
}
