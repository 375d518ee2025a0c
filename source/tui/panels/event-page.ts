import {formatLatency} from '../../domain/format.ts';
import type {ColumnRow, SessionEvent} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {shortNumber} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import type {SessionMirror} from '../ui-state.ts';
import {drawEvent} from './event-list.ts';
import {columnAt} from './event-moment.ts';
import {firstShown} from './first-shown.ts';
import {levelUnit} from './level-text.ts';
import {shortCount} from './measured-text.ts';

interface MomentColumn {
  readonly head: string;
  readonly cells: number;
  readonly cell: (row: ColumnRow) => string;
}

const load: MomentColumn = {
  head: 'load then',
  cells: 10,
  cell: ({offeredPerSecond, vus}) => {
    const isOpen = !Number.isNaN(offeredPerSecond);
    const level = isOpen ? offeredPerSecond : vus;
    return Number.isFinite(level) ? shortNumber(level) + levelUnit(isOpen ? 'open' : 'closed') : '--';
  },
};

const others: readonly MomentColumn[] = [
  {head: 'p95', cells: 8, cell: ({p95}) => formatLatency(p95)},
  {head: 'err%', cells: 7, cell: ({errorShare: share}) => (Number.isFinite(share) ? (share * 100).toFixed(2) : '--')},
];

export interface EventPage {
  /** Newest first. */
  readonly rows: readonly SessionEvent[];
  readonly cursor: number;
  /** Older ones that are no longer kept. */
  readonly gone: number;
}

/**
 * Heads and events, the cursor's kept in sight, each with the load at its moment:
 *
 *       time      what happened                                        load then
 *     ▸00:12:31 ! ALERT p95 < 250ms breached for 10s (now 259ms)         250 VUs
 */
export function drawEventPage(region: Region, mirror: SessionMirror, {rows, cursor, gone}: EventPage): void {
  const columns = region.columns >= 100 ? [load, ...others] : [load];
  const cells = columns.reduce((sum, column) => sum + column.cells, 1);
  const texts = region.inner(0, 0, region.columns - cells - 1, region.rows);
  texts.text(1, 0, 'time', tone.dim);
  texts.text(13, 0, 'what happened', tone.dim);
  let end = region.columns - cells;
  const ends = columns.map((column) => (end += column.cells));
  columns.forEach(({head}, at) => region.textRight(ends[at]!, 0, head, tone.dim));
  const room = Math.max(0, region.rows - 1);
  const from = firstShown(cursor, rows.length, room);
  rows.slice(from, from + room).forEach((event, at) => {
    const y = at + 1;
    if (from + at === cursor) region.put(0, y, '▸', tone.strong);
    drawEvent(texts, y, event);
    const row = columnAt(mirror, event.atMs)?.row;
    columns.forEach(({cell}, index) => region.textRight(ends[index]!, y, ...cellPiece(row, cell)));
  });
  const below = rows.length - from + 1;
  if (gone > 0 && below < region.rows)
    region.text(13, below, fitText(`${shortCount(gone)} older are no longer kept`, texts.columns - 14), tone.dim);
}

function cellPiece(row: ColumnRow | undefined, cell: MomentColumn['cell']): Piece {
  const text = row === undefined ? '--' : cell(row);
  return [text, text === '--' ? tone.dim : tone.plain];
}
