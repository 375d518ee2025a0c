import type {Threshold} from '../domain/profile.ts';
import type {Snapshot, SnapshotThreshold} from '../domain/snapshot.ts';
import {parseThreshold, parseThresholdArgument, type ThresholdProblem} from '../domain/threshold-grammar.ts';

/**
 * What the run's thresholds were: those it wrote down, over the windows its profile gives them; of a run that did not come
 * to write them those of its profile. One that this version cannot read, or whose bound is not known, is left out.
 */
export function playbackThresholds({
  thresholds,
  profile,
}: Pick<Snapshot, 'thresholds' | 'profile'>): readonly Threshold[] {
  const asked = askedBy(profile.document);
  const known = thresholds.length === 0 ? asked : thresholds.flatMap((one) => writtenOne(one, asked));
  return known.filter(({bound}) => Number.isFinite(bound)).map((one) => ({...one, abortOnFail: false}));
}

function writtenOne(
  {source, severity, bound, budget}: SnapshotThreshold,
  asked: readonly Threshold[],
): readonly Threshold[] {
  const threshold = asked.find((one) => one.source === source) ?? parseThresholdArgument(source);
  if ('problem' in threshold) return [];
  return [{...threshold, severity, bound: bound ?? threshold.bound, budget: budget !== undefined}];
}

/** The document is a file's: of any shape. */
function askedBy(document: unknown): readonly Threshold[] {
  const {thresholds} = (document ?? {}) as {readonly thresholds?: unknown};
  return Object.entries((thresholds ?? {}) as Record<string, unknown>).flatMap(([metric, rules]) =>
    (Array.isArray(rules) ? rules : []).map((rule) => parseThreshold(metric, rule)).filter(isThreshold),
  );
}

function isThreshold(parsed: Threshold | ThresholdProblem): parsed is Threshold {
  return !('problem' in parsed);
}
