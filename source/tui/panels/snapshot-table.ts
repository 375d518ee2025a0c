import {formatLatency, formatNumber} from '../../domain/format.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {firstShown} from './first-shown.ts';

/** Heading, column heads, and the snapshots in the folder: `b` marks the baseline. */
export function drawSnapshotPanel(region: Region, view: SessionView): void {
  drawHeading(region, 0, 'SNAPSHOTS', ['b = baseline on/off   B = choose it', 'B = choose baseline', '']);
  const rows = region.rows - 1;
  if (rows < 1) return;
  const foot = rows >= 5 ? 1 : 0;
  drawSnapshotRows(region.inner(0, 1, region.columns, rows - foot), view, null);
  if (foot > 0) {
    region.text(
      1,
      region.rows - 1,
      fitText('c = snapshot now (30s window)   C = with a note', region.columns - 2),
      tone.dim,
    );
  }
}

/** Column heads and one row per snapshot; the selected one is kept in sight. */
export function drawSnapshotRows(region: Region, view: SessionView, selected: number | null): void {
  const {snapshots, snapshotsListed} = view;
  if (snapshots.length === 0) {
    const text = snapshotsListed === false ? 'reading ./snapshots …' : 'none in ./snapshots yet: c takes one';
    region.text(1, 0, fitText(text, region.columns - 2), tone.dim);
    return;
  }
  const nameCells = Math.max(8, region.columns - 46);
  const whenX = 5 + nameCells;
  region.text(5, 0, 'name', tone.dim);
  region.text(whenX, 0, 'when', tone.dim);
  ['VUs', 'req/s', 'p95', 'p99', 'err%'].forEach((head, at) => region.textRight(whenX + ends[at]!, 0, head, tone.dim));
  const room = Math.max(0, region.rows - 1);
  const current = Math.min(selected ?? 0, snapshots.length - 1);
  const from = firstShown(current, snapshots.length, room);
  snapshots.slice(from, from + room).forEach((listing, index) => {
    const isSelected = selected !== null && from + index === current;
    drawSnapshot(region, index + 1, listing, {view, isSelected, nameCells, whenX});
  });
}

/** Where the columns after `when` end, from its start. */
const ends = [12, 19, 26, 33, 39] as const;

interface SnapshotLook {
  readonly view: SessionView;
  readonly isSelected: boolean;
  readonly nameCells: number;
  readonly whenX: number;
}

function drawSnapshot(region: Region, y: number, listing: SnapshotListing, look: SnapshotLook): void {
  const {view, isSelected, nameCells, whenX} = look;
  const own = isSelected ? tone.strong : tone.plain;
  if (isSelected) region.text(1, y, '▸', tone.strong);
  if (view.baseline?.file === listing.file) region.text(3, y, 'b', tone.baseline);
  region.text(5, y, fitText(listing.name, nameCells - 1), own);
  region.text(whenX, y, whenText(listing.takenAt), tone.dim);
  const figures = [
    String(Math.round(listing.vus)),
    listing.requestsPerSecond === null ? '--' : formatNumber(listing.requestsPerSecond),
    listing.p95Us === null ? '--' : formatLatency(listing.p95Us),
    listing.p99Us === null ? '--' : formatLatency(listing.p99Us),
    listing.errorShare === null ? '--' : (listing.errorShare * 100).toFixed(2),
  ];
  figures.forEach((figure, at) => region.textRight(whenX + ends[at]!, y, figure, own));
}

/** `08-11 14:03` as taken (UTC) would not fit: the day, `08-11`. */
function whenText(takenAt: string): string {
  return /^\d{4}-\d{2}-\d{2}/.test(takenAt) ? takenAt.slice(5, 10) : '--';
}
