import {createPlateauTracker, type HeldSpan} from '../analysis/plateaus.ts';
import {judgeSteady, type SteadySecond} from '../analysis/steadiness.ts';
import type {Threshold} from '../domain/profile.ts';
import type {SnapshotPlateau} from '../domain/snapshot.ts';
import type {Cell} from '../metrics/cell.ts';
import {percentilesOf} from '../metrics/histogram.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import {createRunTotals, type RunTotals} from '../metrics/run-totals.ts';
import {createHostMeans, type HostMeans} from './host-means.ts';
import {roundLevel} from './print-load.ts';
import type {SeriesIndex} from './series-index.ts';
import type {CommandedLoad} from './measured-change.ts';
import {requestFigures} from './snapshot-builder.ts';
import {readingOfRun, thresholdValue} from './threshold-value.ts';
import {writtenThreshold} from './written-threshold.ts';

/** Beyond, the shortest one makes room: figures of different loads are never merged. */
const plateausKept = 100;

/** Points the steadiness of a hold is judged by; beyond, neighbours are averaged, so that a day takes no more room. */
const pointsKept = 600;

/** The run's holds at one load, each with metrics of its own: exact histograms, whatever its length. */
export interface PlateauWatch {
  /**
   * Takes the next complete second, by series.
   * @returns the plateau that is over with it; null: none is
   */
  second(cell: Cell, load: Pick<CommandedLoad, 'model' | 'level' | 'targetLevel' | 'paused'>): SnapshotPlateau | null;
  /** The run is over: so is the plateau under way. */
  end(): SnapshotPlateau | null;
  /** In order of time; the last may still be under way. */
  plateaus(): readonly SnapshotPlateau[];
}

export interface PlateauOptions {
  /** Number of series. */
  readonly series: number;
  readonly index: Pick<SeriesIndex, 'foldMetrics' | 'ofThreshold' | 'requestNames'>;
  readonly thresholds: readonly Threshold[];
  /** Of the generator's machine. */
  readonly memoryBytes: number;
}

/** What was measured in the hold under way. */
interface Gathered {
  readonly totals: RunTotals;
  readonly host: HostMeans;
  /** Per second at first. */
  points: SteadySecond[];
  /** Seconds a point stands for. */
  pointSeconds: number;
  pending: SteadySecond[];
  coveredMs: number;
  vuMs: number;
  vus: number;
  maxVus: number;
}

export function createPlateauWatch(options: PlateauOptions): PlateauWatch {
  const tracker = createPlateauTracker();
  let kept: SnapshotPlateau[] = [];
  let gathered = gatherNothing(options);
  /** Of the hold under way, until there is another second of it. */
  let underWay: SnapshotPlateau | null = null;

  function close(span: HeldSpan | null): SnapshotPlateau | null {
    if (span === null) return null;
    const plateau = underWay ?? plateauOf(span, gathered, options);
    underWay = null;
    kept = withoutShortest([...kept, plateau]);
    return plateau;
  }

  return {
    second(cell, {model, level, targetLevel, paused}) {
      const step = tracker.second({
        atMs: cell.atMs,
        seconds: cell.seconds,
        model,
        level,
        // Targets are told as they are shown, rounded.
        targetLevel: roundLevel(level, model) === targetLevel ? level : targetLevel,
        paused,
        vus: cell.load.vus,
        p95Us: percentilesOf(cell.total.latency, [95], cell.total.latencyMaxUs)[0]!,
      });
      const ended = close(step.ended);
      if (step.begins) gathered = gatherNothing(options);
      if (step.belongs) gather(gathered, cell);
      if (step.begins || step.belongs) underWay = null;
      return ended;
    },
    end: () => close(tracker.finish()),
    plateaus() {
      const span = tracker.current();
      if (span === null) return kept;
      underWay ??= plateauOf(span, gathered, options);
      return [...kept, underWay];
    },
  };
}

function gatherNothing({series, memoryBytes}: PlateauOptions): Gathered {
  return {
    totals: createRunTotals(series),
    host: createHostMeans(memoryBytes),
    points: [],
    pointSeconds: 1,
    pending: [],
    coveredMs: 0,
    vuMs: 0,
    vus: 0,
    maxVus: 0,
  };
}

function gather(into: Gathered, cell: Cell): void {
  const {total, coveredMs, load, host} = cell;
  into.totals.add(cell.metrics);
  into.host.addMeans(host);
  into.coveredMs += coveredMs;
  into.vuMs += load.meanVus * coveredMs;
  into.vus = load.vus;
  into.maxVus = Math.max(into.maxVus, load.maxVus);
  const p95 = percentilesOf(total.latency, [95], total.latencyMaxUs)[0]!;
  into.pending.push({
    lnP95: Math.log(p95),
    requestsPerSecond: coveredMs === 0 ? 0 : endedRequests(total) / (coveredMs / 1000),
  });
  if (into.pending.length < into.pointSeconds) return;
  into.points.push(meanPoint(into.pending));
  into.pending = [];
  if (into.points.length < pointsKept) return;
  into.points = into.points.flatMap((point, at) => (at % 2 === 0 ? [meanPoint([point, into.points[at + 1]!])] : []));
  into.pointSeconds *= 2;
}

/** Of a series that is judged for its course, as MSER's batches are: no figure that is shown. */
function meanPoint(points: readonly SteadySecond[]): SteadySecond {
  const known = points.map(({lnP95}) => lnP95).filter((value) => !Number.isNaN(value));
  return {
    lnP95: known.length === 0 ? Number.NaN : mean(known),
    requestsPerSecond: mean(points.map(({requestsPerSecond}) => requestsPerSecond)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function plateauOf(span: HeldSpan, gathered: Gathered, {index, thresholds}: PlateauOptions): SnapshotPlateau {
  const {totals, host, coveredMs, vuMs, vus, maxVus, points} = gathered;
  const metrics = totals.metrics();
  const seconds = coveredMs / 1000;
  const reading = readingOfRun(metrics, {coveredMs, vus, maxVus, hostCpu: host.cpu, hostMemory: host.memory});
  return {
    startMs: span.startMs,
    endMs: span.endMs,
    seconds,
    model: span.model,
    level: span.level,
    vus: coveredMs === 0 ? 0 : Number((vuMs / coveredMs).toFixed(2)),
    ...judgeSteady(points),
    requests: requestFigures(index.foldMetrics(metrics), index.requestNames, seconds),
    // Windowed ones too are read over all of it: what it says of this load.
    thresholds: thresholds.map((threshold) =>
      writtenThreshold(threshold, thresholdValue(threshold, reading, index.ofThreshold(threshold))),
    ),
    cpu: host.cpu,
  };
}

function withoutShortest(plateaus: SnapshotPlateau[]): SnapshotPlateau[] {
  if (plateaus.length <= plateausKept) return plateaus;
  const shortest = Math.min(...plateaus.map(({seconds}) => seconds));
  return plateaus.toSpliced(
    plateaus.findIndex(({seconds}) => seconds === shortest),
    1,
  );
}
