import type {Threshold} from '../domain/profile.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import type {Cell} from '../metrics/cell.ts';
import type {CheckMetrics, IntervalMetrics, NameMetrics} from '../metrics/interval.ts';
import {allNames, mergeNames} from '../metrics/merge-metrics.ts';

/** Part of what is counted apart: of requests and of checks; null: all of them. */
export interface Selection {
  /** Indices into `RunPlan.series`. */
  readonly series: ReadonlySet<number> | null;
  /** Indices into `RunPlan.checks`. */
  readonly checks: ReadonlySet<number> | null;
}

/**
 * Requests are counted by series (name, scenario, group, tags); screens and files know them by name, thresholds by tags.
 *
 *   series   0 login/a   1 cart/a   2 login/b       fold       →  login (0 + 2), cart (1)
 *                                                   byScenario →  a (0 + 1), b (2)
 */
export interface SeriesIndex {
  readonly requestNames: readonly string[];
  /** Index into `requestNames` of a series; undefined: there is no such series. */
  nameOf(series: number): number | undefined;
  /** The cell with metrics by request name; the same object each time, so that what is kept by cell stays. */
  fold(cell: Cell): Cell;
  foldMetrics(metrics: IntervalMetrics): IntervalMetrics;
  /** The cell with metrics by scenario. */
  byScenario(cell: Cell): Cell;
  metricsByScenario(metrics: IntervalMetrics): IntervalMetrics;
  /** What a threshold is about. */
  ofThreshold(threshold: Pick<Threshold, 'tags'>): Selection;
  /** All requests of one name. */
  ofName(name: number): Selection;
}

export type MeasuredPlan = Pick<RunPlan, 'requestNames' | 'series' | 'checks'> & {
  readonly scenarios: readonly {readonly name: string}[];
};

export const everything: Selection = {series: null, checks: null};

export function createSeriesIndex({requestNames, series, checks, scenarios}: MeasuredPlan): SeriesIndex {
  const names = series.map(({name}) => name);
  const isByName = series.length === requestNames.length && names.every((name, index) => name === index);
  const scenarioNames = scenarios.map(({name}) => name);
  const scenarioOf = series.map(({tags}) => scenarioNames.indexOf(tags['scenario'] ?? ''));
  const folded = new WeakMap<Cell, Cell>();

  function foldMetrics(metrics: IntervalMetrics): IntervalMetrics {
    return isByName ? metrics : {...metrics, names: regroup(metrics.names, names)};
  }

  function metricsByScenario(metrics: IntervalMetrics): IntervalMetrics {
    return {...metrics, names: regroup(metrics.names, scenarioOf)};
  }

  function matching(tags: Readonly<Record<string, string>>): ReadonlySet<number> | null {
    const wanted = Object.entries(tags);
    if (wanted.length === 0) return null;
    const found = series.flatMap((one, index) =>
      wanted.every(([tag, value]) => one.tags[tag] === value) ? [index] : [],
    );
    // All of them are no part: what is known of all requests is known of these.
    return found.length === series.length ? null : new Set(found);
  }

  return {
    requestNames,
    nameOf: (index) => names[index],
    fold(cell) {
      if (isByName) return cell;
      const known = folded.get(cell);
      if (known !== undefined) return known;
      const fresh = {...cell, metrics: foldMetrics(cell.metrics)};
      folded.set(cell, fresh);
      return fresh;
    },
    foldMetrics,
    byScenario: (cell) => ({...cell, metrics: metricsByScenario(cell.metrics)}),
    metricsByScenario,
    ofThreshold({tags: {check, ...tags}}) {
      const chosen = matching(tags);
      if (chosen === null && check === undefined) return everything;
      const own = checks.flatMap((one, index) =>
        (check === undefined || one.name === check) && (chosen === null || chosen.has(one.series)) ? [index] : [],
      );
      return {series: chosen, checks: new Set(own)};
    },
    ofName(name) {
      const own = names.flatMap((one, index) => (one === name ? [index] : []));
      return own.length === names.length ? everything : {series: new Set(own), checks: new Set()};
    },
  };
}

/** Adds up metrics whose `name` goes into the same group; those without a group are left out. */
function regroup(metrics: readonly NameMetrics[], groupOf: readonly number[]): readonly NameMetrics[] {
  const groups = new Map<number, NameMetrics[]>();
  for (const one of metrics) {
    const group = groupOf[one.name];
    if (group === undefined || group < 0) continue;
    const list = groups.get(group);
    if (list === undefined) groups.set(group, [one]);
    else list.push(one);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([group, list]) => mergeNames(list, group));
}

/** The chosen requests as one; undefined: none of them did anything. */
export function selectedTraffic(
  {series}: Selection,
  reading: {readonly metrics: IntervalMetrics; readonly total: NameMetrics},
): NameMetrics | undefined {
  if (series === null) return reading.total;
  const chosen = reading.metrics.names.filter((one) => series.has(one.name));
  return chosen.length === 0 ? undefined : mergeNames(chosen, allNames);
}

/** Outcomes of the chosen checks, added up. */
export function selectedChecks({checks}: Selection, metrics: IntervalMetrics): Omit<CheckMetrics, 'check'> {
  const sum = {passed: 0, failed: 0, cut: 0};
  for (const one of metrics.checks) {
    if (checks !== null && !checks.has(one.check)) continue;
    sum.passed += one.passed;
    sum.failed += one.failed;
    sum.cut += one.cut;
  }
  return sum;
}
