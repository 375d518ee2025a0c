import type {PacerClock} from './commit-pacer.ts';

/**
 * Resolves true once `isIdle`, asked again after every change, says yes; false when `limitMs` have passed or the
 * signal was aborted first.
 */
export function waitIdle(options: {
  readonly isIdle: () => boolean;
  /** Calls back after every change; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void;
  readonly clock: PacerClock;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const {isIdle, onChange, clock, limitMs, signal} = options;
  if (isIdle()) return Promise.resolve(true);
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (idle: boolean): void => {
      stopListening();
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      resolve(idle);
    };
    const onAbort = (): void => settle(false);
    const stopListening = onChange(() => {
      if (isIdle()) settle(true);
    });
    const cancelTimer = clock.after(limitMs, () => settle(isIdle()));
    signal.addEventListener('abort', onAbort);
  });
}
