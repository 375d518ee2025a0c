import type {EventKind, SessionEvent} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {cellsOf, widthOf} from '../canvas/cell-text.ts';
import {columnOf, type ColumnWindow} from '../plots/column-window.ts';
import {tone, type Tone} from '../theme/tone.ts';

export const eventTones: Readonly<Record<EventKind, Tone>> = {
  'load-up': tone.plain,
  'load-down': tone.plain,
  model: tone.strong,
  alert: tone.over,
  cleared: tone.ok,
  snapshot: tone.strong,
  mark: tone.strong,
  stop: tone.overStrong,
  info: tone.dim,
  place: tone.dim,
  gap: tone.near,
  failure: tone.over,
};

/** `~` in every column whose figures are not to be trusted; marks of events go over them. */
export function drawDoubtMarks(region: Region, y: number, {x, window, perCell}: MarkPlace): void {
  window.rows.forEach((row, index) => {
    if (row?.doubtful === true) region.put(x + Math.floor(index / perCell), y, '~', tone.near);
  });
}

export interface MarkPlace {
  readonly x: number;
  readonly window: ColumnWindow;
  /** Plot columns per cell, 1 or 2. */
  readonly perCell: number;
  /** Whether there is room for more than one glyph each. */
  readonly whole: boolean;
}

/**
 * Marks on the time axis, each starting in the column of its moment; newer ones win. Where the next mark is too close
 * to leave a cell between them, its first glyph alone stands.
 */
export function drawEventMarks(region: Region, y: number, place: MarkPlace, events: readonly SessionEvent[]): void {
  const {x, window, perCell, whole} = place;
  const cells = Math.floor(window.count / perCell);
  let free = cells;
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!;
    const column = columnOf(window, event.atMs);
    if (column < 0) break;
    const cell = Math.floor(column / perCell);
    if (event.mark === '' || cell >= free) continue;
    const gap = free === cells ? 0 : 1;
    const fits = whole && cell + widthOf(event.mark) + gap <= free;
    const text = fits ? event.mark : firstGlyph(event.mark);
    if (cell + widthOf(text) > free) continue;
    region.text(x + cell, y, text, eventTones[event.kind]);
    free = cell;
  }
}

function firstGlyph(mark: string): string {
  return cellsOf(mark)[0] ?? '';
}
