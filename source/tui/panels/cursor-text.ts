import {
  formatChange,
  formatClock,
  formatDuration,
  formatLatency,
  formatNumber,
  formatShare,
} from '../../domain/format.ts';
import type {ColumnRow, SessionView} from '../../session/view.ts';
import {piecesWidth, type Piece} from '../canvas/canvas.ts';
import {fitText} from '../canvas/cell-text.ts';
import {shortNumber} from '../plots/axis.ts';
import {bucketOf, type ColumnWindow} from '../plots/column-window.ts';
import {ghostPoint} from '../plots/ghost.ts';
import {tone, type Tone} from '../theme/tone.ts';
import type {InspectCursor, ScreenState} from '../ui-state.ts';
import {figureVariants, type Figure} from './load-figures.ts';
import {quantilePiece, shortCount, shownBaseline} from './measured-text.ts';

/** The cursor that is on the screen: of views 1 and 3 alone, and none of a recording, whose moment is its cursor. */
export function shownCursor(
  {playback}: Pick<SessionView, 'playback'>,
  {view, cursor}: Pick<ScreenState, 'view' | 'cursor'>,
): InspectCursor | null {
  return playback === null && (view === 'drive' || view === 'latency') ? cursor : null;
}

/** What of a column is told at the cursor. µs, 0 to 1; NaN: not known. */
export type ColumnFigures = Pick<ColumnRow, 'requestsPerSecond' | 'p50' | 'p95' | 'p99' | 'errorShare'> & {
  /** Null: not counted. */
  readonly samples: number | null;
};

/**
 * `VUs 260   259 req/s   p50 159ms   p95 339ms   p99 497ms   err 0.60%   in-flight 50   gen cpu 43%   n 2.6k`, as much of
 * it as fits.
 * @param row of all requests; null: a gap
 * @param figures of what is looked at, where that is one request; null: there are none of it
 */
export function figurePieces(row: ColumnRow | null, figures: ColumnFigures | null, cells: number): readonly Piece[] {
  if (row === null || figures === null) return [['no data', tone.near]];
  const isOpen = !Number.isNaN(row.offeredPerSecond);
  const parts: readonly Figure[] = [
    ...(isOpen ? [figure(`${shortNumber(row.offeredPerSecond)}/s due`, tone.strong, 0)] : []),
    figure(`VUs ${shortNumber(row.vus)}`, isOpen ? tone.plain : tone.strong, isOpen ? 4 : 0),
    figure(`${formatNumber(figures.requestsPerSecond)} req/s`, tone.plain, 1),
    figure(`p50 ${formatLatency(figures.p50)}`, tone.plain, 3),
    figure(`p95 ${formatLatency(figures.p95)}`, tone.strong, 0),
    figure(`p99 ${formatLatency(figures.p99)}`, tone.plain, 2),
    figure(`err ${formatShare(figures.errorShare)}`, tone.plain, 1),
    figure(`in-flight ${shortNumber(row.inFlight)}`, tone.plain, 5),
    figure(`gen cpu ${formatShare(row.cpu).replace(/\.\d+/, '')}`, tone.plain, 6),
    ...(figures.samples === null ? [] : [figure(`n ${shortCount(figures.samples)}`, tone.dim, 7)]),
    ...(row.doubtful ? [figure('~ not to be trusted', tone.near, 2)] : []),
  ];
  const variants = [...figureVariants(parts, '   ').slice(0, 1), ...figureVariants(parts, '  ')];
  return variants.find((pieces) => piecesWidth(pieces) <= cells) ?? [];
}

function figure(text: string, look: Tone, rank: number): Figure {
  return {pieces: [[text, look]], rank};
}

/**
 * `at this load S1 had p95 275ms: +23%`; empty without a baseline, and where there was no load.
 * @param row of all requests
 * @param compared p95 of what is looked at, µs; NaN: not measured, and not told of the baseline
 */
export function atThisLoad(
  row: ColumnRow,
  {view, nowUs, thenUs}: {readonly view: SessionView; readonly nowUs: number; readonly thenUs: number},
): readonly Piece[] {
  const baseline = shownBaseline(view);
  const hadLoad = row.vus > 0 || row.offeredPerSecond > 0;
  if (baseline === null || baseline.curve.length === 0 || !hadLoad) return [];
  const name = fitText(baseline.name, 20);
  if (!Number.isFinite(thenUs)) {
    const isKnown = ghostPoint(row, baseline) !== null;
    return [
      [isKnown ? `of one request ${name} tells the present load alone` : `${name} never had this load`, tone.dim],
    ];
  }
  const had: Piece = [`at this load ${name} had p95 ${formatLatency(thenUs)}`, tone.baseline];
  if (!Number.isFinite(nowUs) || !(thenUs > 0)) return [had];
  const change = nowUs / thenUs - 1;
  const look = Math.abs(change) < 0.1 ? tone.plain : change > 0 ? tone.near : tone.ok;
  return [had, [`: ${formatChange(change)}`, look]];
}

/** The row under the cursor, or else the newest that is whole; null: a gap, or nothing yet. */
export function rowAtCursor({rows, cursor, count}: ColumnWindow): {
  readonly row: ColumnRow | null;
  readonly index: number;
} {
  if (cursor !== undefined) return {row: rows[cursor.at] ?? null, index: cursor.at};
  const index = rows.findLastIndex((row) => row !== null && row.complete);
  return index === -1 ? {row: null, index: count - 1} : {row: rows[index]!, index};
}

/** Start of a column of a window, run clock, s. */
export function columnStartS(window: ColumnWindow, index: number): number {
  return window.newestS - (window.count - 1 - index) * window.seconds;
}

/** `00:10:40-00:11:16, 36s`; null: nothing is selected. */
export function rangeText({anchorS, atS}: InspectCursor, {seconds}: Pick<ColumnWindow, 'seconds'>): string | null {
  if (anchorS === null) return null;
  const from = bucketOf(Math.min(atS, anchorS), seconds);
  const to = bucketOf(Math.max(atS, anchorS), seconds) + seconds;
  return `${formatClock(from * 1000)}-${formatClock(to * 1000)}, ${formatDuration((to - from) * 1000)}`;
}

/**
 * The message line while a cursor is on the screen. View 3 has the figures in a panel of its own:
 *
 *     ▸ inspecting 78s ago; live data continues (p95 263ms now)
 *     ▸ 00:11:16  VUs 260  259 req/s  p95 339ms  78s ago           view 1
 *     ▸ range 00:10:40-00:11:16, 36s   c = snapshot it   Esc = drop it
 */
export function cursorMessage(
  live: SessionView,
  cursor: InspectCursor,
  window: ColumnWindow,
  {columns, withFigures}: {readonly columns: number; readonly withFigures: boolean},
): readonly Piece[] {
  const ago = `${agoText(live.elapsedMs / 1000 - bucketOf(cursor.atS, window.seconds))} ago`;
  const range = rangeText(cursor, window);
  const head = range === null ? '' : `range ${range}   `;
  if (withFigures) {
    const clock = range === null ? `${formatClock(bucketOf(cursor.atS, window.seconds) * 1000)}  ` : head;
    const {row} = rowAtCursor(window);
    const tail = range === null ? `   ${ago}` : '   c = snapshot it';
    const start: Piece = [`▸ ${clock}`, tone.strong];
    const room = columns - 2 - piecesWidth([start]);
    const figures = figurePieces(row, row === null ? null : {...row, samples: null}, room - tail.length);
    return [start, ...figures, [tail, tone.dim]];
  }
  if (range !== null) return [[`▸ ${head}c = snapshot it   Esc = drop it`, tone.strong]];
  const now = live.window.p95 === null ? '' : ` (p95 ${quantilePiece(live.window.p95)[0]} now)`;
  return [[`▸ inspecting ${ago}; live data continues${now}`, tone.strong]];
}

/** `78s`, `3m20s`. */
function agoText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 100 ? `${whole}s` : formatDuration(whole * 1000);
}
