import type {LookColumn, LookView} from '../../session/look.ts';
import {columnWindow, pictureEndMs, windowAt, type ColumnWindow} from '../plots/column-window.ts';
import {ghostPoints, ghostSeries} from '../plots/ghost.ts';
import type {ScreenState, SessionMirror} from '../ui-state.ts';
import type {Theme} from '../theme/theme.ts';
import {columnStartS} from './cursor-text.ts';
import type {LookedRow} from './endpoint-rows.ts';
import {shownBaseline} from './measured-text.ts';
import {errorSlo} from './slo-text.ts';

/** What the detail of one request is drawn from. */
export interface EndpointLook {
  readonly mirror: SessionMirror;
  readonly row: LookedRow;
  readonly look: LookView;
  readonly theme: Theme;
  readonly scale: ScreenState['scale'];
}

/** What is looked at, if it is this request; null: it is on its way. */
export function lookOf({look}: Pick<SessionMirror, 'look'>, {name}: Pick<LookedRow, 'name'>): LookView | null {
  return look !== null && look.request.name === name ? look : null;
}

/**
 * Plot columns of the look's own width, as many as fit, up to the newest it has anything of: it comes once a second, and
 * what is still on its way is no gap.
 */
export function lookWindow({mirror, look}: Pick<EndpointLook, 'mirror' | 'look'>, count: number): ColumnWindow {
  const {seconds} = look.request;
  const rows = mirror.columns[seconds];
  const {elapsedMs} = mirror.view;
  const endMs = pictureEndMs(rows, seconds, mirror.view);
  const live = windowAt(rows, seconds, {count, elapsedMs, ahead: 0, endMs}, null);
  if (endMs < elapsedMs) return live;
  const lastS = look.columns.findLast(({complete, samples}) => complete || samples > 0)?.atS ?? live.newestS;
  const behindS = live.newestS - lastS;
  if (behindS <= 0 || behindS > Math.max(seconds, mostLateS)) return live;
  const told = rows.filter(({atS}) => atS <= lastS);
  return columnWindow(told, seconds, count, (lastS + seconds) * 1000);
}

/** A look is computed once a second, and is up to a second on its way. */
const mostLateS = 2;

/** One figure of the look for each column of a window; NaN: a gap. */
export function lookSeries(window: ColumnWindow, look: LookView, pick: (column: LookColumn) => number): Float64Array {
  const byStart = new Map(look.columns.map((column) => [column.atS, column]));
  return Float64Array.from({length: window.count}, (_, index) => {
    const column = byStart.get(columnStartS(window, index));
    return column === undefined ? Number.NaN : pick(column);
  });
}

/**
 * A figure of the baseline: of all requests at each column's own load; of one request at the present load, in the columns
 * whose load is within 10% of it: of it at other loads nothing is known. NaN elsewhere.
 */
export function baselineSeries(
  window: ColumnWindow,
  {mirror, look}: Pick<EndpointLook, 'mirror' | 'look'>,
  step: 'p50' | 'p95',
): Float64Array {
  if (look.request.name === null) {
    const points = ghostPoints(window, shownBaseline(mirror.view));
    return ghostSeries(points, (point) => point[step]);
  }
  const value = look.ladder.find((row) => row.step === step)?.baselineUs ?? null;
  const series = new Float64Array(window.count).fill(Number.NaN);
  if (value === null || look.change?.loadDiffers === true) return series;
  const {load, arrivals} = mirror.view;
  const isOpen = load.model === 'open';
  const now = isOpen ? (arrivals?.offeredPerSecond ?? load.commandedLevel) : load.activeVus;
  for (let index = window.first; index < window.count; index++) {
    const row = window.rows[index];
    if (!row || isOpen === Number.isNaN(row.offeredPerSecond)) continue;
    const level = isOpen ? row.offeredPerSecond : row.vus;
    if (level > 0 && Math.abs(level - now) <= 0.1 * now) series[index] = value;
  }
  return series;
}

/** Bound on the share of its requests that fail: its own, or that on all; null: none. */
export function errorBound({mirror, row}: Pick<EndpointLook, 'mirror' | 'row'>): number | null {
  const own = mirror.view.slos.find(
    ({source, requestName}) => source.startsWith('http_req_failed') && requestName === row.name,
  );
  return own?.bound ?? errorSlo(mirror.view)?.bound ?? null;
}
