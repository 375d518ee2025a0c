import type {MachineMeans} from '../domain/host.ts';
import type {SnapshotCell, SnapshotCellName, SnapshotHostPoint} from '../domain/snapshot.ts';
import {encodeCounts} from '../metrics/cell-codec.ts';
import {knownOf, type Cell} from '../metrics/cell.ts';
import type {NameMetrics} from '../metrics/interval.ts';

/** Cells never change: each is encoded once, however many snapshots it is in. */
const encoded = new WeakMap<Cell, SnapshotCell>();

/**
 * Encodes the cells that are new, so that a snapshot of ten minutes does not hold up a keystroke: compressing is what
 * takes its time (0.05 ms a cell and name).
 */
export function encodeAhead(cells: readonly Cell[]): void {
  for (const cell of cells) cellOf(cell);
}

/** A cell as files hold it. */
export function cellOf(cell: Cell): SnapshotCell {
  const known = encoded.get(cell);
  if (known !== undefined) return known;
  const {load, metrics} = cell;
  const isOpen = !Number.isNaN(load.targetRate);
  const fresh: SnapshotCell = {
    atMs: cell.atMs,
    seconds: cell.seconds,
    vus: load.vus,
    targetVus: roundOrNull(load.targetVus),
    targetRate: roundOrNull(load.targetRate),
    inFlight: load.inFlight,
    doubtful: cell.doubtful,
    ...(cell.doubtful && {saturatedMs: round(cell.saturatedMs, 1)}),
    coveredMs: round(cell.coveredMs, 1),
    meanVus: round(load.meanVus, 2),
    minVus: load.minVus,
    maxVus: load.maxVus,
    iterations: metrics.iterations,
    ...((isOpen || metrics.arrivals > 0) && {
      arrivals: {
        offered: metrics.arrivals,
        started: metrics.arrivalsStarted,
        dropped: metrics.arrivalsDropped,
        missed: metrics.arrivalsMissed,
      },
    }),
    names: metrics.names.map(cellNameOf),
  };
  encoded.set(cell, fresh);
  return fresh;
}

/** What one request name did; what nearly every cell would say alike is left out. */
function cellNameOf(one: NameMetrics): SnapshotCellName {
  const {statuses, errors, unexpected} = one;
  const isPlain = statuses.every(([status, count]) => status === 200 && count === one.answered);
  return {
    name: one.name,
    answered: one.answered,
    failed: one.failed,
    aborted: one.aborted,
    bytesIn: one.bytesIn,
    bytesOut: one.bytesOut,
    sumUs: one.latencySumUs,
    minUs: orNull(one.latencyMinUs),
    maxUs: orNull(one.latencyMaxUs),
    counts: encodeCounts(one.latency),
    started: one.started,
    ...(!isPlain && {statuses}),
    ...(errors.length > 0 && {errors}),
    ...(unexpected.length > 0 && {unexpected}),
  };
}

/** The host during a cell as files hold it. */
export function hostPointOf({atMs, loopDelayMs, host}: Cell): SnapshotHostPoint {
  return {
    atMs,
    cpu: host.cpu,
    loopDelayMs: orNull(loopDelayMs),
    rssBytes: host.rssBytes,
    memoryUsedBytes: host.memoryUsedBytes,
    netRxBytesPerSecond: host.netRxBytesPerSecond,
    netTxBytesPerSecond: host.netTxBytesPerSecond,
    ...rounded(knownOf(host)),
  };
}

/** What a machine tells needs no more than six digits in a file. */
function rounded(machine: ReturnType<typeof knownOf>): MachineMeans {
  return Object.fromEntries(Object.entries(machine).map(([field, value]) => [field, Number(value.toPrecision(6))]));
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function roundOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : round(value, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
