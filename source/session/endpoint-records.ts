import type {EndpointFigures, EndpointRecord} from '../domain/endpoint-figures.ts';
import type {SnapshotRequest} from '../domain/snapshot.ts';
import type {RollingWindow, WindowTraffic} from '../metrics/rolling-window.ts';
import type {EndpointRow, TrafficRow} from './view.ts';

/**
 * View 2's table, written down: every request in the profile's order, then all together.
 * @param run the whole run's figures, the total first
 * @param runSeconds what their rates are over
 */
export function endpointRecords(
  {
    total,
    endpoints,
    window,
  }: {
    readonly total: TrafficRow;
    readonly endpoints: readonly EndpointRow[];
    readonly window: Pick<RollingWindow, 'name' | 'total'>;
  },
  run: readonly SnapshotRequest[],
  runSeconds: number,
): readonly EndpointRecord[] {
  const [all] = run;
  const runOf = (request: SnapshotRequest): EndpointFigures => ofRun(request, runSeconds, endedOf(all!, runSeconds));
  return [
    ...endpoints.map((row, index) => ({
      name: row.name,
      method: row.method,
      path: row.path,
      window: ofWindow(row, window.name(index), row.share),
      run: runOf(run[index + 1]!),
      change: changeOf(row),
      sloShare: row.worstSlo?.share ?? null,
    })),
    {
      name: null,
      method: '',
      path: '',
      window: ofWindow(total, window.total(), 1),
      run: runOf(all!),
      change: changeOf(total),
      sloShare: null,
    },
  ];
}

function ofWindow(row: TrafficRow, {coveredMs, ended, failed}: WindowTraffic, share: number): EndpointFigures {
  const {samples, requestsPerSecond, errorShare, rxBytesPerSecond, txBytesPerSecond} = row;
  const measured = requestsPerSecond !== null;
  return {
    seconds: coveredMs / 1000,
    share: measured ? share : null,
    requests: ended,
    failed,
    requestsPerSecond,
    errorShare,
    samples,
    minUs: row.min?.us ?? null,
    p50Us: row.p50?.us ?? null,
    p75Us: row.p75?.us ?? null,
    p90Us: row.p90?.us ?? null,
    p95Us: row.p95?.us ?? null,
    p99Us: row.p99?.us ?? null,
    p999Us: row.p999?.us ?? null,
    maxUs: row.max?.us ?? null,
    rxBytesPerSecond: measured ? rxBytesPerSecond : null,
    txBytesPerSecond: measured ? txBytesPerSecond : null,
  };
}

function ofRun(request: SnapshotRequest, seconds: number, allRequests: number): EndpointFigures {
  const {failed, requestsPerSecond, errorShare, latencyUs: latency, bytesIn, bytesOut} = request;
  const requests = endedOf(request, seconds);
  const perSecond = (count: number): number | null => (seconds === 0 ? null : count / seconds);
  return {
    seconds,
    share: allRequests === 0 ? null : requests / allRequests,
    requests,
    failed,
    requestsPerSecond: seconds === 0 ? null : requestsPerSecond,
    errorShare,
    samples: latency?.samples ?? 0,
    minUs: latency?.min ?? null,
    p50Us: latency?.p50 ?? null,
    p75Us: latency?.p75 ?? null,
    p90Us: latency?.p90 ?? null,
    p95Us: latency?.p95 ?? null,
    p99Us: latency?.p99 ?? null,
    p999Us: latency?.p999 ?? null,
    maxUs: latency?.max ?? null,
    rxBytesPerSecond: perSecond(bytesIn),
    txBytesPerSecond: perSecond(bytesOut),
  };
}

function endedOf({requestsPerSecond}: SnapshotRequest, seconds: number): number {
  return Math.round(requestsPerSecond * seconds);
}

function changeOf({change}: TrafficRow): EndpointRecord['change'] {
  return {
    p95: change?.p95 ?? null,
    requestsPerSecond: change?.requestsPerSecond ?? null,
    errorShare: change?.errorShare ?? null,
  };
}
