import type {LoadModel} from '../../source/domain/load-model.ts';
import {buildCell, type Cell} from '../../source/metrics/cell.ts';
import {bucketCount, bucketOf, toSparse} from '../../source/metrics/histogram.ts';
import {emptyMetrics, emptyName, mostKnown} from '../../source/metrics/merge-metrics.ts';

/** How things stood at the end of a simulated second. */
export interface SecondEnd {
  readonly model: LoadModel;
  readonly startMs: number;
  /** Commanded. */
  readonly level: number;
  readonly vus: number;
  readonly inFlight: number;
}

/** Counts what is answered in a simulated second, as one request without a name would be. */
export interface SecondCounter {
  arrival(): void;
  answer(latencyUs: number, failed: boolean): void;
  /** The second as the run would have it; counts anew from here. */
  take(end: SecondEnd): Cell;
}

export function createSecondCounter(): SecondCounter {
  const dense = new Uint32Array(bucketCount);
  const none = {arrivals: 0, answered: 0, failed: 0, sumUs: 0, minUs: Number.NaN, maxUs: Number.NaN};
  let counts = {...none};
  return {
    arrival() {
      counts.arrivals++;
    },
    answer(latencyUs, failed) {
      dense[bucketOf(latencyUs)]!++;
      counts.answered++;
      counts.sumUs += latencyUs;
      if (failed) counts.failed++;
      counts.maxUs = mostKnown(counts.maxUs, latencyUs);
      if (!(latencyUs >= counts.minUs)) counts.minUs = latencyUs;
    },
    take({model, startMs, level, vus, inFlight}) {
      const name = {
        ...emptyName(0),
        started: counts.answered,
        answered: counts.answered,
        failed: counts.failed,
        latency: toSparse(dense),
        latencySumUs: counts.sumUs,
        latencyMinUs: counts.minUs,
        latencyMaxUs: counts.maxUs,
      };
      const cell = buildCell(
        startMs,
        1,
        [
          {
            startMs,
            endMs: startMs + 1000,
            metrics: {...emptyMetrics, names: [name], iterations: counts.answered, arrivals: counts.arrivals},
            activeVus: model === 'closed' ? vus : inFlight,
            targetVus: model === 'closed' ? level : Number.NaN,
            targetRate: model === 'open' ? level : Number.NaN,
            inFlight,
            saturated: false,
            loopDelayMs: 1,
          },
        ],
        [],
      );
      dense.fill(0);
      counts = {...none};
      return cell;
    },
  };
}
