import type {LoadCurvePoint} from '../domain/comparison.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Cell} from '../metrics/cell.ts';
import {countSparse, mergeSparse, percentilesOf, type SparseHistogram} from '../metrics/histogram.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import type {ComparableCell, ComparableRun} from './comparable-run.ts';

/** A second of a run (or several merged) as a curve takes it. */
export interface LoadCurveCell {
  readonly model: LoadModel;
  /** Mean VUs at work, or iterations offered a second. */
  readonly level: number;
  /** What rates are divided by. */
  readonly seconds: number;
  /** That ended. */
  readonly requests: number;
  readonly failed: number;
  /** Left out. */
  readonly doubtful: boolean;
  readonly maxUs: number;
  /** How many histograms `latency` gives. */
  readonly parts: number;
  latency(): readonly SparseHistogram[];
}

/** Loads within this ratio of a group's lowest are one point: ±5% about its middle. */
const groupRatio = 1.1;
const maxPoints = 64;

/** A point of the curve stands for loads within this share of its own. */
const nearShare = 0.1;

/** Histograms read for one curve; beyond, each point is made of cells spread evenly over it (0.3 s on a slow core). */
const maxParts = 20_000;

/**
 * Figures of a run against its load: cells grouped by level, ascending, at most 64 points a model. Percentiles are read
 * from merged counts. Doubtful cells and those without load are left out.
 */
export function loadCurve(cells: readonly LoadCurveCell[]): readonly LoadCurvePoint[] {
  const usable = cells.filter(({doubtful, level}) => !doubtful && level > 0 && Number.isFinite(level));
  const parts = usable.reduce((sum, cell) => sum + cell.parts, 0);
  const share = Math.min(1, maxParts / Math.max(1, parts));
  return (['closed', 'open'] as const).flatMap((model) =>
    groupsOf(usable.filter((cell) => cell.model === model)).map((group) => pointOf(spread(group, share))),
  );
}

/** A run's cells, from a file. */
export function curveCellsOf(run: Pick<ComparableRun, 'cells'>): readonly LoadCurveCell[] {
  return run.cells.map(curveCellOf);
}

/** A live cell. */
export function liveCurveCell(cell: Cell): LoadCurveCell {
  const {load, coveredMs, metrics, total} = cell;
  const isOpen = !Number.isNaN(load.targetRate);
  const offered = cell.seconds <= 1 ? load.targetRate : metrics.arrivals / (coveredMs / 1000);
  return {
    model: isOpen ? 'open' : 'closed',
    level: isOpen ? offered : load.meanVus,
    seconds: coveredMs / 1000,
    requests: endedRequests(total),
    failed: total.failed,
    doubtful: cell.doubtful,
    maxUs: total.latencyMaxUs,
    parts: 1,
    latency: () => [total.latency],
  };
}

/** The point nearest to a load, within 10% of it; null: the curve has none there. */
export function pointAt(curve: readonly LoadCurvePoint[], model: LoadModel, level: number): LoadCurvePoint | null {
  let nearest: LoadCurvePoint | null = null;
  for (const point of curve) {
    if (point.model !== model || Math.abs(point.level - level) > nearShare * level) continue;
    if (nearest === null || Math.abs(point.level - level) < Math.abs(nearest.level - level)) nearest = point;
  }
  return nearest;
}

/**
 * The load at which p95 rises above a bound and stays there for the next point too: a straight line through ln p95
 * between the two points about it. Null: it does not, or is above it from the first point on.
 * @param boundUs µs
 * @param model of a run that had both; by default its last point's
 */
export function crossing(curve: readonly LoadCurvePoint[], boundUs: number, model?: LoadModel): number | null {
  const wanted = model ?? curve.at(-1)?.model;
  const points = curve.filter((point) => point.model === wanted && point.p95 > 0);
  for (let i = 1; i < points.length; i++) {
    const below = points[i - 1]!;
    const above = points[i]!;
    const next = points[i + 1];
    if (below.p95 > boundUs || above.p95 <= boundUs || (next !== undefined && next.p95 <= boundUs)) continue;
    const share = Math.log(boundUs / below.p95) / Math.log(above.p95 / below.p95);
    return below.level + share * (above.level - below.level);
  }
  return null;
}

function curveCellOf(cell: ComparableCell): LoadCurveCell {
  let requests = 0;
  let failed = 0;
  let maxUs = Number.NaN;
  for (const one of cell.names) {
    requests += one.ended;
    failed += one.failed;
    if (!(one.maxUs <= maxUs) && !Number.isNaN(one.maxUs)) maxUs = one.maxUs;
  }
  return {
    model: cell.model,
    level: cell.level,
    seconds: cell.coveredMs / 1000,
    requests,
    failed,
    doubtful: cell.doubtful,
    maxUs,
    parts: cell.names.length,
    latency: () => cell.names.map((one) => one.latency()),
  };
}

function groupsOf(cells: readonly LoadCurveCell[]): readonly (readonly LoadCurveCell[])[] {
  const sorted = cells.toSorted((a, b) => a.level - b.level);
  const groups: LoadCurveCell[][] = [];
  const span = sorted.length === 0 ? 1 : sorted.at(-1)!.level / sorted[0]!.level;
  const ratio = Math.max(groupRatio, span ** (1 / (maxPoints - 1)));
  for (const cell of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && cell.level <= group[0]!.level * ratio) group.push(cell);
    else groups.push([cell]);
  }
  return groups;
}

function spread(group: readonly LoadCurveCell[], share: number): readonly LoadCurveCell[] {
  const count = Math.max(Math.min(10, group.length), Math.floor(group.length * share));
  if (count >= group.length) return group;
  return Array.from({length: count}, (_, i) => group[Math.floor((i * group.length) / count)]!);
}

function pointOf(cells: readonly LoadCurveCell[]): LoadCurvePoint {
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const requests = cells.reduce((sum, cell) => sum + cell.requests, 0);
  const failed = cells.reduce((sum, cell) => sum + cell.failed, 0);
  const maxUs = cells.reduce((most, cell) => (cell.maxUs > most ? cell.maxUs : most), 0);
  const latency = mergeSparse(cells.flatMap((cell) => cell.latency()));
  const [p50, p95, p99] = percentilesOf(latency, [50, 95, 99], maxUs > 0 ? maxUs : Number.POSITIVE_INFINITY);
  return {
    model: cells[0]!.model,
    level: cells.reduce((sum, cell) => sum + cell.level * cell.seconds, 0) / seconds,
    seconds,
    samples: countSparse(latency),
    p50: p50!,
    p95: p95!,
    p99: p99!,
    requestsPerSecond: requests / seconds,
    errorShare: requests === 0 ? Number.NaN : failed / requests,
  };
}
