import {formatLatency, formatNumber} from '../../domain/format.ts';
import type {EndpointLimit, Quantile, SessionView, TrafficRow} from '../../session/view.ts';
import {piecesWidth, type Piece} from '../canvas/canvas.ts';
import {widthOf} from '../canvas/cell-text.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {changePiece, quantilePiece, shortBytes, shownBaseline, versusText} from './measured-text.ts';
import {coversAll, errorSlo, percentOf} from './slo-text.ts';

/** A row of the table: an endpoint, or all of them together. */
export interface TableRow extends TrafficRow {
  readonly share: number;
  readonly worstSlo: EndpointLimit | null;
  readonly errorSlo: {readonly share: number; readonly holds: boolean} | null;
}

export interface TableColumn {
  readonly head: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  /** Dropped first where the table is narrow; 0 never. */
  readonly rank: number;
  readonly cell: (row: TableRow) => readonly Piece[];
}

/** Columns between the path and the trends, by how much room the layout gives. */
export function endpointColumns(layout: 'compact' | 'medium' | 'wide', view: SessionView): TableColumn[] {
  const narrow = layout === 'compact';
  const width = narrow ? 7 : 8;
  const quantile = (head: string, rank: number, pick: (row: TableRow) => Quantile | null): TableColumn =>
    quantileColumn(head, width, rank, pick);
  const share = text('share', 7, 6, (row) => shareText(row, view));
  const rate = text('req/s', narrow ? 6 : 8, 0, (row) => numberText(row.requestsPerSecond));
  const errors: TableColumn = {head: 'err%', width: 7, align: 'right', rank: 1, cell: (row) => [errorPiece(row)]};
  const p50 = quantile('p50', 4, (row) => row.p50);
  const p95 = quantile('p95', 0, (row) => row.p95);
  const p99 = quantile('p99', 2, (row) => row.p99);
  const worst = view.slos.length > 0 ? [worstColumn(narrow ? 3 : 4)] : [];
  if (layout === 'compact') return [rate, p50, p95, p99, errors, ...worst];
  if (layout === 'medium') return [rate, p50, p95, p99, errors];
  const p90 = quantile('p90', 5, (row) => row.p90);
  const max = quantile('max', 4, (row) => row.max);
  const change: TableColumn = {head: '+/-%', width: 8, align: 'right', rank: 3, cell: (row) => [p95Change(row)]};
  const against = view.baseline?.shown === true ? [change] : [];
  return [share, rate, p50, p90, p95, p99, max, errors, ...against, ...worst];
}

/** Whether a limit that covers the request does not hold, for all that can be told. */
export function isBreached({worstSlo, errorSlo}: TableRow): boolean {
  return (worstSlo?.holds === false && worstSlo.few !== true) || errorSlo?.holds === false;
}

/** All requests together, with the worst of the limits on all of them. */
export function allRow(view: SessionView): TableRow {
  const worst = view.slos
    .filter((slo) => coversAll(slo) && slo.used !== null)
    .sort((a, b) => (b.used ?? 0) - (a.used ?? 0))[0];
  const worstSlo =
    worst === undefined || worst.used === null
      ? null
      : {label: worst.short, share: worst.used, holds: worst.state !== 'over', few: worst.few};
  const failures = errorSlo(view);
  return {
    ...view.window,
    share: 1,
    worstSlo,
    errorSlo:
      failures === null || failures.used === null ? null : {share: failures.used, holds: failures.state !== 'over'},
  };
}

/**
 * Columns of view 2, left to right.
 * @param versus the baseline's figures beside those of now, in place of p95, errors and the change alone
 */
export function endpointListColumns(
  layout: 'compact' | 'medium' | 'wide',
  view: SessionView,
  versus: boolean,
): TableColumn[] {
  const narrow = layout === 'compact';
  const width = narrow ? 7 : 8;
  const quantile = (head: string, rank: number, pick: (row: TableRow) => Quantile | null): TableColumn =>
    quantileColumn(head, width, rank, pick);
  const share = text('share', narrow ? 6 : 7, 6, (row) => shareText(row, view));
  const rate = text('req/s', narrow ? 6 : 8, 0, (row) => numberText(row.requestsPerSecond));
  const tails = [
    ...(layout === 'wide' ? [quantile('p90', 7, (row) => row.p90)] : []),
    ...(versus ? [] : [quantile('p95', 0, (row) => row.p95)]),
    quantile('p99', 2, (row) => row.p99),
    quantile('max', 5, (row) => row.max),
  ];
  const own = versus ? versusColumns(width) : plainColumns(view);
  const worst = layout === 'wide' && view.slos.length > 0 ? [worstColumn(4)] : [];
  return [share, rate, quantile('p50', 4, (row) => row.p50), ...tails, ...own, ...worst];
}

/** Of no requests there is no share. */
function shareText({requestsPerSecond, share}: TableRow, {window}: SessionView): string {
  const isNone = requestsPerSecond === null || !((window.requestsPerSecond ?? 0) > 0);
  return isNone ? '--' : `${Math.round(share * 100)}%`;
}

function plainColumns(view: SessionView): TableColumn[] {
  const errors = pieceColumn('err%', 7, 1, errorPiece);
  const named = versusText(view);
  const head = widthOf(named) <= 6 ? named : 'vs base';
  const width = Math.max(7, widthOf(head) + 1);
  const change = pieceColumn(head, width, 3, p95Change);
  return [errors, ...(shownBaseline(view) === null ? [] : [change])];
}

/** What stood in the baseline is what stands here less the change: B, then A. */
function versusColumns(width: number): TableColumn[] {
  return [
    pieceColumn('B p95', width, 0, baselineP95),
    pieceColumn('A p95', width, 0, (row) => quantilePiece(row.p95)),
    pieceColumn('change', 8, 0, p95Change),
    pieceColumn('B err%', 8, 1, baselineErrors),
    pieceColumn('A err%', 8, 1, errorPiece),
  ];
}

function pieceColumn(head: string, width: number, rank: number, cell: (row: TableRow) => Piece): TableColumn {
  return {head, width, align: 'right', rank, cell: (row) => [cell(row)]};
}

function baselineP95({p95, change}: TableRow): Piece {
  const ratio = change?.p95 ?? null;
  return p95 === null || ratio === null || !(ratio > -1)
    ? ['--', tone.dim]
    : [formatLatency(p95.us / (1 + ratio)), tone.baseline];
}

function baselineErrors({errorShare, change}: TableRow): Piece {
  const difference = change?.errorShare ?? null;
  if (errorShare === null || difference === null || !Number.isFinite(difference)) return ['--', tone.dim];
  // Never below nothing, however the difference was rounded.
  return [errorPercent(Math.max(0, errorShare - difference)), tone.baseline];
}

/** `rx/s`, at the right end of the wide table. */
export const receivedColumn: TableColumn = text('rx/s', 7, 5, (row) => shortBytes(row.rxBytesPerSecond));

/** `! p95 221% err 131%`. */
/** Few samples colour nothing. */
export function limitLook({share, holds, few}: Omit<EndpointLimit, 'label'>): Tone {
  if (few === true) return tone.dim;
  return !holds ? tone.over : share >= 0.8 ? tone.near : tone.dim;
}

function worstColumn(rank: number): TableColumn {
  return {head: 'worst SLO', width: 21, align: 'left', rank, cell: worstPieces};
}

function worstPieces(row: TableRow): readonly Piece[] {
  const {worstSlo, errorSlo} = row;
  if (worstSlo === null) return [];
  const isNear = worstSlo.share >= 0.8;
  const doubtful = worstSlo.few === true && isNear;
  const look = limitLook(worstSlo);
  const flag = doubtful ? '?' : !worstSlo.holds ? '!' : isNear ? '~' : ' ';
  const pieces: Piece[] = [[`  ${flag} ${worstSlo.label} ${percentOf(worstSlo.share).padStart(4)}`, look]];
  if (errorSlo !== null && !errorSlo.holds && !worstSlo.label.startsWith('err')) {
    const also: Piece = [` err ${percentOf(errorSlo.share)}`, tone.over];
    if (piecesWidth([...pieces, also]) <= 21) pieces.push(also);
  }
  return pieces;
}

function errorPiece(row: TableRow): Piece {
  if (row.errorShare === null) return ['--', tone.dim];
  const over = row.errorSlo?.holds === false;
  return [errorPercent(row.errorShare), over ? tone.over : row.errorShare > 0 ? tone.plain : tone.dim];
}

function errorPercent(share: number): string {
  const percent = share * 100;
  return percent >= 99.95 ? '100' : percent >= 9.995 ? percent.toFixed(1) : percent.toFixed(2);
}

function p95Change({change, p95}: TableRow): Piece {
  return changePiece(change?.p95, change?.loadDiffers ?? false, 1, p95?.few);
}

function quantileColumn(
  head: string,
  width: number,
  rank: number,
  pick: (row: TableRow) => Quantile | null,
): TableColumn {
  return pieceColumn(head, width, rank, (row) => quantilePiece(pick(row)));
}

function text(head: string, width: number, rank: number, print: (row: TableRow) => string): TableColumn {
  return {head, width, align: 'right', rank, cell: (row) => [[print(row), tone.plain]]};
}

function numberText(value: number | null): string {
  return value === null ? '--' : formatNumber(value);
}
