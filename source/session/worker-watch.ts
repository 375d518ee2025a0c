import type {IntervalReport, WorkerGauges} from '../protocol/report.ts';
import type {WorkerRow} from './view.ts';

/** The fleet worker by worker, as it stands. */
export interface WorkerWatch {
  reading(report: Pick<IntervalReport, 'startMs' | 'endMs' | 'gauges'>): void;
  /** By number; empty: the fleet tells none. */
  rows(): readonly WorkerRow[];
}

/** Rates are over so long: a reading is a quarter of a second, in which a slow worker ends nothing or one request. */
const rateMs = 2000;

interface Reading {
  readonly startMs: number;
  readonly endMs: number;
  readonly workers: readonly WorkerGauges[];
}

export function createWorkerWatch(): WorkerWatch {
  let readings: readonly Reading[] = [];
  return {
    reading({startMs, endMs, gauges: {workers = []}}) {
      readings = [...readings.filter((one) => one.endMs > endMs - rateMs), {startMs, endMs, workers}];
    },
    rows() {
      const last = readings.at(-1);
      if (last === undefined) return [];
      const seconds = (last.endMs - readings[0]!.startMs) / 1000;
      return last.workers.map((gauges, index) => {
        const requests = readings.reduce((sum, {workers}) => sum + (workers[index]?.requests ?? 0), 0);
        const requestsPerSecond = seconds > 0 ? requests / seconds : Number.NaN;
        const {worker, alive, starting, utilisation, loopDelayMs, activeVus, inFlight} = gauges;
        const standing = {worker, alive, ...(starting && {starting})};
        return {...standing, utilisation, loopDelayMs, activeVus, inFlight, requestsPerSecond};
      });
    },
  };
}
