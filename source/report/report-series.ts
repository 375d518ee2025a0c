import type {Snapshot, SnapshotCell, SnapshotHostPoint} from '../domain/snapshot.ts';
import {coveredMsOf, nameOfFile} from '../metrics/file-cell.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import type {ReportRecord} from './report-record.ts';

/** A second of the run (10 s or 60 s further back) over all request names; null: not known. */
export interface SeriesPoint {
  readonly atMs: number;
  readonly seconds: number;
  readonly vus: number;
  /** As commanded, VUs; null in the open model. */
  readonly targetVus: number | null;
  /** As commanded, iterations a second; null in the closed model. */
  readonly targetRate: number | null;
  readonly inFlight: number;
  /** That ended: answered, or failed without an answer. */
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly failed: number;
  readonly errorsPerSecond: number;
  readonly errorShare: number | null;
  /** µs. */
  readonly meanUs: number | null;
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly maxUs: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly host: SnapshotHostPoint | null;
  readonly doubtful: boolean;
  /** Whether it lies in the snapshot's window. */
  readonly inWindow: boolean;
}

/** The run by time, ascending. Percentiles are read from the merged counts of all names. */
export function seriesOf(record: ReportRecord): SeriesPoint[] {
  const {cells, hostSeries} = recordedSeconds(record);
  const {startMs, endMs} = record.snapshot.window;
  let next = 0;
  let host: SnapshotHostPoint | null = null;
  return cells.map((cell) => {
    const cellEndMs = cell.atMs + cell.seconds * 1000;
    host = null;
    while (next < hostSeries.length && hostSeries[next]!.atMs < cellEndMs) host = hostSeries[next++]!;
    return pointOf(cell, host, cell.atMs >= startMs && cell.atMs < endMs);
  });
}

/** Cells and what the host was doing, from the recording where the snapshot has none. */
export function recordedSeconds({
  snapshot,
  drive,
}: Pick<ReportRecord, 'snapshot' | 'drive'>): Pick<Snapshot, 'cells' | 'hostSeries'> {
  if (snapshot.cells.length > 0 || drive === null) return snapshot;
  return {cells: drive.seconds.map(({cell}) => cell), hostSeries: drive.seconds.map(({host}) => host)};
}

function pointOf(cell: SnapshotCell, host: SnapshotHostPoint | null, inWindow: boolean): SeriesPoint {
  const covered = coveredMsOf(cell) / 1000;
  const total = mergeNames(cell.names.map(nameOfFile), allNames);
  const samples = countSparse(total.latency);
  const [p50, p95, p99] = percentilesOf(total.latency, [50, 95, 99], total.latencyMaxUs);
  const requests = endedRequests(total);
  const {failed} = total;
  const perSecond = (count: number): number => (covered > 0 ? count / covered : 0);
  return {
    atMs: cell.atMs,
    seconds: cell.seconds,
    vus: cell.meanVus ?? cell.vus,
    targetVus: cell.targetVus,
    targetRate: cell.targetRate ?? null,
    inFlight: cell.inFlight,
    requests,
    requestsPerSecond: perSecond(requests),
    failed,
    errorsPerSecond: perSecond(failed),
    errorShare: requests === 0 ? null : Math.min(1, failed / requests),
    meanUs: samples === 0 ? null : total.latencySumUs / samples,
    p50Us: known(p50),
    p95Us: known(p95),
    p99Us: known(p99),
    maxUs: known(total.latencyMaxUs),
    bytesIn: total.bytesIn,
    bytesOut: total.bytesOut,
    host,
    doubtful: cell.doubtful,
    inWindow,
  };
}

function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
