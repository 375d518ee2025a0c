import type {HostSample} from '../domain/host.ts';
import type {Threshold} from '../domain/profile.ts';
import type {SnapshotErrorSample} from '../domain/snapshot.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import {createCellSeries, type CellSeries} from '../metrics/cell-series.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import {createRollingWindow, type RollingWindow} from '../metrics/rolling-window.ts';
import {createRunTotals, type RunTotals} from '../metrics/run-totals.ts';
import type {ErrorSample, GeneratorHealth, IntervalReport} from '../protocol/report.ts';
import {createColumnRows, type ColumnRows} from './column-rows.ts';
import {createFailureWatch, type FailureWatch} from './failure-watch.ts';
import {createGeneratorWatch, type GeneratorWatch} from './generator-watch.ts';
import {createLastGood, type LastGood} from './last-good.ts';
import {encodeAhead} from './snapshot-builder.ts';
import {createSloTracker, type SloTracker} from './slo-tracker.ts';
import {readingOfRun, type ThresholdReading} from './threshold-value.ts';
import type {SessionEvent} from './view.ts';

/** Seconds the headline figures cover. */
export const windowSeconds = 10;

const errorSamplesPerName = 20;

/** The load as commanded, at the end of a reading. */
export interface CommandedLoad {
  readonly targetVus: number;
  /** Held without a ramp since, run clock, ms; null: it is not held. */
  readonly holdingSinceMs: number | null;
}

export interface MeasuredChange {
  /** The second that is complete, if one is: what is computed once a second is due. */
  readonly cell: Cell | null;
  readonly events: readonly SessionEvent[];
  readonly abort: Threshold | null;
}

/** All that has been measured, in every form something is read from. */
export interface SessionMeasures {
  readonly totals: RunTotals;
  readonly series: CellSeries;
  readonly window: RollingWindow;
  readonly columns: ColumnRows;
  readonly slos: SloTracker;
  readonly lastGood: LastGood;
  readonly generator: GeneratorWatch;
  readonly failures: FailureWatch;
  readonly last: IntervalReport | null;
  readonly health: GeneratorHealth;
  readonly host: HostSample | null;
  readonly peakVus: number;
  /** Highest of the headline figure; null before it covers its seconds. */
  readonly peakRequestsPerSecond: number | null;
  readonly errorSamples: readonly SnapshotErrorSample[];
  report(report: IntervalReport, load: CommandedLoad): MeasuredChange;
  hostSample(sample: HostSample): void;
  errorSample(atMs: number, sample: ErrorSample): void;
  /** The run is over: the second that was filling is complete as it is. */
  close(load: CommandedLoad): MeasuredChange;
  readRun(): ThresholdReading;
}

const unknownHealth: GeneratorHealth = {
  verdict: 'ok',
  utilisation: Number.NaN,
  loopDelayMs: Number.NaN,
  reason: null,
};

export function createSessionMeasures(
  requestNames: readonly string[],
  thresholds: readonly Threshold[],
): SessionMeasures {
  const totals = createRunTotals(requestNames.length);
  const series = createCellSeries();
  let window = createRollingWindow(windowSeconds, requestNames.length);
  const columns = createColumnRows(requestNames.length);
  const slos = createSloTracker(thresholds, requestNames);
  const lastGood = createLastGood();
  const generator = createGeneratorWatch();
  const failures = createFailureWatch();
  const samplesTaken = requestNames.map(() => 0);
  const errorSamples: SnapshotErrorSample[] = [];
  let last: IntervalReport | null = null;
  let host: HostSample | null = null;
  let peakVus = 0;
  let peakRequestsPerSecond: number | null = null;

  function readRun(): ThresholdReading {
    return readingOfRun(totals.metrics(), {
      coveredMs: last?.endMs ?? 0,
      vus: last?.gauges.activeVus ?? 0,
      maxVus: peakVus,
    });
  }

  function complete(cell: Cell | null, load: CommandedLoad): MeasuredChange {
    if (cell === null) return {cell, events: [], abort: null};
    // The warm-up is shown only until there is something better: from then on headlines and SLOs are read from the same
    // seconds, and never say two things of one quantile.
    if (cell.atMs >= warmUpMs && (window.cells[0]?.atMs ?? warmUpMs) < warmUpMs) {
      window = createRollingWindow(windowSeconds, requestNames.length);
    }
    window.push(cell);
    columns.add(cell);
    encodeAhead(series.cells());
    const told = failures.second(cell);
    const change = slos.second(cell, series, readRun);
    lastGood.second({
      endMs: cell.atMs + 1000,
      holding: load.holdingSinceMs !== null && load.holdingSinceMs <= cell.atMs,
      targetVus: load.targetVus,
      vus: cell.load.vus,
      slos: slos.critical(),
    });
    const {ended, coveredMs} = window.total();
    if (window.cells.length === windowSeconds) {
      peakRequestsPerSecond = Math.max(peakRequestsPerSecond ?? 0, ended / (coveredMs / 1000));
    }
    return {cell, events: [...told, ...change.events], abort: change.abort};
  }

  return {
    totals,
    series,
    get window() {
      return window;
    },
    columns,
    slos,
    lastGood,
    generator,
    failures,
    errorSamples,
    get last() {
      return last;
    },
    get health() {
      return last?.generator ?? unknownHealth;
    },
    get host() {
      return host;
    },
    get peakVus() {
      return peakVus;
    },
    get peakRequestsPerSecond() {
      return peakRequestsPerSecond ?? wholeRate(totals, last);
    },
    report(report, load) {
      last = report;
      totals.add(report.metrics);
      peakVus = Math.max(peakVus, report.gauges.activeVus);
      const told = generator.reading(report.startMs, report.endMs, report.generator);
      const cell = series.add({
        startMs: report.startMs,
        endMs: report.endMs,
        metrics: report.metrics,
        activeVus: report.gauges.activeVus,
        targetVus: load.targetVus,
        inFlight: report.gauges.inFlight,
        saturated: report.generator.verdict === 'saturated',
        loopDelayMs: report.generator.loopDelayMs,
      });
      const change = complete(cell, load);
      return {...change, events: [...told, ...change.events]};
    },
    hostSample(sample) {
      host = sample;
      series.addHost(sample);
    },
    errorSample(atMs, sample) {
      const name = requestNames[sample.name];
      if (name === undefined || samplesTaken[sample.name]! >= errorSamplesPerName) return;
      samplesTaken[sample.name]!++;
      const {code, word, status, body, message} = sample;
      errorSamples.push({name, atMs, code, word, status, body, message, headers: joinHeaders(sample.responseHeaders)});
    },
    close: (load) => complete(series.flush(), load),
    readRun,
  };
}

/** Of a run shorter than the window. */
function wholeRate(totals: RunTotals, last: IntervalReport | null): number | null {
  return last === null || last.endMs === 0 ? null : endedRequests(totals.counters()) / (last.endMs / 1000);
}

function joinHeaders(headers: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}
