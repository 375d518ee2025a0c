import {metricTypes, type MetricName} from '../domain/profile.ts';
import {perRequest} from '../domain/threshold-grammar.ts';
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

/** Metrics that take the same aggregations and tags. */
function metricGroups(): {type: MetricType; metrics: string; tags: string}[] {
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
      return names.length === 0 ? [] : [{type, metrics: `\\s*(?:${names.join('|')})\\s*`, tags}];
    }),
  );
}

/** Thresholds, budgets and alerts: their texts by metric. */
export function ruleDefinitions(): Readonly<Record<string, JsonSchema>> {
  const groups = metricGroups();
  const condition = (type: MetricType): string => `\\s*${aggregations[type]}${operator}${number}`;
  return {
    thresholds: {
      type: 'object',
      additionalProperties: false,
      patternProperties: Object.fromEntries(
        groups.map(({type, metrics, tags}) => [
          `^${metrics}${tags}$`,
          {type: 'array', minItems: 1, items: {$ref: `#/$defs/${type}Threshold`}},
        ]),
      ),
    },
    ...Object.fromEntries(
      (Object.keys(aggregations) as MetricType[]).map((type) => [`${type}Threshold`, thresholdSchema(condition(type))]),
    ),
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

function thresholdSchema(condition: string): JsonSchema {
  const pattern = `^${condition}$`;
  const object = objectSchema(thresholdKeys);
  const properties = object['properties'] as Readonly<Record<string, JsonSchema>>;
  return {
    anyOf: [
      {type: 'string', pattern, description: 'aggregation, operator, number: p(95)<250'},
      {...object, properties: {...properties, threshold: {type: 'string', pattern}}},
    ],
  };
}
