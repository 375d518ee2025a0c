/** The part of the run whole-run rates are over: idle time once the plan is over and nothing is in flight is not in it. */
export interface LoadTime {
  /** Load could begin, run clock, ms. */
  begin(nowMs: number): void;
  /**
   * Takes the next reading, run clock, ms.
   * @param leaving at its end the run was on its way out: what was still at work was only to end
   * @param over at its end the plan was, and nothing was in flight
   */
  reading(reading: {
    readonly startMs: number;
    readonly endMs: number;
    readonly leaving: boolean;
    readonly over: boolean;
  }): void;
  /**
   * Whether a second lies in the time load was commanded in, neither before it could begin nor on the way out; of a wider
   * cell at least half.
   */
  carries(cell: {readonly atMs: number; readonly seconds: number}): boolean;
  readonly startMs: number;
  /** End of the newest reading that counts. */
  readonly endMs: number;
  readonly coveredMs: number;
}

/*
 *   load ───────┐ drain                        driven on by hand
 *               └──────┐        nothing       ┌─────────────────
 *   counts ────────────┤                      ├─────────────────
 */
export function createLoadTime(): LoadTime {
  let startMs = 0;
  let endMs = 0;
  let idleMs = 0;
  /** Since the newest reading that counts. */
  let restingMs = 0;
  let wasOver = false;
  let wasLeaving = true;
  /** In which load was commanded, ascending; few: another one begins when somebody drives on. */
  const spans: {startMs: number; endMs: number}[] = [];

  function noteCommanded({startMs: fromMs, endMs: toMs, leaving}: Parameters<LoadTime['reading']>[0]): void {
    const last = wasLeaving ? undefined : spans.at(-1);
    wasLeaving = leaving;
    if (leaving) return;
    if (last === undefined) spans.push({startMs: fromMs, endMs: toMs});
    else last.endMs = toMs;
  }

  return {
    begin(nowMs) {
      startMs = nowMs;
    },
    carries({atMs, seconds}) {
      let carriedMs = 0;
      for (const span of spans) {
        carriedMs += Math.max(0, Math.min(span.endMs, atMs + seconds * 1000) - Math.max(span.startMs, startMs, atMs));
      }
      return carriedMs >= (seconds === 1 ? 1000 : seconds * 500);
    },
    reading(reading) {
      noteCommanded(reading);
      // The reading in which the last request ended is still the load's.
      if (wasOver && reading.over) {
        restingMs += reading.endMs - reading.startMs;
      } else {
        endMs = reading.endMs;
        idleMs += restingMs;
        restingMs = 0;
      }
      wasOver = reading.over;
    },
    get startMs() {
      return startMs;
    },
    get endMs() {
      return endMs;
    },
    get coveredMs() {
      return Math.max(0, endMs - startMs - idleMs);
    },
  };
}
