import {formatDuration} from '../domain/format.ts';
import type {ValidityReason} from '../domain/run-validity.ts';
import {addToDense, createDense, readQuantiles, type DenseHistogram} from '../metrics/dense-histogram.ts';
import {percentilesOf} from '../metrics/histogram.ts';
import type {HealthCause, IntervalReport} from '../protocol/report.ts';
import {validityHints} from './validity-hints.ts';

/** From when on doubtful time, or work that was never done, makes a run's figures doubtful. */
export const validityLimits = {
  /**
   * Time in which the generator itself was saturated: at least so long and so large a share of the time judged is told;
   * what was asserted about latency rests on it from a larger one on.
   */
  own: {leastMs: 2000, told: 0.02, invalid: 0.1},
  /** Time others took from it: machines are never quite calm. Of warnings it takes half of the time to invalidate. */
  outside: {leastMs: 3000, told: 0.2, warnedInvalid: 0.5},
  /** p99 of how long answers, or starts, waited for the generator over the time judged: absolute, and of the p99 shown. */
  waits: {
    'client-wait': {told: {ms: 2, share: 0.15}, invalid: {ms: 3, share: 0.2}},
    'start-lag': {told: {ms: 3, share: 0.2}, invalid: {ms: 5, share: 0.3}},
  },
  /**
   * How late a load worker's timers run (p99): absolute, and of the p99 shown. Answers come as late, unseen by any wait,
   * when others have its core. An idle machine's is 1 ms, the step of Node's timers. Counts from shares of the time on.
   */
  late: {ms: 2, share: 0.2, told: 0.2, invalid: 0.3},
  /** Waits count that are seen again so long after they were first seen: one noisy second says little. */
  waitsSpanMs: 2000,
  /** Of all arrivals, missed or dropped; of all requests, without a socket to send them on. */
  lost: 0.001,
} as const;

/** Something that speaks against the run. */
export interface Objection {
  readonly invalid: boolean;
  /** Larger is worse. */
  readonly weight: number;
  readonly reason: ValidityReason;
}

/** Doubtful time by one cause. */
export interface Doubt {
  ms: number;
  /** Of it, saturated. */
  saturatedMs: number;
  /** As the reading put it that was told last. */
  text: string;
}

type WaitCause = keyof typeof validityLimits.waits;
const waitCauses = ['client-wait', 'start-lag'] as const satisfies readonly WaitCause[];

/** What was shown in one load model, and how long its answers and starts waited for the generator. */
export interface ModelWaits {
  readonly shown: DenseHistogram;
  readonly waits: Readonly<Record<WaitCause, DenseHistogram>>;
  /** Readings whose own waits passed the limit: start of the first, end of the last, ms. */
  readonly seen: Record<WaitCause, {fromMs: number; untilMs: number}>;
  /** Time in which the lateness of the load workers' timers was known, time in which it passed its limit, its worst there; ms. */
  readonly late: {ms: number; passedMs: number; worstMs: number};
}

const unseen = {fromMs: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY} as const;

export function createModelWaits(): ModelWaits {
  return {
    shown: createDense(),
    waits: {'client-wait': createDense(), 'start-lag': createDense()},
    seen: {'client-wait': {...unseen}, 'start-lag': {...unseen}},
    late: {ms: 0, passedMs: 0, worstMs: 0},
  };
}

/** Takes what one reading showed and how long it waited. */
export function addWaits(model: ModelWaits, {startMs, endMs, metrics, generator}: IntervalReport): void {
  const {shown, waits, seen, late} = model;
  for (const {latency} of metrics.names) addToDense(shown, latency);
  const shownMs = p99Ms(shown);
  for (const cause of waitCauses) {
    const {histogram, maxUs} = cause === 'client-wait' ? metrics.clientWait : metrics.startLag;
    if (histogram.buckets.length === 0) continue;
    addToDense(waits[cause], histogram);
    if (!passes(percentilesOf(histogram, [99], maxUs)[0]! / 1000, shownMs, validityLimits.waits[cause].told)) continue;
    const span = seen[cause];
    span.fromMs = Math.min(span.fromMs, startMs);
    span.untilMs = endMs;
  }
  // Lateness counts where there are answers to be late.
  if (Number.isNaN(generator.loopDelayMs) || metrics.names.every(({latency}) => latency.buckets.length === 0)) return;
  late.ms += endMs - startMs;
  if (!passes(generator.loopDelayMs, shownMs, validityLimits.late)) return;
  late.passedMs += endMs - startMs;
  late.worstMs = Math.max(late.worstMs, generator.loopDelayMs);
}

function passes(ms: number, shownMs: number, limit: {readonly ms: number; readonly share: number}): boolean {
  return ms >= Math.max(limit.ms, limit.share * shownMs);
}

/** Time in which the generator saturated itself: one objection per cause, if all together took long enough. */
export function ownObjections(doubts: ReadonlyMap<HealthCause, Doubt>, judgedMs: number): Objection[] {
  const {leastMs, told, invalid} = validityLimits.own;
  const totalMs = sumOf(doubts, (doubt) => doubt.ms);
  if (totalMs < leastMs || totalMs < told * judgedMs) return [];
  return timeObjections(doubts, judgedMs, totalMs >= invalid * judgedMs);
}

/** Time that others took; a busy machine alone invalidates nothing. */
export function outsideObjections(doubts: ReadonlyMap<HealthCause, Doubt>, judgedMs: number): Objection[] {
  const {leastMs, told, warnedInvalid} = validityLimits.outside;
  const totalMs = sumOf(doubts, (doubt) => doubt.ms);
  if (totalMs < leastMs || totalMs < told * judgedMs) return [];
  const host = doubts.get('host-cpu');
  const saturatedMs = sumOf(doubts, (doubt) => doubt.saturatedMs) - (host?.saturatedMs ?? 0);
  const invalid = saturatedMs >= told * judgedMs || totalMs - (host?.ms ?? 0) >= warnedInvalid * judgedMs;
  return timeObjections(doubts, judgedMs, invalid);
}

function sumOf(doubts: ReadonlyMap<HealthCause, Doubt>, pick: (doubt: Doubt) => number): number {
  let sum = 0;
  for (const doubt of doubts.values()) sum += pick(doubt);
  return sum;
}

function timeObjections(doubts: ReadonlyMap<HealthCause, Doubt>, judgedMs: number, invalid: boolean): Objection[] {
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
 * Short pauses take little time and still make up a p99: the waits of all readings of a model against the p99 shown in
 * them. One objection per cause, by the model it is worse in.
 */
export function waitObjections(models: readonly ModelWaits[]): Objection[] {
  const perModel = [...waitCauses.map((cause) => (model: ModelWaits) => waitObjection(model, cause)), lateObjection];
  return perModel.flatMap((object) => {
    const found = models.flatMap(object);
    return found.sort((a, b) => Number(b.invalid) - Number(a.invalid) || b.weight - a.weight).slice(0, 1);
  });
}

function lateObjection({shown, late}: ModelWaits): Objection[] {
  const shownMs = p99Ms(shown);
  const {told, invalid} = validityLimits.late;
  if (late.passedMs < validityLimits.waitsSpanMs || late.passedMs < told * late.ms) return [];
  const figures = `${formatDuration(late.worstMs)} late (p99, of ${formatDuration(shownMs)} shown)`;
  const text = `a load worker's event loop ran up to ${figures} in ${formatDuration(late.passedMs)} of ${formatDuration(late.ms)}`;
  const weight = late.passedMs / late.ms;
  return [{invalid: weight >= invalid, weight, reason: {text, hint: validityHints.late}}];
}

function waitObjection({shown, waits, seen}: ModelWaits, cause: WaitCause): Objection[] {
  const shownMs = p99Ms(shown);
  const ms = p99Ms(waits[cause]);
  const {told, invalid} = validityLimits.waits[cause];
  const {fromMs, untilMs} = seen[cause];
  // Without a sample either is NaN, and no comparison holds.
  if (untilMs - fromMs < validityLimits.waitsSpanMs || !passes(ms, shownMs, told)) return [];
  const figures = `${formatDuration(ms)} of the ${formatDuration(shownMs)} shown (p99)`;
  return [
    {
      invalid: passes(ms, shownMs, invalid),
      weight: ms / shownMs,
      reason: {text: `${waitTexts[cause]} ${figures} in the generator`, hint: validityHints[cause]},
    },
  ];
}

function p99Ms(histogram: DenseHistogram): number {
  return (readQuantiles(histogram, [99], Number.POSITIVE_INFINITY)[0]?.us ?? Number.NaN) / 1000;
}

/** Of the run so far. */
export interface Losses {
  readonly arrivals: number;
  readonly missed: number;
  readonly dropped: number;
  readonly droppedByUs: number;
  readonly requests: number;
  readonly withoutSocket: number;
}

/** Work that was never done. */
export function lossObjections({arrivals, missed, dropped, droppedByUs, requests, withoutSocket}: Losses): Objection[] {
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
