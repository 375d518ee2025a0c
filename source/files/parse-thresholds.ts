import {parseFineDuration} from '../domain/fine-units.ts';
import {metricTypes, type AlertRule, type Threshold} from '../domain/profile.ts';
import {budgetThreshold, metricWord, parseAlertCondition, parseThreshold} from '../domain/threshold-grammar.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {unknownTagProblem} from './prepare-thresholds.ts';
import {durationAdvice, joinPath, kindOf, type ProfileReader} from './profile-reader.ts';
import type {CountedRequests} from './request-series.ts';
import {alertKeys} from './rule-keys.ts';

/** `thresholds`. @param counted null when the flows could not be read: then tags are not looked up */
export function readThresholds(reader: ProfileReader, value: unknown, counted: CountedRequests | null): Threshold[] {
  const thresholds: Threshold[] = [];
  for (const [metric, list] of Object.entries(reader.plainObject(value, 'thresholds') ?? {})) {
    const path = joinPath('thresholds', metric);
    if (typeof list === 'string') {
      reader.fail(path, `must be a list: [${JSON.stringify(list)}]`);
      continue;
    }
    const typo = metricTypo(metric);
    if (typo !== null) {
      reader.fail(path, typo);
      continue;
    }
    const items = reader.list(list, path) ?? [];
    if (Array.isArray(list) && list.length === 0) reader.fail(path, 'must hold at least one threshold: ["p(95)<250"]');
    for (const [index, item] of items.entries()) {
      const threshold = parseThreshold(metric, item);
      if (noteProblem(reader, threshold, joinPath(path, index), counted)) thresholds.push(threshold);
    }
  }
  return thresholds;
}

function metricTypo(text: string): string | null {
  const word = metricWord(text);
  if (word === null || Object.hasOwn(metricTypes, word)) return null;
  const near = didYouMean(word, Object.keys(metricTypes));
  return near === null ? null : `unknown metric "${word}"; did you mean "${near}"?`;
}

/** True when there is nothing wrong with it. */
function noteProblem(
  reader: ProfileReader,
  threshold: ReturnType<typeof parseThreshold>,
  path: string,
  counted: CountedRequests | null,
): threshold is Threshold {
  const problem =
    'problem' in threshold ? threshold.problem : counted === null ? null : neverMeasured(threshold, counted);
  if (problem !== null) reader.fail(path, problem);
  return problem === null;
}

/** One over what is never measured would seem to hold. */
function neverMeasured(threshold: Threshold, counted: CountedRequests): string | null {
  if (threshold.metric === 'checks' && counted.checks.length === 0)
    return 'no request has a check: write "checks" on one';
  return unknownTagProblem(threshold, counted);
}

/** `budgets`: per request name, the thresholds they are. */
export function readBudgets(reader: ProfileReader, value: unknown, counted: CountedRequests | null): Threshold[] {
  const budgets: Threshold[] = [];
  for (const [name, budget] of Object.entries(reader.plainObject(value, 'budgets') ?? {})) {
    const path = joinPath('budgets', name);
    if (typeof budget === 'object' && budget !== null && Object.keys(budget).length === 0)
      reader.fail(path, 'is empty: write "30ms" or {"p(95)": "30ms"}');
    const bounds = typeof budget === 'object' ? reader.plainObject(budget, path) : {'p(95)': budget};
    for (const [aggregation, text] of Object.entries(bounds ?? {})) {
      const at = typeof budget === 'object' ? joinPath(path, aggregation) : path;
      const boundMs = readBudgetMs(reader, text, at);
      const threshold = boundMs === null ? null : budgetThreshold(name, aggregation, boundMs);
      if (threshold !== null && noteProblem(reader, threshold, at, counted)) budgets.push(threshold);
    }
  }
  return budgets;
}

function readBudgetMs(reader: ProfileReader, value: unknown, path: string): number | null {
  if (typeof value === 'number') return reader.fail(path, `needs a unit, in quotes: "${value}ms"`);
  if (typeof value !== 'string') return reader.fail(path, `must be a duration such as "30ms", not ${kindOf(value)}`);
  const ms = parseFineDuration(value);
  if (ms === null) return reader.fail(path, durationAdvice(value));
  return ms > 0 ? ms : reader.fail(path, `${value} is too short: no request takes less`);
}

/** `alerts`. */
export function readAlerts(reader: ProfileReader, value: unknown, counted: CountedRequests | null): AlertRule[] {
  if (typeof value === 'object' && value !== null && 'when' in value) {
    reader.fail('alerts', 'must be a list: [{"when": …}]');
    return [];
  }
  const alerts: AlertRule[] = [];
  for (const [index, item] of (reader.list(value, 'alerts') ?? []).entries()) {
    const alert = readAlert(reader, item, joinPath('alerts', index), counted);
    if (alert !== null) alerts.push(alert);
  }
  return alerts;
}

function readAlert(
  reader: ProfileReader,
  value: unknown,
  path: string,
  counted: CountedRequests | null,
): AlertRule | null {
  const object = reader.object(value, path, alertKeys);
  if (object === null) return null;
  const {fields} = alertKeys;
  const before = reader.problems.length;
  const windowMs = reader.get(object, path, alertKeys, 'window');
  if (windowMs !== null && windowMs % 1000 !== 0)
    reader.fail(joinPath(path, 'window'), `must be whole seconds, not "${String(object['window'])}"`);
  const severity = reader.get(object, path, alertKeys, 'severity');
  const forMs = reader.get(object, path, alertKeys, 'for');
  const action = reader.get(object, path, alertKeys, 'action');
  if (object['when'] === undefined) return null;
  const at = joinPath(path, 'when');
  const text = reader.text(object['when'], at);
  if (text === null) return null;
  const typo = metricTypo(text);
  if (typo !== null) return reader.fail(at, typo);
  const known = reader.problems.length === before;
  const window = known ? (object['window'] ?? fields.window.default) : fields.window.default;
  const when = parseAlertCondition(text, {window, severity: severity ?? fields.severity.default});
  if (!noteProblem(reader, when, at, counted) || !known || forMs === null || action === null) return null;
  return {when, forMs, action};
}
