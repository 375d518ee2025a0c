import {parseDuration} from './duration.ts';
import {metricTypes, type Aggregation, type MetricName, type Threshold} from './profile.ts';

/** Why a threshold is not one, for the person who wrote it: what is wrong and what is allowed. */
export interface ThresholdProblem {
  readonly problem: string;
}

/** Windows are read from 1-s cells, which are kept for ten minutes. */
const maxWindowMs = 600_000;

const allowedByType = {
  trend: 'avg, min, max, med, p(N)',
  rate: 'rate',
  counter: 'count, rate',
  gauge: 'value',
} as const;

/** Metrics that are counted apart by the tags of requests; the others exist once for the whole run. */
export const perRequest: ReadonlySet<MetricName> = new Set([
  'http_req_duration',
  'http_req_failed',
  'http_reqs',
  'data_sent',
  'data_received',
]);

/**
 * What a bound may be relative to a baseline for: these figures every snapshot holds, for all requests and for each name.
 * `aggregations` null: all the metric has.
 */
export const relativeMetrics: Partial<Readonly<Record<MetricName, {readonly aggregations: readonly string[] | null}>>> =
  {
    http_req_duration: {aggregations: null},
    http_req_failed: {aggregations: null},
    http_reqs: {aggregations: ['rate']},
  };

/** A relative bound as a regular expression's source: `+10%`, `-5%`; nothing is left of -100%. */
export const relativeBoundPattern = '(?:\\+\\s*\\d{1,6}|-\\s*\\d{1,2})(?:\\.\\d{1,6})?\\s*%';

const relativeBound = new RegExp(`^${relativeBoundPattern}$`);

const objectKeys = ['threshold', 'abortOnFail', 'delayAbortEval', 'window', 'severity'];

/**
 * A threshold as it stands in a profile.
 * @param metricKey `http_req_duration` or `http_req_duration{name:login}`
 * @param value `p(95)<250`, relative to a baseline `p(95)<+10%`, or an object `{threshold, abortOnFail, delayAbortEval, window, severity}`
 */
export function parseThreshold(metricKey: string, value: unknown): Threshold | ThresholdProblem {
  const key = parseMetricKey(metricKey);
  if ('problem' in key) return key;
  if (typeof value === 'string') return assemble(key, metricKey, value, {});
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {problem: `a threshold is a text like "p(95)<250" or an object {"threshold": "p(95)<250", …}`};
  }
  const fields = value as Record<string, unknown>;
  const unknown = Object.keys(fields).filter((field) => !objectKeys.includes(field));
  if (unknown.length > 0) {
    return {
      problem: `unknown key ${unknown.map((field) => `"${field}"`).join(', ')}: allowed are ${objectKeys.join(', ')}`,
    };
  }
  if (typeof fields['threshold'] !== 'string') {
    return {problem: `"threshold" is missing or not a text: write "threshold": "p(95)<250"`};
  }
  return assemble(key, metricKey, fields['threshold'], fields);
}

/** A threshold as given on the command line: `http_req_duration{name:login}: p(95)<250`. */
export function parseThresholdArgument(text: string): Threshold | ThresholdProblem {
  const colon = text.indexOf(':', text.lastIndexOf('}') + 1);
  if (colon === -1) return {problem: `"${text}" has no metric: write it as 'http_req_duration: p(95)<250'`};
  return parseThreshold(text.slice(0, colon), text.slice(colon + 1));
}

type MetricKey = Pick<Threshold, 'metric' | 'tags'>;

function parseMetricKey(text: string): MetricKey | ThresholdProblem {
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\{(.*)\})?\s*$/s.exec(text);
  if (match === null)
    return {problem: `"${text}" is not a metric: write http_req_duration or http_req_duration{name:login}`};
  const metric = match[1]!;
  if (!isMetricName(metric)) {
    return {problem: `unknown metric "${metric}": known are ${Object.keys(metricTypes).join(', ')}`};
  }
  if (match[2] === undefined) return {metric, tags: {}};
  const tags = parseTags(match[2]);
  if (tags === null)
    return {problem: `"{${match[2]}}" is not a submetric: write {name:login}, or several tags as {scenario:a,name:b}`};
  if ('problem' in tags) return tags;
  return tagsProblem(metric, tags.tags) ?? {metric, tags: tags.tags};
}

/**
 * `name:login`, `scenario:a,name:b`. A comma begins a new tag only where a word and a colon follow it: what stands in a
 * value otherwise (`GET /a,b`) belongs to it, as braces do.
 */
function parseTags(text: string): {readonly tags: Readonly<Record<string, string>>} | ThresholdProblem | null {
  const tags: [string, string][] = [];
  for (const part of text.split(/,(?=\s*[A-Za-z_]\w*\s*:)/)) {
    const [, tag, value] = /^\s*([A-Za-z_]\w*)\s*:\s*(\S.*?)\s*$/s.exec(part) ?? [];
    if (tag === undefined || value === undefined) return null;
    if (tags.some(([name]) => name === tag)) return {problem: `"{${text}}" has the tag ${tag} twice`};
    tags.push([tag, value]);
  }
  return {tags: Object.fromEntries(tags)};
}

function tagsProblem(metric: MetricName, tags: Readonly<Record<string, string>>): ThresholdProblem | null {
  const names = Object.keys(tags);
  const byStatus = names.find((tag) => tag === 'status' || tag === 'expected_response');
  if (byStatus !== undefined)
    return {problem: `{${byStatus}:…} is not kept apart: write http_req_failed, or a check of the status`};
  if (names.includes('check') && metric !== 'checks')
    return {problem: `{check:…} is a tag of checks only, not of ${metric}`};
  if (metric === 'checks' || perRequest.has(metric)) return null;
  return {
    problem: `${metric} is not measured per request: {${names[0]}:…} is allowed with ${[...perRequest, 'checks'].join(', ')}`,
  };
}

/** Every metric's name as a text begins with it: of a key or of `metric: condition`; null when it begins with no word. */
export function metricWord(text: string): string | null {
  return /^\s*([A-Za-z_]\w*)/.exec(text)?.[1] ?? null;
}

function isMetricName(text: string): text is MetricName {
  return Object.hasOwn(metricTypes, text);
}

function assemble(
  key: MetricKey,
  metricKey: string,
  text: string,
  fields: Readonly<Record<string, unknown>>,
): Threshold | ThresholdProblem {
  const condition = parseCondition(key.metric, text);
  if ('problem' in condition) return condition;
  const windowMs = durationField(fields, 'window', null);
  if (isProblem(windowMs)) return windowMs;
  if (windowMs !== null && (windowMs < 1000 || windowMs > maxWindowMs || windowMs % 1000 !== 0)) {
    return {problem: `"window" is whole seconds from 1s to 10m, not "${String(fields['window'])}"`};
  }
  const delayAbortEvalMs = durationField(fields, 'delayAbortEval', 0);
  if (isProblem(delayAbortEvalMs)) return delayAbortEvalMs;
  const {abortOnFail = false, severity = 'critical'} = fields;
  if (typeof abortOnFail !== 'boolean') return {problem: `"abortOnFail" is true or false`};
  if (severity !== 'critical' && severity !== 'warning') return {problem: `"severity" is "critical" or "warning"`};
  return {
    source: `${metricKey.trim()}: ${text.trim()}`,
    ...key,
    ...condition,
    windowMs,
    abortOnFail,
    delayAbortEvalMs: delayAbortEvalMs ?? 0,
    severity,
    budget: false,
  };
}

/**
 * What fires an alert, `http_req_duration: p(95)>2000`, looked at over a window.
 * @param fields `window` and `severity` as in a threshold's object form
 */
export function parseAlertCondition(
  text: string,
  fields: {readonly window: unknown; readonly severity: unknown},
): Threshold | ThresholdProblem {
  const colon = text.indexOf(':', text.lastIndexOf('}') + 1);
  if (colon === -1) return {problem: `"${text}" has no metric: write it as "http_req_duration: p(95)>2000"`};
  const key = parseMetricKey(text.slice(0, colon));
  if ('problem' in key) return key;
  const condition = assemble(key, text.slice(0, colon), text.slice(colon + 1), fields);
  if ('problem' in condition || condition.relativeShare === null) return condition;
  return {problem: `an alert has a fixed bound: what is relative to a baseline is written under "thresholds"`};
}

/**
 * A request name's budget as the threshold it is: `http_req_duration{name:login}: p(95)<30`.
 * @param aggregation `p(95)`, `avg`, …
 * @param boundMs the most it may be, ms
 */
export function budgetThreshold(
  requestName: string,
  aggregation: string,
  boundMs: number,
): Threshold | ThresholdProblem {
  const [, word, argument] = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*$/is.exec(aggregation) ?? [];
  if (word === undefined) return {problem: `"${aggregation}" is not one of ${allowedByType.trend}`};
  const read = parseAggregation('http_req_duration', word, argument);
  if ('problem' in read) return read;
  return {
    source: `http_req_duration{name:${requestName}}: ${printAggregation(read)}<${boundMs}`,
    metric: 'http_req_duration',
    tags: {name: requestName},
    aggregation: read,
    operator: '<',
    bound: boundMs,
    relativeShare: null,
    windowMs: null,
    abortOnFail: false,
    delayAbortEvalMs: 0,
    severity: 'critical',
    budget: true,
  };
}

/** `p(95)`, `avg`. */
export function printAggregation(aggregation: Aggregation): string {
  return aggregation.kind === 'p' ? `p(${aggregation.percentile})` : aggregation.kind;
}

function isProblem(value: unknown): value is ThresholdProblem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}

function durationField<Missing>(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  missing: Missing,
): number | Missing | ThresholdProblem {
  const value = fields[key];
  if (value === undefined) return missing;
  const parsed = typeof value === 'string' ? parseDuration(value) : null;
  return parsed ?? {problem: `"${key}" is a duration like "10s" or "1m30s", not ${JSON.stringify(value)}`};
}

type Condition = Pick<Threshold, 'aggregation' | 'operator' | 'bound' | 'relativeShare'>;

function parseCondition(metric: MetricName, text: string): Condition | ThresholdProblem {
  const match = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*(>=|<=|===|==|!=|>|<)\s*(\S.*?)\s*$/is.exec(text);
  if (match === null)
    return {problem: `"${text}" is not a threshold: write aggregation, operator, number, like p(95)<250`};
  const [, word, argument, operator, number] = match;
  const aggregation = parseAggregation(metric, word!, argument);
  if ('problem' in aggregation) return aggregation;
  const bound = number!.endsWith('%') ? parseRelative(metric, word!, number!) : parseBound(metric, number!);
  if ('problem' in bound) return bound;
  return {aggregation, operator: operator === '==' ? '===' : (operator as Threshold['operator']), ...bound};
}

function parseAggregation(
  metric: MetricName,
  word: string,
  argument: string | undefined,
): Aggregation | ThresholdProblem {
  const type = metricTypes[metric];
  const allowed = {problem: `${metric} is a ${type}: allowed are ${allowedByType[type]}, not ${word}`};
  if (word === 'p') {
    if (type !== 'trend') return allowed;
    const percentile = /^\s*\d+(?:\.\d+)?\s*$/.test(argument ?? '') ? Number(argument) : Number.NaN;
    if (!(percentile >= 0 && percentile <= 100))
      return {problem: `p(${argument ?? ''}) is not a percentile: write p(N) with N from 0 to 100`};
    return {kind: 'p', percentile};
  }
  if (argument !== undefined) return {problem: `"${word}(${argument})": only p takes a number in brackets`};
  if (!allowedByType[type].split(', ').includes(word)) return allowed;
  return {kind: word as Exclude<Aggregation['kind'], 'p'>};
}

type Bound = Pick<Threshold, 'bound' | 'relativeShare'>;

function parseRelative(metric: MetricName, aggregation: string, text: string): Bound | ThresholdProblem {
  if (!/^[+-]/.test(text)) return parseBound(metric, text);
  if (!relativeBound.test(text)) {
    return {problem: `"${text}" is not relative to a baseline: write +10%, or -5% down to -99%`};
  }
  const relative = relativeMetrics[metric];
  if (relative === undefined) {
    const known = Object.keys(relativeMetrics).join(', ');
    return {problem: `${metric} takes no bound relative to a baseline: allowed with ${known}`};
  }
  if (relative.aggregations?.includes(aggregation) === false) {
    const allowed = `${relative.aggregations.join(', ')}, not ${aggregation}`;
    return {problem: `${metric} relative to a baseline: allowed are ${allowed}, which grows with the run`};
  }
  const percent = Number(text.replaceAll(/[\s%]/g, ''));
  return {bound: Number.NaN, relativeShare: Number((percent / 100).toPrecision(12))};
}

function parseBound(metric: MetricName, text: string): Bound | ThresholdProblem {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    const unit =
      metricTypes[metric] === 'trend' ? 'milliseconds' : isShare(metric) ? 'a share from 0 to 1' : 'a plain count';
    return {problem: `"${text}" is not a number: the bound of ${metric} is ${unit}, without a unit`};
  }
  const bound = Number(text);
  if (!Number.isFinite(bound)) return {problem: `"${text}" is too large`};
  if (isShare(metric) && (bound < 0 || bound > 1)) {
    const share = Number((bound / 100).toPrecision(12));
    const example = bound > 1 && bound <= 100 ? `${share} for ${bound}%` : '0.01 for 1%';
    return {problem: `${metric} is a share from 0 to 1: write ${example}, not ${text}`};
  }
  return {bound, relativeShare: null};
}

function isShare(metric: MetricName): boolean {
  return metricTypes[metric] === 'rate' || metric === 'host_cpu' || metric === 'host_memory';
}
