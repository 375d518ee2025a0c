import {formatClock} from '../../domain/format.ts';
import type {EventKind, SessionEvent} from '../../session/view.ts';
import type {Region} from '../canvas/canvas.ts';
import {drawSparkline} from '../plots/sparkline.ts';
import {tone} from '../theme/tone.ts';
import {eventTones} from './event-marks.ts';

export interface DensityPlace {
  /** End of the run so far, ms. */
  readonly endMs: number;
  /** Moment of the cursor, ms; null: there is none. */
  readonly cursorMs: number | null;
}

/** Which kind gives a cell its colour, where several fall into it: the first that is there. */
const byWeight: readonly EventKind[] = ['stop', 'failure', 'alert', 'gap', 'cleared', 'model', 'snapshot', 'mark'];

/**
 * How many events there were in each part of the run, the whole of it in one row, and below it the cursor's moment:
 *
 *      ▂   ▂        ▁▁ ▂▂▁▂ ▁▂
 *      00:00:00          ▴ 00:11:04          00:12:34
 */
export function drawEventDensity(
  region: Region,
  events: readonly SessionEvent[],
  {endMs, cursorMs}: DensityPlace,
): void {
  const cells = region.columns - 2;
  if (cells < 1) return;
  const span = Math.max(1, endMs);
  const cellOf = (atMs: number): number => Math.max(0, Math.min(cells - 1, Math.floor((atMs / span) * cells)));
  const counts = new Float64Array(cells);
  const weights = new Uint8Array(cells).fill(byWeight.length);
  for (const {atMs, kind} of events) {
    const cell = cellOf(atMs);
    counts[cell]! += 1;
    const weight = byWeight.indexOf(kind);
    if (weight !== -1 && weight < weights[cell]!) weights[cell] = weight;
  }
  // A single event is a low bar whatever else there is; nothing is no bar.
  const top = Math.max(
    4,
    counts.reduce((most, count) => Math.max(most, count), 0),
  );
  drawSparkline(region, 1, 0, counts, {
    top,
    first: 0,
    tone: (_, cell) => {
      const kind = byWeight[weights[cell]!];
      return kind === undefined ? tone.p95 : eventTones[kind];
    },
  });
  drawClocks(region, cells, {endMs, cell: cursorMs === null ? null : cellOf(cursorMs), cursorMs});
}

interface Clocks {
  readonly endMs: number;
  readonly cursorMs: number | null;
  /** Cell of the cursor; null: there is none. */
  readonly cell: number | null;
}

/** Start and end of the run where the cursor's clock leaves room for them. */
function drawClocks(region: Region, cells: number, {endMs, cell, cursorMs}: Clocks): void {
  let from = cells + 1;
  let to = 0;
  if (cell !== null && cursorMs !== null) {
    const clock = formatClock(cursorMs);
    const isRight = cell + 2 + clock.length <= cells;
    from = isRight ? cell : cell - clock.length - 1;
    to = isRight ? cell + 2 + clock.length : cell + 1;
    region.put(1 + cell, 1, '▴', tone.strong);
    region.text(isRight ? cell + 3 : from + 1, 1, clock, tone.strong);
  }
  const [start, end] = [formatClock(0), formatClock(endMs)];
  if (start.length + 2 <= from) region.text(1, 1, start, tone.dim);
  if (to + 2 + end.length <= cells) region.textRight(1 + cells, 1, end, tone.dim);
}
