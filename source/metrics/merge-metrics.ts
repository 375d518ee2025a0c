import {emptySparse, mergeSparse} from './histogram.ts';
import {
  phases,
  type CheckMetrics,
  type DurationMetrics,
  type IntervalMetrics,
  type NameMetrics,
  type Phase,
} from './interval.ts';

/** `NameMetrics.name` of a sum over all names. */
export const allNames = -1;

export const emptyDuration: DurationMetrics = {
  histogram: emptySparse,
  sumUs: 0,
  minUs: Number.NaN,
  maxUs: Number.NaN,
};

export const emptyMetrics: IntervalMetrics = {
  names: [],
  checks: [],
  flowErrors: 0,
  iterations: 0,
  iterationsInterrupted: 0,
  iterationDuration: emptyDuration,
  phaseDurations: {},
  connectionsOpened: 0,
  arrivals: 0,
  arrivalsStarted: 0,
  arrivalsDropped: 0,
  arrivalsMissed: 0,
  serviceTime: emptyDuration,
  sendLag: emptyDuration,
  startLag: emptyDuration,
  clientWait: emptyDuration,
};

/** What a name counts when nothing happened. */
export function emptyName(name: number): NameMetrics {
  return {
    name,
    started: 0,
    answered: 0,
    failed: 0,
    aborted: 0,
    statuses: [],
    errors: [],
    unexpected: [],
    bytesIn: 0,
    bytesOut: 0,
    latency: emptySparse,
    latencySumUs: 0,
    latencyMinUs: Number.NaN,
    latencyMaxUs: Number.NaN,
    phases: {},
  };
}

/** The sum of several intervals: counters and buckets added, minima and maxima kept exact. */
export function mergeMetrics(parts: readonly IntervalMetrics[]): IntervalMetrics {
  if (parts.length === 0) return emptyMetrics;
  if (parts.length === 1) return parts[0]!;
  const byName = new Map<number, NameMetrics[]>();
  for (const {names} of parts) {
    for (const one of names) {
      const list = byName.get(one.name);
      if (list === undefined) byName.set(one.name, [one]);
      else list.push(one);
    }
  }
  return {
    names: [...byName].sort(([a], [b]) => a - b).map(([name, list]) => mergeNames(list, name)),
    checks: mergeChecks(parts.map((part) => part.checks)),
    flowErrors: sum(parts, (part) => part.flowErrors),
    iterations: sum(parts, (part) => part.iterations),
    iterationsInterrupted: sum(parts, (part) => part.iterationsInterrupted),
    iterationDuration: mergeDurations(parts.map((part) => part.iterationDuration)),
    phaseDurations: mergePhaseDurations(parts),
    connectionsOpened: sum(parts, (part) => part.connectionsOpened),
    arrivals: sum(parts, (part) => part.arrivals),
    arrivalsStarted: sum(parts, (part) => part.arrivalsStarted),
    arrivalsDropped: sum(parts, (part) => part.arrivalsDropped),
    arrivalsMissed: sum(parts, (part) => part.arrivalsMissed),
    serviceTime: mergeDurations(parts.map((part) => part.serviceTime)),
    sendLag: mergeDurations(parts.map((part) => part.sendLag)),
    startLag: mergeDurations(parts.map((part) => part.startLag)),
    clientWait: mergeDurations(parts.map((part) => part.clientWait)),
  };
}

/** Adds outcomes of equal checks; ascending. */
export function mergeChecks(lists: readonly (readonly CheckMetrics[])[]): readonly CheckMetrics[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const sums = new Map<number, CheckMetrics>();
  for (const one of filled.flat()) {
    const so = sums.get(one.check);
    const {check, passed, failed, cut} = one;
    sums.set(
      check,
      so === undefined ? one : {check, passed: so.passed + passed, failed: so.failed + failed, cut: so.cut + cut},
    );
  }
  return [...sums.values()].sort((a, b) => a.check - b.check);
}

/** The sum of several counts as one name's. */
export function mergeNames(parts: readonly NameMetrics[], name: number): NameMetrics {
  if (parts.length === 0) return emptyName(name);
  if (parts.length === 1) return {...parts[0]!, name};
  return {
    name,
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
    latencyMinUs: parts.reduce((least, part) => leastKnown(least, part.latencyMinUs), Number.NaN),
    latencyMaxUs: parts.reduce((most, part) => mostKnown(most, part.latencyMaxUs), Number.NaN),
    phases: mergePhaseSums(parts),
  };
}

export function mergeDurations(parts: readonly DurationMetrics[]): DurationMetrics {
  if (parts.length === 1) return parts[0]!;
  return {
    histogram: mergeSparse(parts.map((part) => part.histogram)),
    sumUs: sum(parts, (part) => part.sumUs),
    minUs: parts.reduce((least, part) => leastKnown(least, part.minUs), Number.NaN),
    maxUs: parts.reduce((most, part) => mostKnown(most, part.maxUs), Number.NaN),
  };
}

/** Requests that ended: answered, or failed without an answer. What rates and shares are counted in. */
export function endedRequests(metrics: NameMetrics): number {
  let ended = metrics.answered;
  for (const [, count] of metrics.errors) ended += count;
  return ended;
}

/** The smaller one; NaN is "not known" and gives way. */
export function leastKnown(a: number, b: number): number {
  return Number.isNaN(a) ? b : b < a ? b : a;
}

/** The larger one; NaN is "not known" and gives way. */
export function mostKnown(a: number, b: number): number {
  return Number.isNaN(a) ? b : b > a ? b : a;
}

type Pairs = readonly (readonly [key: number, count: number])[];

/** Adds counts of equal keys; ascending by key. */
export function mergePairs(lists: readonly Pairs[]): Pairs {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const sums = new Map<number, number>();
  for (const list of filled) for (const [key, count] of list) sums.set(key, (sums.get(key) ?? 0) + count);
  return [...sums].sort(([a], [b]) => a - b);
}

function mergePhaseSums(parts: readonly NameMetrics[]): NameMetrics['phases'] {
  const merged: Partial<Record<Phase, {count: number; sumUs: number}>> = {};
  for (const part of parts) {
    for (const phase of phases) {
      const one = part.phases[phase];
      if (one === undefined) continue;
      const into = (merged[phase] ??= {count: 0, sumUs: 0});
      into.count += one.count;
      into.sumUs += one.sumUs;
    }
  }
  return merged;
}

function mergePhaseDurations(parts: readonly IntervalMetrics[]): IntervalMetrics['phaseDurations'] {
  const merged: Partial<Record<Phase, DurationMetrics>> = {};
  for (const phase of phases) {
    const known = parts.flatMap((part) => part.phaseDurations[phase] ?? []);
    if (known.length > 0) merged[phase] = mergeDurations(known);
  }
  return merged;
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += pick(item);
  return total;
}
