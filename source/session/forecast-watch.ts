import type {AlertRule, Threshold} from '../domain/profile.ts';
import {
  printThresholdBound,
  thresholdBound,
  thresholdKind,
  thresholdOf,
  thresholdShort,
} from '../domain/threshold-evaluation.ts';
import {warmUpMs, type Cell} from '../metrics/cell.ts';
import type {Selection, SeriesIndex} from './series-index.ts';
import {readingOfCell, thresholdValue} from './threshold-value.ts';
import {risesSignificantly, theilSen, type TrendPoint} from '../analysis/trend.ts';
import type {Forecast} from './view-figures.ts';

/** A trend is read from so much of the end, … */
const trendMs = 60_000;

/** … from at least so many seconds of it, … */
const leastPoints = 20;

/** … and looks ahead no farther than this: what is later changes before it comes. */
const horizonMs = 120_000;

/** Tells which bound will be crossed soon if all goes on as it does. */
export interface ForecastWatch {
  /**
   * Takes the next complete second.
   * @param sending false: a pause or a stop held the load back; what was before it is no trend any more
   * @param holdingSinceMs run clock: the load has been steady since, and what rose with it before rises no further; null:
   *   it is on a ramp
   */
  second(cell: Cell, sending: boolean, holdingSinceMs: number | null): void;
  /** What was measured before `atMs`, run clock, means something else. */
  restart(atMs: number): void;
  /** The nearest crossing; null: none is near. */
  nearest(): Forecast | null;
}

interface Followed {
  readonly threshold: Threshold;
  readonly selection: Selection;
  points: TrendPoint[];
}

/**
 * Of thresholds and alerts that something must not rise above, and that are read from times or shares: each complete
 * second gives a value of its own (windows that overlap would make a trend out of noise).
 * @param memoryBytes of the generator's machine
 */
export function createForecastWatch(
  {thresholds, alerts}: {readonly thresholds: readonly Threshold[]; readonly alerts: readonly AlertRule[]},
  index: Pick<SeriesIndex, 'ofThreshold'>,
  memoryBytes: number,
): ForecastWatch {
  const bounded = [
    ...thresholds.filter(({operator}) => operator.startsWith('<')),
    ...alerts.map(({when}) => when).filter(({operator}) => operator.startsWith('>')),
  ];
  const followed = bounded
    .filter((threshold) => ['latency', 'share'].includes(thresholdKind(threshold)))
    .map((threshold): Followed => ({threshold, selection: index.ofThreshold(threshold), points: []}));
  let earliestMs = warmUpMs;
  let nearest: Forecast | null = null;

  function forget(): void {
    nearest = null;
    for (const one of followed) one.points = [];
  }

  return {
    second(cell, sending, holdingSinceMs) {
      if (!sending) return forget();
      if (cell.atMs < earliestMs || followed.length === 0) return;
      const atS = cell.atMs / 1000 + cell.seconds;
      const reading = readingOfCell(cell, memoryBytes);
      const fromS = Math.max(atS - trendMs / 1000, (holdingSinceMs ?? 0) / 1000);
      nearest = null;
      for (const one of followed) {
        const value = thresholdValue(one.threshold, reading, one.selection);
        one.points = one.points.filter((point) => point.atS > fromS);
        if (value === null) continue;
        one.points.push({atS, value});
        const forecast = crossingOf(one, atS);
        if (forecast !== null && (nearest === null || forecast.inMs < nearest.inMs)) nearest = forecast;
      }
    },
    restart(atMs) {
      earliestMs = Math.max(earliestMs, atMs);
      forget();
    },
    nearest: () => nearest,
  };
}

function crossingOf({threshold, points}: Followed, nowS: number): Forecast | null {
  if (points.length < leastPoints || !risesSignificantly(points.map(({value}) => value))) return null;
  const line = theilSen(points, nowS);
  const bound = thresholdBound(threshold);
  if (line === null || line.perSecond <= 0 || line.now >= bound) return null;
  const inMs = ((bound - line.now) / line.perSecond) * 1000;
  if (inMs > horizonMs) return null;
  const text = `${thresholdOf(threshold)}${thresholdShort(threshold)} crosses ${printThresholdBound(threshold)} in ~${roundSeconds(inMs / 1000)}s`;
  return {text, inMs, severity: threshold.severity};
}

/** As exact as such a guess is: whole seconds up to 10, then 5 by 5. */
function roundSeconds(seconds: number): number {
  return seconds <= 10 ? Math.max(1, Math.round(seconds)) : Math.round(seconds / 5) * 5;
}
