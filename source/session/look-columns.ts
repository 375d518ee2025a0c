import type {Cell} from '../metrics/cell.ts';
import {countSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import type {NameMetrics} from '../metrics/interval.ts';
import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import {countByEdge} from './latency-bins.ts';
import {lookBinEdgesUs, lookBins, lookColumnsKept, type LookColumn, type LookRequest} from './look.ts';

/** Cells by request name, oldest first. */
export interface CellList {
  readonly length: number;
  cell(at: number): Cell;
}

/**
 * Columns of one request. Each bucket is merged once, when all of it is over; a second later only the newest is new.
 *
 *   cells      10 s ──────────┬ 1 s ┬ 1 s ┬ 1 s ┬          (further back a run holds no more)
 *   2 s        same, 5 times  │ merged    │ filling
 *
 * A cell that is wider than a column stands in each column it covers, with all its samples: its rates, quantiles and
 * shares are those of that time, as in view 1 of a recording.
 */
export interface LookColumns {
  /** @param name index of the request; null: all together */
  of(name: number | null, seconds: LookRequest['seconds'], cells: CellList): readonly LookColumn[];
}

/** Requests whose columns are kept: a cursor that comes back to one finds them. */
const seriesKept = 4;

/** @param isDoubtful whether what was measured up to then, run clock, ms, is not to be trusted */
export function createLookColumns(isDoubtful: (endMs: number) => boolean): LookColumns {
  /** Complete columns by their start, the request looked at last at the end. */
  const known = new Map<string, Map<number, LookColumn>>();

  function knownOf(name: number | null, seconds: number): Map<number, LookColumn> {
    const key = `${seconds} ${name ?? ''}`;
    const found = known.get(key) ?? new Map<number, LookColumn>();
    known.delete(key);
    known.set(key, found);
    for (const oldest of known.keys()) if (known.size > seriesKept) known.delete(oldest);
    return found;
  }

  return {
    of(name, seconds, cells) {
      if (cells.length === 0) return [];
      const complete = knownOf(name, seconds);
      const columns: LookColumn[] = [];
      for (const bucket of bucketsFromEnd(cells, seconds)) {
        const kept = bucket.complete ? complete.get(bucket.atS) : undefined;
        const column = kept ?? columnOf(name, bucket, isDoubtful);
        if (bucket.complete && kept === undefined) complete.set(bucket.atS, column);
        columns.push(column);
      }
      forget(complete);
      return columns.toReversed();
    },
  };
}

function forget(columns: Map<number, LookColumn>): void {
  for (const oldest of columns.keys()) {
    if (columns.size <= 2 * lookColumnsKept) return;
    columns.delete(oldest);
  }
}

interface Bucket {
  /** Run clock, s. */
  readonly atS: number;
  readonly complete: boolean;
  readonly endS: number;
  /** Ascending; empty: nothing was measured in it. Read only when it is asked for. */
  parts(): readonly Cell[];
}

/** The newest buckets, newest first, one after the other. */
function* bucketsFromEnd(cells: CellList, seconds: number): Generator<Bucket> {
  const last = cells.cell(cells.length - 1);
  const endS = last.atMs / 1000 + last.seconds;
  const lastS = (Math.ceil(endS / seconds) - 1) * seconds;
  const firstS = Math.max(cells.cell(0).atMs / 1000, lastS - (lookColumnsKept - 1) * seconds);
  let before = cells.length;
  for (let atS = lastS; atS > firstS - seconds; atS -= seconds) {
    let from = before;
    while (from > 0 && endOf(cells.cell(from - 1)) > atS * 1000) from--;
    const to = before;
    yield {
      atS,
      complete: atS + seconds <= endS,
      endS: Math.min(atS + seconds, endS),
      parts: () => Array.from({length: to - from}, (_, at) => cells.cell(from + at)),
    };
    // A cell that begins before this bucket stands in the one before it too.
    before = from < to && cells.cell(from).atMs < atS * 1000 ? from + 1 : from;
  }
}

function endOf({atMs, seconds}: Cell): number {
  return atMs + seconds * 1000;
}

/** What the request did in a cell; all of them for null. */
export function trafficIn(cell: Cell, name: number | null): NameMetrics | undefined {
  return name === null ? cell.total : cell.metrics.names.find((one) => one.name === name);
}

/** What the request did in all the cells. */
export function mergedTraffic(cells: readonly Cell[], name: number | null): NameMetrics {
  return mergeNames(
    cells.flatMap((cell) => trafficIn(cell, name) ?? []),
    name ?? allNames,
  );
}

/** Samples per bin of a look. */
export function lookBinsOf(histogram: SparseHistogram): Uint32Array {
  return Uint32Array.from(countByEdge(histogram, edgesUs));
}

/** With one for all that is above the last. */
const edgesUs: readonly number[] = [...lookBinEdgesUs, Number.POSITIVE_INFINITY];

const noBins = new Uint32Array(lookBins);

const columnPercentiles = [50, 90, 95, 99];

function columnOf(
  name: number | null,
  bucket: Bucket,

  isDoubtful: (endMs: number) => boolean,
): LookColumn {
  const {atS, complete, endS} = bucket;
  const parts = bucket.parts();
  if (parts.length === 0) return gapColumn(atS, complete);
  const traffic = mergedTraffic(parts, name);
  const ended = endedRequests(traffic);
  const coveredMs = parts.reduce((sum, part) => sum + part.coveredMs, 0);
  const [p50, p90, p95, p99] = percentilesOf(traffic.latency, columnPercentiles, traffic.latencyMaxUs);
  return {
    atS,
    complete,
    doubtful: parts.some((part) => part.doubtful) || isDoubtful(endS * 1000),
    samples: countSparse(traffic.latency),
    requestsPerSecond: coveredMs === 0 ? Number.NaN : ended / (coveredMs / 1000),
    errorShare: ended === 0 ? Number.NaN : traffic.failed / ended,
    p50: p50!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    max: traffic.latencyMaxUs,
    bins: lookBinsOf(traffic.latency),
  };
}

function gapColumn(atS: number, complete: boolean): LookColumn {
  const nothing = Number.NaN;
  return {
    atS,
    complete,
    doubtful: false,
    samples: 0,
    requestsPerSecond: nothing,
    errorShare: nothing,
    p50: nothing,
    p90: nothing,
    p95: nothing,
    p99: nothing,
    max: nothing,
    bins: noBins,
  };
}
