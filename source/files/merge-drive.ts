import type {DriveSecond} from '../domain/drive.ts';
import {machineFields, type MachineField} from '../domain/host.ts';
import type {SnapshotArrivals, SnapshotCell, SnapshotCellName, SnapshotHostPoint} from '../domain/snapshot.ts';
import {decodeCounts, encodeCounts} from '../metrics/cell-codec.ts';
import {coveredMsOf, saturatedMsOf} from '../metrics/file-cell.ts';
import {mergeSparse} from '../metrics/histogram.ts';
import {mergePairs} from '../metrics/merge-metrics.ts';

const minuteAgeMs = 3_600_000;
const tenSecondAgeMs = 600_000;

/**
 * How wide the cell is to be that holds the moment `atMs`: 1 s for the last ten minutes, 10 s up to an hour back, 60 s
 * beyond. A wide cell comes to be when all of it has come of age, as in the live series.
 */
export function tierOf(atMs: number, nowMs: number): 1 | 10 | 60 {
  if (bucketOf(atMs, 60) + 60_000 + minuteAgeMs <= nowMs) return 60;
  return bucketOf(atMs, 10) + 10_000 + tenSecondAgeMs <= nowMs ? 10 : 1;
}

/** Start of the cell of this width that holds `atMs`. */
export function bucketOf(atMs: number, seconds: number): number {
  return Math.floor(atMs / (seconds * 1000)) * seconds * 1000;
}

/**
 * Seconds of one wider cell as one: every count and bucket is kept, means are weighted by what they were measured over.
 * @param parts ascending, at least one
 */
export function mergeSeconds(parts: readonly DriveSecond[], atMs: number, seconds: number): DriveSecond {
  const steps = mergeSecondsInSteps(parts, atMs, seconds);
  for (;;) {
    const {done, value} = steps.next();
    if (done === true) return value;
  }
}

/** The same, resting before each request name: hundreds of them take a tenth of a second. */
export function* mergeSecondsInSteps(
  parts: readonly DriveSecond[],
  atMs: number,
  seconds: number,
): Generator<void, DriveSecond> {
  const load = parts.at(-1)!.load;
  const cells = parts.map(({cell}) => cell);
  const names = yield* mergeNames(cells.flatMap((cell) => cell.names));
  return {
    kind: 'second',
    cell: {...mergeCells(cells, atMs, seconds), names},
    host: mergeHosts(parts, atMs),
    ...(load && {load}),
  };
}

function mergeCells(parts: readonly SnapshotCell[], atMs: number, seconds: number): Omit<SnapshotCell, 'names'> {
  const last = parts.at(-1)!;
  const coveredMs = sum(parts, coveredMsOf);
  const iterations = sumIfAll(parts.map((part) => part.iterations));
  const doubtful = parts.some((part) => part.doubtful);
  const arrivals = mergeArrivals(parts.flatMap((part) => part.arrivals ?? []));
  return {
    atMs,
    seconds,
    vus: last.vus,
    targetVus: last.targetVus,
    ...(last.targetRate !== undefined && {targetRate: last.targetRate}),
    inFlight: last.inFlight,
    doubtful,
    ...(doubtful && {saturatedMs: round(sum(parts, saturatedMsOf), 1)}),
    coveredMs: round(coveredMs, 1),
    meanVus: round(coveredMs === 0 ? last.vus : sum(parts, (part) => meanVus(part) * coveredMsOf(part)) / coveredMs, 2),
    minVus: Math.min(...parts.map((part) => part.minVus ?? part.vus)),
    maxVus: Math.max(...parts.map((part) => part.maxVus ?? part.vus)),
    ...(iterations !== null && {iterations}),
    ...(arrivals && {arrivals}),
  };
}

function* mergeNames(all: readonly SnapshotCellName[]): Generator<void, SnapshotCellName[]> {
  const byName = Map.groupBy(all, (one) => one.name);
  const merged: SnapshotCellName[] = [];
  for (const [, parts] of [...byName].sort(([a], [b]) => a - b)) {
    yield;
    merged.push(mergeName(parts));
  }
  return merged;
}

function mergeName(parts: readonly SnapshotCellName[]): SnapshotCellName {
  const started = sumIfAll(parts.map((part) => part.started));
  // Absent stands for: every answer was a 200.
  const statuses = parts.every((part) => part.statuses === undefined)
    ? undefined
    : mergePairs(parts.map((part) => part.statuses ?? (part.answered === 0 ? [] : [[200, part.answered]])));
  const errors = mergePairs(parts.map((part) => part.errors ?? []));
  const unexpected = mergePairs(parts.map((part) => part.unexpected ?? []));
  return {
    name: parts[0]!.name,
    answered: sum(parts, (part) => part.answered),
    failed: sum(parts, (part) => part.failed),
    aborted: sum(parts, (part) => part.aborted),
    bytesIn: sum(parts, (part) => part.bytesIn),
    bytesOut: sum(parts, (part) => part.bytesOut),
    sumUs: sum(parts, (part) => part.sumUs),
    minUs: extreme(
      parts.map((part) => part.minUs),
      Math.min,
    ),
    maxUs: extreme(
      parts.map((part) => part.maxUs),
      Math.max,
    ),
    counts: encodeCounts(mergeSparse(parts.map((part) => decodeCounts(part.counts)))),
    ...(started !== null && {started}),
    ...(statuses && {statuses}),
    ...(errors.length > 0 && {errors}),
    ...(unexpected.length > 0 && {unexpected}),
  };
}

function mergeArrivals(parts: readonly SnapshotArrivals[]): SnapshotArrivals | null {
  if (parts.length === 0) return null;
  return {
    offered: sum(parts, (part) => part.offered),
    started: sum(parts, (part) => part.started),
    dropped: sum(parts, (part) => part.dropped),
    missed: sum(parts, (part) => part.missed),
  };
}

const hostMeans = ['cpu', 'rssBytes', 'memoryUsedBytes', 'netRxBytesPerSecond', 'netTxBytesPerSecond'] as const;

/** Means of what is known; the worst delay. */
function mergeHosts(parts: readonly DriveSecond[], atMs: number): SnapshotHostPoint {
  const mean = (field: (typeof hostMeans)[number] | MachineField): number | null => {
    const known = parts.filter(({host}) => typeof host[field] === 'number');
    const weight = sum(known, ({cell}) => cell.seconds);
    return weight === 0 ? null : sum(known, ({cell, host}) => host[field]! * cell.seconds) / weight;
  };
  const means = hostMeans.map((field) => [field, mean(field)]);
  const machine = machineFields.map((field) => [field, mean(field)] as const).filter(([, value]) => value !== null);
  return {
    atMs,
    loopDelayMs: extreme(
      parts.map(({host}) => host.loopDelayMs),
      Math.max,
    ),
    ...(Object.fromEntries(means) as Record<(typeof hostMeans)[number], number | null>),
    ...Object.fromEntries(machine),
  };
}

function meanVus(cell: SnapshotCell): number {
  return cell.meanVus ?? cell.vus;
}

/** Null where one of them is not known. */
function sumIfAll(values: readonly (number | undefined)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return null;
    total += value;
  }
  return total;
}

/** Of those that are known. */
function extreme(values: readonly (number | null)[], pick: (...values: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += pick(item);
  return total;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
