import type {HostSample, TargetSample} from '../domain/host.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Profile} from '../domain/profile.ts';
import type {SnapshotArrivals} from '../domain/snapshot.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import {createCellSeries, secondOf, type CellSeries} from '../metrics/cell-series.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import type {CheckMetrics} from '../metrics/interval.ts';
import {endedRequests, mergeChecks} from '../metrics/merge-metrics.ts';
import {createRollingWindow, type RollingWindow} from '../metrics/rolling-window.ts';
import {createRunTotals, type RunTotals} from '../metrics/run-totals.ts';
import type {ErrorSample, GeneratorHealth, IntervalReport} from '../protocol/report.ts';
import {createAlertRules, type AlertRules} from './alert-rules.ts';
import {addArrivals} from './arrivals-view.ts';
import {createClosedDisplay, type ClosedDisplay} from './closed-display.ts';
import {createColumnRows, type ColumnRows} from './column-rows.ts';
import {createAlertHistory, type AlertHistory} from './alert-history.ts';
import {createErrorSamples, type ErrorSamples} from './error-samples.ts';
import {createFailureWatch, type FailureWatch} from './failure-watch.ts';
import {createForecastWatch} from './forecast-watch.ts';
import {createFreshWindow, type FreshWindow} from './fresh-window.ts';
import {createGeneratorWatch, unknownHealth, type GeneratorWatch} from './generator-watch.ts';
import {createHostMeans} from './host-means.ts';
import {createLastGood, type LastGood} from './last-good.ts';
import {assertsLatency, createRunValidity, type RunValidityWatch} from './run-validity.ts';
import {createSeriesIndex, type MeasuredPlan, type SeriesIndex} from './series-index.ts';
import {encodeAhead} from './snapshot-cells.ts';
import {createStallWatch} from './stall-watch.ts';
import {createLoadMarks, type LoadMarks} from './load-marks.ts';
import {createLoadTime, type LoadTime} from './load-time.ts';
import {nothingChanged, type CommandedLoad, type MeasuredChange} from './measured-change.ts';
import {createPeakRate} from './peak-rate.ts';
import {createPlateauWatch, type PlateauWatch} from './plateau-watch.ts';
import {unseenVus} from './unseen-vus.ts';
import {createSloTracker, type SloTracker} from './slo-tracker.ts';
import {readingOfRun, type ThresholdReading} from './threshold-value.ts';
import {createValidityTeller} from './validity-teller.ts';
import type {ValidityView, WorkerRow} from './view.ts';
import type {Forecast} from './view-figures.ts';
import {iterationRate, meanLoad} from './window-load.ts';
import {createWindowReader} from './window-reader.ts';
import {createWorkerWatch} from './worker-watch.ts';

/** Seconds the headline figures cover. */
export const windowSeconds = 10;

/** What runs now is read from so many complete seconds: fewer jump, more lag behind a ramp. */
const recentSeconds = 3;

/** All that has been measured, in every form something is read from. */
export interface SessionMeasures {
  readonly totals: RunTotals;
  readonly series: CellSeries;
  readonly index: SeriesIndex;
  readonly window: RollingWindow;
  /** The same seconds by scenario. */
  readonly scenarioWindow: RollingWindow;
  /** Over the run, by check. */
  readonly checks: readonly CheckMetrics[];
  /** Over the run. */
  readonly flowErrors: number;
  readonly forecast: Forecast | null;
  readonly columns: ColumnRows;
  readonly slos: SloTracker;
  readonly alertRules: AlertRules;
  readonly lastGood: LastGood;
  readonly plateaus: Pick<PlateauWatch, 'plateaus' | 'end'>;
  readonly loadMarks: Pick<LoadMarks, 'marks' | 'reading'>;
  readonly fresh: Pick<FreshWindow, 'fromMs' | 'view'>;
  readonly alertHistory: Pick<AlertHistory, 'of'>;
  readonly generator: GeneratorWatch;
  readonly failures: FailureWatch;
  readonly closed: ClosedDisplay;
  readonly validity: RunValidityWatch;
  /** The judgement that has held for a while: what is shown. */
  readonly shownValidity: ValidityView;
  /** Whether at the end of a second, run clock, ms, it was said not to be VALID. */
  wasDoubtful(endMs: number): boolean;
  /** Of the open model, over the run so far. */
  readonly arrivals: SnapshotArrivals;
  /** In the order the run first came to each. */
  readonly models: readonly LoadModel[];
  /** Iterations that ended a second, over the newest complete seconds; null before the first. */
  readonly iterationsPerSecond: number | null;
  /**
   * Ages of what is in flight, µs, while (nearly) nothing has ended for a second, measured by the headline window, or
   * arrivals wait for a free VU; null: it goes on as usual.
   */
  readonly stalledAges: SparseHistogram | null;
  readonly last: IntervalReport | null;
  readonly health: GeneratorHealth;
  readonly host: HostSample | null;
  readonly workerRows: readonly WorkerRow[];
  readonly peakVus: number;
  /** Highest of the headline figure; null before it covers its seconds. */
  readonly peakRequestsPerSecond: number | null;
  readonly errors: Pick<ErrorSamples, 'samples' | 'recent'>;
  /** What whole-run rates are over. */
  readonly loadTime: Pick<LoadTime, 'startMs' | 'endMs' | 'coveredMs' | 'carries'>;
  begin(nowMs: number): void;
  /** Headline figures begin afresh; the run goes on. */
  beginFresh(nowMs: number): void;
  report(report: IntervalReport, load: CommandedLoad): MeasuredChange;
  hostSample(sample: HostSample): void;
  targetSample(sample: TargetSample): void;
  errorSample(atMs: number, sample: ErrorSample): void;
  /** The run is over: the second that was filling is complete as it is. */
  close(load: CommandedLoad): MeasuredChange;
  readRun(): ThresholdReading;
}

export interface MeasuresOptions {
  readonly plan: MeasuredPlan;
  readonly profile: Pick<Profile, 'thresholds' | 'alerts' | 'circuitBreaker'>;
  /** Mean think time a request, as the scenarios are weighted now. */
  readonly thinkMs: () => number;
  /** Of the generator's machine. */
  readonly memoryBytes: number;
  /** Something is asserted about its latencies. */
  readonly asserts?: boolean;
}

export function createSessionMeasures(options: MeasuresOptions): SessionMeasures {
  const {plan, profile, thinkMs, memoryBytes} = options;
  const {requestNames} = plan;
  const {thresholds} = profile;
  const index = createSeriesIndex(plan);
  const totals = createRunTotals(plan.series.length);
  const series = createCellSeries();
  let window = createRollingWindow(windowSeconds, requestNames.length);
  let scenarioWindow = createRollingWindow(windowSeconds, plan.scenarios.length);
  const validity = createRunValidity(options.asserts ?? assertsLatency(thresholds));
  const teller = createValidityTeller();
  const columns = createColumnRows(requestNames.length, () => teller.view().sinceMs);
  const slos = createSloTracker(thresholds, index, memoryBytes);
  const alertRules = createAlertRules(profile.alerts, index);
  const forecasts = createForecastWatch(profile, index, memoryBytes);
  const lastGood = createLastGood();
  const plateaus = createPlateauWatch({series: plan.series.length, index, thresholds, memoryBytes});
  const loadMarks = createLoadMarks();
  const fresh = createFreshWindow();
  const alertHistory = createAlertHistory();
  const generator = createGeneratorWatch();
  const failures = createFailureWatch();
  const errorSamples = createErrorSamples(index);
  const hostMeans = createHostMeans(memoryBytes);
  const workers = createWorkerWatch();
  const closed = createClosedDisplay(thinkMs, windowSeconds);
  const stall = createStallWatch();
  const loadTime = createLoadTime();
  const models: LoadModel[] = [];
  let checks: readonly CheckMetrics[] = [];
  let flowErrors = 0;
  let arrivals: SnapshotArrivals = {offered: 0, started: 0, dropped: 0, missed: 0};
  let recent: readonly Cell[] = [];
  /** When the load model last changed: a window that holds both sides of it would say two things with one number. */
  let switchedMs = 0;
  /** Seconds in part of which nothing was to be sent, by their start, ms. */
  const heldBack = new Set<number>();
  let wasHeldBack = false;
  let last: IntervalReport | null = null;
  let host: HostSample | null = null;
  let peakVus = 0;
  const peakRate = createPeakRate(windowSeconds);

  function readRun(): ThresholdReading {
    return readingOfRun(totals.metrics(), {
      coveredMs: loadTime.coveredMs,
      vus: last?.gauges.activeVus ?? 0,
      maxVus: peakVus,
      hostCpu: hostMeans.cpu,
      hostMemory: hostMeans.memory,
    });
  }

  /** A fresh one where the window reaches back before `fromMs`. */
  function beginWindow(fromMs: number): void {
    if ((window.cells[0]?.atMs ?? fromMs) >= fromMs) return;
    window = createRollingWindow(windowSeconds, requestNames.length);
    scenarioWindow = createRollingWindow(windowSeconds, plan.scenarios.length);
  }

  /** The first reading of a model: requests of the one before may still be among what it measured. */
  function enter({model}: CommandedLoad, endMs: number): void {
    if (model === models.at(-1)) return;
    if (models.length > 0) {
      switchedMs = (secondOf(endMs) + 1) * 1000;
      for (const one of [slos, alertRules, forecasts]) one.restart(switchedMs);
    }
    models.push(model);
  }

  /** A reading that began or ended in a pause, or without load, is not all of it sending. */
  function noteHeldBack({paused, level}: CommandedLoad, endMs: number): void {
    const isHeldBack = paused || level === 0;
    if (isHeldBack || wasHeldBack) heldBack.add(secondOf(endMs) * 1000);
    wasHeldBack = isHeldBack;
  }

  /** While what was usual no longer ends. */
  function stalledAges(): SparseHistogram | null {
    return last !== null && stall.stalled(window) ? last.gauges.inFlightAges : null;
  }

  function complete(bySeries: Cell | null, load: CommandedLoad): MeasuredChange {
    if (bySeries === null) return nothingChanged;
    const cell = index.fold(bySeries);
    // The warm-up is shown only until there is something better: from then on headlines and SLOs are read from the same
    // seconds, and never say two things of one quantile.
    if (cell.atMs >= warmUpMs) beginWindow(warmUpMs);
    const fromMs = Math.max(switchedMs, fresh.fromMs);
    beginWindow(fromMs);
    fresh.second(cell);
    if (cell.atMs >= fromMs) {
      window.push(cell);
      scenarioWindow.push(index.byScenario(bySeries));
    }
    recent = [...recent, cell].slice(-recentSeconds);
    const judged = teller.second(cell.atMs + 1000, validity.judgedMs, validity.view());
    columns.add(cell);
    const sending = !heldBack.has(cell.atMs);
    if (load.model === 'closed' && cell.atMs >= switchedMs) closed.second(cell, window, sending);
    heldBack.delete(cell.atMs);
    encodeAhead(series.cells().map((one) => index.fold(one)));
    const ages = stalledAges();
    const change = slos.second(bySeries, series, readRun, ages);
    const endMs = cell.atMs + 1000;
    const alerted = alertRules.second(endMs, createWindowReader(series, memoryBytes, switchedMs, endMs), ages);
    const began = [...change.alerted, ...alerted.fired.map(({rule}) => rule.when)];
    for (const one of began) alertHistory.note(one, endMs, meanLoad([cell]).level);
    forecasts.second(bySeries, sending, load.holdingSinceMs);
    lastGood.second({
      endMs: cell.atMs + 1000,
      holding: load.holdingSinceMs !== null && load.holdingSinceMs <= cell.atMs,
      model: load.model,
      targetLevel: load.targetLevel,
      level: load.model === 'closed' ? cell.load.vus : cell.metrics.arrivalsStarted / (cell.coveredMs / 1000),
      slos: slos.critical(),
    });
    peakRate.second(endedRequests(cell.total), cell.coveredMs);
    loadMarks.second(cell);
    return {
      cell,
      bySeries,
      events: [...failures.second(cell), ...change.events, ...alerted.events, ...judged],
      abort: change.abort,
      fired: alerted.fired,
      breaker: profile.circuitBreaker === null ? null : failures.breaks(profile.circuitBreaker.afterMs),
      plateau: plateaus.second(bySeries, load),
    };
  }

  return {
    totals,
    series,
    index,
    get window() {
      return window;
    },
    get scenarioWindow() {
      return scenarioWindow;
    },
    get checks() {
      return checks;
    },
    get flowErrors() {
      return flowErrors;
    },
    get forecast() {
      return forecasts.nearest();
    },
    columns,
    slos,
    alertRules,
    lastGood,
    plateaus,
    loadMarks,
    fresh,
    alertHistory,
    generator,
    failures,
    closed,
    validity,
    get shownValidity() {
      return teller.view();
    },
    wasDoubtful: (endMs) => teller.wasDoubtful(endMs),
    get arrivals() {
      return arrivals;
    },
    get models() {
      return models.filter((model, index) => models.indexOf(model) === index);
    },
    get iterationsPerSecond() {
      return iterationRate(recent);
    },
    get stalledAges() {
      return stalledAges();
    },
    errors: errorSamples,
    get last() {
      return last;
    },
    get health() {
      return last?.generator ?? unknownHealth;
    },
    get host() {
      return host;
    },
    get workerRows() {
      return workers.rows();
    },
    get peakVus() {
      return peakVus;
    },
    get peakRequestsPerSecond() {
      return peakRate.ofRun(wholeRate(totals, loadTime.coveredMs));
    },
    loadTime,
    begin: (nowMs) => loadTime.begin(nowMs),
    beginFresh(nowMs) {
      fresh.begin(nowMs);
      beginWindow(fresh.fromMs);
      slos.freshen(fresh.fromMs);
    },
    report(report, load) {
      last = report;
      enter(load, report.endMs);
      noteHeldBack(load, report.endMs);
      loadTime.reading({...report, leaving: load.leaving, over: load.ended && report.gauges.inFlight === 0});
      arrivals = addArrivals(arrivals, report.metrics);
      stall.reading(report);
      workers.reading(report);
      validity.reading(report, load.model);
      totals.add(report.metrics);
      checks = mergeChecks([checks, report.metrics.checks]);
      flowErrors += report.metrics.flowErrors;
      peakVus = Math.max(peakVus, report.gauges.activeVus, unseenVus(report, load));
      const told = generator.reading(report.startMs, report.endMs, report.generator);
      const cell = series.add({
        startMs: report.startMs,
        endMs: report.endMs,
        metrics: report.metrics,
        activeVus: report.gauges.activeVus,
        targetVus: load.model === 'closed' ? load.targetLevel : Number.NaN,
        targetRate: load.model === 'open' ? load.level : Number.NaN,
        inFlight: report.gauges.inFlight,
        saturated: report.generator.verdict === 'saturated',
        loopDelayMs: report.generator.loopDelayMs,
        openSockets: report.gauges.openSockets,
        steal: report.generator.steal,
      });
      const change = complete(cell, load);
      const ages = cell === null ? stalledAges() : null;
      if (ages !== null) slos.lift(ages);
      return {...change, events: [...told, ...change.events]};
    },
    hostSample(sample) {
      host = sample;
      hostMeans.add(sample);
      series.addHost(sample);
    },
    targetSample: (sample) => series.addTarget(sample),
    errorSample: (atMs, sample) => errorSamples.add(atMs, sample),
    close: (load) => complete(series.flush(), load),
    readRun,
  };
}

/** Requests a second over the whole run; null: it has not begun. */
function wholeRate(totals: RunTotals, lengthMs: number): number | null {
  return lengthMs <= 0 ? null : endedRequests(totals.counters()) / (lengthMs / 1000);
}
