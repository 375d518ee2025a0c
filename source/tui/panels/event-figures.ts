import {formatChange, formatLatency, formatNumber, formatPoints, formatShare} from '../../domain/format.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {shortNumber} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';
import type {MomentAround, MomentFigures} from './event-moment.ts';
import {changePiece, pointsPiece} from './measured-text.ts';

interface Figure {
  readonly head: string;
  readonly cells: number;
  readonly of: (figures: MomentFigures) => number;
  readonly print: (value: number) => string;
  readonly change: (before: number, after: number) => Piece;
}

const latency = (head: string, of: (figures: MomentFigures) => number): Figure => ({
  head,
  cells: 8,
  of,
  print: formatLatency,
  change: (before, after) => changePiece(ratio(before, after), false, 1),
});

/** A change that is neither good nor bad news. */
function plainChange(before: number, after: number): Piece {
  const change = ratio(before, after);
  return change === null ? ['', tone.dim] : [formatChange(change), tone.plain];
}

function ratio(before: number, after: number): number | null {
  return before > 0 && Number.isFinite(after) ? after / before - 1 : null;
}

const figures: readonly Figure[] = [
  {
    head: 'load',
    cells: 8,
    of: ({level, isOpen}) => (isOpen ? level : Math.round(level)),
    print: shortNumber,
    change: plainChange,
  },
  {
    head: 'req/s',
    cells: 7,
    of: ({requestsPerSecond}) => requestsPerSecond,
    print: formatNumber,
    change: (before, after) => changePiece(ratio(before, after), false, -1),
  },
  {
    head: 'err%',
    cells: 7,
    of: ({errorShare}) => errorShare,
    print: (share) => formatShare(share).replace('%', ''),
    change: (before, after) => pointsPiece(after - before, false),
  },
  latency('p50', ({p50}) => p50),
  latency('p95', ({p95}) => p95),
  latency('p99', ({p99}) => p99),
  latency('max', ({max}) => max),
  {head: 'in flight', cells: 10, of: ({inFlight}) => Math.round(inFlight), print: shortNumber, change: plainChange},
  {
    head: 'gen cpu',
    cells: 8,
    of: ({cpu}) => cpu,
    print: (share) => `${Math.round(share * 100)}%`,
    change: (before, after) => {
      const points = after - before;
      return Number.isFinite(points) ? [formatPoints(points), tone.plain] : ['', tone.dim];
    },
  },
];

function valuePiece(figure: Figure, moment: MomentFigures | null): Piece {
  const value = moment === null ? Number.NaN : figure.of(moment);
  return Number.isFinite(value) ? [figure.print(value), tone.plain] : ['--', tone.dim];
}

/** `9s before`, `at it`, `10s after`: how much of the ten seconds there is. */
function momentNames({before, after}: MomentAround): readonly [before: string, at: string, after: string] {
  return [`${before?.seconds ?? 0}s before`, 'at it', `${after?.seconds ?? 0}s after`];
}

/** What is said of figures from columns, or why there are none. */
export function aroundText(around: MomentAround | null): string {
  if (around === null) return 'what was measured then is no longer kept by the second';
  return `rates: means, latencies: medians of ${around.columnSeconds}s columns`;
}

/**
 * Moments below each other, for a low place; figures that do not fit are left out from the right:
 *
 *                    load  req/s   err%     p50     p95     p99     max
 *     10s before      240    266   0.20   109ms   232ms   357ms   562ms
 *     at it           240    265   0.21   110ms   228ms   352ms   549ms
 */
export function drawMomentRows(region: Region, around: MomentAround): void {
  const names = momentNames(around);
  const lines = [around.before, around.at, around.after].map((moment, at) => ({moment, name: names[at]!}));
  let end = 12;
  lines.forEach(({name}, at) => region.text(1, at + 1, name, at === 1 ? tone.strong : tone.dim));
  for (const figure of figures) {
    end += figure.cells;
    if (end > region.columns - 1) return;
    const unit = figure.head === 'load' ? loadHead(around) : figure.head;
    region.textRight(end, 0, unit, tone.dim);
    lines.forEach(({moment}, at) => region.textRight(end, at + 1, ...valuePiece(figure, moment)));
  }
}

/** Rows that `drawMomentRows` takes. */
export const momentRows = 4;

/** Figures below each other, with how the ten seconds after differ from those before: for a narrow place. */
export function drawMomentColumns(region: Region, around: MomentAround): void {
  const names = momentNames(around);
  const ends = [22, 31, 42, 51] as const;
  region.text(1, 0, 'around it', tone.dim);
  [...names, 'change'].forEach((name, at) => region.textRight(ends[at]!, 0, name, at === 1 ? tone.strong : tone.dim));
  figures.slice(0, Math.max(0, region.rows - 1)).forEach((figure, at) => {
    const y = at + 1;
    region.text(1, y, figure.head === 'load' ? loadHead(around) : figure.head, tone.plain);
    [around.before, around.at, around.after].forEach((moment, column) =>
      region.textRight(ends[column]!, y, ...valuePiece(figure, moment)),
    );
    if (around.before === null || around.after === null) return;
    region.textRight(ends[3], y, ...figure.change(figure.of(around.before), figure.of(around.after)));
  });
}

/** Rows that `drawMomentColumns` takes. */
export const momentColumnRows = figures.length + 1;

function loadHead({at}: MomentAround): string {
  return at?.isOpen === true ? 'rate' : 'VUs';
}
