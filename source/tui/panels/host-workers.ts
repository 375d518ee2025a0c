import {formatNumber} from '../../domain/format.ts';
import type {SessionView, WorkerRow} from '../../session/view.ts';
import type {Piece, Region} from '../canvas/canvas.ts';
import {drawHeading} from '../canvas/heading.ts';
import {drawBar} from '../plots/bar.ts';
import {tone, type Tone} from '../theme/tone.ts';
import {loopText, percentText} from './generator-line.ts';

/** A busy share from which latencies are watched, and from which they read high: the generator's own limits. */
const busyShares = {warn: 0.6, saturated: 0.8};

const barCells = 10;

/**
 * First worker shown when `wanted` is asked for: the last ones fill the rows.
 * @param rows of the table, heading and column names included
 */
export function firstWorker(workers: number, rows: number, wanted: number): number {
  return Math.max(0, Math.min(wanted, workers - Math.max(1, rows - 2)));
}

/**
 *     ─ WORKERS 2/2 ──────────────────────────── 1-2 of 2   j k ─
 *      worker  state  busy              loop   VUs in flight   req/s
 *          0  up      36% ▮▮▮▮▯▯▯▯▯▯  3.1ms   124        19     130
 */
export function drawWorkers(region: Region, view: SessionView, scroll: number): void {
  const {workerRows, workers, playback} = view;
  const rows = Math.max(0, region.rows - 2);
  const first = firstWorker(workerRows.length, region.rows, scroll);
  const title = playback === null ? `WORKERS ${workers.alive}/${workers.wanted}` : 'WORKERS';
  const hidden = workerRows.length > rows;
  const shown = `${first + 1}-${Math.min(workerRows.length, first + rows)} of ${workerRows.length}`;
  drawHeading(region, 0, title, hidden ? [`${shown}   j k scroll`, shown] : []);
  if (workerRows.length === 0) {
    const text = playback === null ? 'none has told anything yet' : 'a recording does not tell them apart';
    if (rows > 0) region.text(1, 1, text, tone.dim);
    return;
  }
  drawNames(region);
  workerRows.slice(first, first + rows).forEach((worker, index) => drawWorker(region, index + 2, worker));
}

/** Columns in which figures end. */
const ends = {worker: 7, busy: 20, loop: 38, vus: 44, inFlight: 54} as const;
const stateX = 9;

function drawNames(region: Region): void {
  const right = region.columns - 1;
  for (const [end, text] of [
    [ends.worker, 'worker'],
    [ends.busy, 'busy'],
    [loopEnd(region), 'loop'],
    [endOf(region, 'vus'), 'VUs'],
    [endOf(region, 'inFlight'), 'in flight'],
    [Math.min(right, endOf(region, 'inFlight') + 8), 'req/s'],
  ] as const)
    region.textRight(end, 1, text, tone.dim);
  region.text(stateX, 1, 'state', tone.dim);
}

function drawWorker(region: Region, y: number, worker: WorkerRow): void {
  const {alive, utilisation, loopDelayMs, activeVus, inFlight, requestsPerSecond} = worker;
  region.textRight(ends.worker, y, String(worker.worker), tone.plain);
  region.text(stateX, y, ...statePiece(worker));
  const own = alive ? tone.plain : tone.dim;
  region.textRight(ends.busy, y, percentText(utilisation), busyTone(utilisation, own));
  // An empty bar would say that it does nothing.
  const isKnown = alive && Number.isFinite(utilisation);
  if (isKnown && hasBar(region))
    drawBar(region, ends.busy + 1, y, barCells, utilisation, busyTone(utilisation, tone.ok));
  region.textRight(loopEnd(region), y, loopText(loopDelayMs), own);
  region.textRight(endOf(region, 'vus'), y, countText(activeVus), own);
  region.textRight(endOf(region, 'inFlight'), y, countText(inFlight), own);
  const right = Math.min(region.columns - 1, endOf(region, 'inFlight') + 8);
  region.textRight(right, y, formatNumber(requestsPerSecond), own);
}

function countText(count: number): string {
  return count < 10_000 ? String(count) : formatNumber(count);
}

function statePiece({alive, starting}: WorkerRow): Piece {
  if (starting) return ['starting', tone.dim];
  return alive ? ['up', tone.dim] : ['! lost', tone.overStrong];
}

function busyTone(utilisation: number, otherwise: Tone): Tone {
  if (utilisation >= busyShares.saturated) return tone.over;
  return utilisation >= busyShares.warn ? tone.near : otherwise;
}

/** Under this the bar is left out. */
function hasBar({columns}: Region): boolean {
  return columns >= 64;
}

function loopEnd(region: Region): number {
  return hasBar(region) ? ends.loop : ends.loop - barCells - 1;
}

function endOf(region: Region, column: 'vus' | 'inFlight'): number {
  return hasBar(region) ? ends[column] : ends[column] - barCells - 1;
}
