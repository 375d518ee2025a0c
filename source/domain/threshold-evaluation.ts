import {formatLatency, formatNumber, formatShare, formatBytes} from './format.ts';
import {metricTypes, type Threshold} from './profile.ts';

/** What kind of number a threshold bounds, which decides its unit on a screen. */
export type ThresholdKind = 'latency' | 'share' | 'rate' | 'count';

export function thresholdKind(threshold: Threshold): ThresholdKind {
  const type = metricTypes[threshold.metric];
  if (type === 'trend') return 'latency';
  if (type === 'rate' || threshold.metric.startsWith('host_')) return 'share';
  return threshold.aggregation.kind === 'rate' ? 'rate' : 'count';
}

/** The bound in the unit screens use: µs for latency, a share 0 to 1, a count, or per second. */
export function thresholdBound(threshold: Threshold): number {
  return thresholdKind(threshold) === 'latency' ? threshold.bound * 1000 : threshold.bound;
}

const comparisons: Readonly<Record<Threshold['operator'], (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '===': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
};

/** Whether the value (same unit as `thresholdBound`) satisfies the threshold. */
export function thresholdHolds(threshold: Threshold, value: number): boolean {
  return comparisons[threshold.operator](value, thresholdBound(threshold));
}

/** `used` never reads above this: a rate of 0 against `req/s > 200` is no number otherwise. */
export const maxUsed = 100;

/**
 * How much of the limit is used, 1 = at it: value/bound for upper bounds, bound/value for lower ones. What a lower bound
 * on a share (checks > 99%) leaves room for is what is missing to all, so it is (1 − value)/(1 − bound). Null where that
 * has no meaning (equality, a bound of 0 that is kept).
 */
export function thresholdUsed(threshold: Threshold, value: number): number | null {
  const bound = thresholdBound(threshold);
  if (threshold.operator.startsWith('<')) return shareOf(value, bound);
  if (!threshold.operator.startsWith('>')) return null;
  return thresholdKind(threshold) === 'share' ? shareOf(1 - value, 1 - bound) : shareOf(bound, value);
}

function shareOf(part: number, whole: number): number | null {
  if (part < 0 || whole < 0) return null;
  if (whole === 0) return part === 0 ? null : maxUsed;
  return Math.min(maxUsed, part / whole);
}

/** Which latency quantile is bounded: 50 for med, 100 for max; null for avg, min and what is no latency of requests. */
export function thresholdPercentile({metric, aggregation}: Threshold): number | null {
  if (metric !== 'http_req_duration') return null;
  if (aggregation.kind === 'p') return aggregation.percentile;
  return aggregation.kind === 'med' ? 50 : aggregation.kind === 'max' ? 100 : null;
}

/** `p95`, `error`, `req/s`, `iteration p95`: what fits in a column. */
export function thresholdShort({aggregation, metric}: Threshold): string {
  if (metricTypes[metric] === 'trend') {
    const part = aggregation.kind === 'p' ? `p${aggregation.percentile}` : aggregation.kind;
    const of =
      metric === 'iteration_duration' ? 'iteration' : metric.replace('http_req_', '').replace('_handshaking', '');
    return of === 'duration' ? part : `${of} ${part}`;
  }
  const names: Partial<Record<Threshold['metric'], readonly [whole: string, rate: string]>> = {
    http_req_failed: ['error', 'error'],
    http_reqs: ['requests', 'req/s'],
    iterations: ['iterations', 'iter/s'],
    data_sent: ['sent', 'sent/s'],
    data_received: ['received', 'received/s'],
    vus: ['VUs', 'VUs'],
    vus_max: ['max VUs', 'max VUs'],
    checks: ['checks', 'checks'],
    dropped_iterations: ['dropped', 'dropped/s'],
    flow_errors: ['flow errors', 'flow errors/s'],
    host_cpu: ['host CPU', 'host CPU'],
    host_memory: ['host memory', 'host memory'],
  };
  return names[metric]![aggregation.kind === 'rate' ? 1 : 0];
}

/** What goes before a threshold's label: `login `, `login scenario:shopper `; nothing when it is about all. */
export function thresholdOf({tags}: Pick<Threshold, 'tags'>): string {
  const {name, ...others} = tags;
  const parts = [
    ...(name === undefined ? [] : [name]),
    ...Object.entries(others).map(([tag, value]) => `${tag}:${value}`),
  ];
  return parts.map((part) => `${part} `).join('');
}

/** `p95 < 250ms`, `error < 1%`; relative to a baseline `p95 < +10% (230ms)`. */
export function thresholdLabel(threshold: Threshold): string {
  const {relativeShare, bound} = threshold;
  const absolute = printThresholdBound(threshold);
  const shown =
    relativeShare === null || Number.isNaN(bound) ? absolute : `${printRelativeShare(relativeShare)} (${absolute})`;
  return `${thresholdShort(threshold)} ${printOperator(threshold.operator)} ${shown}`;
}

/** `+10%`, `-2.5%` for 0.1, -0.025. */
export function printRelativeShare(share: number): string {
  const percent = Number((share * 100).toPrecision(12));
  return `${percent < 0 ? '-' : '+'}${Math.abs(percent)}%`;
}

/** The bound as written by a person: `250ms`, `3s`, `1%`, `200`; `+10%` while the baseline is not known. */
export function printThresholdBound(threshold: Threshold): string {
  const {relativeShare} = threshold;
  if (relativeShare !== null && Number.isNaN(threshold.bound)) return printRelativeShare(relativeShare);
  const bound = thresholdBound(threshold);
  const kind = thresholdKind(threshold);
  if (kind === 'share') return `${Number((bound * 100).toPrecision(6))}%`;
  if (kind === 'latency') return tidyNumber(formatLatency(bound));
  return tidyNumber(threshold.metric.startsWith('data_') ? formatBytes(bound) : formatNumber(bound));
}

/** A measured value (unit as `thresholdBound`) with its unit: `263ms`, `0.27%`, `259/s`. */
export function printThresholdValue(threshold: Threshold, value: number): string {
  const kind = thresholdKind(threshold);
  if (kind === 'latency') return formatLatency(value);
  if (kind === 'share') return formatShare(value);
  const number = threshold.metric.startsWith('data_') ? formatBytes(value) : formatAmount(value);
  return kind === 'rate' ? `${number}/s` : number;
}

/** The operator a breach shows: `p95 263ms > 250ms` where `<` was asked for. */
export function breachOperator({operator}: Threshold): string {
  if (operator.startsWith('<')) return '>';
  if (operator.startsWith('>')) return '<';
  return operator === '===' ? '!=' : '=';
}

function printOperator(operator: Threshold['operator']): string {
  return operator === '===' ? '=' : operator;
}

/** A count as it is up to a thousand: `0`, `12`, not `0.00`. */
export function formatAmount(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : formatNumber(value);
}

/** `250ms` for `250.0ms`, `3s` for `3.00s`. */
export function tidyNumber(text: string): string {
  return text.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}
