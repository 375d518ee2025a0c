import {errorKinds, statusErrorCode, type OutcomeCount} from '../domain/error-kind.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import {
  snapshotVersion,
  type Snapshot,
  type SnapshotLatency,
  type SnapshotPlateau,
  type SnapshotRequest,
} from '../domain/snapshot.ts';
import type {TransportChoice} from '../domain/transport-choice.ts';
import {mergeCells, type Cell} from '../metrics/cell.ts';
import {encodeHdr} from '../metrics/hdr-codec.ts';
import {countSparse, percentilesOf} from '../metrics/histogram.ts';
import {phases, type DurationMetrics, type IntervalMetrics, type NameMetrics} from '../metrics/interval.ts';
import {allNames, emptyMetrics, emptyName, endedRequests, mergeNames} from '../metrics/merge-metrics.ts';
import type {SnapshotScope} from './intent.ts';
import {checkRows} from './flow-rows.ts';
import {cellOf, hostPointOf} from './snapshot-cells.ts';
import {cellsOfScope, windowOfCells, type SnapshotWindow} from './snapshot-window.ts';
import {meanLoad, modelOfCell} from './window-load.ts';

/** VUs this close to their mean all the while count as a steady load. */
const steadyShare = 0.05;

/** More than this share of a window saturated, and its latencies say more about the generator than about the target. */
const saturatedShare = 0.05;

/** What a snapshot is made of: all facts that are not in the cells. */
export interface SnapshotInput {
  readonly scope: SnapshotScope;
  /** Run clock: the measuring window was begun afresh then; absent: it was not. */
  readonly sinceMs?: number;
  readonly name: string;
  readonly note: string | null;
  readonly takenAt: string;
  readonly target: Snapshot['target'];
  readonly profile: Snapshot['profile'];
  readonly git: Snapshot['git'];
  readonly host: Snapshot['host'];
  readonly executor: string;
  readonly transport: TransportChoice;
  readonly validity: NonNullable<Snapshot['validity']>;
  readonly workersLost: number;
  readonly plan: Pick<RunPlan, 'requestNames' | 'series' | 'checks'>;
  /** Every complete cell by request name, oldest first; at the end of a run the last part of a second too. */
  readonly cells: readonly Cell[];
  /**
   * Since the start. `startMs`: when load could begin, the workers being up; `endMs`: when it was over; `coveredMs`: what
   * rates are over, without idle time between them; absent: all of it. `carries`: whether load was commanded in a cell;
   * absent: in all of them.
   */
  readonly run: {
    readonly metrics: IntervalMetrics;
    readonly startMs: number;
    readonly endMs: number;
    readonly coveredMs?: number;
    readonly carries?: (cell: Cell) => boolean;
  };
  readonly thresholds: Snapshot['thresholds'];
  readonly events: Snapshot['events'];
  readonly errorSamples: Snapshot['errorSamples'];
  readonly plateaus?: readonly SnapshotPlateau[];
  /** File name of the drive it is taken in; null: not recorded. */
  readonly drive?: string | null;
}

/** The drive so far as a snapshot: over its last 30 complete seconds (or what there is), a range, or over all of it. */
export function buildSnapshot(input: SnapshotInput): Snapshot {
  const {scope, cells} = input;
  const window = scope === 'run' ? wholeRun(input) : windowOfCells(cellsOfScope(scope, cells, input.sinceMs));
  const {metrics, seconds} = window;
  return {
    $schema: './snapshot.schema.json',
    kind: 'perftui-snapshot',
    version: snapshotVersion,
    name: input.name,
    note: input.note,
    takenAt: input.takenAt,
    target: input.target,
    profile: input.profile,
    git: input.git,
    host: input.host,
    generator: {...generatorOf(window.cells), workersLost: input.workersLost},
    validity: input.validity,
    transport: input.transport,
    load: {executor: input.executor, ...loadOf(window.loaded)},
    ...openModelOf(window),
    window: {scope: input.scope === 'run' ? 'run' : 'window', startMs: window.startMs, endMs: window.endMs, seconds},
    requests: requestFigures(metrics, input.plan.requestNames, seconds),
    thresholds: input.thresholds,
    checks: checkRows(input.plan, metrics.checks),
    flowErrors: metrics.flowErrors,
    cells: input.cells.map(cellOf),
    hostSeries: input.cells.map(hostPointOf),
    events: input.events,
    errorSamples: input.errorSamples,
    plateaus: input.plateaus ?? [],
    drive: input.drive ?? null,
  };
}

function wholeRun({cells, run}: SnapshotInput): SnapshotWindow {
  const {metrics, startMs, endMs, coveredMs = Math.max(0, endMs - startMs), carries = () => true} = run;
  const loaded = cells.filter(carries);
  return {
    cells,
    loaded: loaded.length === 0 ? cells : loaded,
    metrics,
    startMs: Math.round(startMs),
    endMs: Math.round(endMs),
    seconds: coveredMs / 1000,
  };
}

function generatorOf(cells: readonly Cell[]): Omit<Snapshot['generator'], 'workersLost'> {
  const saturatedMs = Math.round(cells.reduce((sum, cell) => sum + cell.saturatedMs, 0));
  const coveredMs = cells.reduce((sum, cell) => sum + cell.coveredMs, 0);
  const verdict = saturatedMs === 0 ? 'ok' : saturatedMs > saturatedShare * coveredMs ? 'saturated' : 'warn';
  return {verdict, saturatedMs};
}

type LoadFigures = Pick<Snapshot['load'], 'model' | 'vus' | 'minVus' | 'maxVus' | 'rate' | 'steady'>;

function loadOf(cells: readonly Cell[]): LoadFigures {
  if (cells.length === 0) return {model: 'closed', vus: 0, minVus: 0, maxVus: 0, rate: null, steady: false};
  const {meanVus, minVus, maxVus} = mergeCells(cells.map(withoutCounts), 0, 0).load;
  const {model, level} = meanLoad(cells);
  const vus = {vus: round(meanVus, 2), minVus, maxVus};
  // What was offered is judged as it was commanded: arrivals of a Poisson process are never even.
  const rates = cells.map((cell) => cell.load.targetRate);
  const steady =
    cells.every((cell) => modelOfCell(cell) === model) &&
    (model === 'open' ? isSteady(level, Math.min(...rates), Math.max(...rates)) : isSteady(meanVus, minVus, maxVus));
  return {model, ...vus, rate: model === 'open' ? round(level, 2) : null, steady};
}

function isSteady(mean: number, least: number, most: number): boolean {
  return most <= mean * (1 + steadyShare) && least >= mean * (1 - steadyShare);
}

/** Null where all of the window was in the closed model. */
function openModelOf({cells, metrics}: SnapshotWindow): Pick<Snapshot, 'arrivals' | 'sendLagUs' | 'serviceTimeUs'> {
  const {arrivals: offered, arrivalsStarted, arrivalsDropped, arrivalsMissed, sendLag, serviceTime} = metrics;
  if (offered === 0 && cells.every((cell) => modelOfCell(cell) === 'closed')) {
    return {arrivals: null, sendLagUs: null, serviceTimeUs: null};
  }
  return {
    arrivals: {offered, started: arrivalsStarted, dropped: arrivalsDropped, missed: arrivalsMissed},
    sendLagUs: durationOf(sendLag),
    serviceTimeUs: durationOf(serviceTime),
  };
}

function withoutCounts(cell: Cell): Cell {
  return {...cell, metrics: emptyMetrics, total: emptyName(allNames)};
}

/**
 * First the total, then each request name in the profile's order.
 * @param metrics by request name
 * @param seconds length of what was measured: rates are over it
 */
export function requestFigures(
  metrics: Pick<IntervalMetrics, 'names'>,
  requestNames: readonly string[],
  seconds: number,
): readonly SnapshotRequest[] {
  return [
    requestOf(null, mergeNames(metrics.names, allNames), seconds),
    ...requestNames.map((name, index) =>
      requestOf(name, metrics.names.find((one) => one.name === index) ?? emptyName(index), seconds),
    ),
  ];
}

function requestOf(name: string | null, metrics: NameMetrics, seconds: number): SnapshotRequest {
  const ended = endedRequests(metrics);
  const phaseMeans = phases.flatMap((phase) => {
    const one = metrics.phases[phase];
    return one === undefined || one.count === 0 ? [] : [[phase, round(one.sumUs / one.count, 1)] as const];
  });
  return {
    name,
    started: metrics.started,
    answered: metrics.answered,
    failed: metrics.failed,
    aborted: metrics.aborted,
    requestsPerSecond: seconds === 0 ? 0 : ended / seconds,
    errorShare: ended === 0 ? null : metrics.failed / ended,
    bytesIn: metrics.bytesIn,
    bytesOut: metrics.bytesOut,
    outcomes: outcomesOf(metrics),
    latencyUs: latencyOf(metrics),
    histogram: encodeHdr(metrics.latency),
    phaseMeansUs: Object.fromEntries(phaseMeans),
  };
}

/** Statuses and errors, most frequent first; expected statuses with code 0. */
export function outcomesOf(metrics: NameMetrics): readonly OutcomeCount[] {
  const unexpected = new Map(metrics.unexpected);
  const outcomes: OutcomeCount[] = [];
  for (const [status, count] of metrics.statuses) {
    const failed = unexpected.get(status) ?? 0;
    if (count > failed) outcomes.push({code: 0, word: String(status), count: count - failed});
    if (failed > 0) outcomes.push({code: statusErrorCode(status), word: String(status), count: failed});
  }
  for (const [index, count] of metrics.errors) {
    const {code, word} = errorKinds[index] ?? errorKinds[0];
    outcomes.push({code, word, count});
  }
  return outcomes.sort((a, b) => b.count - a.count || a.code - b.code);
}

/** Null without samples. */
export function latencyOf({latency, latencySumUs, latencyMinUs, latencyMaxUs}: NameMetrics): SnapshotLatency | null {
  return durationOf({histogram: latency, sumUs: latencySumUs, minUs: latencyMinUs, maxUs: latencyMaxUs});
}

/** Null without samples. */
function durationOf({histogram, sumUs, minUs: min, maxUs: max}: DurationMetrics): SnapshotLatency | null {
  const samples = countSparse(histogram);
  if (samples === 0) return null;
  const [p50, p75, p90, p95, p99, p999] = percentilesOf(histogram, [50, 75, 90, 95, 99, 99.9], max);
  const mean = round(sumUs / samples, 1);
  return {samples, min, mean, p50: p50!, p75: p75!, p90: p90!, p95: p95!, p99: p99!, p999: p999!, max};
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
