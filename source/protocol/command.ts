import type {LoadModel} from '../domain/load-model.ts';
import type {RunPlan} from '../domain/run-plan.ts';

/**
 * Commands go down. They are absolute and carry an increasing revision: the newest wins, a stale one is ignored, a lost
 * one is repaired by the next. Times are the run clock: ms since the start of the run on the machine's monotonic clock.
 */
export type Command = TargetCommand | AbortCommand | PauseCommand | StopCommand | WeightsCommand | GlobalsCommand;

/**
 * Linear from `fromLevel` at `startMs` to `toLevel` at `startMs + durationMs` (0: at once), then held, from `untilMs` on 0. Whole-fleet
 * figures: VUs in the closed model, iterations started per second in the open one. Another model than before switches.
 * VUs that a falling level has no place for leave at once or, where a request is in flight, with its answer.
 */
export interface TargetCommand {
  readonly kind: 'target';
  readonly revision: number;
  readonly model: LoadModel;
  readonly fromLevel: number;
  readonly toLevel: number;
  readonly startMs: number;
  readonly durationMs: number;
  /** Run clock, ms: from then on the level is 0, no command needed; null: held until another command. */
  readonly untilMs: number | null;
  /**
   * True: once the level is 0 (at the end of the line, or from `untilMs` on) who is still at work leaves as after a stop,
   * without being cut off: VUs end their iteration; arrivals that wait are dropped and counted. A later command with a
   * level above 0 ends that.
   */
  readonly drains?: boolean;
}

/** Load to 0 now: requests in flight are cut off and counted as aborted. A later target command starts load again. */
export interface AbortCommand {
  readonly kind: 'abort';
  readonly revision: number;
}

/** VUs stay, but start no request while paused; what is in flight ends by itself. */
export interface PauseCommand {
  readonly kind: 'pause';
  readonly revision: number;
  readonly paused: boolean;
}

/**
 * End of the run: VUs go on to the end of their iteration, thinking included, at most `graceMs`; then the rest is aborted,
 * its iterations count as interrupted, and `stopped` is reported. Who has no request left in its iteration ends it at
 * once. A pause is over, no arrival starts, and those that wait are dropped.
 */
export interface StopCommand {
  readonly kind: 'stop';
  readonly revision: number;
  readonly graceMs: number;
}

/** Shares the load out anew over the scenarios: VUs change when their iteration is over, arrivals at once. */
export interface WeightsCommand {
  readonly kind: 'weights';
  readonly revision: number;
  /** By scenario; at least one is above 0. */
  readonly weights: readonly number[];
}

/** Values everybody has: what `setup` extracted, the token of OAuth2. Replaces those of before. Secrets: never written. */
export interface GlobalsCommand {
  readonly kind: 'globals';
  readonly revision: number;
  /** By index into `RunPlan.variables`; null: no value. */
  readonly values: readonly (string | null)[];
}

/** After a stop only another one, which cuts a drain short, and fresh values: a token may run out while users drain. */
export function countsAfterStop({kind}: Command): boolean {
  return kind === 'stop' || kind === 'globals';
}

export interface StartOptions {
  readonly plan: RunPlan;
  readonly workers: number;
}
