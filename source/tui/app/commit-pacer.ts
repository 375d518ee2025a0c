/** Timers a pacer needs; the real ones or a test's. */
export interface PacerClock {
  readonly nowMs: () => number;
  /** Returns how to cancel. */
  readonly after: (ms: number, action: () => void) => () => void;
}

export interface CommitPacer {
  /** Something changed: drawn within the interval, in one commit with everything else that changed by then. */
  readonly request: () => void;
  /** Drawn already by other means (a key): what was pending is part of it. */
  readonly committed: () => void;
  readonly stop: () => void;
}

/**
 * Draws at most once per `intervalMs`. Even a change after a long silence waits for the loop to turn once, so that a
 * backlog delivered in one go (a terminal that stood still) becomes one frame. While `canDraw` is false the change
 * stays pending and is drawn, newest only, by the first request or timer after it turns true.
 */
export function createCommitPacer(options: {
  clock: PacerClock;
  intervalMs: number;
  canDraw: () => boolean;
  commit: () => void;
}): CommitPacer {
  const {clock, intervalMs, canDraw, commit} = options;
  let lastMs = -Infinity;
  let cancel: (() => void) | null = null;
  const schedule = (ms: number): void => {
    cancel = clock.after(ms, () => {
      cancel = null;
      if (!canDraw()) {
        schedule(intervalMs);
        return;
      }
      lastMs = clock.nowMs();
      commit();
    });
  };
  return {
    request: () => {
      if (cancel === null) schedule(Math.max(0, lastMs + intervalMs - clock.nowMs()));
    },
    committed: () => {
      cancel?.();
      cancel = null;
      lastMs = clock.nowMs();
    },
    stop: () => {
      cancel?.();
      cancel = null;
    },
  };
}

export const realClock: PacerClock = {
  nowMs: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
