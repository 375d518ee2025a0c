import {mergeCells, warmUpMs, type Cell} from '../metrics/cell.ts';
import type {IntervalMetrics} from '../metrics/interval.ts';
import {emptyMetrics} from '../metrics/merge-metrics.ts';
import type {SnapshotScope} from './intent.ts';
import {modelOfCell} from './window-load.ts';

/** A snapshot of a window covers this much. */
const windowMs = 30_000;

/** The part of a drive a snapshot's figures are over. */
export interface SnapshotWindow {
  readonly cells: readonly Cell[];
  /** Those in which load was commanded: before it begins and on the way out there is none to speak of. */
  readonly loaded: readonly Cell[];
  readonly metrics: IntervalMetrics;
  readonly startMs: number;
  readonly endMs: number;
  /** Length of what was measured, s: rates are over it. */
  readonly seconds: number;
}

/** Stretches cut out of a drive; the run as a whole is none. */
export type CutScope = Exclude<SnapshotScope, 'run'>;

/**
 * The cells such a snapshot is over, all of one load model, the newest: empty where there are none.
 * @param cells complete ones, oldest first
 * @param sinceMs run clock: the operator began the measuring window afresh; 0: they did not
 */
export function cellsOfScope(scope: CutScope, cells: readonly Cell[], sinceMs = 0): readonly Cell[] {
  return ofOneModel(scope === 'window' ? newestCells(cells, sinceMs) : cellsWithin(cells, scope));
}

/** What was measured in them. */
export function windowOfCells(cells: readonly Cell[]): SnapshotWindow {
  const [first] = cells;
  if (first === undefined) return {cells, loaded: cells, metrics: emptyMetrics, startMs: 0, endMs: 0, seconds: 0};
  const endMs = endOf(cells.at(-1)!);
  const {metrics, coveredMs} = mergeCells(cells, first.atMs, (endMs - first.atMs) / 1000);
  return {cells, loaded: cells, metrics, startMs: first.atMs, endMs, seconds: coveredMs / 1000};
}

/** The warm-up is in it only while there is nothing better. */
function newestCells(all: readonly Cell[], sinceMs: number): readonly Cell[] {
  const last = all.at(-1);
  if (last === undefined) return [];
  const fromMs = Math.max(sinceMs, endOf(last) - windowMs);
  const recent = all.filter((cell) => cell.atMs >= fromMs);
  const warm = recent.filter((cell) => cell.atMs >= warmUpMs);
  return warm.length > 0 ? warm : recent;
}

/** Whole cells: of one across an end, nobody can say which part lies inside. */
function cellsWithin(all: readonly Cell[], {fromMs, toMs}: Exclude<CutScope, string>): readonly Cell[] {
  return all.filter((cell) => cell.atMs >= fromMs && endOf(cell) <= toMs);
}

function endOf({atMs, seconds}: Cell): number {
  return atMs + seconds * 1000;
}

/**
 * The newest cells without those from before a switch of the load model, nor the second in which it was: a latency means
 * something else in either. All of them when there is nothing else yet.
 */
function ofOneModel(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.at(-1);
  if (last === undefined) return cells;
  const model = modelOfCell(last);
  const other = cells.findLastIndex((cell) => modelOfCell(cell) !== model);
  const after = cells.slice(other + 2);
  return other === -1 || after.length === 0 ? cells : after;
}
