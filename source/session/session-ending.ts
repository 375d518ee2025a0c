import type {RunEnding} from '../domain/run-summary.ts';
import type {ControlState} from './control-state.ts';

/** How the run came to its end. */
export interface RunEnd {
  /** Null while it lasts. */
  readonly over: {readonly atMs: number; readonly endedBy: RunEnding} | null;
  /** A threshold has stopped a run that nobody drives. */
  abortByThreshold(): void;
  /** What a run that ended now would have been ended by. */
  endingOf(state: Pick<ControlState, 'finishing' | 'rest'>): RunEnding;
  end(atMs: number, endedBy: RunEnding): void;
}

export function createRunEnd(): RunEnd {
  let over: RunEnd['over'] = null;
  let abortedByThreshold = false;
  return {
    get over() {
      return over;
    },
    abortByThreshold() {
      abortedByThreshold = true;
    },
    endingOf({finishing, rest}) {
      if (abortedByThreshold) return 'stopped by a threshold';
      const origin = finishing?.origin;
      if (origin === undefined) return 'no worker left';
      if (origin === 'signal') return 'stopped by signal';
      return origin === 'plan' || rest === 'ended' ? 'plan ended' : 'stopped by operator';
    },
    end(atMs, endedBy) {
      over ??= {atMs, endedBy};
    },
  };
}
