import type {ComparableCell, ComparableRun} from './comparable-run.ts';
import {isLasting, spanOf, warmCells, withoutWayOut, type Span} from './span.ts';

/** Loads of the same seconds of one course lie so near to each other, on average. */
const mostDistance = 0.05;

/** One run's load may begin so many seconds later on its clock: workers take their time to come up. */
const mostShift = 3;

/** So much of the longer run has to be in both. */
const leastShared = 0.8;

/** Fewer seconds than this say nothing about chance. */
const leastCells = 6;

/**
 * The seconds of two runs whose load took the same course, as two runs of a short profile with ramps do: cell by cell at
 * the same load, wherever each began. Null: it did not.
 */
export function sameCourse(
  now: ComparableRun,
  before: ComparableRun,
): {readonly now: Span; readonly before: Span} | null {
  const [a, b] = [now, before].map((run) => withoutWayOut(warmCells(run)).filter(isLasting));
  const longer = Math.max(a!.length, b!.length);
  let best: {readonly pairs: readonly CellPair[]; readonly distance: number} | null = null;
  for (const shift of [0, 1, -1, 2, -2, 3, -3].filter((one) => Math.abs(one) <= mostShift)) {
    const pairs = pairsOf(a!, b!, shift * 1000);
    if (pairs.length < Math.max(leastCells, leastShared * longer)) continue;
    const distance = distanceOf(pairs);
    if (distance <= mostDistance && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = {pairs, distance};
  }
  if (best === null) return null;
  const spans = [spanOf(best.pairs.map((pair) => pair.now)), spanOf(best.pairs.map((pair) => pair.before))];
  return {now: spans[0]!, before: spans[1]!};
}

/** Mean distance of the loads at the same seconds, as a share of their mean. */
export function loadDistance(now: Span, before: Span): number {
  return distanceOf(pairsOf(now.cells, before.cells, 0));
}

/** Whether every cell of one has its own in the other, at the same distance in time. */
export function areInStep(
  now: readonly {readonly atMs: number}[],
  before: readonly {readonly atMs: number}[],
): boolean {
  const shiftMs = (now[0]?.atMs ?? 0) - (before[0]?.atMs ?? 0);
  return now.length === before.length && now.every(({atMs}, i) => atMs - before[i]!.atMs === shiftMs);
}

interface CellPair {
  readonly now: ComparableCell;
  readonly before: ComparableCell;
}

/** @param shiftMs how much later on its clock the same second of `now` is */
function pairsOf(
  now: readonly ComparableCell[],
  before: readonly ComparableCell[],
  shiftMs: number,
): readonly CellPair[] {
  const others = new Map(before.map((cell) => [cell.atMs + shiftMs, cell]));
  return now.flatMap((cell) => {
    const other = others.get(cell.atMs);
    return other === undefined || other.model !== cell.model || other.seconds !== cell.seconds
      ? []
      : [{now: cell, before: other}];
  });
}

function distanceOf(pairs: readonly CellPair[]): number {
  let apart = 0;
  let sum = 0;
  for (const {now, before} of pairs) {
    apart += Math.abs(now.level - before.level) * now.coveredMs;
    sum += ((now.level + before.level) / 2) * now.coveredMs;
  }
  return sum === 0 ? 0 : apart / sum;
}
