import {formatDuration} from '../../domain/format.ts';
import type {SessionView} from '../../session/view.ts';
import {keyFor, keysFor} from '../app/key-name.ts';
import type {CommandId} from '../app/key-table.ts';
import {viewsOf} from '../app/view-order.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {piecesWidth, type Piece} from '../canvas/canvas.ts';
import type {ColumnWindow} from '../plots/column-window.ts';
import {tone} from '../theme/tone.ts';
import type {ScreenState, ViewName} from '../ui-state.ts';
import {shownEndpoints} from './endpoint-rows.ts';

const tabs: readonly (readonly [view: ViewName, command: CommandId, name: string])[] = [
  ['drive', 'view-drive', 'Drive'],
  ['endpoints', 'view-endpoints', 'Endpoints'],
  ['latency', 'view-latency', 'Latency'],
  ['compare', 'view-compare', 'Compare'],
  ['host', 'view-host', 'Host'],
  ['snaps', 'view-snaps', 'Snaps'],
  ['events', 'view-events', 'Events'],
  ['study', 'view-study', 'Study'],
];

/** From here on every view's name is there, not its key alone; with a view more it takes more. */
const namedColumns = 72;
const namedWithStudy = 80;

/** How the time axis is cut: of the views that have one. */
export interface TabZoom {
  readonly window: ColumnWindow;
  /** A column is a braille dot wide, not a cell. */
  readonly perDot: boolean;
}

/** `[1 Drive] 2 Endpoints  3 Latency           window 4m8s +1m20s  2s/dot   , . zoom   ? help`. */
export function drawTabRow(region: Region, window: ColumnWindow, perDot: boolean, views: readonly ViewName[]): void {
  const end = drawTabs(region, 'drive', views);
  drawRight(region, end, zoomPieces({window, perDot}, region.columns, `${keyFor('help') ?? ''} help`));
}

/** The same for the other views: `baseline S1   B = choose`, `7 of 8 shown   filter: api`. */
export function drawViewTabRow(
  region: Region,
  view: SessionView,
  screen: ScreenState,
  zoom: TabZoom | null = null,
): void {
  const end = drawTabs(region, screen.view, viewsOf(view));
  drawRight(region, end, viewPieces(view, screen, zoom, region.columns));
}

/** The view whose tab is in this cell of the row; null: none. */
export function tabAt(x: number, columns: number, present: ViewName, views: readonly ViewName[]): ViewName | null {
  return tabPlaces(columns, present, views).find((tab) => x >= tab.x && x < tab.x + tab.text.length)?.view ?? null;
}

/** Right of the tabs, the longest that fits first. */
function viewPieces(
  view: SessionView,
  screen: ScreenState,
  zoom: TabZoom | null,
  columns: number,
): readonly (readonly Piece[])[] {
  const help: readonly Piece[] = [[`${keyFor('help') ?? ''} help`, tone.dim]];
  switch (screen.view) {
    case 'compare':
      return baselinePieces(view);
    case 'snaps':
      return snapshotPieces(view, screen);
    case 'endpoints':
      return endpointPieces(view, screen);
    case 'latency':
      return zoom === null ? [help] : zoomPieces(zoom, columns, `${keyFor('scale') ?? ''} log/lin`);
    case 'events':
      return eventPieces(screen);
    case 'drive':
    case 'host':
    case 'study':
    default:
      return [help];
  }
}

/** `window 5m  2s/dot   , . zoom   y log/lin`. */
function zoomPieces({window, perDot}: TabZoom, columns: number, last: string): readonly (readonly Piece[])[] {
  const gap = columns >= 100 ? '   ' : '  ';
  const range = formatDuration(window.seconds * window.count * 1000);
  const ahead = window.ahead === 0 ? '' : ` +${formatDuration(window.seconds * window.ahead * 1000)}`;
  const text = `window ${range}${ahead}${columns < 100 ? '' : `  ${window.seconds}s/${perDot ? 'dot' : 'column'}`}`;
  const keys = `${keysFor(['zoom-out', 'zoom-in']) ?? ''} zoom`;
  return [[text, keys, last], [text, last], [last]].map((parts) => [[parts.join(gap), tone.dim]]);
}

function endpointPieces(view: SessionView, {endpoints}: ScreenState): readonly (readonly Piece[])[] {
  const count = `${shownEndpoints(view, endpoints).length} of ${view.endpoints.length} shown`;
  return [[[`${count}   ${filterText(endpoints.filter)}`, tone.dim]], [[count, tone.dim]]];
}

function eventPieces({events: {kinds, filter}}: ScreenState): readonly (readonly Piece[])[] {
  return [[[`${kinds}   ${filterText(filter)}`, tone.dim]], [[kinds, tone.dim]]];
}

function filterText(filter: string): string {
  return `filter: ${filter === '' ? '-' : fitText(filter, 20)}`;
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
  return [[[`${count}   ${filterText(snaps.filter)}`, tone.dim]], [[count, tone.dim]]];
}

interface TabPlace {
  readonly view: ViewName;
  readonly x: number;
  readonly text: string;
}

/** In a narrow window only the present view has its name, the others their key. */
function tabPlaces(columns: number, present: ViewName, views: readonly ViewName[]): readonly TabPlace[] {
  const named = columns >= (views.length === tabs.length ? namedWithStudy : namedColumns);
  const gap = columns >= 100 ? 1 : 0;
  let x = 0;
  return tabs
    .filter(([view]) => view === present || views.includes(view))
    .map(([view, command, name]) => {
      const key = keyFor(command) ?? '';
      const label = named || view === present ? `${key} ${name}` : key;
      const place = {view, x, text: view === present ? `[${label}]` : ` ${label} `};
      x += widthOf(place.text) + gap;
      return place;
    });
}

function drawTabs(region: Region, present: ViewName, views: readonly ViewName[]): number {
  const places = tabPlaces(region.columns, present, views);
  for (const {view, x, text} of places) region.text(x, 0, text, view === present ? tone.strong : tone.dim);
  const last = places.at(-1);
  return last === undefined ? 0 : last.x + widthOf(last.text);
}

function drawRight(region: Region, end: number, variants: readonly (readonly Piece[])[]): void {
  const shown = variants.find((pieces) => end + piecesWidth(pieces) + 1 <= region.columns);
  if (shown !== undefined) region.pieces(region.columns - piecesWidth(shown), 0, shown);
}
