import {formatNumber} from '../../domain/format.ts';
import type {Quantile, SessionView, TrafficRow} from '../../session/view.ts';
import {piecesWidth, type Piece} from '../canvas/canvas.ts';
import {tone} from '../theme/tone.ts';
import {changePiece, quantilePiece, shortBytes} from './measured-text.ts';
import {percentOf} from './slo-text.ts';

/** A row of the table: an endpoint, or all of them together. */
export interface TableRow extends TrafficRow {
  readonly share: number;
  readonly worstSlo: {readonly label: string; readonly share: number; readonly holds: boolean} | null;
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
  const quantile = (head: string, rank: number, pick: (row: TableRow) => Quantile | null): TableColumn => ({
    head,
    width,
    align: 'right',
    rank,
    cell: (row) => [quantilePiece(pick(row))],
  });
  const share = text('share', 7, 6, (row) => `${Math.round(row.share * 100)}%`);
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

/** `rx/s`, at the right end of the wide table. */
export const receivedColumn: TableColumn = text('rx/s', 7, 5, (row) => shortBytes(row.rxBytesPerSecond));

/** `! p95 221% err 131%`. */
function worstColumn(rank: number): TableColumn {
  return {head: 'worst SLO', width: 21, align: 'left', rank, cell: worstPieces};
}

function worstPieces(row: TableRow): readonly Piece[] {
  const {worstSlo, errorSlo} = row;
  if (worstSlo === null) return [];
  const look = worstSlo.holds ? (worstSlo.share >= 0.8 ? tone.near : tone.dim) : tone.over;
  const flag = worstSlo.holds ? (worstSlo.share >= 0.8 ? '~' : ' ') : '!';
  const pieces: Piece[] = [[`  ${flag} ${worstSlo.label} ${percentOf(worstSlo.share).padStart(4)}`, look]];
  if (errorSlo !== null && !errorSlo.holds && !worstSlo.label.startsWith('err')) {
    const also: Piece = [` err ${percentOf(errorSlo.share)}`, tone.over];
    if (piecesWidth([...pieces, also]) <= 21) pieces.push(also);
  }
  return pieces;
}

function errorPiece(row: TableRow): Piece {
  if (row.errorShare === null) return ['--', tone.dim];
  const percent = row.errorShare * 100;
  const printed = percent >= 99.95 ? '100' : percent >= 9.995 ? percent.toFixed(1) : percent.toFixed(2);
  const over = row.errorSlo?.holds === false;
  return [printed, over ? tone.over : percent > 0 ? tone.plain : tone.dim];
}

function p95Change({change, p95}: TableRow): Piece {
  return changePiece(change?.p95, change?.loadDiffers ?? false, 1, p95?.few);
}

function text(head: string, width: number, rank: number, print: (row: TableRow) => string): TableColumn {
  return {head, width, align: 'right', rank, cell: (row) => [[print(row), tone.plain]]};
}

function numberText(value: number | null): string {
  return value === null ? '--' : formatNumber(value);
}
