import type {Cell} from '../metrics/cell.ts';
import {secondOf} from '../metrics/cell-series.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import type {MeasuringWindow} from './view.ts';

/** The measuring window an operator begins afresh: headline figures know nothing of what was before. */
export interface FreshWindow {
  /** It begins with the next whole second: of the one that is filling, part was before. */
  begin(nowMs: number): void;
  /** Takes the next complete second. */
  second(cell: Cell): void;
  /** Run clock, ms; 0: it was never begun. */
  readonly fromMs: number;
  /** What has ended in it so far; null: it was never begun. */
  readonly view: MeasuringWindow | null;
}

export function createFreshWindow(): FreshWindow {
  let view: MeasuringWindow | null = null;
  return {
    begin(nowMs) {
      view = {atMs: (secondOf(nowMs) + 1) * 1000, requests: 0, failed: 0};
    },
    second({atMs, total}) {
      if (view === null || atMs < view.atMs) return;
      view = {...view, requests: view.requests + endedRequests(total), failed: view.failed + total.failed};
    },
    get fromMs() {
      return view?.atMs ?? 0;
    },
    get view() {
      return view;
    },
  };
}
