import {formatBytes, formatLatency, formatNumber, formatShare} from '../domain/format.ts';
import {metricTypes, type MetricName} from '../domain/profile.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';

/** `231ms`, `0.27%`, `1.35k/s`, `12`: a threshold's value in the unit of its metric; `--` when there is none. */
export function formatThresholdValue({source, value}: SnapshotThreshold): string {
  if (value === null) return '--';
  const metric = /^\s*(\w+)/.exec(source)?.[1] ?? '';
  const type = Object.hasOwn(metricTypes, metric) ? metricTypes[metric as MetricName] : null;
  if (type === 'trend') return formatLatency(value * 1000);
  if (type === 'rate') return formatShare(value);
  const amount = metric.startsWith('data_') ? formatBytes(value) : formatNumber(value);
  // A condition holds no ": ", a request's name may.
  const isRate = source
    .slice(source.lastIndexOf(':') + 1)
    .trimStart()
    .startsWith('rate');
  return isRate ? `${amount}/s` : amount;
}
