import {commandedLevelAt, type ControlState} from './control-state.ts';

type Commanded = Pick<ControlState, 'model' | 'ramp' | 'started'>;

/** The most VUs commanded between two readings: all of them may have come and gone meanwhile. */
export interface CommandedPeak {
  /** To be called with the state before and after every change: between two a line only rises or falls. */
  note(state: Commanded, nowMs: number): void;
  /** The most since the last take, at this moment too. 0 in the open model. */
  take(state: Commanded, nowMs: number): number;
}

export function createCommandedPeak(): CommandedPeak {
  let most = 0;

  function note(state: Commanded, nowMs: number): void {
    if (!state.started || state.model === 'open') return;
    // A VU that the line has not wholly reached has not begun.
    most = Math.max(most, Math.floor(commandedLevelAt(state, nowMs)));
  }

  return {
    note,
    take(state, nowMs) {
      note(state, nowMs);
      const taken = most;
      most = 0;
      note(state, nowMs);
      return taken;
    },
  };
}
