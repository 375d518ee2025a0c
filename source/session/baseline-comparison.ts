import type {LoadModel} from '../domain/load-model.ts';
import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import type {LoadPoint} from './print-load.ts';
import type {LoadedBaseline} from './session-files.ts';
import type {BaselineView} from './view.ts';

/** Loads within this share of each other can be compared. */
export const sameLoadShare = 0.1;

/** Whether the load now is near enough to the baseline's mean to compare figures; never in the other model. */
export function isSameLoad({load}: Pick<Snapshot, 'load'>, now: LoadPoint): boolean {
  const before = load.model === 'open' ? (load.rate ?? Number.NaN) : load.vus;
  return load.model === now.model && Math.abs(now.level - before) <= sameLoadShare * before;
}

/** The baseline's figures for a request name, or for all (null). */
export function baselineRequest(baseline: Snapshot, name: string | null): SnapshotRequest | null {
  return baseline.requests.find((request) => request.name === name) ?? null;
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
