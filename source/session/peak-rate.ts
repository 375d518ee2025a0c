/** The most requests a second that ended over any so many seconds in a row. */
export interface PeakRate {
  /** One more second. @param coveredMs of it, measured */
  second(ended: number, coveredMs: number): void;
  /** Null before so many seconds have passed. */
  readonly perSecond: number | null;
  /**
   * Of a run that ended before its busiest seconds were over too: it has still been as fast as it was on average.
   * @param wholePerSecond over the whole run; null: it has not begun
   */
  ofRun(wholePerSecond: number | null): number | null;
}

/** @param seconds length of the stretch: a shorter one peaks by chance */
export function createPeakRate(seconds: number): PeakRate {
  let newest: readonly {readonly ended: number; readonly coveredMs: number}[] = [];
  let most: number | null = null;
  return {
    second(ended, coveredMs) {
      newest = [...newest, {ended, coveredMs}].slice(-seconds);
      if (newest.length < seconds) return;
      const lengthMs = newest.reduce((sum, one) => sum + one.coveredMs, 0);
      const all = newest.reduce((sum, one) => sum + one.ended, 0);
      if (lengthMs > 0) most = Math.max(most ?? 0, all / (lengthMs / 1000));
    },
    get perSecond() {
      return most;
    },
    ofRun: (whole) => (most === null || whole === null ? (most ?? whole) : Math.max(most, whole)),
  };
}
