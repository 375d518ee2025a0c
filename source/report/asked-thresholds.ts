import type {Snapshot, SnapshotThreshold} from '../domain/snapshot.ts';

/**
 * The verdicts of a record; where it has none, the thresholds its profile asserts, without a verdict: a recording that its
 * run did not close does not hold their figures, and nothing asserted must not be taken for it.
 */
export function askedThresholds({
  thresholds,
  profile,
}: Pick<Snapshot, 'thresholds' | 'profile'>): readonly SnapshotThreshold[] {
  if (thresholds.length > 0) return thresholds;
  const asked = isRecord(profile.document) ? profile.document['thresholds'] : undefined;
  if (!isRecord(asked)) return [];
  return Object.entries(asked).flatMap(([metric, rules]) =>
    (Array.isArray(rules) ? rules : []).flatMap((rule: unknown): SnapshotThreshold[] => {
      const condition = isRecord(rule) ? rule['threshold'] : rule;
      if (typeof condition !== 'string') return [];
      const severity = isRecord(rule) && rule['severity'] === 'warning' ? 'warning' : 'critical';
      return [{source: `${metric}: ${condition}`, value: null, ok: null, severity}];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
