import type {Region} from '../canvas/canvas.ts';
import {actionRows, drawSnapsActions} from '../panels/snaps-actions.ts';
import {drawSnapsPreview} from '../panels/snaps-preview.ts';
import {cursorRow, snapRows} from '../panels/snaps-rows.ts';
import {drawSnapsTable} from '../panels/snaps-table.ts';
import {drawSnapsTrend} from '../panels/snaps-trend.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenSize, ScreenState} from '../ui-state.ts';
import type {DriveFrame} from './drive-frame.ts';
import {shareRows} from './layout.ts';
import type {ListPlace} from './list-row.ts';

const notSteady = '~ "not steady": load moved more than 5% inside the window; comparisons with it are marked ~';

/**
 * 60x16 and more; `region` is the whole screen, its first two rows and last two are drawn by others.
 *
 *     SNAPSHOTS
 *     PREVIEW     latencies around the window  │ facts
 *     TREND       from 22 rows
 *     ACTIONS     from 40 rows
 *     ~ not steady
 */
export function drawSnaps(region: Region, frame: DriveFrame, screen: ScreenState, now = new Date()): void {
  const {view, theme} = frame;
  const {snaps} = screen;
  const {columns} = region;
  const rows = snapRows(view, snaps);
  const selected = rows[cursorRow(rows, snaps)] ?? null;
  const share = shareOut(region.rows, rows.length);
  let y = 2;
  const next = (count: number): Region => {
    const part = region.inner(0, y, columns, count);
    y += count;
    return part;
  };
  drawSnapsTable(next(share.list), view, snaps, now);
  if (selected === null) return;
  drawSnapsPreview(next(share.preview), view, selected, theme);
  if (share.trend > 0) drawSnapsTrend(next(share.trend), view, selected);
  if (share.actions > 0) drawSnapsActions(next(share.actions), view, snaps);
  if (share.foot > 0 && columns > notSteady.length && rows.some(({steady}) => !steady)) {
    region.text(1, y, notSteady, tone.dim);
  }
}

/** Where the rows of the table are. */
export function snapListPlace({rows}: ScreenSize, listed: number): ListPlace {
  return {top: 4, room: Math.max(0, shareOut(rows, listed).list - 2)};
}

type Part = 'list' | 'preview' | 'trend' | 'actions' | 'foot';

/** Headings included; a part without rows is not drawn. */
function shareOut(screenRows: number, listed: number): Record<Part, number> {
  const withTrend = screenRows >= 22;
  const withActions = screenRows >= 40;
  const most = Math.max(1, listed) + 2;
  const least = {
    list: Math.min(most, 5),
    preview: 5,
    trend: withTrend ? 5 : 0,
    actions: withActions ? actionRows : 0,
    foot: withActions ? 1 : 0,
  };
  return shareRows<Part>(screenRows - 4, least, [
    ['preview', 6],
    ['list', Math.min(most, 7)],
    ['preview', 8],
    ['list', Math.min(most, 9)],
    ['preview', 10],
    ['trend', withTrend ? 7 : 0],
    ['list', Math.min(most, 14)],
    ['preview', 14],
    ['trend', withTrend ? 10 : 0],
    ['list', most],
    ['preview', 20],
    ['trend', withTrend ? 16 : 0],
    ['preview', 30],
  ]);
}
