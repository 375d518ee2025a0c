import {pointAt} from '../analysis/load-curve.ts';
import type {LoadCurvePoint} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import type {LoadPoint} from './print-load.ts';
import type {LoadedBaseline} from './session-files.ts';
import type {BaselineView, RowChange, TrafficRow} from './view.ts';

/** Loads within this share of each other can be compared. */
const sameLoadShare = 0.1;

/** Whether the load now is near enough to the baseline's mean to compare figures; never in the other model. */
export function isSameLoad({load}: Pick<Snapshot, 'load'>, now: LoadPoint): boolean {
  const before = load.model === 'open' ? (load.rate ?? Number.NaN) : load.vus;
  return load.model === now.model && Math.abs(now.level - before) <= sameLoadShare * before;
}

/** The baseline's figures for a request name, or for all (null). */
export function baselineRequest(baseline: Snapshot, name: string | null): SnapshotRequest | null {
  return baseline.requests.find((request) => request.name === name) ?? null;
}

type Measured = Omit<TrafficRow, 'change'>;
type Compared = Pick<LoadedBaseline, 'snapshot' | 'curve'>;

/**
 * What has changed against the baseline, as plain ratios; null: the baseline does not know this request, or is of the
 * other load model (a latency is a response time in the one and a service time in the other). Where its window was at
 * another load, all requests together are set against the seconds in which it was at this one.
 * @param load mean over the time the row covers
 */
export function rowChange(
  {snapshot: baseline, curve}: Compared,
  name: string | null,
  row: Measured,
  load: LoadPoint,
): RowChange | null {
  const isSame = isSameLoad(baseline, load);
  const matched = name === null && !isSame ? pointAt(curve, load.model, load.level) : null;
  if (matched !== null) return matchedChange(matched, row);
  const before = baselineRequest(baseline, name);
  if (before === null || baseline.load.model !== load.model) return null;
  const latency = before.latencyUs;
  return {
    loadDiffers: !isSame,
    requestsPerSecond: ratio(row.requestsPerSecond, before.requestsPerSecond),
    errorShare: row.errorShare === null || before.errorShare === null ? null : row.errorShare - before.errorShare,
    min: ratio(row.min?.us, latency?.min),
    p50: ratio(row.p50?.us, latency?.p50),
    p75: ratio(row.p75?.us, latency?.p75),
    p90: ratio(row.p90?.us, latency?.p90),
    p95: ratio(row.p95?.us, latency?.p95),
    p99: ratio(row.p99?.us, latency?.p99),
    max: ratio(row.max?.us, latency?.max),
  };
}

/** A curve has no other figures. */
function matchedChange({p50, p95, p99, requestsPerSecond, errorShare}: LoadCurvePoint, row: Measured): RowChange {
  return {
    loadDiffers: false,
    requestsPerSecond: ratio(row.requestsPerSecond, requestsPerSecond),
    errorShare: row.errorShare === null || Number.isNaN(errorShare) ? null : row.errorShare - errorShare,
    min: null,
    p50: ratio(row.p50?.us, p50),
    p75: null,
    p90: null,
    p95: ratio(row.p95?.us, p95),
    p99: ratio(row.p99?.us, p99),
    max: null,
  };
}

/** The chosen baseline with why it may not fit this run. */
export function baselineView(
  baseline: Pick<LoadedBaseline, 'file' | 'snapshot' | 'curve'>,
  shown: boolean,
  run: {readonly targetLabel: string; readonly profileName: string; readonly model: LoadModel},
): BaselineView {
  const {file, snapshot} = baseline;
  return {
    file,
    name: snapshot.name,
    shown,
    vus: snapshot.load.vus,
    requestsPerSecond: baselineRequest(snapshot, null)?.requestsPerSecond ?? null,
    takenAt: snapshot.takenAt,
    seconds: snapshot.window.seconds,
    curve: baseline.curve,
    mismatch:
      snapshot.target.label !== run.targetLabel
        ? 'other target'
        : snapshot.profile.name !== run.profileName
          ? 'other profile'
          : snapshot.load.model !== run.model
            ? 'other load model'
            : null,
  };
}

function ratio(now: number | null | undefined, before: number | null | undefined): number | null {
  if (now === null || now === undefined || before === null || before === undefined || !(before > 0)) return null;
  return now / before - 1;
}
