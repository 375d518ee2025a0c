import {
  machineFields,
  type HostSample,
  type MachineField,
  type MachineMeans,
  type TargetSample,
} from '../domain/host.ts';
import type {IntervalMetrics, NameMetrics} from './interval.ts';
import {allNames, mergeMetrics, mergeNames, mostKnown} from './merge-metrics.ts';

/**
 * Everything measured in one bucket of the run clock: a second, or several merged by adding. What is shown, compared and
 * written is read from cells.
 */
export interface Cell {
  /** Start of the bucket, run clock, ms: a multiple of its width. */
  readonly atMs: number;
  /** Width of the bucket, s. */
  readonly seconds: number;
  /** Length of the intervals it is made of, ms: what rates are divided by (readings are not on the second exactly). */
  readonly coveredMs: number;
  readonly metrics: IntervalMetrics;
  /** Sum over all names. */
  readonly total: NameMetrics;
  readonly load: CellLoad;
  /** True when the generator was saturated, or warming up, in any part of it. */
  readonly doubtful: boolean;
  readonly saturatedMs: number;
  /** Worst of the bucket, ms; NaN: not known. */
  readonly loopDelayMs: number;
  readonly host: HostMeans;
}

/** `vus`, `targetVus` and `inFlight` at the bucket's end; the others over it. */
export interface CellLoad {
  readonly vus: number;
  readonly meanVus: number;
  readonly minVus: number;
  readonly maxVus: number;
  /** Closed model; NaN in the open one. */
  readonly targetVus: number;
  /** Open model, iterations a second; NaN in the closed one. */
  readonly targetRate: number;
  readonly inFlight: number;
}

/** Means over the samples taken in the bucket; null (of the machine fields also absent): none knew. */
export interface HostMeans extends MachineMeans {
  readonly samples: number;
  readonly cpu: number | null;
  readonly memoryUsedBytes: number | null;
  readonly rssBytes: number | null;
  readonly netRxBytesPerSecond: number | null;
  readonly netTxBytesPerSecond: number | null;
}

/** What a cell is made of: one reading of the fleet with the load at its end. */
export interface CellInterval {
  /** Run clock, ms; back to back. */
  readonly startMs: number;
  readonly endMs: number;
  readonly metrics: IntervalMetrics;
  readonly activeVus: number;
  readonly targetVus: number;
  readonly targetRate: number;
  readonly inFlight: number;
  readonly saturated: boolean;
  readonly loopDelayMs: number;
  readonly openSockets?: number;
  /** Share of the machine's CPU time taken by its hypervisor; NaN: not known. */
  readonly steal?: number;
}

/** The generator's first seconds, in which its code is still being compiled: latencies read several times too high. */
export const warmUpMs = 3000;

/** One cell of the intervals that ended in its bucket (at least one). */
export function buildCell(
  atMs: number,
  seconds: number,
  intervals: readonly CellInterval[],
  hosts: readonly HostSample[],
  targets: readonly TargetSample[] = [],
): Cell {
  const metrics = mergeMetrics(intervals.map((one) => one.metrics));
  const last = intervals.at(-1)!;
  const vus = intervals.map((one) => one.activeVus);
  const coveredMs = add(intervals, lengthOf);
  return {
    atMs,
    seconds,
    coveredMs,
    metrics,
    total: mergeNames(metrics.names, allNames),
    load: {
      vus: last.activeVus,
      meanVus: weightedMean(intervals, (one) => one.activeVus, lengthOf),
      minVus: Math.min(...vus),
      maxVus: Math.max(...vus),
      targetVus: last.targetVus,
      targetRate: last.targetRate,
      inFlight: last.inFlight,
    },
    doubtful: atMs < warmUpMs || intervals.some((one) => one.saturated),
    saturatedMs: add(intervals, (one) => (one.saturated ? lengthOf(one) : 0)),
    loopDelayMs: intervals.reduce((most, one) => mostKnown(most, one.loopDelayMs), Number.NaN),
    host: mergeHosts([...hosts.map(meansOfSample), ...intervals.map(meansOfInterval), ...targets.map(meansOfTarget)]),
  };
}

/** Cells of one wider bucket as one: every count is kept. `parts` ascending, at least one. */
export function mergeCells(parts: readonly Cell[], atMs: number, seconds: number): Cell {
  const last = parts.at(-1)!;
  return {
    atMs,
    seconds,
    coveredMs: add(parts, (part) => part.coveredMs),
    metrics: mergeMetrics(parts.map((part) => part.metrics)),
    total: mergeNames(
      parts.map((part) => part.total),
      allNames,
    ),
    load: {
      vus: last.load.vus,
      meanVus: weightedMean(
        parts,
        (part) => part.load.meanVus,
        (part) => part.coveredMs,
      ),
      minVus: Math.min(...parts.map((part) => part.load.minVus)),
      maxVus: Math.max(...parts.map((part) => part.load.maxVus)),
      targetVus: last.load.targetVus,
      targetRate: last.load.targetRate,
      inFlight: last.load.inFlight,
    },
    doubtful: parts.some((part) => part.doubtful),
    saturatedMs: add(parts, (part) => part.saturatedMs),
    loopDelayMs: parts.reduce((most, part) => mostKnown(most, part.loopDelayMs), Number.NaN),
    host: mergeHosts(parts.map((part) => part.host)),
  };
}

function lengthOf(interval: CellInterval): number {
  return interval.endMs - interval.startMs;
}

const hostFields = ['cpu', 'memoryUsedBytes', 'rssBytes', 'netRxBytesPerSecond', 'netTxBytesPerSecond'] as const;

function meansOfSample(sample: HostSample): HostMeans {
  const {cpu, memoryUsedBytes, rssBytes, netRxBytesPerSecond, netTxBytesPerSecond} = sample;
  const {processCpuCores, openFds, load1} = sample;
  return {
    samples: 1,
    cpu,
    memoryUsedBytes,
    rssBytes,
    netRxBytesPerSecond,
    netTxBytesPerSecond,
    ...knownOf({processCpuCores, openFds, load1}),
  };
}

const nothingKnown: HostMeans = {
  samples: 0,
  cpu: null,
  memoryUsedBytes: null,
  rssBytes: null,
  netRxBytesPerSecond: null,
  netTxBytesPerSecond: null,
};

function meansOfInterval({openSockets, steal}: CellInterval): HostMeans {
  return {...nothingKnown, ...knownOf({openSockets, steal})};
}

function meansOfTarget(sample: TargetSample): HostMeans {
  return {
    ...nothingKnown,
    ...knownOf({
      targetCpu: sample.cpu,
      targetMemoryBytes: sample.memoryUsedBytes,
      targetNetRxBytesPerSecond: sample.netRxBytesPerSecond,
      targetNetTxBytesPerSecond: sample.netTxBytesPerSecond,
      targetLoad1: sample.load1,
    }),
  };
}

/** Only what is a number: most cells know a part of it, and hold no more. */
export function knownOf(fields: {
  readonly [Field in MachineField]?: number | null | undefined;
}): Readonly<Partial<Record<MachineField, number>>> {
  const known: Partial<Record<MachineField, number>> = {};
  for (const field of machineFields) {
    const value = fields[field];
    if (value !== null && value !== undefined && Number.isFinite(value)) known[field] = value;
  }
  return known;
}

/** Beside the samples of the host there are parts without one: what they alone know counts once. */
function mergeHosts(parts: readonly HostMeans[]): HostMeans {
  const mean = (field: (typeof hostFields)[number] | MachineField): number | null => {
    const known = parts.filter((part) => typeof part[field] === 'number');
    const value = weightedMean(
      known,
      (part) => part[field]!,
      (part) => Math.max(1, part.samples),
    );
    return Number.isNaN(value) ? null : value;
  };
  const means = Object.fromEntries(hostFields.map((field) => [field, mean(field)]));
  return {
    samples: add(parts, (part) => part.samples),
    ...(means as Record<(typeof hostFields)[number], number | null>),
    ...knownOf(Object.fromEntries(machineFields.map((field) => [field, mean(field)]))),
  };
}

function weightedMean<Item>(
  items: readonly Item[],
  value: (item: Item) => number,
  weight: (item: Item) => number,
): number {
  const total = add(items, weight);
  if (items.length > 0 && total === 0) return value(items.at(-1)!);
  return add(items, (item) => value(item) * weight(item)) / total;
}

function add<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += pick(item);
  return total;
}
