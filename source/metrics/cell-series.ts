import type {HostSample, TargetSample} from '../domain/host.ts';
import {buildCell, mergeCells, type Cell, type CellInterval} from './cell.ts';

/**
 * The run as cells: 1 s for the last ten minutes, 10 s up to an hour back, 60 s beyond. A group is merged into a wider
 * cell when all of it has come of age, so cells never overlap and no count is lost.
 *
 *   60 s ──┬── 10 s ──────────┬── 1 s ─────────┐ open second
 *        1 h back          10 min back        now
 *
 * An interval belongs to the second in which it ended: one that ends at 1000.0 ms to second 0, at 1000.1 ms to second 1.
 * A second without an end in it has no cell.
 */
export interface CellSeries {
  /** Takes the next interval; returns the second it completed, if any. */
  add(interval: CellInterval): Cell | null;
  /** A host sample belongs to the cell that is complete next. */
  addHost(sample: HostSample): void;
  /** The same for the machine under test, which is sampled less often: a sample stands for the seconds until the next. */
  addTarget(sample: TargetSample): void;
  /** Closes the second that is filling: the run is over. */
  flush(): Cell | null;
  /** The second that is still filling; null at a second's very end. */
  open(): Cell | null;
  /** All complete cells, oldest first. */
  cells(): readonly Cell[];
  /** The complete 1-s cells that begin at or after `sinceMs`, oldest first. */
  since(sinceMs: number): readonly Cell[];
}

/** An older sample of the machine under test says nothing of now. */
const targetStandsMs = 4000;
const tenSecondAgeMs = 600_000;
const minuteAgeMs = 3_600_000;

export function createCellSeries(): CellSeries {
  const ones: Cell[] = [];
  const tens: Cell[] = [];
  const minutes: Cell[] = [];
  let filling: CellInterval[] = [];
  let fillingAtMs = 0;
  /** A second that is closed takes nothing more: a zero-length reading at its very end goes to the next one. */
  let earliestAtMs = 0;
  let hosts: HostSample[] = [];
  let targets: TargetSample[] = [];

  /** Those of the second that ends then; where it has none, the one before stands. */
  function targetsUntil(endMs: number): readonly TargetSample[] {
    const past = targets.filter(({atMs}) => atMs <= endMs);
    const own = past.filter(({atMs}) => atMs > endMs - 1000);
    if (own.length > 0) return own;
    return past.slice(-1).filter(({atMs}) => atMs > endMs - targetStandsMs);
  }

  function flush(): Cell | null {
    if (filling.length === 0) return null;
    const endMs = filling.at(-1)!.endMs;
    const cell = buildCell(
      fillingAtMs,
      1,
      filling,
      hosts.filter((host) => host.atMs <= endMs),
      targetsUntil(endMs),
    );
    hosts = hosts.filter((host) => host.atMs > endMs);
    targets = targets.filter(({atMs}) => atMs > endMs - targetStandsMs);
    filling = [];
    earliestAtMs = fillingAtMs + 1000;
    ones.push(cell);
    age(ones, tens, 10, tenSecondAgeMs, fillingAtMs + 1000);
    age(tens, minutes, 60, minuteAgeMs, fillingAtMs + 1000);
    return cell;
  }

  return {
    add(interval) {
      const atMs = Math.max(earliestAtMs, secondOf(interval.endMs) * 1000);
      const completed = atMs === fillingAtMs ? null : flush();
      fillingAtMs = atMs;
      filling.push(interval);
      // The end falls on the second: waiting for the next interval would show it later for nothing.
      return completed === null && interval.endMs === atMs + 1000 ? flush() : completed;
    },
    addHost(sample) {
      hosts.push(sample);
    },
    addTarget(sample) {
      targets.push(sample);
    },
    flush,
    open: () =>
      filling.length === 0 ? null : buildCell(fillingAtMs, 1, filling, hosts, targetsUntil(filling.at(-1)!.endMs)),
    cells: () => [...minutes, ...tens, ...ones],
    since(sinceMs) {
      let from = ones.length;
      while (from > 0 && ones[from - 1]!.atMs >= sinceMs) from--;
      return ones.slice(from);
    },
  };
}

/** The second an interval belongs to, by its end on the run clock, ms. */
export function secondOf(endMs: number): number {
  return Math.max(0, Math.ceil(endMs / 1000) - 1);
}

function age(from: Cell[], into: Cell[], seconds: number, ageMs: number, nowMs: number): void {
  const widthMs = seconds * 1000;
  for (;;) {
    const first = from[0];
    if (first === undefined) return;
    const atMs = Math.floor(first.atMs / widthMs) * widthMs;
    if (atMs + widthMs + ageMs > nowMs) return;
    let size = 1;
    while (size < from.length && from[size]!.atMs < atMs + widthMs) size++;
    into.push(mergeCells(from.splice(0, size), atMs, seconds));
  }
}
