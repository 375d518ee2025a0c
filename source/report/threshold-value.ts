import {formatBytes, formatLatency, formatShare} from '../domain/format.ts';
import {metricTypes, type MetricName} from '../domain/profile.ts';
import {formatAmount, tidyNumber} from '../domain/threshold-evaluation.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';

/** `231ms`, `0.27%`, `1.35k/s`, `12`: a threshold's value in the unit of its metric; `--` when there is none. */
export function formatThresholdValue({source, value}: Pick<SnapshotThreshold, 'source' | 'value'>): string {
  if (value === null) return '--';
  const metric = /^\s*(\w+)/.exec(source)?.[1] ?? '';
  const type = Object.hasOwn(metricTypes, metric) ? metricTypes[metric as MetricName] : null;
  if (type === 'trend') return formatLatency(value * 1000);
  if (type === 'rate' || metric.startsWith('host_')) return formatShare(value);
  const amount = metric.startsWith('data_') ? formatBytes(value) : formatAmount(value);
  // A condition holds no ": ", a request's name may.
  const isRate = source
    .slice(source.lastIndexOf(':') + 1)
    .trimStart()
    .startsWith('rate');
  return isRate ? `${amount}/s` : amount;
}

/** A bound in ms as a person writes it: `30ms`, `1.5s`. */
export function formatBound(ms: number): string {
  return tidyNumber(formatLatency(ms * 1000));
}
