import type {PlanView, SessionView} from '../../session/view.ts';
import type {ColumnWindow} from './column-window.ts';

/** What is left of the plan, laid out in the columns right of now. Nothing of it is measured. */
export interface PlanAhead {
  /** The plan's level at the end of each column, as `ColumnRow.vus` is; NaN once the plan has ended. */
  readonly values: Float64Array;
  /** Where the next stages begin, and where the plan ends, as far as that is in sight. */
  readonly turns: readonly PlanTurn[];
}

export interface PlanTurn {
  readonly column: number;
  /** Null: the plan ends here. */
  readonly stage: {readonly name: string; readonly from: number; readonly target: number} | null;
}

/** Share of the columns that are left free for the plan. */
const aheadShare = 0.25;

/**
 * Columns to keep free right of now: a quarter while a plan of the present model has more than a column left to run,
 * whether it drives or an operator holds it; a whole number of cells.
 * @param perCell plot columns per cell
 */
export function aheadColumns(view: SessionView, count: number, seconds: number, perCell: 1 | 2): number {
  if (!(planLeftMs(view) > seconds * 1000)) return 0;
  return Math.floor((count * aheadShare) / perCell) * perCell;
}

/** How long a plan of the present model has still to run, ms; 0: there is none, or it will not be followed any more. */
export function planLeftMs({load: {plan, model}, phase}: Pick<SessionView, 'load' | 'phase'>): number {
  return plan === null || plan.model !== model || phase === 'DRAIN' || phase === 'ENDED' ? 0 : leftMs(plan);
}

/** The plan as it goes on from now, held or not: where its clock stands it stands until the operator gives it back. */
export function planAhead(view: SessionView, window: ColumnWindow): PlanAhead | null {
  const {plan, capLevel} = view.load;
  if (plan === null || window.ahead === 0) return null;
  const columnMs = window.seconds * 1000;
  // The newest column may have ended already, or go on for a while.
  const firstEndsMs = (window.newestS + window.seconds) * 1000 - view.elapsedMs + columnMs;
  const columnAt = (fromNowMs: number): number => Math.max(0, Math.floor((fromNowMs - firstEndsMs) / columnMs) + 1);
  const values = new Float64Array(window.ahead).fill(Number.NaN);
  const turns: PlanTurn[] = [];
  let startMs = 0;
  let from = plan.level;
  for (const [index, {name, target, durationMs}] of plan.stages.entries()) {
    if (index < plan.stage) continue;
    if (index > plan.stage) turns.push({column: columnAt(startMs), stage: {name, from, target}});
    const lastsMs = index === plan.stage ? (1 - plan.progress) * durationMs : durationMs;
    const line = {startMs, endMs: startMs + lastsMs, from, target};
    for (let column = 0; column < values.length; column++) {
      const atMs = firstEndsMs + column * columnMs;
      // A plan is never followed above the cap.
      if (atMs > startMs && atMs <= line.endMs) values[column] = Math.min(levelAt(line, atMs), capLevel);
    }
    startMs = line.endMs;
    from = target;
  }
  turns.push({column: columnAt(startMs), stage: null});
  return {values, turns: turns.filter(({column}) => column < values.length)};
}

interface StageLine {
  readonly startMs: number;
  readonly endMs: number;
  readonly from: number;
  readonly target: number;
}

function levelAt({startMs, endMs, from, target}: StageLine, atMs: number): number {
  return from + (target - from) * ((atMs - startMs) / (endMs - startMs));
}

function leftMs({stages, stage, progress}: PlanView): number {
  return stages.reduce((sum, {durationMs}, index) => {
    if (index < stage) return sum;
    return sum + (index === stage ? (1 - progress) * durationMs : durationMs);
  }, 0);
}
