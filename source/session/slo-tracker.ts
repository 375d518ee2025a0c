import {formatDuration} from '../domain/format.ts';
import type {Threshold} from '../domain/profile.ts';
import type {SnapshotThreshold} from '../domain/snapshot.ts';
import {
  breachOperator,
  printThresholdBound,
  printThresholdValue,
  thresholdBound,
  thresholdHolds,
  thresholdKind,
  thresholdLabel,
  thresholdOf,
  thresholdPercentile,
  thresholdShort,
  thresholdUsed,
} from '../domain/threshold-evaluation.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import type {CellSeries} from '../metrics/cell-series.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import {liveValue} from './live-threshold.ts';
import type {Selection, SeriesIndex} from './series-index.ts';
import {thresholdValue, type ThresholdReading} from './threshold-value.ts';
import {createWindowReader} from './window-reader.ts';
import type {Alert, SessionEvent, SloRow} from './view.ts';
import {writtenThreshold} from './written-threshold.ts';

/** Over what a threshold without a window is judged while the run lasts. */
export const sloWindowMs = 10_000;

/** A breach is an alert once it has lasted this long. */
const alertAfterMs = 10_000;

const nearShare = 0.8;

/** What one more second has made of the thresholds. */
export interface SloChange {
  readonly events: readonly SessionEvent[];
  /** An `abortOnFail` threshold that has failed. */
  readonly abort: Threshold | null;
  /** Those whose breach has come to be an alert. */
  readonly alerted: readonly Threshold[];
}

/** Every threshold, live and over the run. Live values leave out the generator's warm-up. */
export interface SloTracker {
  /**
   * Takes the next complete second.
   * @param run reads the whole run so far
   * @param ages µs, of the requests in flight, while the target stalls; null: it does not
   */
  second(
    cell: Cell,
    series: Pick<CellSeries, 'since'>,
    run: () => ThresholdReading,
    ages?: SparseHistogram | null,
  ): SloChange;
  /** Between two seconds: the requests in flight have grown older. Only raises what the last second said. */
  lift(ages: SparseHistogram): void;
  /** From here on latency means something else: windows hold nothing that began before `atMs`. */
  restart(atMs: number): void;
  /**
   * What is shown of windows that are no longer than the headline's begins afresh. What the run is judged and stopped by
   * does not: whoever looks anew must not make it pass.
   */
  freshen(atMs: number): void;
  rows(): readonly SloRow[];
  /** Standing alerts, worst first. */
  alerts(): readonly Alert[];
  /** `held`: every critical threshold that has a value holds, and one has; `over`: one is breached. */
  critical(): 'held' | 'over' | 'unknown';
  /** At the end: over the whole run, or for windowed thresholds over every complete window. */
  verdicts(run: ThresholdReading): readonly SnapshotThreshold[];
  /** What thresholds without a window are judged by now; null: nothing yet after the warm-up. */
  reading(): ThresholdReading | null;
  /** As they stand now. */
  standing(): readonly SnapshotThreshold[];
}

interface Tracked {
  readonly threshold: Threshold;
  readonly selection: Selection;
  /** What it is judged by now. */
  reading: ThresholdReading | null;
  /** Of what has ended: what is written down rests on that alone. */
  ended: number | null;
  /** The same over all of its window, wherever the headline began afresh: verdicts and aborts. */
  whole: number | null;
  /** As the headline has it: in a stall lifted by the ages in flight. */
  value: number | null;
  /** It is a quantile that few samples lie above. */
  few: boolean;
  /** It was lifted. */
  atLeast: boolean;
  overSinceMs: number | null;
  overForMs: number;
  alerted: boolean;
  /** Its `abortOnFail` has been acted on: once is enough, an operator may drive on. */
  aborted: boolean;
  worst: {readonly used: number; readonly atMs: number} | null;
  /** Of windowed thresholds: the worst complete window's value and whether all held. */
  windowed: {readonly value: number; readonly ok: boolean; readonly used: number | null} | null;
}

/** @param memoryBytes of the generator's machine */
export function createSloTracker(
  thresholds: readonly Threshold[],
  index: Pick<SeriesIndex, 'ofThreshold'>,
  memoryBytes: number,
): SloTracker {
  const tracked = thresholds.map((threshold): Tracked => ({
    threshold,
    selection: index.ofThreshold(threshold),
    reading: null,
    ended: null,
    whole: null,
    value: null,
    few: false,
    atLeast: false,
    overSinceMs: null,
    overForMs: 0,
    alerted: false,
    aborted: false,
    worst: null,
    windowed: null,
  }));
  let lastReading: ThresholdReading | null = null;
  let earliestMs = warmUpMs;
  let freshMs = 0;

  return {
    restart(atMs) {
      earliestMs = Math.max(earliestMs, atMs);
    },
    freshen(atMs) {
      freshMs = Math.max(freshMs, atMs);
    },
    reading: () => lastReading,
    lift(ages) {
      for (const one of tracked) readLive(one, lifting(one, ages));
    },
    second(cell, series, run, ages = null) {
      const endMs = cell.atMs + cell.seconds * 1000;
      const readWhole = createWindowReader(series, memoryBytes, earliestMs, endMs);
      // Until there is a second of it, what was before still stands.
      const isFresh = freshMs > earliestMs && freshMs < endMs && freshMs > endMs - sloWindowMs;
      const readFresh = isFresh ? createWindowReader(series, memoryBytes, freshMs, endMs) : readWhole;
      lastReading = readFresh(sloWindowMs);
      const events: SessionEvent[] = [];
      const alerted: Threshold[] = [];
      for (const one of tracked) {
        const windowMs = one.threshold.windowMs ?? sloWindowMs;
        one.reading = (windowMs <= sloWindowMs ? readFresh : readWhole)(windowMs);
        readLive(one, lifting(one, ages));
        one.whole = isFresh ? valueIn(one, readWhole(windowMs)) : one.ended;
        noteWorst(one, endMs, earliestMs);
        const wasAlerted = one.alerted;
        events.push(...follow(one, endMs));
        if (one.alerted && !wasAlerted) alerted.push(one.threshold);
      }
      return {events, abort: abortingOf(tracked, endMs, earliestMs, run), alerted};
    },
    rows: () => tracked.map(rowOf),
    alerts() {
      const standing = tracked.filter((one) => one.alerted).sort(byUrgency);
      return standing.map((one) => ({
        text: `${alertText(one)} for ${formatDuration(one.overForMs)}`,
        hint: null,
        more: 0,
        tone: one.threshold.severity === 'critical' ? 'over' : 'near',
      }));
    },
    critical() {
      const judged = tracked.filter((one) => one.threshold.severity === 'critical' && one.value !== null);
      if (judged.some((one) => !thresholdHolds(one.threshold, one.value!))) return 'over';
      return judged.length > 0 ? 'held' : 'unknown';
    },
    verdicts: (run) => tracked.map((one) => verdictOf(one, run)),
    standing: () => tracked.map(({threshold, ended}) => writtenThreshold(threshold, ended)),
  };
}

/** Ages have no names: they say something of all requests only. */
function lifting({selection}: Tracked, ages: SparseHistogram | null): SparseHistogram | null {
  return selection.series === null ? ages : null;
}

function valueIn({threshold, selection}: Tracked, reading: ThresholdReading | null): number | null {
  return reading === null ? null : thresholdValue(threshold, reading, selection);
}

function readLive(one: Tracked, ages: SparseHistogram | null): void {
  const {threshold, reading, selection} = one;
  if (reading === null) Object.assign(one, {ended: null, value: null, few: false, atLeast: false});
  else Object.assign(one, liveValue(threshold, reading, selection, ages));
}

function noteWorst(one: Tracked, endMs: number, earliestMs: number): void {
  const {threshold, value, whole} = one;
  const used = value === null ? null : thresholdUsed(threshold, value);
  if (used !== null && (one.worst === null || used > one.worst.used)) one.worst = {used, atMs: endMs};
  if (whole === null || threshold.windowMs === null || endMs - threshold.windowMs < earliestMs) return;
  noteWindow(one, whole);
}

/** Takes the complete window that has just ended. */
function noteWindow(one: Tracked, value: number): void {
  const used = thresholdUsed(one.threshold, value);
  const ok = thresholdHolds(one.threshold, value);
  const before = one.windowed;
  if (before !== null && before.ok !== ok && !before.ok) return;
  if (before === null || before.ok !== ok || (used ?? 0) > (before.used ?? 0)) one.windowed = {value, ok, used};
}

/** Follows a breach from its first second to the one in which it is over. */
function follow(one: Tracked, endMs: number): SessionEvent[] {
  const {threshold, value} = one;
  const label = labelOf(threshold);
  if (value === null || thresholdHolds(threshold, value)) {
    const {alerted, overForMs} = one;
    Object.assign(one, {overSinceMs: null, overForMs: 0, alerted: false});
    if (!alerted) return [];
    const now = value === null ? 'nothing measured' : `now ${printThresholdValue(threshold, value)}`;
    const text = `cleared ${label} (${now}, breached for ${formatDuration(overForMs)})`;
    return [{atMs: endMs, kind: 'cleared', text, mark: `✓${thresholdShort(threshold)}`.slice(0, 9)}];
  }
  one.overSinceMs ??= endMs;
  one.overForMs = endMs - one.overSinceMs;
  if (one.alerted || one.overForMs < alertAfterMs) return [];
  one.alerted = true;
  const text = `ALERT ${label} breached for ${formatDuration(one.overForMs)} (now ${printThresholdValue(threshold, value)})`;
  return [{atMs: endMs, kind: 'alert', text, mark: `!${thresholdShort(threshold)}`.slice(0, 9)}];
}

function abortingOf(
  tracked: readonly Tracked[],
  endMs: number,
  earliestMs: number,
  run: () => ThresholdReading,
): Threshold | null {
  let whole: ThresholdReading | null = null;
  for (const one of tracked) {
    const {threshold} = one;
    if (!threshold.abortOnFail || one.aborted || endMs < threshold.delayAbortEvalMs) continue;
    if (threshold.windowMs !== null && endMs - threshold.windowMs < earliestMs) continue;
    if (threshold.windowMs === null) whole ??= run();
    const value = whole === null || threshold.windowMs !== null ? one.whole : valueIn(one, whole);
    if (value === null || thresholdHolds(threshold, value)) continue;
    one.aborted = true;
    return threshold;
  }
  return null;
}

function rowOf(one: Tracked): SloRow {
  const {threshold, value, overForMs, worst} = one;
  const used = value === null ? null : thresholdUsed(threshold, value);
  const state =
    value === null
      ? 'unknown'
      : !thresholdHolds(threshold, value)
        ? 'over'
        : used !== null && used >= nearShare
          ? 'near'
          : 'ok';
  return {
    label: rowLabel(threshold),
    short: thresholdShort(threshold),
    source: threshold.source,
    kind: thresholdKind(threshold),
    requestName: threshold.tags['name'] ?? null,
    budget: threshold.budget,
    percentile: thresholdPercentile(threshold),
    bound: thresholdBound(threshold),
    value,
    few: one.few,
    atLeast: one.atLeast,
    used,
    state,
    overForMs,
    severity: threshold.severity,
    worst,
  };
}

/** The request has a column of its own; other tags go before the label. */
function rowLabel(threshold: Threshold): string {
  const {name: _name, ...tags} = threshold.tags;
  return `${thresholdOf({tags})}${thresholdLabel(threshold)}`;
}

function byUrgency(a: Tracked, b: Tracked): number {
  const severity = Number(b.threshold.severity === 'critical') - Number(a.threshold.severity === 'critical');
  return severity !== 0 ? severity : usedOf(b) - usedOf(a);
}

function usedOf({threshold, value}: Tracked): number {
  return value === null ? 0 : (thresholdUsed(threshold, value) ?? 1);
}

function alertText({threshold, value}: Tracked): string {
  const now = value === null ? '--' : printThresholdValue(threshold, value);
  return `${thresholdOf(threshold)}${thresholdShort(threshold)} ${now} ${breachOperator(threshold)} ${printThresholdBound(threshold)}`;
}

function labelOf(threshold: Threshold): string {
  return `${thresholdOf(threshold)}${thresholdLabel(threshold)}`;
}

function verdictOf(one: Tracked, run: ThresholdReading): SnapshotThreshold {
  const {threshold, windowed} = one;
  const value = threshold.windowMs === null ? valueIn(one, run) : (windowed?.value ?? null);
  return writtenThreshold(threshold, value, value === null ? null : (windowed?.ok ?? thresholdHolds(threshold, value)));
}
