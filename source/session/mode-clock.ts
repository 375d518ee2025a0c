import type {ControlState} from './control-state.ts';

/** How long the plan has driven, and how long a person. */
export interface ModeClock {
  /** Counting begins (the clock before it means nothing). */
  start(nowMs: number): void;
  count(state: Pick<ControlState, 'finishing' | 'mode' | 'started'>, nowMs: number): void;
  readonly autoMs: number;
  readonly manualMs: number;
}

export function createModeClock(mode: ControlState['mode']): ModeClock {
  const spentMs = {auto: 0, manual: 0};
  let drivenMode = mode;
  let countedMs = 0;
  return {
    start(nowMs) {
      countedMs = nowMs;
    },
    count({finishing, mode: present, started}, nowMs) {
      // A drain that nobody drove counts as what came before it.
      if (finishing === null || finishing.origin === 'operator') drivenMode = present;
      if (started) spentMs[drivenMode === 'manual' ? 'manual' : 'auto'] += Math.max(0, nowMs - countedMs);
      countedMs = nowMs;
    },
    get autoMs() {
      return Math.round(spentMs.auto);
    },
    get manualMs() {
      return Math.round(spentMs.manual);
    },
  };
}
