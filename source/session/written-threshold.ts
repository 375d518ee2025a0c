import type {Threshold} from '../domain/profile.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';
import {thresholdHolds, thresholdKind, thresholdShort} from '../domain/threshold-evaluation.ts';

/**
 * A threshold as files have it.
 * @param value unit as `thresholdBound`; null: nothing was measured
 * @param ok absent: by the value
 */
export function writtenThreshold(threshold: Threshold, value: number | null, ok?: boolean | null): SnapshotThreshold {
  const {source, severity, budget, tags, bound, relativeShare} = threshold;
  return {
    source,
    severity,
    value: value === null ? null : inOwnUnit(threshold, value),
    ok: ok !== undefined ? ok : value === null ? null : thresholdHolds(threshold, value),
    ...(budget && {budget: {requestName: tags['name'] ?? '', figure: thresholdShort(threshold), bound}}),
    ...(relativeShare !== null && {relativeTo: 'baseline' as const, ...(!Number.isNaN(bound) && {bound})}),
  };
}

/** Files keep the unit of `source`: ms for times. */
function inOwnUnit(threshold: Threshold, value: number): number {
  return thresholdKind(threshold) === 'latency' ? value / 1000 : value;
}
