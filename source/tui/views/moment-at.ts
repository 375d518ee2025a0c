import {columnStartS, shownCursor} from '../panels/cursor-text.ts';
import {pictureEndMs, windowAt, type ColumnWindow} from '../plots/column-window.ts';
import {aheadColumns} from '../plots/plan-ahead.ts';
import {columnsPerCell} from '../plots/series-plot.ts';
import type {Theme} from '../theme/theme.ts';
import {isTiny, type ScreenSize, type ScreenState, type SessionMirror} from '../ui-state.ts';
import {latencyPlots, latencyWindow} from './latency-view.ts';
import {columnSecondsOf, drivenColumns, layoutOf, plotCells, plotX} from './layout.ts';

interface Shown {
  readonly mirror: SessionMirror;
  readonly screen: ScreenState;
  readonly size: ScreenSize;
  readonly theme: Theme;
}

/** A row of cells with columns of time in them, and what each of those is of. */
interface Picture {
  readonly cells: number;
  /** The screen's first row below it. */
  readonly end: number;
  readonly window: ColumnWindow;
}

/**
 * Start of the column that the tall plots of view 1, or those of view 3, draw in this cell, run clock, s; null: no plot
 * is there, nothing was measured then, or it is still to come.
 */
export function momentAt(shown: Shown, x: number, y: number): number | null {
  const {mirror, screen, size, theme} = shown;
  const {view} = screen.frozen ?? mirror;
  if (isTiny(size) || view.playback !== null || y < 3 || x < plotX) return null;
  const picture =
    screen.view === 'latency' ? latencyPicture(shown) : screen.view === 'drive' ? drivePicture(shown) : null;
  if (picture === null || y >= picture.end || x >= plotX + picture.cells) return null;
  const {window} = picture;
  const perCell = columnsPerCell(theme);
  const column = Math.min((x - plotX) * perCell + perCell - 1, window.count - 1);
  if (column < window.first || (x - plotX) * perCell >= window.count) return null;
  return columnStartS(window, column);
}

function drivePicture({mirror, screen, size, theme}: Shown): Picture | null {
  const kind = layoutOf(size);
  if (kind === 'tiny' || kind === 'compact') return null;
  const shown = screen.frozen ?? mirror;
  const {view} = shown;
  const seconds = columnSecondsOf(screen, size, theme, view.elapsedMs);
  const count = drivenColumns(size, theme);
  const endMs = pictureEndMs(shown.columns[seconds], seconds, view);
  const ahead = aheadColumns(view, count, seconds, columnsPerCell(theme));
  const place = {count, elapsedMs: view.elapsedMs, ahead, endMs};
  const window = windowAt(shown.columns[seconds], seconds, place, shownCursor(view, screen));
  return {cells: plotCells(size.columns, kind), end: size.rows - 2, window};
}

function latencyPicture({mirror, screen, size, theme}: Shown): Picture {
  const shown = screen.frozen ?? mirror;
  const {view} = shown;
  const seconds = columnSecondsOf(screen, size, theme, view.elapsedMs);
  const window = latencyWindow(size.columns, {mirror: shown, view, window: {seconds}, theme}, screen);
  return {...latencyPlots(size, view), window};
}
