import type {ComparedSpan} from '../domain/comparison.ts';
import {formatNumber} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {warmUpMs} from '../metrics/cell.ts';
import {countSparse, mergeSparse, percentilesOf} from '../metrics/histogram.ts';
import type {ComparableCell, ComparableRun} from './comparable-run.ts';
import {judgeSteady} from './steadiness.ts';

/** The seconds of a run that are compared. */
export interface Span {
  readonly cells: readonly ComparableCell[];
  readonly startMs: number;
  readonly endMs: number;
  readonly model: LoadModel;
  readonly level: number;
  readonly seconds: number;
  /** Its load stayed within 5% of its mean. */
  readonly isHold: boolean;
}

/** Run clock. */
export interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** A load that stays this near to its mean is held. */
export const holdShare = 0.05;

/** Of several models the one that most of the time was in; null without cells. */
export function spanOf(all: readonly ComparableCell[]): Span | null {
  const lasting = all.filter(isLasting);
  const open = lasting.filter(({model}) => model === 'open');
  const model = open.length * 2 > lasting.length ? 'open' : 'closed';
  const cells = model === 'open' ? open : lasting.filter((cell) => cell.model === 'closed');
  const last = cells.at(-1);
  if (last === undefined) return null;
  const coveredMs = cells.reduce((sum, cell) => sum + cell.coveredMs, 0);
  const level = cells.reduce((sum, cell) => sum + cell.level * cell.coveredMs, 0) / coveredMs;
  const isHold = cells.every((cell) => Math.abs(cell.level - level) <= holdShare * level);
  const endMs = last.atMs + last.seconds * 1000;
  return {cells, startMs: cells[0]!.atMs, endMs, model, level, seconds: coveredMs / 1000, isHold};
}

/** At least half of it was measured. */
export function isLasting({coveredMs, seconds}: ComparableCell): boolean {
  return coveredMs >= seconds * 500;
}

/** Cells whose middle lies in the range. */
export function cellsIn({cells}: Pick<ComparableRun, 'cells'>, {startMs, endMs}: Range): readonly ComparableCell[] {
  return cells.filter(({atMs, seconds}) => {
    const middleMs = atMs + seconds * 500;
    return middleMs >= startMs && middleMs <= endMs;
  });
}

export function warmCells({cells}: Pick<ComparableRun, 'cells'>): readonly ComparableCell[] {
  return cells.filter(({atMs}) => atMs >= warmUpMs);
}

/**
 * Without the seconds at the end in which no load was commanded any more: what is left of it drains for as long as the
 * slowest request takes, and is not the run's load. All of them when there are no others.
 */
export function withoutWayOut(cells: readonly ComparableCell[]): readonly ComparableCell[] {
  const last = cells.findLastIndex(({commandedLevel}) => commandedLevel !== 0);
  return last === -1 ? cells : cells.slice(0, last + 1);
}

/** How a span is shown, with whether it was steady and why not. */
export function describeSpan(span: Span): ComparedSpan & {readonly why: string | null} {
  const perSecond = span.cells.map((cell) => {
    const latency = mergeSparse(cell.names.map((one) => one.latency()));
    return {
      samples: countSparse(latency),
      lnP95: Math.log(percentilesOf(latency, [95])[0]!),
      requestsPerSecond: cell.names.reduce((sum, one) => sum + one.ended, 0) / (cell.coveredMs / 1000),
    };
  });
  const {steady, why} = span.isHold
    ? judgeSteady(perSecond)
    : {steady: false, why: `load went from ${levels(span, Math.min)} to ${levels(span, Math.max)}`};
  const samples = perSecond.reduce((sum, one) => sum + one.samples, 0);
  const {startMs, endMs, model, level, seconds} = span;
  return {startMs, endMs, model, level, seconds, samples, steady, why};
}

/** `247 VUs`, `120 iterations/s`. */
export function printLoad({model, level}: Pick<Span, 'model' | 'level'>): string {
  return model === 'open' ? `${formatNumber(level)} iterations/s` : `${formatNumber(level)} VUs`;
}

function levels({cells}: Span, pick: (...values: number[]) => number): string {
  return formatNumber(cells.map(({level}) => level).reduce((a, b) => pick(a, b)));
}
