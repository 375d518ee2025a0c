import type {LoadFigures} from '../domain/study.ts';
import type {Cell} from '../metrics/cell.ts';
import {addSums, figuresOfSums, sumsOfCell} from './load-sums.ts';

/**
 * What was measured at one load, over cells of it: histograms merged, rates over the time they cover, machines' means.
 * @param level VUs, or iterations a second
 */
export function loadFigures(level: number, cells: readonly Cell[]): LoadFigures {
  return figuresOfSums(addSums(cells.map(sumsOfCell)), level);
}

/** Mean of those that are known; null: none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
