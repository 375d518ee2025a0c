import {formatClock, formatNumber, formatShare} from '../../domain/format.ts';
import {printLoad} from '../../domain/load-text.ts';
import type {SoakPeriod, SoakStudy} from '../../domain/study.ts';
import type {Region} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {drawHeading} from '../canvas/heading.ts';
import {tone} from '../theme/tone.ts';
import {latencyText} from './capacity-text.ts';
import {shortBytes} from './measured-text.ts';
import {firstOfList, type StudyList} from './study-picture.ts';

interface Column {
  readonly head: string;
  readonly cells: number;
  /** Columns of the screen from which on it is shown. */
  readonly from: number;
  readonly read: (period: SoakPeriod, study: SoakStudy) => string;
  /** It is left out where this is null throughout. */
  readonly knows?: (period: SoakPeriod) => number | null;
}

const columns: readonly Column[] = [
  {head: 'from', cells: 9, from: 0, read: ({startMs}) => formatClock(startMs)},
  {head: 'to', cells: 9, from: 70, read: ({endMs}) => formatClock(endMs)},
  {head: 'load', cells: 10, from: 90, read: ({level}, {model}) => printLoad(level, model)},
  {head: 'req/s', cells: 7, from: 0, read: ({requestsPerSecond}) => known(requestsPerSecond, formatNumber)},
  {head: 'p50', cells: 7, from: 90, read: ({p50Us}) => latencyText(p50Us)},
  {head: 'p95', cells: 7, from: 0, read: ({p95Us}) => latencyText(p95Us)},
  {head: 'p99', cells: 7, from: 70, read: ({p99Us}) => latencyText(p99Us)},
  {head: 'errors', cells: 7, from: 0, read: ({errorShare}) => known(errorShare, formatShare)},
  {head: 'memory', cells: 9, from: 0, read: ({memoryBytes}) => shortBytes(memoryBytes)},
  {
    head: 'target mem',
    cells: 11,
    from: 0,
    read: ({targetMemoryBytes}) => shortBytes(targetMemoryBytes),
    knows: ({targetMemoryBytes}) => targetMemoryBytes,
  },
  {head: 'CPU', cells: 7, from: 100, read: ({cpu}) => known(cpu, formatShare)},
  {
    head: 'target CPU',
    cells: 11,
    from: 120,
    read: ({targetCpu}) => known(targetCpu, formatShare),
    knows: ({targetCpu}) => targetCpu,
  },
];

/** Periods that a table of so many rows has room for. */
export function periodRoom(rows: number, withHeading: boolean): number {
  return Math.max(0, rows - (withHeading ? 2 : 1));
}

/**
 * The periods, newest first; `withHeading` in a row of its own above the column names:
 *
 *     ─ PERIODS 23 ──────────────────────────────────────────── newest first ─
 *          from       to  req/s    p95    p99 errors   memory target mem
 *      05:15:00 05:32:00    412  231ms  402ms     0%    182MB     1.24GB
 */
export function drawPeriods(region: Region, study: SoakStudy, scroll: number, withHeading: boolean): void {
  const {periods} = study;
  const top = withHeading ? 1 : 0;
  const list: StudyList = {count: periods.length, room: periodRoom(region.rows, withHeading)};
  const first = firstOfList(list, scroll);
  const range =
    list.count > list.room ? `${first + 1}-${Math.min(list.count, first + list.room)} of ${list.count}   ` : '';
  if (withHeading) drawHeading(region, 0, `PERIODS ${list.count}`, [`${range}newest first`, range.trim()]);
  const isKnown = ({knows}: Column): boolean => knows === undefined || periods.some((period) => knows(period) !== null);
  const shown = columns.filter((column) => region.columns >= column.from && isKnown(column));
  const draw = (y: number, read: (column: Column) => string, isHead: boolean): void => {
    let x = 1;
    for (const column of shown) {
      const text = fitText(read(column), column.cells - 1);
      x += column.cells;
      region.textRight(x, y, text, isHead || text === '--' ? tone.dim : tone.plain);
    }
  };
  draw(top, ({head}) => head, true);
  periods
    .toReversed()
    .slice(first, first + list.room)
    .forEach((period, at) => draw(top + 1 + at, ({read}) => read(period, study), false));
}

function known(value: number | null, print: (value: number) => string): string {
  return value === null ? '--' : print(value);
}
