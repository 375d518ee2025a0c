import {formatDuration} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {piecesWidth, type Piece} from '../canvas/canvas.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState, ViewName} from '../ui-state.ts';

const tabs: readonly (readonly [view: ViewName, key: string, name: string])[] = [
  ['drive', '1', 'Drive'],
  ['compare', '4', 'Compare'],
  ['snaps', '6', 'Snaps'],
];

/** From here on every view's name is there, not its key alone. */
const namedColumns = 72;

/**
 * `[1 Drive]  4 Compare   6 Snaps           window 4m8s +1m20s  2s/dot   , . zoom   ? help`.
 * @param isRecording it has no other view
 */
export function drawTabRow(region: Region, window: ColumnWindow, perDot: boolean, isRecording: boolean): void {
  const {columns} = region;
  const end = drawTabs(region, 'drive', isRecording ? tabs.slice(0, 1) : tabs);
  const gap = columns >= 100 ? '   ' : '  ';
  const range = formatDuration(window.seconds * window.count * 1000);
  const ahead = window.ahead === 0 ? '' : ` +${formatDuration(window.seconds * window.ahead * 1000)}`;
  const zoom = `window ${range}${ahead}${columns < 100 ? '' : `  ${window.seconds}s/${perDot ? 'dot' : 'column'}`}`;
  const variants = [[zoom, ', . zoom', '? help'], [zoom, '? help'], ['? help']];
  drawRight(
    region,
    end,
    variants.map((parts) => [[parts.join(gap), tone.dim]]),
  );
}

/** The same for the views that are about files: `baseline S1   B = choose`, `7 snapshots   filter: -`. */
export function drawViewTabRow(region: Region, view: SessionView, screen: ScreenState): void {
  const end = drawTabs(region, screen.view, tabs);
  drawRight(region, end, screen.view === 'compare' ? baselinePieces(view) : snapshotPieces(view, screen));
}

function baselinePieces({baseline}: SessionView): readonly (readonly Piece[])[] {
  const name: readonly Piece[] =
    baseline === null
      ? [['no baseline', tone.near]]
      : [
          ['baseline ', tone.dim],
          [fitText(baseline.name, 20), tone.baseline],
        ];
  return [[...name, ['   B = choose', tone.dim]], name];
}

function snapshotPieces(
  {snapshots, snapshotsListed}: SessionView,
  {snaps}: ScreenState,
): readonly (readonly Piece[])[] {
  const count = snapshotsListed === false ? '' : `${snapshots.length} snapshot${snapshots.length === 1 ? '' : 's'}`;
  const filter = snaps.filter === '' ? '-' : fitText(snaps.filter, 20);
  return [[[`${count}   filter: ${filter}`, tone.dim]], [[count, tone.dim]]];
}

function drawTabs(region: Region, present: ViewName, shown: typeof tabs): number {
  const named = region.columns >= namedColumns;
  let x = 0;
  for (const [view, key, name] of shown) {
    const isPresent = view === present;
    const label = named || isPresent ? `${key} ${name}` : key;
    const gap = named ? 1 : 0;
    x = region.text(x, 0, isPresent ? `[${label}]` : ` ${label} `, isPresent ? tone.strong : tone.dim) + gap;
  }
  return x;
}

function drawRight(region: Region, end: number, variants: readonly (readonly Piece[])[]): void {
  const shown = variants.find((pieces) => end + piecesWidth(pieces) + 1 <= region.columns);
  if (shown !== undefined) region.pieces(region.columns - piecesWidth(shown), 0, shown);
}
