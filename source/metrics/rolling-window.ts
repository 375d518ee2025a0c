import type {Cell} from './cell.ts';
import {addToDense, createDense, readQuantiles, type DenseHistogram, type QuantileReading} from './dense-histogram.ts';
import type {NameMetrics} from './interval.ts';
import {endedRequests, leastKnown, mostKnown} from './merge-metrics.ts';

/** What happened to the requests of one name (or all) within a window. */
export interface WindowTraffic {
  /** Length of the intervals in it, ms. */
  readonly coveredMs: number;
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Latency samples. */
  readonly samples: number;
  /** Exact; NaN without samples. */
  readonly minUs: number;
  readonly maxUs: number;
  /** See `readQuantiles`. */
  quantiles(percentiles: readonly number[]): (QuantileReading | null)[];
  /** The counts, valid until the next push. */
  readonly latency: DenseHistogram;
}

/**
 * The last complete seconds, exact: the newest is added to a dense count array and the oldest taken away. The maximum
 * cannot be taken away, so it is the largest of the seconds' exact maxima.
 */
export interface RollingWindow {
  push(cell: Cell): void;
  /** Of one request name. */
  name(index: number): WindowTraffic;
  total(): WindowTraffic;
  /** Complete seconds in it. */
  readonly cells: readonly Cell[];
}

interface Slot {
  readonly latency: DenseHistogram;
  started: number;
  ended: number;
  failed: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * @param seconds length of the window
 * @param names number of request names
 */
export function createRollingWindow(seconds: number, names: number): RollingWindow {
  const slots = Array.from({length: names}, createSlot);
  const total = createSlot();
  const cells: Cell[] = [];

  function apply(cell: Cell, sign: 1 | -1): void {
    addToSlot(total, cell.total, sign);
    for (const one of cell.metrics.names) {
      const slot = slots[one.name];
      if (slot !== undefined) addToSlot(slot, one, sign);
    }
  }

  return {
    cells,
    push(cell) {
      cells.push(cell);
      apply(cell, 1);
      while (cells[0]!.atMs <= cell.atMs - seconds * 1000) apply(cells.shift()!, -1);
    },
    name: (index) => readSlot(slots[index]!, cells, (cell) => cell.metrics.names.find((one) => one.name === index)),
    total: () => readSlot(total, cells, (cell) => cell.total),
  };
}

function createSlot(): Slot {
  return {latency: createDense(), started: 0, ended: 0, failed: 0, bytesIn: 0, bytesOut: 0};
}

function addToSlot(slot: Slot, metrics: NameMetrics, sign: 1 | -1): void {
  addToDense(slot.latency, metrics.latency, sign);
  slot.started += sign * metrics.started;
  slot.ended += sign * endedRequests(metrics);
  slot.failed += sign * metrics.failed;
  slot.bytesIn += sign * metrics.bytesIn;
  slot.bytesOut += sign * metrics.bytesOut;
}

function readSlot(slot: Slot, cells: readonly Cell[], pick: (cell: Cell) => NameMetrics | undefined): WindowTraffic {
  let minUs = Number.NaN;
  let maxUs = Number.NaN;
  let coveredMs = 0;
  for (const cell of cells) {
    coveredMs += cell.coveredMs;
    const one = pick(cell);
    if (one === undefined) continue;
    minUs = leastKnown(minUs, one.latencyMinUs);
    maxUs = mostKnown(maxUs, one.latencyMaxUs);
  }
  const {latency, started, ended, failed, bytesIn, bytesOut} = slot;
  return {
    coveredMs,
    started,
    ended,
    failed,
    bytesIn,
    bytesOut,
    samples: latency.total,
    minUs,
    maxUs,
    latency,
    quantiles: (percentiles) => readQuantiles(latency, percentiles, maxUs),
  };
}
