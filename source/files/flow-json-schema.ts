import {templatePattern} from '../domain/template.ts';
import {durationPattern, type JsonSchema} from './field-types.ts';
import {
  checkForms,
  checkKeys,
  conditionKeys,
  extractionKeys,
  requestKeys,
  scenarioKeys,
  stepForms,
  stepKeys,
  textRuleKeys,
  thinkKeys,
  type StepForm,
} from './flow-keys.ts';
import {objectSchema} from './object-schema.ts';

/** A step whose own steps are of setup: without parallel ones. */
function inSetup(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/flow"', '"#/$defs/setupSteps"')) as JsonSchema;
}

/** Scenarios, steps, requests and what stands in them. */
export function flowDefinitions(): Readonly<Record<string, JsonSchema>> {
  const forms = Object.keys(stepForms) as StepForm[];
  const step = {anyOf: forms.map(stepSchema)};
  return {
    scenario: objectSchema(scenarioKeys),
    flow: {type: 'array', minItems: 1, items: {$ref: '#/$defs/step'}},
    step,
    setupFlow: {allOf: [{$ref: '#/$defs/setupSteps'}, {$ref: '#/$defs/holdsRequest'}]},
    setupSteps: {type: 'array', minItems: 1, items: {$ref: '#/$defs/setupStep'}},
    setupStep: inSetup({anyOf: forms.filter((form) => form !== 'parallel').map(stepSchema)}),
    holdsRequest: {
      type: 'array',
      contains: {
        type: 'object',
        anyOf: [
          {required: ['request']},
          {required: ['parallel']},
          ...['flow', 'then', 'else'].map((key) => ({
            required: [key],
            properties: {[key]: {$ref: '#/$defs/holdsRequest'}},
          })),
        ],
      },
    },
    request: requestSchema(),
    body: {
      anyOf: [
        {type: 'string', pattern: templatePattern()},
        {type: ['number', 'boolean', 'null']},
        {type: 'array', items: {$ref: '#/$defs/body'}},
        {
          type: 'object',
          propertyNames: {pattern: templatePattern()},
          additionalProperties: {$ref: '#/$defs/body'},
        },
      ],
    },
    statuses: {
      anyOf: [{$ref: '#/$defs/status'}, {type: 'array', minItems: 1, items: {$ref: '#/$defs/status'}}],
    },
    status: {
      anyOf: [
        {type: 'integer', minimum: 100, maximum: 599},
        {type: 'string', pattern: '^(?:[1-5]xx|[1-5]\\d\\d-[1-5]\\d\\d)$'},
      ],
    },
    think: {anyOf: [{$ref: '#/$defs/thinkText'}, thinkSchema()]},
    thinkText: {type: 'string', pattern: `^\\s*${durationPattern}(?:\\s*-\\s*${durationPattern})?\\s*$`},
    condition: conditionSchema(),
    textRule: {...objectSchema(textRuleKeys), minProperties: 1, maxProperties: 1},
    jsonpath: {
      type: 'string',
      maxLength: 10_000,
      pattern: '^\\$',
      description: 'RFC 9535; of several matches the first.',
    },
    extraction: {
      anyOf: [
        {$ref: '#/$defs/jsonpath'},
        ...(['jsonpath', 'regex', 'header', 'cookie'] as const).map((form) => ({
          ...objectSchema(extractionKeys, [form, 'default']),
          required: [form],
        })),
      ],
    },
    check: {anyOf: (Object.keys(checkForms) as (keyof typeof checkForms)[]).map(checkSchema)},
  };
}

function stepSchema(form: StepForm): JsonSchema {
  const {with: others, needs} = stepForms[form];
  return {...objectSchema(stepKeys, [form, ...others]), required: [form, ...needs]};
}

function requestSchema(): JsonSchema {
  const isText = {required: ['body'], properties: {body: {not: {type: 'null'}}}};
  return {
    ...objectSchema(requestKeys),
    not: {required: ['body', 'bodyFile']},
    if: {required: ['chunked'], properties: {chunked: {const: true}}},
    then: {anyOf: [{required: ['bodyFile']}, isText]},
  };
}

function thinkSchema(): JsonSchema {
  return {
    anyOf: [
      {...objectSchema(thinkKeys, ['uniform']), required: ['uniform']},
      {...objectSchema(thinkKeys, ['exponential']), required: ['exponential']},
      {...objectSchema(thinkKeys, ['normal', 'deviation']), required: ['normal', 'deviation']},
    ],
  };
}

function conditionSchema(): JsonSchema {
  const rule = ['equals', 'contains', 'matches'] as const;
  return {
    anyOf: [
      {...objectSchema(conditionKeys, ['status', 'not']), required: ['status']},
      {...objectSchema(conditionKeys, ['variable', 'not']), required: ['variable']},
      ...rule.map((one) => ({...objectSchema(conditionKeys, ['variable', one, 'not']), required: ['variable', one]})),
    ],
  };
}

function checkSchema(form: keyof typeof checkForms): JsonSchema {
  const rules: readonly (keyof typeof checkKeys.fields)[] = checkForms[form];
  const alone = {...objectSchema(checkKeys, ['name', form]), required: [form]};
  if (rules.length === 0) return alone;
  // Of a header rules compare texts; a jsonpath's value may be anything.
  const text = {type: 'string', maxLength: 10_000};
  const withRule = rules.map((rule) => {
    const schema = objectSchema(checkKeys, ['name', form, rule]);
    const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
    const typed = form === 'header' && rule === 'equals' ? {...properties, equals: text} : properties;
    return {...schema, properties: typed, required: [form, rule]};
  });
  return {anyOf: [alone, ...withRule]};
}
