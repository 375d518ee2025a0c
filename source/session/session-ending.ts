import type {RunEnding} from '../domain/run-summary.ts';
import type {ControlState} from './control-state.ts';

/** How the run came to its end. */
export interface RunEnd {
  /** Null while it lasts. */
  readonly over: {readonly atMs: number; readonly endedBy: RunEnding} | null;
  /** Something but a person or the plan stops a run that nobody drives. The first one counts. */
  cutShort(by: Cut, why: string): void;
  /** See `RunSummary.endedWhy`. */
  readonly why: string | null;
  /** What a run that ended now would have been ended by. */
  endingOf(state: Pick<ControlState, 'finishing' | 'rest'>): RunEnding;
  end(atMs: number, endedBy: RunEnding): void;
}

/** What cuts a run short. */
export type Cut = Extract<
  RunEnding,
  'stopped by a threshold' | 'stopped by an alert' | 'circuit breaker' | 'data ran out'
>;

export function createRunEnd(): RunEnd {
  let over: RunEnd['over'] = null;
  let cut: {readonly by: Cut; readonly why: string} | null = null;
  return {
    get over() {
      return over;
    },
    cutShort(by, why) {
      cut ??= {by, why};
    },
    get why() {
      return cut?.why ?? null;
    },
    endingOf({finishing, rest}) {
      if (cut !== null) return cut.by;
      const origin = finishing?.origin;
      if (origin === undefined) return 'no worker left';
      if (origin === 'signal') return 'stopped by signal';
      if (origin === 'search') return 'search ended';
      return origin === 'plan' || rest === 'ended' ? 'plan ended' : 'stopped by operator';
    },
    end(atMs, endedBy) {
      over ??= {atMs, endedBy};
    },
  };
}
