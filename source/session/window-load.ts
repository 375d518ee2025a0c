import type {LoadModel} from '../domain/load-model.ts';
import type {Cell} from '../metrics/cell.ts';
import type {LoadPoint} from './print-load.ts';

/** The model a cell ended in: the open one has a commanded rate, the closed one has not. */
export function modelOfCell({load}: Pick<Cell, 'load'>): LoadModel {
  return Number.isNaN(load.targetRate) ? 'closed' : 'open';
}

/** Mean load over cells of one model (the last one's): VUs, or arrivals a second. 0 without cells. */
export function meanLoad(cells: readonly Cell[]): LoadPoint {
  const last = cells.at(-1);
  const model = last === undefined ? 'closed' : modelOfCell(last);
  const coveredMs = sum(cells, (cell) => cell.coveredMs);
  if (coveredMs === 0) return {model, level: 0};
  if (model === 'open') return {model, level: sum(cells, (cell) => cell.metrics.arrivals) / (coveredMs / 1000)};
  return {model, level: sum(cells, (cell) => cell.load.meanVus * cell.coveredMs) / coveredMs};
}

/** Iterations that ended a second; null without cells. */
export function iterationRate(cells: readonly Cell[]): number | null {
  const coveredMs = sum(cells, (cell) => cell.coveredMs);
  return coveredMs === 0 ? null : sum(cells, (cell) => cell.metrics.iterations) / (coveredMs / 1000);
}

function sum(cells: readonly Cell[], pick: (cell: Cell) => number): number {
  return cells.reduce((total, cell) => total + pick(cell), 0);
}
