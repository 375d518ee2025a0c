/** A pause, ms. Drawn anew each time; never negative. */
export type ThinkTime =
  /** Fixed when both are equal. */
  | {readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number}
  /** Drawn above ten times its mean it is cut there. */
  | {readonly kind: 'exponential'; readonly meanMs: number}
  /** Drawn below 0 it is 0. */
  | {readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number};

/** The mean, ms (of the normal one without its cut at 0). */
export function meanThinkMs(time: ThinkTime): number {
  return time.kind === 'uniform' ? (time.minMs + time.maxMs) / 2 : time.meanMs;
}
