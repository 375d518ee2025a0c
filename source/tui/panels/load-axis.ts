import type {LoadModel} from '../../domain/load-model.ts';
import {piecesWidth, type Region} from '../canvas/canvas.ts';
import {shortNumber} from '../plots/axis.ts';
import {tone} from '../theme/tone.ts';

/** A horizontal axis of loads. */
export interface LoadAxis {
  readonly from: number;
  readonly to: number;
  /** Cell of a load; a load that is no number has none (NaN). */
  readonly column: (level: number) => number;
  readonly model: LoadModel;
}

/** An axis of so many cells for these loads: from 0, or where several all lie far above it from just below the least. */
export function loadAxis(levels: readonly number[], cells: number, model: LoadModel): LoadAxis {
  const known = levels.filter((level) => Number.isFinite(level));
  const most = Math.max(1, ...known);
  const least = Math.min(...known, most);
  const from = least < most * 0.3 || least === most ? 0 : least * 0.9;
  const to = most * 1.04;
  return {from, to, model, column: (level) => Math.round(((level - from) / (to - from)) * (cells - 1))};
}

/** `0     50     100     150  VUs` */
export function drawLoadAxis(region: Region, {from, to, column, model}: LoadAxis): void {
  const unit = model === 'closed' ? 'VUs' : '/s';
  region.textRight(region.columns, 0, unit, tone.dim);
  const wanted = Math.max(model === 'closed' ? 1 : 0, (to - from) / Math.max(1, Math.floor(region.columns / 9)));
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((lead) => lead * power).find((each) => each >= wanted) ?? 10 * power;
  if (!(step > 0) || !Number.isFinite(step)) return;
  let free = 0;
  for (let level = Math.ceil(from / step) * step; level <= to; level += step) {
    const text = shortNumber(level);
    const x = Math.max(0, column(level) - (text.length >> 1));
    if (x < free || x + text.length > region.columns - unit.length - 1) continue;
    free = region.text(x, 0, text, tone.dim) + 2;
  }
}

/** What is drawn in a plot already: rows by column. */
export type TakenCells = ReadonlyMap<number, readonly number[]>;

/** Lines of text in the first corner that nothing lies in; nowhere when there is none. */
export function drawNotes(area: Region, taken: TakenCells, notes: readonly string[]): void {
  if (notes.length === 0) return;
  const cells = Math.max(...notes.map((note) => piecesWidth([[note, tone.dim]])));
  const corners = [
    [2, 0],
    [area.columns - cells - 1, area.rows - notes.length],
    [area.columns - cells - 1, 0],
    [2, area.rows - notes.length],
  ] as const;
  const isFree = ([left, top]: readonly [number, number]): boolean => {
    if (left < 0 || top < 0 || left + cells > area.columns || top + notes.length > area.rows) return false;
    for (let x = left - 1; x <= left + cells; x++) {
      if (taken.get(x)?.some((y) => y >= top && y < top + notes.length) === true) return false;
    }
    return true;
  };
  const corner = corners.find(isFree);
  if (corner === undefined) return;
  const [left, top] = corner;
  notes.forEach((note, at) => {
    // A rule may run through the place.
    area.repeat(left - 1, top + at, ' ', cells + 2, tone.plain);
    area.text(left, top + at, note, at === 0 ? tone.dim : tone.plain);
  });
}
