import type {DriveSecond} from '../domain/drive.ts';
import type {SnapshotCell, SnapshotCellName} from '../domain/snapshot.ts';
import {decodeCounts} from './cell-codec.ts';
import {knownOf, warmUpMs, type Cell} from './cell.ts';
import type {IntervalMetrics, NameMetrics} from './interval.ts';
import {allNames, emptyMetrics, mergeNames} from './merge-metrics.ts';

/**
 * A recorded second as it was measured, as far as the file tells: checks, phases, service time and send lag of single
 * seconds are not in it.
 * @throws Error when its counts are damaged
 */
export function cellOfSecond({cell, host}: DriveSecond): Cell {
  const {atMs, seconds, doubtful} = cell;
  const coveredMs = coveredMsOf(cell);
  const names = cell.names.map(nameOfFile);
  const {arrivals} = cell;
  const metrics: IntervalMetrics = {
    ...emptyMetrics,
    names,
    iterations: cell.iterations ?? 0,
    ...(arrivals && {
      arrivals: arrivals.offered,
      arrivalsStarted: arrivals.started,
      arrivalsDropped: arrivals.dropped,
      arrivalsMissed: arrivals.missed,
    }),
  };
  return {
    atMs,
    seconds,
    coveredMs,
    metrics,
    total: mergeNames(names, allNames),
    load: {
      vus: cell.vus,
      meanVus: cell.meanVus ?? cell.vus,
      minVus: cell.minVus ?? cell.vus,
      maxVus: cell.maxVus ?? cell.vus,
      targetVus: cell.targetVus ?? Number.NaN,
      targetRate: cell.targetRate ?? Number.NaN,
      inFlight: cell.inFlight,
    },
    doubtful,
    saturatedMs: saturatedMsOf(cell),
    loopDelayMs: host.loopDelayMs ?? Number.NaN,
    host: {
      samples: 1,
      cpu: host.cpu,
      memoryUsedBytes: host.memoryUsedBytes,
      rssBytes: host.rssBytes,
      netRxBytesPerSecond: host.netRxBytesPerSecond,
      netTxBytesPerSecond: host.netTxBytesPerSecond,
      ...knownOf(host),
    },
  };
}

/** A doubtful second beyond the warm-up that does not say how long of it counts in full. */
export function saturatedMsOf(cell: Omit<SnapshotCell, 'names'>): number {
  const {doubtful, saturatedMs, atMs} = cell;
  if (!doubtful) return 0;
  return saturatedMs ?? (atMs >= warmUpMs ? coveredMsOf(cell) : 0);
}

/** What rates of a cell are over. */
export function coveredMsOf({coveredMs, seconds}: Pick<SnapshotCell, 'coveredMs' | 'seconds'>): number {
  return coveredMs ?? seconds * 1000;
}

/**
 * What a request name did in a cell. Where it is not written how many were started, those that came to an end were.
 * @throws Error when its counts are damaged
 */
export function nameOfFile(one: SnapshotCellName): NameMetrics {
  const {name, answered, failed, aborted, bytesIn, bytesOut, errors = [], unexpected = []} = one;
  const lost = errors.reduce((sum, [, count]) => sum + count, 0);
  return {
    name,
    started: one.started ?? answered + lost + aborted,
    answered,
    failed,
    aborted,
    statuses: one.statuses ?? (answered === 0 ? [] : [[200, answered]]),
    errors,
    unexpected,
    bytesIn,
    bytesOut,
    latency: decodeCounts(one.counts),
    latencySumUs: one.sumUs,
    latencyMinUs: one.minUs ?? Number.NaN,
    latencyMaxUs: one.maxUs ?? Number.NaN,
    phases: {},
  };
}
