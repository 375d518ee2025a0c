import {formatLatency, formatShare} from '../domain/format.ts';
import type {Threshold} from '../domain/profile.ts';
import {thresholdBound, thresholdPercentile} from '../domain/threshold-evaluation.ts';
import type {Cell} from '../metrics/cell.ts';
import {percentilesOf} from '../metrics/histogram.ts';
import type {NameMetrics} from '../metrics/interval.ts';
import {endedRequests, mergeMetrics, mergeNames} from '../metrics/merge-metrics.ts';
import type {CapacityObjective} from './objective-estimate.ts';

/** A request that is beyond a limit set for all, at one load. */
export interface RequestOverLimit {
  readonly name: string;
  /** Of the limit, over 1. */
  readonly used: number;
  /** `p95 412ms`, `3.1% errors`. */
  readonly text: string;
}

/**
 * Which requests are beyond the objectives by themselves, the worst first. Of one name alone nothing is told: it is all
 * there is.
 * @param requestNames by the index in `metrics.names`; what has the same name is one
 */
export function requestsOverLimit(
  cells: readonly Cell[],
  objectives: readonly CapacityObjective[],
  requestNames: readonly string[],
): readonly RequestOverLimit[] {
  const byName = new Map<string, NameMetrics[]>();
  for (const one of mergeMetrics(cells.map(({metrics}) => metrics)).names) {
    const name = requestNames[one.name];
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  if (byName.size < 2) return [];
  const over = [...byName].flatMap(([name, parts]) => {
    const metrics = mergeNames(parts, parts[0]!.name);
    return objectives.flatMap(({threshold}) => {
      const applies = Object.entries(threshold.tags).every(([tag, value]) => tag === 'name' && value === name);
      const found = applies ? overLimit(metrics, threshold) : null;
      return found === null ? [] : [{name, ...found}];
    });
  });
  return over.sort((a, b) => b.used - a.used);
}

function overLimit(one: NameMetrics, threshold: Threshold): Omit<RequestOverLimit, 'name'> | null {
  const bound = thresholdBound(threshold);
  if (threshold.metric === 'http_req_failed') {
    const share = one.failed / endedRequests(one);
    return share > bound ? {used: share / Math.max(bound, 1e-4), text: `${formatShare(share)} errors`} : null;
  }
  const percentile = thresholdPercentile(threshold);
  if (percentile === null || !threshold.operator.startsWith('<')) return null;
  const us = percentilesOf(one.latency, [percentile], one.latencyMaxUs)[0]!;
  return us > bound ? {used: us / bound, text: `p${percentile} ${formatLatency(us)}`} : null;
}
