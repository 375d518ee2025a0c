import {formatDuration, formatNumber, formatShare} from '../../domain/format.ts';
import {printLoad} from '../../domain/load-text.ts';
import type {CapacityStudy, CapacityTrial} from '../../domain/study.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import type {StudyScreen} from '../ui-state.ts';
import {latencyText} from './capacity-text.ts';
import {firstOfList, type StudyList} from './study-picture.ts';
import {trialMarks} from './trial-marks.ts';

interface Column {
  readonly head: string;
  readonly cells: number;
  /** The highest goes first where there is not room for all. */
  readonly rank: number;
  readonly left?: boolean;
  readonly read: (trial: CapacityTrial, study: CapacityStudy) => Piece;
}

const columns: readonly Column[] = [
  {
    head: 'load',
    cells: 9,
    rank: 0,
    read: ({level}, {model}) => [printLoad(level, model), tone.strong],
  },
  {head: 'verdict', cells: 13, rank: 0, left: true, read: ({verdict}) => verdictPiece(verdict)},
  {head: 'phase', cells: 7, rank: 5, left: true, read: ({phase}) => [phase, tone.dim]},
  {head: 'req/s', cells: 6, rank: 1, read: ({requestsPerSecond}) => figure(requestsPerSecond, formatNumber)},
  {head: 'avg', cells: 6, rank: 8, read: ({meanUs}) => [latencyText(meanUs), tone.plain]},
  {head: 'p50', cells: 6, rank: 4, read: ({p50Us}) => [latencyText(p50Us), tone.plain]},
  {head: 'p95', cells: 6, rank: 0, read: ({p95Us}) => [latencyText(p95Us), tone.strong]},
  {head: 'p99', cells: 6, rank: 3, read: ({p99Us}) => [latencyText(p99Us), tone.plain]},
  {head: 'err', cells: 6, rank: 1, read: ({errorShare}) => figure(errorShare, formatShare)},
  {head: 'CPU', cells: 5, rank: 9, read: ({cpu}) => figure(cpu, wholeShare)},
  {head: 'target', cells: 6, rank: 7, read: ({targetCpu}) => figure(targetCpu, wholeShare)},
  {
    head: 'took',
    cells: 5,
    rank: 2,
    read: ({startMs, endMs}) => [formatDuration(wholeSeconds(endMs - startMs)), tone.dim],
  },
];

/** Of why it ended as it did: under this it says too little. */
const leastWhyCells = 16;
/** Before these columns give way to it. */
const whyRank = 6;

/**
 * The trials, newest first or by load; `withHeading` in a row of its own above the column names:
 *
 *     ─ TRIALS 9 ───────────────────────── newest first   < > order ─
 *          load verdict        phase    req/s    p50    p95    err  took  why
 *       208 VUs ✓ PASS         confirm    412   98ms  231ms     0%   60s  p95 231ms ± 9ms
 */
export function drawTrialTable(region: Region, study: CapacityStudy, screen: StudyScreen, withHeading: boolean): void {
  const trials = orderedTrials(study, screen);
  const top = withHeading ? 1 : 0;
  const list = {count: trials.length, room: tableRoom(region.rows, withHeading)};
  const first = firstOfList(list, screen.scroll);
  const text = shownText(screen, list);
  if (withHeading) drawHeading(region, 0, `TRIALS ${trials.length}`, [`${text}   < > order`, text]);
  const {shown, whyCells} = shownColumns(study, region.columns);
  drawRow(region, top, shown, (column) => [column.head, tone.dim], whyCells === 0 ? '' : 'why', whyCells);
  if (trials.length === 0) region.text(1, top + 1, 'none has ended yet', tone.dim);
  trials.slice(first, first + list.room).forEach((trial, at) => {
    drawRow(region, top + 1 + at, shown, (column) => column.read(trial, study), trial.why, whyCells);
  });
}

/** `1-3 of 9   newest first`: which of the trials are shown, and in what order. */
export function shownText({sort, scroll}: StudyScreen, list: StudyList): string {
  const {count, room} = list;
  const first = firstOfList(list, scroll);
  const shown = count > room ? `${first + 1}-${Math.min(count, first + room)} of ${count}   ` : '';
  return shown + (sort === 'when' ? 'newest first' : 'by load');
}

/** Trials that a table of so many rows has room for. */
export function tableRoom(rows: number, withHeading: boolean): number {
  return Math.max(0, rows - (withHeading ? 2 : 1));
}

/** A table of so many cells says why a trial ended as it did. */
export function saysWhy(study: CapacityStudy, cells: number): boolean {
  return shownColumns(study, cells).whyCells > 0;
}

function orderedTrials({trials}: CapacityStudy, {sort}: StudyScreen): readonly CapacityTrial[] {
  return sort === 'when' ? trials.toReversed() : trials.toSorted((a, b) => a.level - b.level || a.startMs - b.startMs);
}

/** What fits beside each other, the least telling left out; why a trial ended comes before CPUs and the mean. */
function shownColumns(
  {trials}: CapacityStudy,
  cells: number,
): {readonly shown: readonly Column[]; readonly whyCells: number} {
  // A target that nobody observes has no column.
  const told = columns.filter(({head}) => head !== 'target' || trials.some(({targetCpu}) => targetCpu !== null));
  for (let rank = 9; rank > 0; rank--) {
    const shown = upTo(told, rank);
    const left = cells - shown.reduce((sum, column) => sum + column.cells + 1, 1) - 2;
    if (left >= leastWhyCells) return {shown, whyCells: left};
    if (rank < whyRank && left >= -2) return {shown, whyCells: 0};
  }
  return {shown: upTo(told, 0), whyCells: 0};
}

function upTo(some: readonly Column[], rank: number): readonly Column[] {
  return some.filter((column) => column.rank <= rank);
}

function drawRow(
  region: Region,
  y: number,
  shown: readonly Column[],
  read: (column: Column) => Piece,
  why: string,
  whyCells: number,
): void {
  let x = 1;
  for (const column of shown) {
    const [text, look] = read(column);
    const fitted = fitText(text, column.cells);
    if (column.left === true) region.text(x, y, fitted, look);
    else region.textRight(x + column.cells, y, fitted, look);
    x += column.cells + 1;
  }
  if (whyCells > 0) region.text(x + 1, y, fitText(why, whyCells), tone.dim);
}

function verdictPiece(verdict: CapacityTrial['verdict']): Piece {
  const {sign, word, look} = trialMarks[verdict];
  return [`${sign} ${word}`, look];
}

function figure(value: number | null, print: (value: number) => string): Piece {
  return value === null ? ['--', tone.dim] : [print(value), tone.plain];
}

function wholeShare(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)}%` : '--';
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
