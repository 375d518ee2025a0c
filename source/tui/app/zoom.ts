import {columnSeconds, type ColumnSeconds} from '../../session/view.ts';

/** The next column width in that direction (1 = out, longer columns), or null at the end of the scale. */
export function nextZoom(current: ColumnSeconds, direction: -1 | 1): ColumnSeconds | null {
  return columnSeconds[columnSeconds.indexOf(current) + direction] ?? null;
}
