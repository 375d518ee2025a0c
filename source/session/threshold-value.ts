import {metricTypes, type Threshold} from '../domain/profile.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import type {DurationMetrics, IntervalMetrics, NameMetrics, Phase} from '../metrics/interval.ts';
import {allNames, emptyDuration, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import type {Cell} from '../metrics/cell.ts';
import {enoughAbove} from './censored-quantiles.ts';
import {selectedChecks, selectedTraffic, type Selection} from './series-index.ts';

/** A stretch of the run as thresholds read it. */
export interface ThresholdReading {
  readonly metrics: IntervalMetrics;
  /** Sum over all names. */
  readonly total: NameMetrics;
  readonly coveredMs: number;
  /** At its end. */
  readonly vus: number;
  readonly maxVus: number;
  /** Means over it, of the generator's machine: shares 0 to 1; null: not known. */
  readonly hostCpu: number | null;
  readonly hostMemory: number | null;
}

/** @param memoryBytes of the generator's machine */
export function readingOfCell(cell: Cell, memoryBytes: number): ThresholdReading {
  const {metrics, total, coveredMs, load, host} = cell;
  const hostMemory = memoryShare(host.memoryUsedBytes, memoryBytes);
  return {metrics, total, coveredMs, vus: load.vus, maxVus: load.maxVus, hostCpu: host.cpu, hostMemory};
}

export function memoryShare(usedBytes: number | null, memoryBytes: number): number | null {
  return usedBytes === null || !(memoryBytes > 0) ? null : usedBytes / memoryBytes;
}

export function readingOfRun(
  metrics: IntervalMetrics,
  run: Omit<ThresholdReading, 'metrics' | 'total'>,
): ThresholdReading {
  return {metrics, total: mergeNames(metrics.names, allNames), ...run};
}

const phaseOfMetric: Partial<Record<Threshold['metric'], Phase>> = {
  http_req_blocked: 'blocked',
  http_req_connecting: 'connecting',
  http_req_tls_handshaking: 'tls',
  http_req_sending: 'sending',
  http_req_waiting: 'waiting',
  http_req_receiving: 'receiving',
};

/**
 * The value a threshold bounds, over the reading: µs, a share 0 to 1, a count, or per second. Null: nothing was
 * measured that could tell, as without samples, or a rate while there were no VUs.
 * @param selection the requests and checks it is about
 */
export function thresholdValue(threshold: Threshold, reading: ThresholdReading, selection: Selection): number | null {
  const {metric} = threshold;
  if (metric === 'vus') return reading.vus;
  if (metric === 'vus_max') return reading.maxVus;
  if (metric === 'host_cpu') return reading.hostCpu;
  if (metric === 'host_memory') return reading.hostMemory;
  if (metric === 'checks') {
    const {passed, failed} = selectedChecks(selection, reading.metrics);
    return passed + failed === 0 ? null : passed / (passed + failed);
  }
  const traffic = selectedTraffic(selection, reading);
  if (metric === 'http_req_failed') {
    const ended = traffic === undefined ? 0 : endedRequests(traffic);
    return ended === 0 ? null : traffic!.failed / ended;
  }
  if (metricTypes[metric] !== 'trend')
    return counterValue(threshold, reading, countOf(metric, reading.metrics, traffic));
  const phase = phaseOfMetric[metric];
  // Of a part of the requests only counts and sums of phases are kept.
  if (phase !== undefined && selection.series !== null) return phaseMean(threshold, traffic, phase);
  return trendValue(threshold, durationsOf(metric, reading.metrics, traffic));
}

function phaseMean({aggregation}: Threshold, traffic: NameMetrics | undefined, phase: Phase): number | null {
  const one = traffic?.phases[phase];
  return aggregation.kind !== 'avg' || one === undefined || one.count === 0 ? null : one.sumUs / one.count;
}

/** Whether the value is a quantile with so few samples above it that it moves by chance. */
export function isFew(threshold: Threshold, reading: ThresholdReading, selection: Selection): boolean {
  const {aggregation, metric} = threshold;
  if (metricTypes[metric] !== 'trend' || (aggregation.kind !== 'p' && aggregation.kind !== 'med')) return false;
  const traffic = selectedTraffic(selection, reading);
  const count = countSparse(durationsOf(metric, reading.metrics, traffic).histogram);
  const percentile = aggregation.kind === 'p' ? aggregation.percentile : 50;
  return count > 0 && count - Math.max(1, Math.ceil((percentile / 100) * count)) < enoughAbove;
}

function durationsOf(
  metric: Threshold['metric'],
  metrics: IntervalMetrics,
  traffic: NameMetrics | undefined,
): DurationMetrics {
  if (metric === 'iteration_duration') return metrics.iterationDuration;
  const phase = phaseOfMetric[metric];
  if (phase !== undefined) return metrics.phaseDurations[phase] ?? emptyDuration;
  if (traffic === undefined) return emptyDuration;
  const {latency, latencySumUs, latencyMinUs, latencyMaxUs} = traffic;
  return {histogram: latency, sumUs: latencySumUs, minUs: latencyMinUs, maxUs: latencyMaxUs};
}

function trendValue({aggregation}: Threshold, {histogram, sumUs, minUs, maxUs}: DurationMetrics): number | null {
  const count = countSparse(histogram);
  if (count === 0) return null;
  if (aggregation.kind === 'avg') return sumUs / count;
  if (aggregation.kind === 'min') return minUs;
  if (aggregation.kind === 'max') return maxUs;
  const percentile = aggregation.kind === 'p' ? aggregation.percentile : 50;
  return percentilesOf(histogram, [percentile], maxUs)[0]!;
}

function countOf(metric: Threshold['metric'], metrics: IntervalMetrics, traffic: NameMetrics | undefined): number {
  if (metric === 'iterations') return metrics.iterations;
  if (metric === 'dropped_iterations') return metrics.arrivalsDropped;
  if (metric === 'flow_errors') return metrics.flowErrors;
  if (traffic === undefined) return 0;
  if (metric === 'data_sent') return traffic.bytesOut;
  return metric === 'data_received' ? traffic.bytesIn : endedRequests(traffic);
}

function counterValue({aggregation}: Threshold, reading: ThresholdReading, count: number): number | null {
  if (count === 0 && reading.maxVus === 0) return null;
  if (aggregation.kind === 'count') return count;
  return reading.coveredMs === 0 ? null : count / (reading.coveredMs / 1000);
}
