import type {LoadModel} from '../domain/load-model.ts';
import type {ComparableCell} from './comparable-run.ts';

/** A second that is complete. */
export interface HoldSecond {
  readonly atMs: number;
  readonly seconds: number;
  readonly model: LoadModel;
  /** Commanded at its end, and where it was going: VUs, or iterations a second. */
  readonly level: number;
  readonly targetLevel: number;
  readonly paused: boolean;
  /** At work at its end. */
  readonly vus: number;
  /** Of the second, µs; NaN or absent: not known. */
  readonly p95Us?: number;
}

/** A hold at one load, settled. */
export interface HeldSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly model: LoadModel;
  readonly level: number;
}

/** What a second did. At most one hold is under way. */
export interface HoldStep {
  /** The hold before this second is over. Null: there was none, or it was shorter than the least length. */
  readonly ended: HeldSpan | null;
  /** This second is the first of a hold: what was gathered of another one is to be forgotten. */
  readonly begins: boolean;
  /** This second belongs to the hold under way. */
  readonly belongs: boolean;
}

export interface PlateauTracker {
  /** Takes the next complete second. */
  second(second: HoldSecond): HoldStep;
  /** The hold under way, so far; null: none, or shorter than the least length. */
  current(): HeldSpan | null;
  /** Nothing more comes: the hold under way is over. */
  finish(): HeldSpan | null;
}

export interface PlateauOptions {
  /** Shorter holds are none; 10 unless given. */
  readonly leastSeconds?: number;
}

const defaultLeastSeconds = 10;

/** After a change of load at least so much is left out, … */
const leastSettleMs = 2000;
/** … or so many times the p95 of the first second at the new level: a queue that grows or drains needs that long, … */
const settleLatencies = 3;
/** … at most so much. */
const mostSettleMs = 10_000;

/** VUs this near to their command have reached it. */
const reachedShare = 0.05;

/** A generator that was held up for so long reads late: the second is missing, what was counted in it is in the next. */
const mostGapMs = 3000;

interface Hold {
  readonly model: LoadModel;
  readonly level: number;
  /** Run clock; null: VUs have not reached the level yet. */
  settledAtMs: number | null;
  startMs: number | null;
  endMs: number;
}

/**
 * Finds holds at one load among a run's seconds, as they come.
 *
 *   level      ╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾╲        a second belongs to a hold when the level was the same at its start and its
 *   VUs      ╱ ·╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾╲       end, the VUs have reached it (closed model), and max(2 s, 3 × p95) have gone
 *         ramp│settling│ plateau │ramp   by since, 10 s at most
 */
export function createPlateauTracker(options: PlateauOptions = {}): PlateauTracker {
  const leastMs = (options.leastSeconds ?? defaultLeastSeconds) * 1000;
  let hold: Hold | null = null;
  let before: HoldSecond | null = null;

  function close(): HeldSpan | null {
    const span = spanOf(hold, leastMs);
    hold = null;
    return span;
  }

  return {
    second(second) {
      const continues = hold !== null && before !== null && follows(before, second) && isHolding(second, hold);
      let ended: HeldSpan | null = null;
      if (!continues) {
        ended = close();
        if (isStill(second) && before !== null && follows(before, second) && sameLevel(before, second)) {
          hold = {...second, settledAtMs: null, startMs: null, endMs: 0};
        }
      }
      before = second;
      return {ended, ...(hold === null ? {begins: false, belongs: false} : step(hold, second))};
    },
    current: () => spanOf(hold, leastMs),
    finish: close,
  };
}

/** The holds among a recorded run's cells. What was paused cannot be told from them. */
export function plateausOfCells(cells: readonly ComparableCell[], options: PlateauOptions = {}): readonly HeldSpan[] {
  const tracker = createPlateauTracker(options);
  const spans: HeldSpan[] = [];
  for (const cell of cells) {
    const level = cell.commandedLevel ?? cell.level;
    const {ended} = tracker.second({
      atMs: cell.atMs,
      seconds: cell.seconds,
      model: cell.model,
      level,
      targetLevel: level,
      paused: false,
      vus: cell.vus,
    });
    if (ended !== null) spans.push(ended);
  }
  const last = tracker.finish();
  return last === null ? spans : [...spans, last];
}

function step(hold: Hold, second: HoldSecond): Pick<HoldStep, 'begins' | 'belongs'> {
  const endMs = second.atMs + second.seconds * 1000;
  if (hold.settledAtMs === null) {
    if (hasReached(second)) hold.settledAtMs = second.atMs + settleMs(second.p95Us);
    return {begins: false, belongs: false};
  }
  if (second.atMs < hold.settledAtMs) return {begins: false, belongs: false};
  const begins = hold.startMs === null;
  hold.startMs ??= second.atMs;
  hold.endMs = endMs;
  return {begins, belongs: true};
}

function settleMs(p95Us: number | undefined): number {
  const latencyMs = p95Us === undefined || Number.isNaN(p95Us) ? 0 : (settleLatencies * p95Us) / 1000;
  return Math.min(mostSettleMs, Math.max(leastSettleMs, latencyMs));
}

function spanOf(hold: Hold | null, leastMs: number): HeldSpan | null {
  if (hold === null || hold.startMs === null || hold.endMs - hold.startMs < leastMs) return null;
  const {startMs, endMs, model, level} = hold;
  return {startMs, endMs, model, level};
}

function isStill(second: HoldSecond): boolean {
  return !second.paused && second.level > 0 && second.level === second.targetLevel;
}

function isHolding(second: HoldSecond, hold: Hold): boolean {
  return isStill(second) && second.model === hold.model && second.level === hold.level;
}

function sameLevel(a: HoldSecond, b: HoldSecond): boolean {
  return a.model === b.model && a.level === b.level;
}

function follows(before: HoldSecond, second: HoldSecond): boolean {
  const gapMs = second.atMs - (before.atMs + before.seconds * 1000);
  return gapMs >= 0 && gapMs <= mostGapMs;
}

/** Busy VUs of the open model are what the target makes of the rate: nothing to be reached. */
export function hasReached({model, vus, level}: Pick<HoldSecond, 'model' | 'vus' | 'level'>): boolean {
  return model === 'open' || Math.abs(vus - level) <= Math.max(1, reachedShare * level);
}
