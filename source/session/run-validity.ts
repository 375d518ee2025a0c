import {errorIndex} from '../domain/error-kind.ts';
import {formatDuration} from '../domain/format.ts';
import {metricTypes, type Threshold} from '../domain/profile.ts';
import type {ValidityReason} from '../domain/run-validity.ts';
import {warmUpMs} from '../metrics/cell.ts';
import {addToDense, createDense, readQuantiles, type DenseHistogram} from '../metrics/dense-histogram.ts';
import {endedRequests} from '../metrics/merge-metrics.ts';
import type {HealthCause, IntervalReport} from '../protocol/report.ts';
import {validityHints} from './validity-hints.ts';
import type {ValidityView} from './view.ts';

/** From when on doubtful time, or work that was never done, makes a run's figures doubtful. */
export const validityLimits = {
  /** Time in which the generator was saturated, or starved: at least so long and … */
  leastMs: 1000,
  /** … so large a share of the time judged: told; … */
  told: 0.02,
  starved: 0.1,
  /** … what was asserted about latency rests on it. */
  invalid: 0.1,
  starvedInvalid: 0.5,
  /** p99 of how long answers, or starts, waited for the generator over the time judged: absolute, or of the p99 shown. */
  waitMs: {told: 1, invalid: 3},
  ofShown: {told: 0.1, invalid: 0.2},
  /** Of all arrivals, missed or dropped; of all requests, without a socket to send them on. */
  lost: 0.001,
} as const;

/** A run's judgement on itself, from all its readings beyond the warm-up in which there was load. */
export interface RunValidityWatch {
  reading(report: IntervalReport): void;
  /** A load worker died: what it had in flight is lost. */
  workerLost(atMs: number, worker: number): void;
  view(): ValidityView;
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

/** Something that speaks against the run. */
interface Objection {
  readonly invalid: boolean;
  /** Larger is worse. */
  readonly weight: number;
  readonly reason: ValidityReason;
}

interface Doubt {
  ms: number;
  /** As the reading put it that was told last. */
  text: string;
}

/** Causes that lie outside this process; without saturation it takes much of them. */
const fromOutside: ReadonlySet<HealthCause> = new Set(['starved', 'machine', 'steal', 'host-cpu']);

/** @param asserted see `assertsLatency` */
export function createRunValidity(asserted: boolean): RunValidityWatch {
  const saturated = new Map<HealthCause, Doubt>();
  const starved = new Map<HealthCause, Doubt>();
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
  const shown = createDense();
  const clientWait = createDense();
  const startLag = createDense();
  /** Of the first reading that was not quite well: since when waits add up. */
  let warnedMs: number | null = null;
  let view: ValidityView | null = null;

  function readTime({startMs, endMs, generator}: IntervalReport): void {
    const lengthMs = endMs - startMs;
    if (generator.verdict !== 'ok') warnedMs ??= startMs;
    judgedMs += lengthMs;
    const {verdict, cause = 'busy', reason} = generator;
    if (verdict === 'ok' || (verdict === 'warn' && !fromOutside.has(cause))) return;
    const doubts = verdict === 'saturated' ? saturated : starved;
    const doubt = doubts.get(cause) ?? {ms: 0, text: ''};
    doubts.set(cause, {ms: doubt.ms + lengthMs, text: reason ?? doubt.text});
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
    addToDense(clientWait, metrics.clientWait.histogram);
    addToDense(startLag, metrics.startLag.histogram);
    let refused = 0;
    for (const name of metrics.names) {
      addToDense(shown, name.latency);
      requests += endedRequests(name);
      for (const [kind, count] of name.errors) if (kind === errorIndex['out of sockets']) refused += count;
    }
    withoutSocket += refused;
    if (refused > 0 || metrics.arrivalsMissed > 0 || metrics.arrivalsDropped > 0) sinceMs ??= startMs;
  }

  function objections(): Objection[] {
    return [
      ...timeObjections(saturated, judgedMs, validityLimits.told, validityLimits.invalid),
      ...timeObjections(starved, judgedMs, validityLimits.starved, validityLimits.starvedInvalid),
      ...waitObjections(p99Ms(shown), {'client-wait': p99Ms(clientWait), 'start-lag': p99Ms(startLag)}),
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
    reading(report) {
      const {startMs, gauges} = report;
      if (startMs < warmUpMs) return readWarmUp(report);
      view = null;
      readWork(report);
      if (gauges.activeVus > 0 || gauges.inFlight > 0 || gauges.queued > 0) readTime(report);
    },
    workerLost(atMs, worker) {
      view = null;
      sinceMs ??= atMs;
      workers.push({text: `load worker ${worker} died`, hint: validityHints.lost});
    },
    view: () => (view ??= judge()),
  };
}

/**
 * One objection per cause, if all causes together took long enough.
 * @param told from which share of the judged time on
 * @param invalidFrom from which share on the run is invalid; a busy machine alone is none of it
 */
function timeObjections(
  doubts: ReadonlyMap<HealthCause, Doubt>,
  judgedMs: number,
  told: number,
  invalidFrom: number,
): Objection[] {
  let totalMs = 0;
  for (const {ms} of doubts.values()) totalMs += ms;
  if (totalMs < validityLimits.leastMs || totalMs < told * judgedMs) return [];
  const invalid = totalMs - (doubts.get('host-cpu')?.ms ?? 0) >= invalidFrom * judgedMs;
  return [...doubts].map(([cause, {ms, text}]) => ({
    invalid,
    weight: ms / judgedMs,
    reason: {
      text: `${text} (in ${formatDuration(ms)} of ${formatDuration(judgedMs)})`,
      hint: validityHints[cause],
    },
  }));
}

const waitTexts = {
  'client-wait': 'answers waited up to',
  'start-lag': 'iterations started late by',
} as const;

/**
 * Short pauses take little time and still make up a p99: the waits of the whole run against its own p99, ms.
 * @param waits p99 by cause, ms; NaN without samples
 */
function waitObjections(shownMs: number, waits: Readonly<Record<keyof typeof waitTexts, number>>): Objection[] {
  const {waitMs, ofShown} = validityLimits;
  const found: Objection[] = [];
  for (const cause of ['client-wait', 'start-lag'] as const) {
    const ms = waits[cause];
    if (!(ms >= Math.max(waitMs.told, ofShown.told * shownMs))) continue;
    const figures = `${formatDuration(ms)} of the ${formatDuration(shownMs)} shown (p99)`;
    found.push({
      invalid: ms >= Math.max(waitMs.invalid, ofShown.invalid * shownMs),
      weight: ms / shownMs,
      reason: {text: `${waitTexts[cause]} ${figures} in the generator`, hint: validityHints[cause]},
    });
  }
  return found;
}

function p99Ms(histogram: DenseHistogram): number {
  return (readQuantiles(histogram, [99], Number.POSITIVE_INFINITY)[0]?.us ?? Number.NaN) / 1000;
}

interface Losses {
  readonly arrivals: number;
  readonly missed: number;
  readonly dropped: number;
  readonly droppedByUs: number;
  readonly requests: number;
  readonly withoutSocket: number;
}

function lossObjections({arrivals, missed, dropped, droppedByUs, requests, withoutSocket}: Losses): Objection[] {
  const {lost} = validityLimits;
  const found: Objection[] = [];
  const object = (text: string, hint: string, share: number, invalid: boolean): void => {
    found.push({invalid, weight: share, reason: {text, hint}});
  };
  if (missed > lost * arrivals) {
    object(`${missed} of ${arrivals} arrivals were never started`, validityHints.missed, missed / arrivals, true);
  }
  if (dropped > lost * arrivals) {
    const text = `${dropped} of ${arrivals} arrivals were dropped: no VU was free`;
    object(text, validityHints.queue, dropped / arrivals, droppedByUs > lost * arrivals);
  }
  if (withoutSocket > 0) {
    const text = `${withoutSocket} requests found no socket: file descriptors or ports ran out`;
    object(text, validityHints.sockets, withoutSocket / requests, withoutSocket > lost * requests);
  }
  return found;
}
