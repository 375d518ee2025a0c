import type {Snapshot, SnapshotThreshold} from '../domain/snapshot.ts';
import type {Tone} from './report-table.ts';
import {formatBound, formatThresholdValue} from './threshold-value.ts';

/** A threshold's source in its parts. */
export interface ThresholdParts {
  /** `http_req_duration`. */
  readonly metric: string;
  /** `name:login`; '' without tags. */
  readonly tags: string;
  /** `p(95)`, `rate`. */
  readonly aggregation: string;
  readonly operator: string;
  /** As written; `+10%` when it is relative to a baseline. */
  readonly bound: string;
  /** In the unit of the source; null: relative. */
  readonly boundValue: number | null;
}

/** Null for a source this version cannot take apart. */
export function thresholdParts(source: string): ThresholdParts | null {
  const match = /^\s*(\w+)\s*(?:\{(.*)\})?\s*:\s*([a-z]+(?:\([^()]*\))?)\s*(>=|<=|===|==|!=|>|<)\s*(\S.*?)\s*$/s.exec(
    source,
  );
  if (match === null) return null;
  const [, metric = '', tags = '', aggregation = '', operator = '', bound = ''] = match;
  const value = /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(bound) ? Number(bound) : Number.NaN;
  return {metric, tags, aggregation, operator, bound, boundValue: Number.isFinite(value) ? value : null};
}

/** What was asked for, with its unit: `p(95) < 250ms`, `p(95) < +10% (275ms)`; the source where it cannot be taken apart. */
export function thresholdTarget(threshold: Omit<SnapshotThreshold, 'ok' | 'severity'>): string {
  const {source, budget} = threshold;
  if (budget !== undefined) return `${budget.figure} < ${formatBound(budget.bound)}`;
  const parts = thresholdParts(source);
  if (parts === null) return source;
  const {aggregation, operator, bound, boundValue} = parts;
  const value = threshold.bound ?? boundValue;
  const measured = value === null ? null : tidy(formatThresholdValue({source, value}));
  if (boundValue !== null) return `${aggregation} ${operator} ${measured ?? bound}`;
  return `${aggregation} ${operator} ${bound}${measured === null ? '' : ` (${measured})`}`;
}

/** The source as it was written, and what a relative bound came to: `http_req_duration: p(95)<+10% (1.45s)`. */
export function thresholdSource({source, bound}: Pick<SnapshotThreshold, 'source' | 'bound'>): string {
  return bound === undefined ? source : `${source} (${tidy(formatThresholdValue({source, value: bound}))})`;
}

/** Trailing zeros are for measured figures: `250ms` for `250.0ms`, `1%` for `1.00%`. */
function tidy(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

/** How much of an upper bound is used, 1 = at it; null where that says nothing. */
export function usedShare(threshold: Pick<SnapshotThreshold, 'source' | 'value' | 'budget' | 'bound'>): number | null {
  const {source, value, budget} = threshold;
  const parts = budget === undefined ? thresholdParts(source) : null;
  const isUpper = parts?.operator.startsWith('<') === true;
  const bound = budget?.bound ?? (isUpper ? (threshold.bound ?? parts.boundValue) : null);
  return value === null || bound === null || bound <= 0 ? null : value / bound;
}

/** The first that bounds a latency of all requests, or else of some. */
export function firstLatencyThreshold(thresholds: readonly SnapshotThreshold[]): SnapshotThreshold | null {
  const latencies = thresholds.filter(
    ({source, budget}) => budget === undefined && thresholdParts(source)?.metric === 'http_req_duration',
  );
  return latencies.find(({source}) => thresholdParts(source)?.tags === '') ?? latencies[0] ?? null;
}

/** `p95<250ms`: what fits over a column. */
export function thresholdHead(threshold: SnapshotThreshold): string {
  return thresholdTarget(threshold).replaceAll(/[ ()]/g, '');
}

export function thresholdStatus({ok, severity}: Pick<SnapshotThreshold, 'ok' | 'severity'>): {
  readonly text: string;
  readonly tone?: Tone;
} {
  if (ok === null) return {text: '--'};
  if (ok) return {text: 'PASS', tone: 'good'};
  return severity === 'warning' ? {text: 'WARN', tone: 'near'} : {text: 'FAIL', tone: 'bad'};
}

/** Whether all that count held: false when one did not, null when none could be judged. */
export function allHold(thresholds: readonly SnapshotThreshold[]): boolean | null {
  const judged = thresholds.filter(({ok, severity}) => ok !== null && severity === 'critical');
  return judged.length === 0 ? null : judged.every(({ok}) => ok === true);
}

/** All but those a search was for: it tells them by load, and goes beyond them on purpose. */
export function ownThresholds({
  study,
  thresholds,
}: Pick<Snapshot, 'study' | 'thresholds'>): readonly SnapshotThreshold[] {
  if (study?.kind !== 'capacity') return thresholds;
  return thresholds.filter(({source, ok}) => ok !== null || !study.objectives.includes(source));
}

/** No figure of all of a search, or of its end, says whether they hold. */
export function isUnjudgedSearch({study}: Pick<Snapshot, 'study'>, own: readonly SnapshotThreshold[]): boolean {
  return study?.kind === 'capacity' && own.length > 0 && own.every(({ok}) => ok === null);
}

export const unjudgedText = 'Thresholds are not judged over a search: it goes beyond its limits on purpose.';
