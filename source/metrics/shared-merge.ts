import {emptySparse, mergeSparse} from './histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics, type NameMetrics, type Phase} from './interval.ts';

type Pairs = readonly (readonly [number, number])[];

const emptyDuration: DurationMetrics = {histogram: emptySparse, sumUs: 0, minUs: Number.NaN, maxUs: Number.NaN};

/** An interval in which nothing happened. */
export const emptyInterval: IntervalMetrics = {
  names: [],
  iterations: 0,
  iterationsInterrupted: 0,
  iterationDuration: emptyDuration,
  phaseDurations: {},
  connectionsOpened: 0,
};

/** Sum of what several sources measured over the same time, or one source over several. */
export function mergeIntervals(parts: readonly IntervalMetrics[]): IntervalMetrics {
  const busy = parts.filter(
    (part) => part.names.length > 0 || part.iterations + part.connectionsOpened > 0 || part.iterationsInterrupted > 0,
  );
  if (busy.length === 0) return emptyInterval;
  if (busy.length === 1) return busy[0]!;
  const byName = new Map<number, NameMetrics[]>();
  for (const part of busy) {
    for (const metrics of part.names) {
      const same = byName.get(metrics.name);
      if (same === undefined) byName.set(metrics.name, [metrics]);
      else same.push(metrics);
    }
  }
  const phaseDurations: Partial<Record<Phase, DurationMetrics>> = {};
  for (const phase of phases) {
    const known = busy.flatMap((part) => part.phaseDurations[phase] ?? []);
    if (known.length > 0) phaseDurations[phase] = mergeDurations(known);
  }
  return {
    names: [...byName.values()].map(mergeNames).sort((a, b) => a.name - b.name),
    iterations: sum(busy, (part) => part.iterations),
    iterationsInterrupted: sum(busy, (part) => part.iterationsInterrupted),
    iterationDuration: mergeDurations(busy.map((part) => part.iterationDuration)),
    phaseDurations,
    connectionsOpened: sum(busy, (part) => part.connectionsOpened),
  };
}

function mergeNames(parts: readonly NameMetrics[]): NameMetrics {
  if (parts.length === 1) return parts[0]!;
  const merged: Partial<Record<Phase, {count: number; sumUs: number}>> = {};
  for (const phase of phases) {
    const known = parts.flatMap((part) => part.phases[phase] ?? []);
    if (known.length > 0) {
      merged[phase] = {count: sum(known, (part) => part.count), sumUs: sum(known, (part) => part.sumUs)};
    }
  }
  return {
    name: parts[0]!.name,
    started: sum(parts, (part) => part.started),
    answered: sum(parts, (part) => part.answered),
    failed: sum(parts, (part) => part.failed),
    aborted: sum(parts, (part) => part.aborted),
    statuses: mergePairs(parts.map((part) => part.statuses)),
    errors: mergePairs(parts.map((part) => part.errors)),
    unexpected: mergePairs(parts.map((part) => part.unexpected)),
    bytesIn: sum(parts, (part) => part.bytesIn),
    bytesOut: sum(parts, (part) => part.bytesOut),
    latency: mergeSparse(parts.map((part) => part.latency)),
    latencySumUs: sum(parts, (part) => part.latencySumUs),
    latencyMinUs: lowest(parts.map((part) => part.latencyMinUs)),
    latencyMaxUs: highest(parts.map((part) => part.latencyMaxUs)),
    phases: merged,
  };
}

function mergeDurations(parts: readonly DurationMetrics[]): DurationMetrics {
  return {
    histogram: mergeSparse(parts.map((part) => part.histogram)),
    sumUs: sum(parts, (part) => part.sumUs),
    minUs: lowest(parts.map((part) => part.minUs)),
    maxUs: highest(parts.map((part) => part.maxUs)),
  };
}

function mergePairs(parts: readonly Pairs[]): Pairs {
  const counts = new Map<number, number>();
  for (const [key, count] of parts.flat()) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].sort(([a], [b]) => a - b);
}

function sum<T>(parts: readonly T[], read: (part: T) => number): number {
  let total = 0;
  for (const part of parts) total += read(part);
  return total;
}

/** NaN (no samples) is passed over, not passed on. */
function lowest(values: readonly number[]): number {
  return values.reduce((a, b) => (a <= b || Number.isNaN(b) ? a : b), Number.NaN);
}

function highest(values: readonly number[]): number {
  return values.reduce((a, b) => (a >= b || Number.isNaN(b) ? a : b), Number.NaN);
}
