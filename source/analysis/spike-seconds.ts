import type {LoadModel} from '../domain/load-model.ts';
import type {Cell} from '../metrics/cell.ts';
import {addSums, errorShareOf, p95Of, sumsOfCell, type LoadSums} from './load-sums.ts';

/** A second of a spike test (or several merged), as far as it is judged. */
export interface SpikeSecond {
  readonly startMs: number;
  readonly endMs: number;
  /** Commanded at its end: VUs, or iterations a second. */
  readonly commanded: number;
  /** Fewest and most VUs at work in it; the open model's own load is its command. */
  readonly least: number;
  readonly most: number;
  readonly inFlight: number;
  /** For so long of it the generator, not the target, was at its end. */
  readonly limitedMs: number;
  /** Arrivals that found no free VU in time. */
  readonly dropped: number;
  readonly sums: LoadSums;
}

/** Some seconds in a row. */
export interface SpikeWindow {
  readonly startMs: number;
  readonly endMs: number;
  /** Null: too few samples. */
  readonly p95Us: number | null;
  readonly errorShare: number | null;
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Mean over the ends of its seconds, and how many those are. */
  readonly inFlight: number;
  readonly readings: number;
  /** The generator was at its end for too long of it to blame the target. */
  readonly isBlind: boolean;
}

/** Of a window, from so much on p95 is made of what the generator, not the target, held up. */
const blindShare = 0.05;

/** The seconds of a spike test so far, and windows of them, each read once. */
export interface SpikeSeconds {
  add(cell: Cell): void;
  readonly list: readonly SpikeSecond[];
  /** Seconds from `first` on over `widthMs`; null: there are not enough yet, or at least half of it is missing. */
  window(first: number, widthMs: number): SpikeWindow | null;
}

/**
 * Memory grows with the test: a second takes a few KB.
 * @param model closed: what is commanded is VUs
 */
export function createSpikeSeconds(model: LoadModel): SpikeSeconds {
  const list: SpikeSecond[] = [];
  const windows = new Map<string, SpikeWindow | null>();
  return {
    list,
    add(cell) {
      const last = list.at(-1);
      // A reading that overlaps is one that was taken in before.
      if (last === undefined || cell.atMs >= last.endMs) list.push(secondOf(cell, model));
    },
    window(first, widthMs) {
      const key = `${first}/${widthMs}`;
      const kept = windows.get(key);
      if (kept !== undefined) return kept;
      const toMs = (list[first]?.startMs ?? Number.POSITIVE_INFINITY) + widthMs;
      if (!((list.at(-1)?.endMs ?? 0) >= toMs)) return null;
      const window = readWindow(list, first, toMs);
      windows.set(key, window);
      return window;
    },
  };
}

function secondOf(cell: Cell, model: LoadModel): SpikeSecond {
  const {load} = cell;
  const target = model === 'closed' ? load.targetVus : load.targetRate;
  const commanded = Number.isFinite(target) ? target : model === 'closed' ? load.vus : 0;
  return {
    startMs: cell.atMs,
    endMs: cell.atMs + cell.seconds * 1000,
    commanded,
    least: model === 'closed' ? Math.min(load.minVus, load.vus) : commanded,
    most: model === 'closed' ? Math.max(load.maxVus, load.vus) : commanded,
    inFlight: load.inFlight,
    limitedMs: cell.saturatedMs,
    dropped: cell.metrics.arrivalsDropped,
    sums: sumsOfCell(cell),
  };
}

function readWindow(list: readonly SpikeSecond[], first: number, toMs: number): SpikeWindow | null {
  const parts: SpikeSecond[] = [];
  for (let i = first; i < list.length && list[i]!.startMs < toMs; i++) parts.push(list[i]!);
  const {startMs} = parts[0]!;
  const sums = addSums(parts.map((part) => part.sums));
  if (sums.coveredMs < (toMs - startMs) / 2) return null;
  const inFlight = parts.map((part) => part.inFlight).filter(Number.isFinite);
  return {
    startMs,
    endMs: parts.at(-1)!.endMs,
    p95Us: p95Of(sums),
    errorShare: errorShareOf(sums),
    requests: sums.requests,
    requestsPerSecond: sums.requests / (sums.coveredMs / 1000),
    inFlight: inFlight.length === 0 ? 0 : inFlight.reduce((sum, one) => sum + one, 0) / inFlight.length,
    readings: inFlight.length,
    isBlind: parts.reduce((sum, {limitedMs}) => sum + limitedMs, 0) >= blindShare * (toMs - startMs),
  };
}
