import {endedRequests} from '../metrics/merge-metrics.ts';
import type {RollingWindow} from '../metrics/rolling-window.ts';
import type {IntervalReport} from '../protocol/report.ts';

/** What ended is looked at over this long. */
const lookBackMs = 1000;

/** Less than this share of the window's rate is no flow any more. */
const flowShare = 0.5;

/**
 * Notices when the target has all but stopped answering, or arrivals wait for a free VU: then only the ages of what has not
 * ended say how late it is.
 */
export interface StallWatch {
  reading(report: IntervalReport): void;
  /** @param window what was usual */
  stalled(window: Pick<RollingWindow, 'total'>): boolean;
}

interface Reading {
  readonly startMs: number;
  readonly endMs: number;
  readonly ended: number;
}

export function createStallWatch(): StallWatch {
  let readings: readonly Reading[] = [];
  let inFlight = 0;
  let queued = 0;
  return {
    reading({startMs, endMs, metrics, gauges}) {
      const ended = metrics.names.reduce((sum, one) => sum + endedRequests(one), 0);
      readings = [...readings, {startMs, endMs, ended}].filter((one) => one.endMs > endMs - lookBackMs);
      inFlight = gauges.inFlight;
      queued = gauges.queued;
    },
    stalled(window) {
      if (queued > 0) return true;
      if (inFlight === 0 || readings.length === 0) return false;
      const ended = readings.reduce((sum, one) => sum + one.ended, 0);
      const seconds = (readings.at(-1)!.endMs - readings[0]!.startMs) / 1000;
      const usual = window.total();
      const usualPerSecond = usual.coveredMs === 0 ? 0 : usual.ended / (usual.coveredMs / 1000);
      return ended === 0 || ended < flowShare * usualPerSecond * seconds;
    },
  };
}
