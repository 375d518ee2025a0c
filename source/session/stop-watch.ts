import {formatClock, formatDuration} from '../domain/format.ts';
import type {IntentOrigin} from './intent.ts';
import {printLoad, type LoadPoint} from './print-load.ts';

/** Follows an emergency stop until nothing runs any more, to say what it did. */
export interface StopWatch {
  begin(stop: {
    readonly atMs: number;
    /** What ran. */
    readonly load: LoadPoint;
    readonly origin: IntentOrigin;
    /** What stopped it when nobody did. */
    readonly why: string | null;
    readonly revision: number;
    readonly aborted: number;
  }): void;
  /** One reading of the fleet; `aborted` since the start of the run. */
  reading(now: {
    readonly endMs: number;
    readonly activeVus: number;
    readonly inFlight: number;
    readonly appliedRevision: number;
    readonly aborted: number;
  }): void;
  /** `STOPPED by operator at 00:12:36: 248 VUs to 0 within 0.2s, 38 aborted`; null: no stop yet. */
  text(): string | null;
}

export function createStopWatch(): StopWatch {
  let stop: Parameters<StopWatch['begin']>[0] | null = null;
  let done: {readonly tookMs: number; readonly aborted: number} | null = null;
  return {
    begin(begun) {
      stop = begun;
      done = null;
    },
    reading({endMs, activeVus, inFlight, appliedRevision, aborted}) {
      if (stop === null || done !== null || appliedRevision < stop.revision) return;
      if (activeVus === 0 && inFlight === 0) done = {tookMs: endMs - stop.atMs, aborted: aborted - stop.aborted};
    },
    text() {
      if (stop === null) return null;
      const who = `STOPPED by ${stop.why ?? (stop.origin === 'plan' ? 'a threshold' : stop.origin)}`;
      const what = `${who} at ${formatClock(stop.atMs)}: ${printLoad(stop.load.level, stop.load.model)} to 0`;
      // Readings come four times a second: the time is an upper bound.
      return done === null ? what : `${what} within ${formatDuration(done.tookMs)}, ${done.aborted} aborted`;
    },
  };
}
