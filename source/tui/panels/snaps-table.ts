import {formatLatency, formatNumber} from '../../domain/format.ts';
import type {SnapshotListing} from '../../domain/snapshot-listing.ts';
import type {SessionView} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText, widthOf} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {SnapsScreen} from '../ui-state.ts';
import {firstShown} from './first-shown.ts';
import {meanLevelText, windowLength} from './snaps-words.ts';
import {cursorRow, differenceText, levelOf, snapRows} from './snaps-rows.ts';
import {whenText} from './snaps-when.ts';

/** Heading, column heads and one row per snapshot, the cursor's kept in sight. At least three rows. */
export function drawSnapsTable(region: Region, view: SessionView, snaps: SnapsScreen, now: Date): void {
  const rows = snapRows(view, snaps);
  drawHeading(region, 0, 'SNAPSHOTS', headingTexts(snaps, rows.length, view.snapshots.length));
  if (rows.length === 0) {
    emptyTexts(view, snaps).forEach((text, at) =>
      region.text(1, at + 1, fitText(text, region.columns - 2), at === 0 ? tone.plain : tone.dim),
    );
    return;
  }
  const columns = columnsFor(region.columns, loadHead(rows));
  const places = placeColumns(columns, region.columns, textNeeds(view, region.columns < shortColumns));
  columns.forEach((column, at) => drawCell(region, 1, places[at]!, column, [column.head, tone.dim]));
  const room = Math.max(0, region.rows - 2);
  const cursor = cursorRow(rows, snaps);
  const from = firstShown(cursor, rows.length, room);
  rows.slice(from, from + room).forEach((listing, index) => {
    const y = index + 2;
    const isSelected = from + index === cursor;
    if (isSelected) region.put(1, y, '▸', tone.strong);
    if (view.baseline?.file === listing.file) region.put(3, y, 'b', tone.baseline);
    if (snaps.marked.includes(listing.file)) region.put(4, y, 'v', tone.strong);
    const row: Row = {listing, view, now, own: isSelected ? tone.strong : tone.plain};
    columns.forEach((column, at) => drawCell(region, y, places[at]!, column, column.cell(row)));
  });
}

interface Row {
  readonly listing: SnapshotListing;
  readonly view: SessionView;
  readonly now: Date;
  /** Of the row's figures. */
  readonly own: Tone;
}

interface Column {
  readonly head: string;
  /** Air before it included; 0: takes its share of what is left. */
  readonly cells: number;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => readonly [text: string, tone: Tone];
}

interface Place {
  readonly x: number;
  readonly cells: number;
}

/** Cells before the name: cursor, baseline and mark. */
const markCells = 6;

function figure(head: string, cells: number, text: (listing: SnapshotListing) => string): Column {
  return {head, cells, align: 'right', cell: ({listing, own}) => [text(listing), own]};
}

function columnsFor(width: number, load: string): readonly Column[] {
  const short = width < shortColumns;
  const columns: readonly (Column & {readonly from: number})[] = [
    {head: 'name', cells: 0, align: 'left', cell: ({listing, own}) => [listing.name, own], from: 0},
    {
      head: 'when',
      cells: short ? 12 : 16,
      align: 'left',
      cell: ({listing, now}) => [whenText(listing.takenAt, now, short), tone.dim],
      from: 0,
    },
    {head: 'git', cells: 9, align: 'left', cell: ({listing}) => [listing.git ?? '--', tone.dim], from: 100},
    // A rate has its unit with it: `~12.3k/s`.
    {...figure(load, load === 'VUs' ? (short ? 6 : 7) : 9, loadText), from: 0},
    {...figure('req/s', short ? 6 : 7, ({requestsPerSecond}) => known(requestsPerSecond, formatNumber)), from: 72},
    {...figure('p50', 7, ({p50Us}) => known(p50Us, formatLatency)), from: 100},
    {...figure('p95', 7, ({p95Us}) => known(p95Us, formatLatency)), from: 0},
    {...figure('p99', 7, ({p99Us}) => known(p99Us, formatLatency)), from: 76},
    {...figure('err%', 6, ({errorShare}) => known(errorShare, (share) => (share * 100).toFixed(2))), from: 80},
    {...figure('window', 8, ({seconds}) => windowLength(seconds)), from: 100},
    {head: 'note', cells: 0, align: 'left', cell: ({listing, view}) => noteCell(listing, view, short), from: 0},
  ];
  return columns.filter(({from}) => width >= from);
}

/** From here on days have their word and differences are spelled out. */
const shortColumns = 100;

interface TextNeeds {
  readonly name: number;
  readonly note: number;
}

/** Of all that are listed: a filter moves no column. */
function textNeeds(view: SessionView, short: boolean): TextNeeds {
  const {snapshots} = view;
  return {
    name: Math.min(60, widest(snapshots.map(({name}) => name)) + 1),
    note: widest(snapshots.map((listing) => noteCell(listing, view, short)[0])),
  };
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

/** Name and note share what the others leave; text columns have their air at the right, figures at the left. */
function placeColumns(columns: readonly Column[], width: number, needs: TextNeeds): readonly Place[] {
  const left = width - markCells - 2 - columns.reduce((sum, {cells}) => sum + cells, 0);
  const wanted = Math.max(needs.name, left >= 36 ? 22 : 12);
  const name = Math.min(wanted, Math.max(left - needs.note, Math.floor(left * 0.65)));
  let x = markCells;
  return columns.map(({head, cells}) => {
    const own = cells > 0 ? cells : head === 'name' ? name : Math.max(0, left - name);
    const place = {x: head === 'note' ? x + 2 : x, cells: own};
    x += own;
    return place;
  });
}

function drawCell(
  region: Region,
  y: number,
  {x, cells}: Place,
  {align}: Column,
  [text, own]: readonly [string, Tone],
): void {
  const room = Math.min(cells, region.columns - x) - (align === 'left' && x + cells < region.columns ? 1 : 0);
  const shown = fitText(text, room);
  if (align === 'left') region.text(x, y, shown, own);
  else region.textRight(x + cells, y, shown, own);
}

/** What sets it apart from the live run comes before what somebody wrote. */
function noteCell(listing: SnapshotListing, view: SessionView, short: boolean): readonly [string, Tone] {
  const apart = differenceText(listing, view, short);
  const note = listing.note ?? '';
  if (apart === '') return [note, tone.plain];
  return [note === '' ? apart : `${apart}; ${note}`, tone.near];
}

/** `258`, `500/s`; `~258` where it did not stay within 5%. */
function loadText(listing: SnapshotListing): string {
  const level = levelOf(listing);
  if (level === null) return '--';
  return `${listing.steady ? '' : '~'}${meanLevelText(listing.model, level)}${listing.model === 'open' ? '/s' : ''}`;
}

function loadHead(rows: readonly SnapshotListing[]): string {
  if (rows.every(({model}) => model === 'closed')) return 'VUs';
  return rows.every(({model}) => model === 'open') ? 'rate' : 'load';
}

function known(value: number | null, print: (value: number) => string): string {
  return value === null || !Number.isFinite(value) ? '--' : print(value);
}

const sortTexts: Readonly<Record<SnapsScreen['sort'], string>> = {
  when: 'newest first',
  name: 'by name',
  vus: 'most load first',
  p95: 'slowest p95 first',
};

function headingTexts({sort, marked}: SnapsScreen, shown: number, all: number): string[] {
  const order = `${shown === all ? '' : `${shown} of ${all}   `}${sortTexts[sort]}`;
  const marks = marked.length === 0 ? 'v mark' : `v mark ${marked.length}/2`;
  return [`${order}   < > sort   / filter   ${marks}`, `${order}   < > sort`, order];
}

function emptyTexts({snapshots, snapshotsListed}: SessionView, {filter}: SnapsScreen): readonly string[] {
  if (snapshots.length > 0) return [`none of ${snapshots.length} matches "${filter}"`, '/ changes the filter'];
  if (snapshotsListed === false) return ['reading ./snapshots …'];
  return [
    'none in ./snapshots yet',
    'c takes one of the last 30 s, C one with a note',
    'perftui run --snapshot NAME takes one of the whole run at its end',
  ];
}
