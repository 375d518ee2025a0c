import {mergeCells} from '../metrics/cell.ts';
import type {CellSeries} from '../metrics/cell-series.ts';
import {readingOfCell, type ThresholdReading} from './threshold-value.ts';

/** Reads the last `windowMs` of the run, or what there is of it; null: nothing yet. */
export type WindowReader = (windowMs: number) => ThresholdReading | null;

/**
 * Readings that end with the second that is complete, each merged once.
 * @param memoryBytes of the generator's machine
 * @param earliestMs run clock: nothing that began before is read
 * @param endMs run clock: end of the newest complete second
 */
export function createWindowReader(
  series: Pick<CellSeries, 'since'>,
  memoryBytes: number,
  earliestMs: number,
  endMs: number,
): WindowReader {
  const readings = new Map<number, ThresholdReading | null>();
  return (windowMs) => {
    const known = readings.get(windowMs);
    if (known !== undefined) return known;
    const cells = series.since(Math.max(earliestMs, endMs - windowMs));
    const reading =
      cells.length === 0
        ? null
        : readingOfCell(mergeCells(cells, cells[0]!.atMs, Math.round(windowMs / 1000)), memoryBytes);
    readings.set(windowMs, reading);
    return reading;
  };
}
