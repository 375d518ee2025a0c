import {metricTypes, type MetricName} from '../domain/profile.ts';
import {perRequest, relativeBoundPattern, relativeMetrics} from '../domain/threshold-grammar.ts';
import {line, type JsonSchema} from './field-types.ts';
import {objectSchema} from './object-schema.ts';
import {alertKeys, thresholdKeys} from './rule-keys.ts';

const number = '\\s*[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?\\s*';
const operator = '\\s*(?:>=|<=|===|==|!=|>|<)';
const percentile = 'p\\s*\\(\\s*\\d+(?:\\.\\d+)?\\s*\\)';
const aggregations = {
  trend: `(?:avg|min|max|med|${percentile})`,
  rate: 'rate',
  counter: '(?:count|rate)',
  gauge: 'value',
} as const;

type MetricType = (typeof metricTypes)[MetricName];

function tagged(form: string): string {
  return `(?:\\s*\\{\\s*${form}\\}\\s*)?`;
}

interface MetricGroup {
  readonly type: MetricType;
  readonly metrics: string;
  readonly tags: string;
  /** Which of its aggregations take a bound relative to a baseline; null: none. */
  readonly relative: string | null;
}

/** Metrics that take the same aggregations, tags and bounds. */
function metricGroups(): MetricGroup[] {
  const metrics = Object.keys(metricTypes) as MetricName[];
  const tag = '[A-Za-z_]\\w*\\s*:\\s*\\S.*';
  const groups = [
    {of: (one: MetricName) => one === 'checks', tags: tagged(tag)},
    {of: (one: MetricName) => perRequest.has(one), tags: tagged(`(?!(?:check|status|expected_response)\\s*:)${tag}`)},
    {of: (one: MetricName) => one !== 'checks' && !perRequest.has(one), tags: '\\s*'},
  ];
  return (Object.keys(aggregations) as MetricType[]).flatMap((type) =>
    groups.flatMap(({of, tags}) => {
      const names = metrics.filter((one) => metricTypes[one] === type && of(one));
      const relatives = new Set(names.map((one) => relativeAggregations(one)));
      return [...relatives].map((relative) => {
        const same = names.filter((one) => relativeAggregations(one) === relative);
        return {type, metrics: `\\s*(?:${same.join('|')})\\s*`, tags, relative};
      });
    }),
  );
}

function relativeAggregations(metric: MetricName): string | null {
  const relative = relativeMetrics[metric];
  if (relative === undefined) return null;
  return relative.aggregations === null ? aggregations[metricTypes[metric]] : `(?:${relative.aggregations.join('|')})`;
}

/** Thresholds, budgets and alerts: their texts by metric. */
export function ruleDefinitions(): Readonly<Record<string, JsonSchema>> {
  const groups = metricGroups();
  const condition = (type: MetricType): string => `\\s*${aggregations[type]}${operator}${number}`;
  const withRelative = ({type, relative}: MetricGroup): string =>
    relative === null
      ? condition(type)
      : `(?:${condition(type)}|\\s*${relative}${operator}\\s*${relativeBoundPattern}\\s*)`;
  return {
    thresholds: {
      type: 'object',
      additionalProperties: false,
      patternProperties: Object.fromEntries(
        groups.map((group) => [
          `^${group.metrics}${group.tags}$`,
          {type: 'array', minItems: 1, items: {$ref: `#/$defs/${thresholdName(group)}`}},
        ]),
      ),
    },
    ...Object.fromEntries(groups.map((group) => [thresholdName(group), thresholdSchema(withRelative(group))])),
    budgets: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          {$ref: '#/$defs/budget'},
          {
            type: 'object',
            minProperties: 1,
            propertyNames: {pattern: `^\\s*${aggregations.trend}\\s*$`},
            additionalProperties: {$ref: '#/$defs/budget'},
          },
        ],
      },
    },
    budget: {type: 'string', pattern: '^(?:\\d+(?:\\.\\d+)?(?:us|ms|s|m|h))+$', description: 'Such as 30ms.'},
    alert: objectSchema(alertKeys),
    alertCondition: {
      ...line().schema,
      anyOf: groups.map(({type, metrics, tags}) => ({pattern: `^${metrics}${tags}:${condition(type)}$`})),
    },
  };
}

function thresholdName({type, relative}: MetricGroup): string {
  return relative === null ? `${type}Threshold` : `${type}OrRelativeThreshold`;
}

function thresholdSchema(condition: string): JsonSchema {
  const pattern = `^${condition}$`;
  const object = objectSchema(thresholdKeys);
  const properties = object['properties'] as Readonly<Record<string, JsonSchema>>;
  return {
    anyOf: [
      {
        type: 'string',
        pattern,
        description: 'aggregation, operator, bound: p(95)<250, or relative to --baseline: p(95)<+10%',
      },
      {...object, properties: {...properties, threshold: {type: 'string', pattern}}},
    ],
  };
}
