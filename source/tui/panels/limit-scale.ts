import {metricTypes, type Threshold} from '../../domain/profile.ts';
import type {CapacityStudy} from '../../domain/study.ts';
import {thresholdBound, thresholdLabel, thresholdOf, thresholdShort} from '../../domain/threshold-evaluation.ts';
import {parseThresholdArgument} from '../../domain/threshold-grammar.ts';
import type {Quantile, SessionView, TrafficRow} from '../../session/view.ts';
import {shortLatency} from '../plots/axis.ts';

/** What the height of a search's plot stands for: how much of its limit the worst objective uses, 1 = at it. */
export interface LimitScale {
  /** `p95`; several objectives: `WORST OBJECTIVE`. */
  readonly title: string;
  /** `p95 < 250ms`, one an objective. */
  readonly labels: readonly string[];
  /** `250ms` at 1; where no one unit fits `100%`. */
  readonly print: (used: number) => string;
}

/** A single bound on a latency is told in its own unit. */
export function limitScale({objectives}: Pick<CapacityStudy, 'objectives'>): LimitScale {
  const thresholds = objectives.map(objectiveOf);
  const labels = thresholds.map((threshold, at) =>
    threshold === null ? objectives[at]! : `${thresholdOf(threshold)}${thresholdLabel(threshold)}`,
  );
  const [only] = thresholds;
  const isAlone = thresholds.length === 1 && only !== null && only !== undefined;
  if (!isAlone) return {title: 'WORST OBJECTIVE', labels, print: percentText};
  const title = `${thresholdOf(only)}${thresholdShort(only)}`;
  const boundUs = thresholdBound(only);
  const isLatency = metricTypes[only.metric] === 'trend' && boundUs > 0 && Number.isFinite(boundUs);
  return {title, labels, print: isLatency ? (used) => shortLatency(used * boundUs) : percentText};
}

/**
 * How much of its limit the worst objective uses over the last seconds of the run; null: of one of them that is not known.
 */
export function usedNow({objectives}: Pick<CapacityStudy, 'objectives'>, view: SessionView): number | null {
  const used = objectives.map((source) => {
    const row = view.slos.find((slo) => slo.source === source);
    return row?.used ?? windowUsed(objectiveOf(source), view.window);
  });
  const known = used.filter((one) => one !== null && Number.isFinite(one));
  return known.length === 0 || known.length < used.length ? null : Math.max(...(known as number[]));
}

const quantiles: Readonly<Record<number, (window: TrafficRow) => Quantile | null>> = {
  50: ({p50}) => p50,
  75: ({p75}) => p75,
  90: ({p90}) => p90,
  95: ({p95}) => p95,
  99: ({p99}) => p99,
  99.9: ({p999}) => p999,
};

/** What the headline figures tell: a quantile of all requests, or the share of those that failed. */
function windowUsed(threshold: Threshold | null, window: TrafficRow): number | null {
  if (threshold === null || Object.keys(threshold.tags).length > 0) return null;
  const {metric, aggregation} = threshold;
  const bound = thresholdBound(threshold);
  if (!(bound > 0)) return null;
  if (metric === 'http_req_failed') return window.errorShare === null ? null : window.errorShare / bound;
  if (metric !== 'http_req_duration' || aggregation.kind !== 'p') return null;
  const quantile = quantiles[aggregation.percentile]?.(window) ?? null;
  return quantile === null ? null : quantile.us / bound;
}

function objectiveOf(source: string): Threshold | null {
  const parsed = parseThresholdArgument(source);
  return 'problem' in parsed ? null : parsed;
}

function percentText(used: number): string {
  return `${Math.round(used * 100)}%`;
}
