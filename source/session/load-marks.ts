import type {LoadModel} from '../domain/load-model.ts';
import {fitCurve, type CurveFit} from '../analysis/curve-fit.ts';
import {kneeOf} from '../analysis/knee.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import {percentilesOf} from '../metrics/histogram.ts';
import {allNames, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import type {KneeView} from './view.ts';
import type {LoadMark} from './view-comparison.ts';
import {meanLoad, modelOfCell} from './window-load.ts';

/** A mark covers ten seconds, fixed on the run clock. */
const markMs = 10_000;
const marksKept = 360;

/** Saturated for more than this share of it, the generator is what a mark tells of. */
const limitedShare = 0.1;

/** The run as points of figures against load. */
export interface LoadMarks {
  /** Takes the next complete second. */
  second(cell: Cell): void;
  /** Of one model, ascending by time; the same array until there is another mark. */
  marks(model: LoadModel): readonly LoadMark[];
  /** What they say of the load; made once for each new mark. */
  reading(model: LoadModel): CurveReading;
}

export interface CurveReading {
  readonly knee: KneeView | null;
  readonly curveFit: CurveFit | null;
}

export function createLoadMarks(): LoadMarks {
  const kept: Record<LoadModel, readonly LoadMark[]> = {closed: [], open: []};
  const readings: Record<LoadModel, CurveReading | null> = {closed: null, open: null};
  let parts: Cell[] = [];

  function close(): void {
    const [first] = parts;
    // Of two models at once a mark would say two things with one number.
    if (first !== undefined && parts.every((part) => modelOfCell(part) === modelOfCell(first))) {
      const mark = markOf(parts, first);
      const model = modelOfCell(first);
      if (mark !== null) {
        kept[model] = [...kept[model], mark].slice(-marksKept);
        readings[model] = null;
      }
    }
    parts = [];
  }

  return {
    second(cell) {
      if (parts[0] !== undefined && bucketOf(parts[0]) !== bucketOf(cell)) close();
      // The generator's own start reads several times too high.
      if (cell.atMs < warmUpMs) return;
      parts.push(cell);
      if (cell.atMs + cell.seconds * 1000 >= (bucketOf(cell) + 1) * markMs) close();
    },
    marks: (model) => kept[model],
    reading: (model) => (readings[model] ??= {knee: kneeOf(kept[model]), curveFit: fitCurve(model, kept[model])}),
  };
}

function bucketOf(cell: Cell): number {
  return Math.floor(cell.atMs / markMs);
}

/** Null where there was neither load nor an answer. */
function markOf(cells: readonly Cell[], first: Cell): LoadMark | null {
  const total = mergeNames(
    cells.map((cell) => cell.total),
    allNames,
  );
  const coveredMs = cells.reduce((sum, cell) => sum + cell.coveredMs, 0);
  const saturatedMs = cells.reduce((sum, cell) => sum + cell.saturatedMs, 0);
  const {level} = meanLoad(cells);
  const ended = endedRequests(total);
  if (coveredMs === 0 || (level === 0 && ended === 0)) return null;
  const [p50, p95, p99] = percentilesOf(total.latency, [50, 95, 99], total.latencyMaxUs);
  return {
    atMs: bucketOf(first) * markMs,
    level,
    p50: p50!,
    p95: p95!,
    p99: p99!,
    requestsPerSecond: ended / (coveredMs / 1000),
    errorShare: ended === 0 ? 0 : total.failed / ended,
    ...(saturatedMs > limitedShare * coveredMs && {generatorLimited: true as const}),
  };
}
