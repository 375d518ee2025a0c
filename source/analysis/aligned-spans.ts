import type {ComparisonAlign} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import {warmUpMs} from '../metrics/cell.ts';
import type {ComparableRun} from './comparable-run.ts';
import {plateausOfCells} from './plateaus.ts';
import {sameCourse} from './same-course.ts';
import {cellsIn, holdShare, spanOf, warmCells, withoutWayOut, type Range, type Span} from './span.ts';

export type AlignedSpans =
  | {
      readonly refusal: null;
      readonly now: Span;
      readonly before: Span;
      /** Cells of both are of the same seconds of one course: ramps are set against ramps. */
      readonly sameSeconds: boolean;
    }
  | {readonly refusal: string; readonly now: Span | null; readonly before: Span | null};

/** Loads this near to each other can be compared. */
const sameLoadShare = 0.1;

/** Fewer seconds near a load than this are not worth comparing. */
export const leastSeconds = 10;

/** Which seconds of either run are set against each other; why none are. */
export function alignSpans(now: ComparableRun, before: ComparableRun, align: ComparisonAlign): AlignedSpans {
  if (align === 'load') return alignByLoad(now, before);
  const range = align === 'time' ? commonTime(now, before) : null;
  const a = range === null ? windowOf(now) : spanOf(cellsIn(now, range));
  const b = range === null ? windowOf(before) : spanOf(cellsIn(before, range));
  if (a !== null && b !== null) return {refusal: null, now: a, before: b, sameSeconds: align === 'time'};
  const why =
    align === 'time'
      ? `the runs have no seconds in common after the first ${warmUpMs / 1000}`
      : `the ${a === null ? 'new' : 'earlier'} run has no seconds in its window`;
  return {refusal: why, now: a, before: b};
}

/** Change of load; 0.25 is a quarter more. */
export function loadChange(now: Pick<Span, 'level'>, before: Pick<Span, 'level'>): number {
  return before.level === 0 ? (now.level === 0 ? 0 : Number.POSITIVE_INFINITY) : now.level / before.level - 1;
}

/** Whether loads are near enough. */
export function isComparableLoad(now: Span, before: Span): boolean {
  return Math.abs(loadChange(now, before)) <= sameLoadShare;
}

/*
 * A window somebody chose stands for its run, if its load held; then come the holds, the one at the highest load that
 * both runs know; then all of both runs, second by second, where their loads took the same course; then the seconds,
 * wherever they are, near the highest load both runs know.
 */
function alignByLoad(now: ComparableRun, before: ComparableRun): AlignedSpans {
  const chosen = [chosenWindow(now), chosenWindow(before)] as const;
  const held = [holdsOf(now), holdsOf(before)] as const;
  const pair =
    bestPair(chosen[0], chosen[1]) ??
    bestPair(chosen[0], held[1]) ??
    nearChosen(chosen[0], before) ??
    bestPair(held[0], chosen[1]) ??
    bestPair(held[0], held[1]);
  if (pair !== null) return {refusal: null, ...pair, sameSeconds: false};
  const course = isWhole(now) && isWhole(before) ? sameCourse(now, before) : null;
  if (course !== null) return {refusal: null, ...course, sameSeconds: true};
  const near = nearCommonLevel(now, before);
  if (near !== null) return {refusal: null, ...near, sameSeconds: false};
  const a = windowOf(now);
  const b = windowOf(before);
  if (a === null || b === null) {
    return {refusal: `the ${a === null ? 'new' : 'earlier'} run has no seconds to compare`, now: a, before: b};
  }
  // Other models, or loads too far apart: what is told about them is for the caller.
  return {refusal: null, now: a, before: b, sameSeconds: false};
}

function isWhole({scope}: ComparableRun): boolean {
  return scope === 'run';
}

interface Pair {
  readonly now: Span;
  readonly before: Span;
}

function bestPair(now: readonly Span[], before: readonly Span[]): Pair | null {
  let best: Pair | null = null;
  for (const a of now) {
    for (const b of before) {
      if (a.model !== b.model || !isComparableLoad(a, b)) continue;
      const pair = {now: a, before: b};
      if (best === null || isBetter(pair, best)) best = pair;
    }
  }
  return best;
}

function isBetter(one: Pair, other: Pair): boolean {
  const by = (pick: (pair: Pair) => number): number => pick(one) - pick(other);
  const order = [
    by(({now, before}) => Math.min(now.level, before.level)),
    -by(({now, before}) => Math.abs(loadChange(now, before))),
    by(({now, before}) => Math.min(now.seconds, before.seconds)),
    by(({now, before}) => now.startMs + before.startMs),
  ];
  return (order.find((difference) => difference !== 0) ?? 0) > 0;
}

function chosenWindow(run: ComparableRun): readonly Span[] {
  const span = run.scope === 'window' ? windowOf(run) : null;
  return span !== null && span.isHold ? [span] : [];
}

function holdsOf(run: ComparableRun): readonly Span[] {
  const plateaus = run.plateaus?.length ? run.plateaus : plateausOfCells(run.cells);
  return plateaus.flatMap(({startMs, endMs, model, level}) => {
    const cells = cellsIn(run, {startMs: Math.max(startMs, warmUpMs), endMs});
    const span = spanOf(cells.filter((cell) => cell.model === model));
    return span === null || span.seconds < leastSeconds ? [] : [{...span, level}];
  });
}

function nearChosen([now]: readonly Span[], before: ComparableRun): Pair | null {
  if (now === undefined) return null;
  const span = spanNear(before, now.model, now.level);
  return span === null ? null : {now, before: span};
}

function nearCommonLevel(now: ComparableRun, before: ComparableRun): Pair | null {
  for (const model of ['closed', 'open'] as const) {
    const usable = warmCells(now).filter((cell) => cell.model === model && cell.level > 0);
    const tried = new Set<number>();
    for (const {level} of usable.toSorted((a, b) => b.level - a.level)) {
      // Steps of 2% miss no load: what is near spans 10%.
      const step = Math.round(Math.log(level) / Math.log(1.02));
      if (tried.has(step)) continue;
      tried.add(step);
      const a = spanNear(now, model, level);
      const b = a === null ? null : spanNear(before, model, a.level);
      if (a !== null && b !== null && isComparableLoad(a, b)) return {now: a, before: b};
    }
  }
  return null;
}

/** All seconds of a run within 5% of a load; null: under 10 of them. */
function spanNear(run: ComparableRun, model: LoadModel, level: number): Span | null {
  const near = warmCells(run).filter(
    (cell) => cell.model === model && Math.abs(cell.level - level) <= holdShare * level,
  );
  const span = spanOf(near);
  return span === null || span.seconds < leastSeconds ? null : span;
}

function windowOf(run: ComparableRun): Span | null {
  const {windowStartMs: startMs, windowEndMs: endMs, scope} = run;
  const cells = cellsIn(run, {startMs, endMs});
  const warm = warmCells({cells});
  return spanOf(scope === 'run' ? withoutWayOut(warm) : warm.length > 0 ? warm : cells);
}

function commonTime(now: ComparableRun, before: ComparableRun): Range {
  const ends = [now, before].map(({cells}) => {
    const last = withoutWayOut(cells).at(-1);
    return last === undefined ? 0 : last.atMs + last.seconds * 1000;
  });
  const starts = [now, before].map(({cells}) => cells[0]?.atMs ?? 0);
  return {startMs: Math.max(warmUpMs, ...starts), endMs: Math.min(...ends)};
}
