import {formatDuration} from '../domain/format.ts';
import type {AlertRule} from '../domain/profile.ts';
import {
  printThresholdBound,
  printThresholdValue,
  thresholdHolds,
  thresholdOf,
  thresholdShort,
} from '../domain/threshold-evaluation.ts';
import {warmUpMs} from '../metrics/cell.ts';
import type {SparseHistogram} from '../metrics/histogram.ts';
import {liveValue} from './live-threshold.ts';
import type {Selection, SeriesIndex} from './series-index.ts';
import type {Alert, SessionEvent} from './view.ts';
import type {WindowReader} from './window-reader.ts';

/** A rule that has just begun to fire. */
export interface FiredAlert {
  readonly rule: AlertRule;
  /** `p95 2.30s > 2s`. */
  readonly text: string;
}

/** What one more second has made of the rules. */
export interface AlertChange {
  readonly events: readonly SessionEvent[];
  readonly fired: readonly FiredAlert[];
}

/**
 * The profile's alerts. Each is read over its window, once the window is complete:
 *
 *            | condition true                           | not true, or nothing measured
 * -----------+------------------------------------------+-------------------------------
 * calm       | rises                                    | --
 * rises      | fires once it has been so for `forMs`    | calm
 * fires      | goes on (its action came once)           | cleared, calm
 */
export interface AlertRules {
  /**
   * Takes the next complete second.
   * @param endMs its end, run clock
   * @param read reads back from there
   * @param ages µs, of the requests in flight, while the target stalls; null: it does not
   */
  second(endMs: number, read: WindowReader, ages: SparseHistogram | null): AlertChange;
  /** From here on latency means something else: windows begin at `atMs`, run clock. */
  restart(atMs: number): void;
  /** Those that fire, worst first. */
  alerts(): readonly Alert[];
}

interface Watched {
  readonly rule: AlertRule;
  readonly selection: Selection;
  value: number | null;
  sinceMs: number | null;
  trueForMs: number;
  fires: boolean;
}

export function createAlertRules(rules: readonly AlertRule[], index: Pick<SeriesIndex, 'ofThreshold'>): AlertRules {
  const watched = rules.map((rule): Watched => ({
    rule,
    selection: index.ofThreshold(rule.when),
    value: null,
    sinceMs: null,
    trueForMs: 0,
    fires: false,
  }));
  let earliestMs = warmUpMs;

  function readNow(one: Watched, endMs: number, read: WindowReader, ages: SparseHistogram | null): number | null {
    const {when} = one.rule;
    const windowMs = when.windowMs ?? 1000;
    const reading = endMs - windowMs < earliestMs ? null : read(windowMs);
    if (reading === null) return null;
    return liveValue(when, reading, one.selection, one.selection.series === null ? ages : null).value;
  }

  return {
    second(endMs, read, ages) {
      const events: SessionEvent[] = [];
      const fired: FiredAlert[] = [];
      for (const one of watched) {
        one.value = readNow(one, endMs, read, ages);
        const isTrue = one.value !== null && thresholdHolds(one.rule.when, one.value);
        if (!isTrue) {
          if (one.fires) events.push(clearedEvent(one, endMs));
          Object.assign(one, {sinceMs: null, trueForMs: 0, fires: false});
          continue;
        }
        one.sinceMs ??= endMs;
        one.trueForMs = endMs - one.sinceMs;
        if (one.fires || one.trueForMs < one.rule.forMs) continue;
        one.fires = true;
        events.push(firedEvent(one, endMs));
        fired.push({rule: one.rule, text: textOf(one)});
      }
      return {events, fired};
    },
    restart(atMs) {
      earliestMs = Math.max(earliestMs, atMs);
    },
    alerts: () =>
      watched
        .filter((one) => one.fires)
        .sort((a, b) => Number(isCritical(b)) - Number(isCritical(a)))
        .map((one) => ({
          text: `${textOf(one)}${one.trueForMs === 0 ? '' : ` for ${formatDuration(one.trueForMs)}`}`,
          hint: null,
          more: 0,
          tone: isCritical(one) ? 'over' : 'near',
        })),
  };
}

function isCritical({rule}: Watched): boolean {
  return rule.when.severity === 'critical';
}

function textOf({rule: {when}, value}: Watched): string {
  const now = value === null ? '--' : printThresholdValue(when, value);
  return `${thresholdOf(when)}${thresholdShort(when)} ${now} ${when.operator} ${printThresholdBound(when)}`;
}

const actionWords = {alert: '', hold: ': hold', 'back-off': ': back off', stop: ': stop'} as const;

function firedEvent(one: Watched, atMs: number): SessionEvent {
  const {when, action} = one.rule;
  const text = `ALERT ${textOf(one)}${actionWords[action]}`;
  return {atMs, kind: 'alert', text, mark: `!${thresholdShort(when)}`.slice(0, 9)};
}

function clearedEvent(one: Watched, atMs: number): SessionEvent {
  const {when} = one.rule;
  const now = one.value === null ? 'nothing measured' : `now ${printThresholdValue(when, one.value)}`;
  const condition = `${thresholdOf(when)}${thresholdShort(when)} ${when.operator} ${printThresholdBound(when)}`;
  const lasted = one.sinceMs === null ? '' : `, stood for ${formatDuration(atMs - one.sinceMs)}`;
  return {
    atMs,
    kind: 'cleared',
    text: `cleared ${condition} (${now}${lasted})`,
    mark: `✓${thresholdShort(when)}`.slice(0, 9),
  };
}
