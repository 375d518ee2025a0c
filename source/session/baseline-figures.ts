import {comparableCell, type ComparableCell, type ComparableName} from '../analysis/comparable-run.ts';
import {pointAt} from '../analysis/load-curve.ts';
import type {LoadCurvePoint} from '../domain/comparison.ts';
import type {Snapshot, SnapshotRequest} from '../domain/snapshot.ts';
import {decodeHdr} from '../metrics/hdr-codec.ts';
import {countSparse, lowestOf, mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import {mostKnown} from '../metrics/merge-metrics.ts';
import {baselineRequest, isSameLoad, sameLoadShare} from './baseline-comparison.ts';
import {enoughAbove} from './censored-quantiles.ts';
import {ladderPercentiles, type LadderStep} from './look.ts';
import type {LoadPoint} from './print-load.ts';
import type {LoadedBaseline} from './session-files.ts';

/** Figures of one request (or all) in the baseline, at the load that runs now as far as it was ever there. */
export interface BaselineFigures {
  /** It was never at this load: figures are those of its window, at another one. */
  readonly loadDiffers: boolean;
  readonly requestsPerSecond: number | null;
  readonly errorShare: number | null;
  /** µs; null: not to be told, as a quantile with few samples above it. */
  readonly steps: Readonly<Record<LadderStep, number | null>>;
  /** Null: not to be told, or of another load. */
  readonly histogram: SparseHistogram | null;
}

/** Cells read for a load the baseline's window was not at: the nearest, about as many seconds as a window has. */
const cellsRead = 30;

/**
 * Where the baseline's window was at this load its figures are the window's; else those of the seconds in which it was
 * within 10% of it. Of all requests together its load curve tells the rates and the percentiles it has, as it does beside
 * every plot; the other steps are from the seconds.
 * @param name null: all together
 * @returns null: it does not know the request, or is of the other load model
 */
export function baselineFigures(
  {snapshot, curve}: Pick<LoadedBaseline, 'snapshot' | 'curve'>,
  name: string | null,
  load: LoadPoint,
): BaselineFigures | null {
  const request = baselineRequest(snapshot, name);
  if (request === null || snapshot.load.model !== load.model) return null;
  if (isSameLoad(snapshot, load)) return windowFigures(request, false);
  if (name !== null) return matchedFigures(snapshot, name, load) ?? windowFigures(request, true);
  const point = pointAt(curve, load.model, load.level);
  return point === null ? windowFigures(request, true) : onCurve(matchedFigures(snapshot, null, load), point);
}

function windowFigures(request: SnapshotRequest, loadDiffers: boolean): BaselineFigures {
  const {latencyUs: latency, requestsPerSecond, errorShare} = request;
  const histogram = histogramOf(request);
  const p10 = histogram === null || latency === null ? null : percentilesOf(histogram, [10], latency.max)[0]!;
  return {
    loadDiffers,
    requestsPerSecond,
    errorShare,
    steps: wellTold(latency?.samples ?? 0, {
      min: latency?.min ?? null,
      p10: known(p10),
      p50: latency?.p50 ?? null,
      p75: latency?.p75 ?? null,
      p90: latency?.p90 ?? null,
      p95: latency?.p95 ?? null,
      p99: latency?.p99 ?? null,
      'p99.9': latency?.p999 ?? null,
      max: latency?.max ?? null,
    }),
    histogram: loadDiffers ? null : histogram,
  };
}

/** Decoded once. */
const decoded = new WeakMap<SnapshotRequest, SparseHistogram | null>();

function histogramOf(request: SnapshotRequest): SparseHistogram | null {
  const before = decoded.get(request);
  if (before !== undefined) return before;
  const histogram = request.histogram === '' ? null : quietly(() => decodeHdr(request.histogram));
  decoded.set(request, histogram);
  return histogram;
}

/** What cannot be read of a file takes its own figures away, not those beside it. */
function quietly<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** What is read of a baseline's cells: counts are decoded when they are first needed, and kept. */
interface ReadCells {
  readonly cells: readonly ComparableCell[];
  /** The load asked for last, its cells, and what was found in them by request name. */
  load: LoadPoint;
  near: readonly ComparableCell[];
  readonly found: Map<string | null, BaselineFigures | null>;
}

const readOf = new WeakMap<Snapshot['cells'], ReadCells>();

/** The table of requests asks for every name at the same load. */
function readCells({cells}: Snapshot, load: LoadPoint): ReadCells {
  const read = readOf.get(cells) ?? {
    cells: cells.map((cell) => comparableCell(cell)),
    load: {model: load.model, level: Number.NaN},
    near: [],
    found: new Map<string | null, BaselineFigures | null>(),
  };
  readOf.set(cells, read);
  if (read.load.model !== load.model || read.load.level !== load.level) {
    read.load = load;
    read.near = nearCells(read.cells, load);
    read.found.clear();
  }
  return read;
}

function nearCells(cells: readonly ComparableCell[], load: LoadPoint): readonly ComparableCell[] {
  const distance = (cell: ComparableCell): number => Math.abs(cell.level - load.level);
  return cells
    .filter((cell) => !cell.doubtful && cell.model === load.model && distance(cell) <= sameLoadShare * load.level)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, cellsRead);
}

/** Null: it was never at this load. */
function matchedFigures(snapshot: Snapshot, name: string | null, load: LoadPoint): BaselineFigures | null {
  const {near, found} = readCells(snapshot, load);
  const before = found.get(name);
  if (before !== undefined) return before;
  const index = snapshot.requests.slice(1).findIndex((one) => one.name === name);
  const fresh = figuresOf(near, name === null ? null : index);
  found.set(name, fresh);
  return fresh;
}

function figuresOf(near: readonly ComparableCell[], index: number | null): BaselineFigures | null {
  const parts = near.flatMap((cell) => (index === null ? cell.names : cell.names.filter((one) => one.name === index)));
  const histogram = quietly(() => mergeSparse(parts.map((part) => part.latency())));
  if (histogram === null || countSparse(histogram) === 0) return null;
  const seconds = near.reduce((sum, cell) => sum + cell.coveredMs, 0) / 1000;
  return {...rates(parts, seconds), loadDiffers: false, steps: stepsOf(parts, histogram), histogram};
}

function rates(
  parts: readonly ComparableName[],
  seconds: number,
): Pick<BaselineFigures, 'requestsPerSecond' | 'errorShare'> {
  const ended = parts.reduce((sum, part) => sum + part.ended, 0);
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  return {
    requestsPerSecond: seconds === 0 ? null : ended / seconds,
    errorShare: ended === 0 ? null : failed / ended,
  };
}

function stepsOf(parts: readonly ComparableName[], histogram: SparseHistogram): BaselineFigures['steps'] {
  const maxUs = parts.reduce((most, part) => mostKnown(most, part.maxUs), Number.NaN);
  const [p10, p50, p75, p90, p95, p99, p999] = percentilesOf(histogram, [10, 50, 75, 90, 95, 99, 99.9], maxUs);
  return wellTold(countSparse(histogram), {
    // Cells of a file are compared without their minima: the lowest bucket tells it to 0.1%.
    min: lowestOf(histogram.buckets[0]!),
    p10: p10!,
    p50: p50!,
    p75: p75!,
    p90: p90!,
    p95: p95!,
    p99: p99!,
    'p99.9': p999!,
    max: known(maxUs),
  });
}

function wellTold(samples: number, steps: BaselineFigures['steps']): BaselineFigures['steps'] {
  const isFew = (percentile: number): boolean => samples - Math.ceil((samples * percentile) / 100) < enoughAbove;
  const few = Object.entries(ladderPercentiles).filter(([, percentile]) => isFew(percentile));
  return {...steps, ...Object.fromEntries(few.map(([step]) => [step, null]))};
}

function onCurve(figures: BaselineFigures | null, point: LoadCurvePoint): BaselineFigures {
  const {p50, p95, p99, requestsPerSecond, errorShare} = point;
  return {
    loadDiffers: false,
    requestsPerSecond,
    errorShare: known(errorShare),
    steps: {...(figures?.steps ?? noSteps), p50: known(p50), p95: known(p95), p99: known(p99)},
    histogram: figures?.histogram ?? null,
  };
}

const noSteps: BaselineFigures['steps'] = {
  min: null,
  p10: null,
  p50: null,
  p75: null,
  p90: null,
  p95: null,
  p99: null,
  'p99.9': null,
  max: null,
};

function known(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : value;
}
