import {comparableRun} from '../analysis/comparable-run.ts';
import {compareRuns} from '../analysis/compare-runs.ts';
import {curveCellsOf, loadCurve, pointAt} from '../analysis/load-curve.ts';
import {plateausOfCells} from '../analysis/plateaus.ts';
import type {ComparedSpan, MetricComparison, RunComparison, Verdict} from '../domain/comparison.ts';
import type {Snapshot, SnapshotPlateau, SnapshotRequest} from '../domain/snapshot.ts';
import {comparedRecord, spanLevel, verdictBasis, type ComparedRecord} from './comparison-parts.ts';

export interface TrendInput {
  readonly file: string;
  readonly snapshot: Snapshot;
}

export interface TrendFigures {
  /** µs; null: not measured. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly requestsPerSecond: number | null;
  /** 0 to 1. */
  readonly errorShare: number | null;
}

/** A run's figures at the trend's load. */
export interface TrendPoint extends TrendFigures {
  readonly record: ComparedRecord;
  readonly span: Omit<ComparedSpan, 'samples'>;
  /** Against the point before; null: it is the first. */
  readonly step: TrendStep | null;
}

export interface TrendStep {
  /** Of p95; null: not compared. */
  readonly p95: MetricComparison | null;
  /** Of all latencies and rates together. */
  readonly verdict: Verdict;
  /** What it rests on where that is not p95: `p50`, `login p99`; null: on p95, or on all of them. */
  readonly basis: string | null;
  readonly text: string;
  /** Why not compared; null: it was. */
  readonly refusal: string | null;
  readonly differences: readonly string[];
}

export interface Trend {
  readonly targetLabel: string;
  /** The first run's load, which all points have within 10%. */
  readonly load: Pick<ComparedSpan, 'model' | 'level'>;
  /** By time. */
  readonly points: readonly TrendPoint[];
  readonly notComparable: readonly {readonly record: ComparedRecord; readonly why: string}[];
}

type Span = TrendPoint['span'] & {readonly figures: TrendFigures};

/** A run without holds of 10 s has shorter ones that say more of it than all of it together. */
const leastHoldSeconds = 3;

/** Loads further apart than this are not comparable. */
const sameLoadShare = 0.1;

/**
 * Runs of one target in order of time, each at the load of the first: its hold, or its window, that comes nearest. Each is
 * compared with the one before it.
 * @param inputs at least one
 */
export function buildTrend(inputs: readonly TrendInput[], compare: typeof compareRuns = compareRuns): Trend {
  const ordered = [...inputs].sort((a, b) => Date.parse(a.snapshot.takenAt) - Date.parse(b.snapshot.takenAt));
  const first = ordered[0]!.snapshot;
  const reference = mainSpan(first);
  const points: TrendPoint[] = [];
  const notComparable: {record: ComparedRecord; why: string}[] = [];
  let previous: {readonly snapshot: Snapshot; readonly span: Span} | null = null;
  for (const {file, snapshot} of ordered) {
    const record = comparedRecord(file, snapshot);
    const span = nearestSpan(snapshot, reference);
    const why = otherThan(first, reference, snapshot, span);
    if (why !== null || span === null) {
      notComparable.push({record, why: why ?? 'nothing was measured'});
      continue;
    }
    points.push(pointOf(record, span, previous === null ? null : stepOf({snapshot, span}, previous, compare)));
    previous = {snapshot, span};
  }
  return {
    targetLabel: first.target.label,
    load: {model: reference.model, level: reference.level},
    points,
    notComparable,
  };
}

function pointOf(record: ComparedRecord, {figures, ...span}: Span, step: TrendStep | null): TrendPoint {
  return {record, span, ...figures, step};
}

/** What the run was about: the window that was taken, of a whole run its longest hold. */
function mainSpan(snapshot: Snapshot): Span {
  const spans = spansOf(snapshot);
  return spans.reduce((longest, span) => (span.seconds > longest.seconds ? span : longest));
}

function nearestSpan(snapshot: Snapshot, {model, level}: Span): Span | null {
  const distance = (span: Span): number => Math.abs(span.level - level);
  const near = spansOf(snapshot).filter((span) => span.model === model && distance(span) <= sameLoadShare * level);
  return near.length === 0 ? null : near.reduce((best, span) => (distance(span) < distance(best) ? span : best));
}

/** A whole run's window holds its ramps: it stands for the run only where there is no hold. */
function spansOf(snapshot: Snapshot): [Span, ...Span[]] {
  const {load, window, requests, plateaus = []} = snapshot;
  const {startMs, endMs, seconds} = window;
  const level = load.model === 'open' ? (load.rate ?? Number.NaN) : load.vus;
  const figures = figuresOf(requests[0]);
  const whole: Span = {startMs, endMs, seconds, model: load.model, level, steady: load.steady, figures};
  const [hold, ...holds] = plateaus.length > 0 ? plateaus.map(plateauSpan) : shortHolds(snapshot);
  if (hold === undefined) return [whole];
  return window.scope === 'window' ? [whole, hold, ...holds] : [hold, ...holds];
}

function plateauSpan({startMs, endMs, seconds, model, level, steady, requests}: SnapshotPlateau): Span {
  return {startMs, endMs, seconds, model, level, steady, figures: figuresOf(requests[0])};
}

function figuresOf(total: SnapshotRequest | undefined): TrendFigures {
  const latency = total?.latencyUs ?? null;
  return {
    p50: latency?.p50 ?? null,
    p95: latency?.p95 ?? null,
    p99: latency?.p99 ?? null,
    requestsPerSecond: total?.requestsPerSecond ?? null,
    errorShare: total?.errorShare ?? null,
  };
}

function shortHolds(snapshot: Snapshot): Span[] {
  const {cells} = comparableRun(snapshot);
  return plateausOfCells(cells, {leastSeconds: leastHoldSeconds}).flatMap(({startMs, endMs, model, level}) => {
    const held = cells.filter(({atMs, seconds}) => atMs >= startMs && atMs + seconds * 1000 <= endMs);
    const point = pointAt(loadCurve(curveCellsOf({cells: held})), model, level);
    if (point === null) return [];
    const {seconds, p50, p95, p99, requestsPerSecond, errorShare} = point;
    const figures = {
      p50: known(p50),
      p95: known(p95),
      p99: known(p99),
      requestsPerSecond: known(requestsPerSecond),
      errorShare: known(errorShare),
    };
    return [{startMs, endMs, seconds, model, level, steady: null, figures}];
  });
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function otherThan(first: Snapshot, reference: Span, snapshot: Snapshot, span: Span | null): string | null {
  if (snapshot.target.label !== first.target.label) return `other target: ${snapshot.target.label}`;
  if (span !== null) return null;
  const own = mainSpan(snapshot);
  return own.model === reference.model ? `other load: ${spanLevel(own)}` : `other load model: ${spanLevel(own)}`;
}

function stepOf(
  now: {readonly snapshot: Snapshot; readonly span: Span},
  before: {readonly snapshot: Snapshot; readonly span: Span},
  compare: typeof compareRuns,
): TrendStep {
  const result: RunComparison = compare(comparableRun(atSpan(now)), comparableRun(atSpan(before)), {align: 'window'});
  const total = result.requests.find(({name}) => name === null);
  return {
    p95: total?.metrics.find(({metric}) => metric === 'p95') ?? null,
    verdict: result.verdict,
    basis: verdictBasis(result.requests, result.verdict),
    text: result.text,
    refusal: result.refusal,
    differences: result.differences,
  };
}

/** The snapshot with its window over the span. */
function atSpan({snapshot, span}: {readonly snapshot: Snapshot; readonly span: Span}): Snapshot {
  const {startMs, endMs, seconds} = span;
  return {...snapshot, window: {scope: 'window', startMs, endMs, seconds}};
}
