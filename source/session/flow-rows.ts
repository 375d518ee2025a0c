import type {RunPlan} from '../domain/run-plan.ts';
import type {CheckMetrics} from '../metrics/interval.ts';
import type {RollingWindow} from '../metrics/rolling-window.ts';
import {enoughAbove} from './censored-quantiles.ts';
import type {ScenarioWeights} from './control-state.ts';
import type {CheckRow, ScenarioRow} from './view.ts';

/**
 * Checks by request name and check name, outcomes added over scenarios and groups, in the plan's order.
 * @param outcomes by check; those without an outcome may be absent
 */
export function checkRows(
  {checks, series, requestNames}: Pick<RunPlan, 'checks' | 'series' | 'requestNames'>,
  outcomes: readonly CheckMetrics[],
): readonly CheckRow[] {
  const rows = new Map<string, {name: string; requestName: string; passed: number; failed: number; cut: number}>();
  const byCheck = checks.map(({name, series: own}) => {
    const requestName = requestNames[series[own]?.name ?? -1] ?? '';
    const key = JSON.stringify([requestName, name]);
    const row = rows.get(key) ?? {name, requestName, passed: 0, failed: 0, cut: 0};
    rows.set(key, row);
    return row;
  });
  for (const {check, passed, failed, cut} of outcomes) {
    const row = byCheck[check];
    if (row === undefined) continue;
    row.passed += passed;
    row.failed += failed;
    row.cut += cut;
  }
  return [...rows.values()];
}

/** User classes with their traffic in the window. */
export function scenarioRows(
  scenarios: readonly ScenarioWeights[],
  traffic: Pick<RollingWindow, 'name'>,
  scenarioVus: readonly number[],
): readonly ScenarioRow[] {
  const sum = scenarios.reduce((total, {weight}) => total + weight, 0);
  return scenarios.map(({name, weight, profileWeight}, index) => {
    const own = traffic.name(index);
    const {ended, failed, coveredMs} = own;
    const p95 = own.quantiles([95])[0] ?? null;
    return {
      name,
      weight,
      profileWeight,
      share: sum === 0 ? 0 : weight / sum,
      activeVus: scenarioVus[index] ?? 0,
      requestsPerSecond: ended === 0 || coveredMs === 0 ? null : ended / (coveredMs / 1000),
      errorShare: ended === 0 ? null : failed / ended,
      p95: p95 === null ? null : {us: p95.us, few: p95.above < enoughAbove, atLeast: false},
    };
  });
}
