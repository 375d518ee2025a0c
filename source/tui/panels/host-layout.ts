import type {SessionView} from '../../session/view.ts';
import type {ScreenSize} from '../ui-state.ts';
import {layoutOf, shareRows, sideColumns} from '../views/layout.ts';
import {hostFactRows} from './host-facts.ts';
import {verdictRows} from './host-verdict.ts';

/** Rows of the parts of view 5, headings included; 0: not drawn. */
export interface HostLayout {
  /** CPU (in the 80-column layout the generator's heading alone) and the event loop. */
  readonly cpu: number;
  readonly loop: number;
  /** One-row trends of the generator. */
  readonly meters: number;
  /** The target's heading; its CPU; its one-row trends. */
  readonly target: number;
  readonly targetCpu: number;
  readonly targetMeters: number;
  readonly verdict: number;
  readonly workers: number;
}

type Part = keyof HostLayout;

/** Header, tabs, axis and the two lines at the bottom. */
const otherRows = 5;

/** How view 5 shares out a screen of this size. */
export function hostLayout(view: SessionView, size: ScreenSize): HostLayout {
  const kind = layoutOf(size);
  const rows = size.rows - otherRows;
  const observed = view.targetHost !== null;
  const workers = Math.max(1, view.workerRows.length) + 2;
  if (kind === 'compact') return compactLayout(rows, observed, workers);
  return kind === 'wide' ? wideLayout(view, size, observed) : plotsLayout(view, size, observed);
}

/** `cpu` is the generator's heading, `meters` are all its rows, of which there are eleven. */
function compactLayout(rows: number, observed: boolean, workers: number): HostLayout {
  const least = {
    cpu: 1,
    loop: 0,
    meters: 4,
    target: observed ? 1 : 0,
    targetCpu: 0,
    targetMeters: 0,
    verdict: 1,
    workers: 3,
  };
  return shareRows<Part>(rows, least, [
    ['targetMeters', observed ? 1 : 0],
    ['meters', 6],
    ['targetMeters', observed ? 4 : 0],
    ['workers', Math.min(workers, 4)],
    ['meters', 8],
    ['target', 1],
    ['targetMeters', observed ? 5 : 0],
    ['workers', Math.min(workers, 6)],
    ['meters', 11],
    ['workers', workers],
  ]);
}

function plotsLayout(view: SessionView, {columns, rows}: ScreenSize, observed: boolean): HostLayout {
  const workers = Math.max(1, view.workerRows.length) + 2;
  const verdict = verdictRows(view, columns);
  const least = {
    cpu: 3,
    loop: 3,
    meters: 4,
    target: 1,
    targetCpu: observed ? 3 : 0,
    targetMeters: observed ? 2 : 0,
    verdict: 3,
    workers: 3,
  };
  return shareRows<Part>(rows - otherRows, least, [
    ['cpu', 5],
    ['targetMeters', observed ? 3 : 0],
    ['workers', Math.min(workers, 4)],
    ['meters', 6],
    ['verdict', Math.min(verdict, 5)],
    ['loop', 4],
    ['targetCpu', observed ? 4 : 0],
    ['workers', Math.min(workers, 6)],
    ['targetMeters', observed ? 4 : 0],
    ['meters', 8],
    ['verdict', verdict],
    ['workers', workers],
    ['cpu', 8],
    ['loop', 7],
    ['targetCpu', observed ? 7 : 0],
    ['cpu', 12],
    ['loop', 11],
    ['targetCpu', observed ? 11 : 0],
  ]);
}

/** Trends on the left; the side has the judgement, and the workers below it. */
function wideLayout(view: SessionView, {columns, rows}: ScreenSize, observed: boolean): HostLayout {
  const left = shareRows<Exclude<Part, 'verdict' | 'workers'>>(
    rows - otherRows,
    {cpu: 5, loop: 5, meters: 8, target: 1, targetCpu: observed ? 5 : 0, targetMeters: observed ? 4 : 0},
    [
      ['cpu', 9],
      ['targetCpu', observed ? 9 : 0],
      ['loop', 7],
      ['cpu', 14],
      ['targetCpu', observed ? 14 : 0],
      ['loop', 1000],
    ],
  );
  const side = rows - otherRows + 1;
  const verdict = Math.min(verdictRows(view, sideColumns(columns) - 1), side - 5);
  const workers = Math.max(1, view.workerRows.length) + 2;
  const facts = side - verdict - workers >= hostFactRows + 1 ? hostFactRows : 0;
  return {...left, verdict, workers: side - verdict - facts};
}
