import {printDuration} from '../domain/duration.ts';
import {printFineDuration} from '../domain/fine-units.ts';
import type {AlertRule, Threshold} from '../domain/profile.ts';
import {printAggregation} from '../domain/threshold-grammar.ts';

type Json = Readonly<Record<string, unknown>>;

/** `thresholds` and `budgets`. */
export function printThresholds(thresholds: readonly Threshold[]): Json {
  const byMetric = new Map<string, unknown[]>();
  for (const threshold of thresholds.filter(({budget}) => !budget)) {
    // A condition holds no ": ", a request's name may.
    const colon = threshold.source.lastIndexOf(': ');
    const metric = threshold.source.slice(0, colon);
    const list = byMetric.get(metric) ?? [];
    list.push(printThreshold(threshold, threshold.source.slice(colon + 2)));
    byMetric.set(metric, list);
  }
  return {
    ...(byMetric.size === 0 ? {} : {thresholds: Object.fromEntries(byMetric)}),
    ...printBudgets(thresholds.filter(({budget}) => budget)),
  };
}

function printThreshold({windowMs, abortOnFail, delayAbortEvalMs, severity}: Threshold, condition: string): unknown {
  const extras = {
    ...(windowMs === null ? {} : {window: printDuration(windowMs)}),
    ...(abortOnFail ? {abortOnFail} : {}),
    ...(delayAbortEvalMs === 0 ? {} : {delayAbortEval: printDuration(delayAbortEvalMs)}),
    ...(severity === 'critical' ? {} : {severity}),
  };
  return Object.keys(extras).length === 0 ? condition : {threshold: condition, ...extras};
}

/** A p(95) alone is written as its duration. */
function printBudgets(budgets: readonly Threshold[]): Json {
  const byName = new Map<string, Record<string, string>>();
  for (const {tags, aggregation, bound} of budgets) {
    const bounds = byName.get(tags['name']!) ?? {};
    bounds[printAggregation(aggregation)] = printFineDuration(bound);
    byName.set(tags['name']!, bounds);
  }
  const entries = [...byName].map(([name, bounds]) => {
    const only = Object.keys(bounds).length === 1 ? bounds['p(95)'] : undefined;
    return [name, only ?? bounds];
  });
  return entries.length === 0 ? {} : {budgets: Object.fromEntries(entries) as Json};
}

export function printAlerts(alerts: readonly AlertRule[]): Json {
  if (alerts.length === 0) return {};
  return {
    alerts: alerts.map(({when, forMs, action}) => ({
      when: when.source,
      ...(when.windowMs === null || when.windowMs === 10_000 ? {} : {window: printDuration(when.windowMs)}),
      ...(forMs === 0 ? {} : {for: printDuration(forMs)}),
      ...(when.severity === 'warning' ? {} : {severity: when.severity}),
      ...(action === 'alert' ? {} : {action}),
    })),
  };
}
