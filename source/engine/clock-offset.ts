const readings = 9;

/**
 * What one clock is ahead of another, ms. A thread that is held up between the two readings sees too little of it, never
 * too much: the largest of a few counts.
 */
export function clockOffsetMs(aheadMs: () => number, behindMs: () => number): number {
  let offsetMs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < readings; index++) {
    const readMs = aheadMs();
    offsetMs = Math.max(offsetMs, readMs - behindMs());
  }
  return offsetMs;
}
