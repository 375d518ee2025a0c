import {errorIndex} from '../domain/error-kind.ts';
import {formatDuration} from '../domain/format.ts';
import {metricTypes, type Threshold} from '../domain/profile.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {ValidityReason} from '../domain/run-validity.ts';
import {warmUpMs} from '../metrics/cell.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import type {HealthCause, IntervalReport} from '../protocol/report.ts';
import {validityHints} from './validity-hints.ts';
import {
  addWaits,
  createModelWaits,
  lossObjections,
  outsideObjections,
  ownObjections,
  waitObjections,
  type Doubt,
  type ModelWaits,
  type Objection,
} from './validity-objections.ts';
import type {ValidityView} from './view.ts';

/** A run's judgement on itself, from all its readings beyond the warm-up in which there was load. */
export interface RunValidityWatch {
  /** @param model that drives at its end; waits are held against what was shown in the same one */
  reading(report: IntervalReport, model?: LoadModel): void;
  /** A load worker died: what it had in flight is lost. */
  workerLost(atMs: number, worker: number): void;
  /** As it stands now, from one reading to the next: what is shown is steadier, see `ValidityTeller`. */
  view(): ValidityView;
  /** Time with load beyond the warm-up, ms. */
  readonly judgedMs: number;
}

/** Whether a critical threshold bounds a duration: then a run whose latencies are doubtful proves nothing. */
export function assertsLatency(thresholds: readonly Threshold[]): boolean {
  return thresholds.some(({metric, severity}) => severity === 'critical' && metricTypes[metric] === 'trend');
}

/** Nothing speaks against a run that nothing was asked of: VALID, but not for having been looked at. */
const notJudged: ValidityReason = {
  text: `not judged: no load beyond the ${formatDuration(warmUpMs)} of warm-up`,
  hint: validityHints.short,
};

/** Causes that lie outside this process; it takes much of them. */
const fromOutside: ReadonlySet<HealthCause> = new Set(['starved', 'machine', 'steal', 'host-cpu']);

/** @param asserted see `assertsLatency`; or a comparison was asked for */
export function createRunValidity(asserted: boolean): RunValidityWatch {
  const own = new Map<HealthCause, Doubt>();
  const outside = new Map<HealthCause, Doubt>();
  const workers: ValidityReason[] = [];
  let judgedMs = 0;
  let sinceMs: number | null = null;
  let arrivals = 0;
  let missed = 0;
  let dropped = 0;
  /** Dropped while the generator itself was saturated. */
  let droppedByUs = 0;
  let requests = 0;
  let withoutSocket = 0;
  const modelWaits: Record<LoadModel, ModelWaits> = {closed: createModelWaits(), open: createModelWaits()};
  /** Of the first reading that was not quite well: since when waits add up. */
  let warnedMs: number | null = null;
  let view: ValidityView | null = null;

  function readTime({startMs, endMs, generator}: IntervalReport): void {
    const lengthMs = endMs - startMs;
    if (generator.verdict !== 'ok') warnedMs ??= startMs;
    judgedMs += lengthMs;
    const {verdict, cause = 'busy', reason} = generator;
    if (verdict === 'ok' || (verdict === 'warn' && !fromOutside.has(cause))) return;
    const doubts = fromOutside.has(cause) ? outside : own;
    const doubt = doubts.get(cause) ?? {ms: 0, saturatedMs: 0, text: ''};
    const saturatedMs = doubt.saturatedMs + (verdict === 'saturated' ? lengthMs : 0);
    doubts.set(cause, {ms: doubt.ms + lengthMs, saturatedMs, text: reason ?? doubt.text});
    sinceMs ??= startMs;
  }

  /** Arrivals of the warm-up whose fate is still open are judged by it: no more can be lost than are counted. */
  function readWarmUp({metrics}: IntervalReport): void {
    const {arrivals: taken, arrivalsStarted, arrivalsDropped, arrivalsMissed} = metrics;
    arrivals += taken - arrivalsStarted - arrivalsDropped - arrivalsMissed;
  }

  function readWork({startMs, metrics, generator}: IntervalReport): void {
    arrivals += metrics.arrivals;
    missed += metrics.arrivalsMissed;
    dropped += metrics.arrivalsDropped;
    if (generator.verdict === 'saturated') droppedByUs += metrics.arrivalsDropped;
    let refused = 0;
    for (const name of metrics.names) {
      requests += endedRequests(name);
      for (const [kind, count] of name.errors) if (kind === errorIndex['out of sockets']) refused += count;
    }
    withoutSocket += refused;
    if (refused > 0 || metrics.arrivalsMissed > 0 || metrics.arrivalsDropped > 0) sinceMs ??= startMs;
  }

  function objections(): Objection[] {
    return [
      ...ownObjections(own, judgedMs),
      ...outsideObjections(outside, judgedMs),
      ...waitObjections([modelWaits.closed, modelWaits.open]),
      ...lossObjections({arrivals, missed, dropped, droppedByUs, requests, withoutSocket}),
      ...workers.map((reason) => ({invalid: false, weight: 0, reason})),
    ];
  }

  function judge(): ValidityView {
    const found = objections().sort((a, b) => Number(b.invalid) - Number(a.invalid) || b.weight - a.weight);
    if (found.length === 0) return {verdict: 'VALID', sinceMs: null, reasons: judgedMs === 0 ? [notJudged] : []};
    return {
      verdict: asserted && found.some((one) => one.invalid) ? 'INVALID' : 'DEGRADED',
      sinceMs: sinceMs ?? warnedMs ?? warmUpMs,
      reasons: found.map((one) => one.reason),
    };
  }

  return {
    reading(report, model = 'closed') {
      const {startMs, gauges} = report;
      if (startMs < warmUpMs) return readWarmUp(report);
      view = null;
      readWork(report);
      // Only the open model has starts that can be late: a reading with some is not all of a closed one after it.
      const hasStarts = report.metrics.startLag.histogram.buckets.length > 0;
      addWaits(modelWaits[hasStarts ? 'open' : model], report);
      if (gauges.activeVus > 0 || gauges.inFlight > 0 || gauges.queued > 0) readTime(report);
    },
    workerLost(atMs, worker) {
      view = null;
      sinceMs ??= atMs;
      workers.push({text: `load worker ${worker} died`, hint: validityHints.lost});
    },
    view: () => (view ??= judge()),
    get judgedMs() {
      return judgedMs;
    },
  };
}
