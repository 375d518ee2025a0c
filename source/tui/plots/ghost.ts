import {pointAt} from '../../analysis/load-curve.ts';
import type {LoadCurvePoint} from '../../domain/comparison.ts';
import type {BaselineView, ColumnRow} from '../../session/view.ts';
import type {ColumnWindow} from './column-window.ts';

/**
 * The baseline beside every column: its figures at the load that column had; null where it never had that load (none
 * within 10%), and where nothing was measured.
 */
export function ghostPoints(window: ColumnWindow, baseline: BaselineView | null): readonly (LoadCurvePoint | null)[] {
  const points = Array.from<LoadCurvePoint | null>({length: window.count}).fill(null);
  if (baseline === null || baseline.curve.length === 0) return points;
  // Holds make long rows of one level.
  let lastLevel = Number.NaN;
  let lastOpen = false;
  let last: LoadCurvePoint | null = null;
  for (let index = window.first; index < window.count; index++) {
    const row = window.rows[index];
    if (!row) continue;
    const open = isOpen(row);
    const level = open ? row.offeredPerSecond : row.vus;
    if (level !== lastLevel || open !== lastOpen) {
      last = ghostPoint(row, baseline);
      lastLevel = level;
      lastOpen = open;
    }
    points[index] = last;
  }
  return points;
}

/** The same beside one row. */
export function ghostPoint(row: ColumnRow, {curve}: Pick<BaselineView, 'curve'>): LoadCurvePoint | null {
  const level = isOpen(row) ? row.offeredPerSecond : row.vus;
  return level > 0 ? pointAt(curve, isOpen(row) ? 'open' : 'closed', level) : null;
}

/** One figure of the points; NaN for a gap. */
export function ghostSeries(
  points: readonly (LoadCurvePoint | null)[],
  pick: (point: LoadCurvePoint) => number,
): Float64Array {
  return Float64Array.from(points, (point) => (point === null ? Number.NaN : pick(point)));
}

/** Only a rate is offered. */
function isOpen(row: ColumnRow): boolean {
  return !Number.isNaN(row.offeredPerSecond);
}
