import {machineFields, type MachineField} from '../domain/host.ts';
import {mergeCells, type Cell, type HostMeans} from '../metrics/cell.ts';
import {percentilesOf} from '../metrics/histogram.ts';
import {emptyMetrics, endedRequests} from '../metrics/merge-metrics.ts';
import {
  columnsKept,
  columnSeconds,
  type ColumnRow,
  type ColumnSeconds,
  type MachineColumn,
  type ViewUpdate,
} from './view.ts';

/**
 * Rows of every column width, each computed once from the merged counts of its bucket. A bucket is fixed on the run
 * clock; wider ones are made of narrower ones, so each merge is small:
 *
 *   1 s ─┬─ 2 s
 *        └─ 5 s ── 10 s ── 30 s ── 60 s
 */
export interface ColumnRows {
  /** Takes the next complete second. */
  add(cell: Cell): void;
  /**
   * Rows since the last take (all of them when `full`), with the bucket that is still filling at the end of each width.
   * @param open the second that is filling, if any
   */
  take(open: Cell | null, full: boolean): ViewUpdate['columns'];
}

interface Level {
  readonly seconds: ColumnSeconds;
  readonly rows: ColumnRow[];
  /** Rows not taken yet, at the end of `rows`. */
  fresh: number;
  /** Complete parts of the bucket that is filling. */
  parts: Cell[];
  readonly wider: Level[];
}

/**
 * @param names number of request names
 * @param doubtfulSinceMs since when the run's figures are not to be trusted, run clock; null: they are
 */
export function createColumnRows(names: number, doubtfulSinceMs: () => number | null = () => null): ColumnRows {
  const levels = Object.fromEntries(columnSeconds.map((seconds) => [seconds, createLevel(seconds)])) as Record<
    ColumnSeconds,
    Level
  >;
  levels[1].wider.push(levels[2], levels[5]);
  levels[5].wider.push(levels[10]);
  levels[10].wider.push(levels[30]);
  levels[30].wider.push(levels[60]);

  function complete(level: Level, bucket: Cell): void {
    fillGap(level, bucket.atMs / 1000, names);
    level.rows.push(judged(rowOf(bucket, true, names), level.seconds));
    if (level.rows.length > columnsKept) level.rows.shift();
    level.fresh = Math.min(level.fresh + 1, level.rows.length);
    for (const wider of level.wider) addPart(wider, bucket);
  }

  function judged(row: ColumnRow, seconds: number): ColumnRow {
    const sinceMs = doubtfulSinceMs();
    return sinceMs === null || (row.atS + seconds) * 1000 <= sinceMs ? row : {...row, doubtful: true};
  }

  function addPart(level: Level, part: Cell): void {
    level.parts.push(part);
    const widthMs = level.seconds * 1000;
    if (part.atMs + part.seconds * 1000 === bucketStart(part, widthMs) + widthMs) close(level);
  }

  /** After a gap the buckets before it are over, though their last part never came. Narrow ones first: they feed the wider. */
  function closeBefore(cell: Cell): void {
    for (const seconds of columnSeconds) {
      const level = levels[seconds];
      const filling = level.parts[0];
      if (filling === undefined) continue;
      if (bucketStart(filling, seconds * 1000) !== bucketStart(cell, seconds * 1000)) close(level);
    }
  }

  function close(level: Level): void {
    const {parts, seconds} = level;
    level.parts = [];
    complete(level, mergeCells(parts, bucketStart(parts[0]!, seconds * 1000), seconds));
  }

  return {
    add(cell) {
      closeBefore(cell);
      complete(levels[1], cell);
    },
    take(open, full) {
      const filling = new Map<ColumnSeconds, Cell | null>();
      openBuckets(levels[1], open === null ? null : withoutNames(open), filling);
      return columnSeconds.map((seconds) => {
        const level = levels[seconds];
        const rows = full ? [...level.rows] : level.fresh === 0 ? [] : level.rows.slice(-level.fresh);
        level.fresh = 0;
        const bucket = filling.get(seconds) ?? null;
        if (bucket !== null) rows.push(judged(rowOf(bucket, false, names), seconds));
        return {seconds, rows};
      });
    },
  };
}

function createLevel(seconds: ColumnSeconds): Level {
  return {seconds, rows: [], fresh: 0, parts: [], wider: []};
}

function bucketStart(cell: Cell, widthMs: number): number {
  return Math.floor(cell.atMs / widthMs) * widthMs;
}

/** The buckets still filling: what is complete of each with the narrower one's filling part. */
function openBuckets(level: Level, part: Cell | null, into: Map<ColumnSeconds, Cell | null>): void {
  const widthMs = level.seconds * 1000;
  const parts = level.parts.map(withoutNames);
  // A part beyond the bucket: after a gap the complete parts wait for the next cell to be closed.
  if (part !== null && parts[0] !== undefined && bucketStart(parts[0], widthMs) !== bucketStart(part, widthMs)) {
    parts.length = 0;
  }
  if (part !== null) parts.push(part);
  const bucket = parts.length === 0 ? null : mergeCells(parts, bucketStart(parts[0]!, widthMs), level.seconds);
  into.set(level.seconds, bucket);
  for (const wider of level.wider) openBuckets(wider, bucket, into);
}

/** Rows that are still filling tell the total only. */
function withoutNames(cell: Cell): Cell {
  const {arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed} = cell.metrics;
  return {...cell, metrics: {...emptyMetrics, arrivals, arrivalsStarted, arrivalsDropped, arrivalsMissed}};
}

function fillGap(level: Level, atS: number, names: number): void {
  const last = level.rows.at(-1);
  if (last === undefined) return;
  const from = Math.max(last.atS + level.seconds, atS - columnsKept * level.seconds);
  for (let at = from; at < atS; at += level.seconds) {
    level.rows.push(gapRow(at, names));
    level.fresh++;
  }
  level.rows.splice(0, level.rows.length - columnsKept);
}

const columnPercentiles = [50, 75, 90, 95, 99];

/** The row of one bucket; `complete` false: the total only. */
export function rowOf(cell: Cell, complete: boolean, names: number): ColumnRow {
  const {total, load, host} = cell;
  const seconds = cell.coveredMs / 1000;
  const ended = endedRequests(total);
  const [p50, p75, p90, p95, p99] = percentilesOf(total.latency, columnPercentiles, total.latencyMaxUs);
  return {
    atS: cell.atMs / 1000,
    complete,
    doubtful: cell.doubtful,
    vus: load.vus,
    targetVus: load.targetVus,
    ...arrivalColumns(cell, seconds),
    requestsPerSecond: perSecond(ended, seconds),
    errorShare: ended === 0 ? Number.NaN : total.failed / ended,
    inFlight: load.inFlight,
    rxBytesPerSecond: perSecond(total.bytesIn, seconds),
    txBytesPerSecond: perSecond(total.bytesOut, seconds),
    p50: p50!,
    p75: p75!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    max: total.latencyMaxUs,
    cpu: host.cpu ?? Number.NaN,
    loopDelayMs: cell.loopDelayMs,
    rssBytes: host.rssBytes ?? Number.NaN,
    netRxBytesPerSecond: host.netRxBytesPerSecond ?? Number.NaN,
    netTxBytesPerSecond: host.netTxBytesPerSecond ?? Number.NaN,
    machine: machineColumn(host),
    ...(complete ? endpointColumns(cell, seconds, names) : {endpointP95: [], endpointRequestsPerSecond: []}),
  };
}

/** Null where nothing of it is known, as in older recordings. */
function machineColumn(host: HostMeans): MachineColumn | null {
  const {memoryUsedBytes} = host;
  const of = (field: MachineField): number => host[field] ?? Number.NaN;
  if (memoryUsedBytes === null && machineFields.every((field) => Number.isNaN(of(field)))) return null;
  return {
    processCores: of('processCpuCores'),
    memoryUsedBytes: memoryUsedBytes ?? Number.NaN,
    openFds: of('openFds'),
    openSockets: of('openSockets'),
    load1: of('load1'),
    steal: of('steal'),
    targetCpu: of('targetCpu'),
    targetMemoryBytes: of('targetMemoryBytes'),
    targetNetRxBytesPerSecond: of('targetNetRxBytesPerSecond'),
    targetNetTxBytesPerSecond: of('targetNetTxBytesPerSecond'),
    targetLoad1: of('targetLoad1'),
  };
}

/** NaN where the bucket was in the closed model all through. */
function arrivalColumns(
  {load, metrics}: Cell,
  seconds: number,
): Pick<ColumnRow, 'offeredPerSecond' | 'startedPerSecond' | 'lostPerSecond'> {
  const nothing = Number.NaN;
  if (Number.isNaN(load.targetRate) && metrics.arrivals === 0) {
    return {offeredPerSecond: nothing, startedPerSecond: nothing, lostPerSecond: nothing};
  }
  return {
    offeredPerSecond: perSecond(metrics.arrivals, seconds),
    startedPerSecond: perSecond(metrics.arrivalsStarted, seconds),
    lostPerSecond: perSecond(metrics.arrivalsDropped + metrics.arrivalsMissed, seconds),
  };
}

function endpointColumns(
  cell: Cell,
  seconds: number,
  names: number,
): Pick<ColumnRow, 'endpointP95' | 'endpointRequestsPerSecond'> {
  const endpointP95 = Array.from({length: names}, () => Number.NaN);
  const endpointRequestsPerSecond = Array.from({length: names}, () => 0);
  for (const one of cell.metrics.names) {
    if (one.name >= names) continue;
    endpointP95[one.name] = percentilesOf(one.latency, [95], one.latencyMaxUs)[0]!;
    endpointRequestsPerSecond[one.name] = perSecond(endedRequests(one), seconds);
  }
  return {endpointP95, endpointRequestsPerSecond};
}

function perSecond(count: number, seconds: number): number {
  return seconds === 0 ? Number.NaN : count / seconds;
}

/** The row of a bucket in which nothing was measured. */
export function gapRow(atS: number, names: number): ColumnRow {
  const nothing = Number.NaN;
  const none = Array.from({length: names}, () => nothing);
  return {
    atS,
    complete: true,
    doubtful: false,
    vus: nothing,
    targetVus: nothing,
    offeredPerSecond: nothing,
    startedPerSecond: nothing,
    lostPerSecond: nothing,
    requestsPerSecond: nothing,
    errorShare: nothing,
    inFlight: nothing,
    rxBytesPerSecond: nothing,
    txBytesPerSecond: nothing,
    p50: nothing,
    p75: nothing,
    p90: nothing,
    p95: nothing,
    p99: nothing,
    max: nothing,
    cpu: nothing,
    loopDelayMs: nothing,
    rssBytes: nothing,
    netRxBytesPerSecond: nothing,
    netTxBytesPerSecond: nothing,
    machine: null,
    endpointP95: none,
    endpointRequestsPerSecond: none,
  };
}
