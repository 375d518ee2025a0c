import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import type {Cell} from '../metrics/cell.ts';
import {countSparse, lowestOf, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {RollingWindow} from '../metrics/rolling-window.ts';
import type {ClosedView} from './view-figures.ts';

/** Fewer make no median to build on. */
const enoughSamples = 50;

/** Errors are often quicker than answers: a window with more of them says nothing of the unloaded target. */
const fewErrorsShare = 0.01;

/**
 * What a closed run does not show by itself: its VUs wait for the target, so a slow target is asked less. With N VUs, the
 * unloaded median R₀ and the mean think time Z per request one expects X₀ = N / (R₀ + Z) requests a second; what is
 * missing of it was suppressed by waiting. Shown beside the measurements, never mixed into them.
 */
export interface ClosedDisplay {
  /**
   * Takes the next complete second of the closed model, and the headline window it ends.
   * @param sending false where a pause or a stop held VUs back in any part of it: then that, not the target, suppressed
   */
  second(cell: Cell, window: Pick<RollingWindow, 'cells' | 'total'>, sending: boolean): void;
  /**
   * Now; null before R₀ is known.
   * @param inFlightAges µs, of the requests in flight
   */
  view(activeVus: number, inFlightAges: SparseHistogram): ClosedView | null;
}

/**
 * @param thinkMs mean think time a request, as the scenarios are weighted now
 * @param windowSeconds length of the headline window: medians count once it is full
 */
export function createClosedDisplay(thinkMs: () => number, windowSeconds: number): ClosedDisplay {
  let unloadedUs: number | null = null;
  let p99Us: number | null = null;
  let suppressed = 0;

  function expectedPerSecond(vus: number): number {
    const cycleUs = (unloadedUs ?? Number.NaN) + thinkMs() * 1000;
    return cycleUs > 0 ? (vus * 1e6) / cycleUs : 0;
  }

  return {
    second(cell, window, sending) {
      p99Us = window.total().quantiles([99])[0]?.us ?? p99Us;
      if (window.cells.length === windowSeconds) unloadedUs = lesser(unloadedUs, trustedMedianUs(window.cells));
      if (unloadedUs === null || !sending) return;
      const seconds = cell.coveredMs / 1000;
      suppressed += Math.max(0, expectedPerSecond(cell.load.meanVus) * seconds - endedRequests(cell.total));
    },
    view(activeVus, inFlightAges) {
      if (unloadedUs === null || p99Us === null) return null;
      return {
        unloadedUs,
        expectedPerSecond: expectedPerSecond(activeVus),
        suppressed,
        blockedVus: Math.min(activeVus, countAbove(inFlightAges, p99Us)),
      };
    },
  };
}

/** The median of the seconds that can be trusted; null: there are too few samples in them. */
function trustedMedianUs(cells: readonly Cell[]): number | null {
  const total = mergeNames(
    cells.filter((cell) => !cell.doubtful).map((cell) => cell.total),
    allNames,
  );
  if (countSparse(total.latency) < enoughSamples || total.failed > fewErrorsShare * endedRequests(total)) return null;
  return percentilesOf(total.latency, [50], total.latencyMaxUs)[0]!;
}

function lesser(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function countAbove({buckets, counts}: SparseHistogram, us: number): number {
  let above = 0;
  for (let i = 0; i < buckets.length; i++) if (lowestOf(buckets[i]!) > us) above += counts[i]!;
  return above;
}
