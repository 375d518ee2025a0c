import {demoTargetPattern} from '../domain/demo-target.ts';
import {envForm, templatePattern} from '../domain/template.ts';
import {authKeys, basicKeys, dataKeys, envUrl, namedDataKeys, oauth2Keys} from './auth-keys.ts';
import {durationPattern, type JsonSchema} from './field-types.ts';
import {flowDefinitions} from './flow-json-schema.ts';
import {headerNamePattern, ownHeaders} from './http-syntax.ts';
import {objectSchema} from './object-schema.ts';
import {
  capKeys,
  circuitBreakerKeys,
  connectionKeys,
  executorKeys,
  executorKinds,
  profileKeys,
  rampKeys,
  stageKeys,
  tlsKeys,
} from './profile-keys.ts';
import {limits} from './profile-schema.ts';
import {ruleDefinitions} from './rule-json-schema.ts';

/**
 * JSON Schema (draft 2020-12) of a profile, from the tables the parser reads with. It takes all the parser takes; what it
 * cannot say (names that are looked up elsewhere, sums, regular expressions, JSONPaths) only the parser refuses.
 */
export function profileJsonSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'perftui profile',
    description:
      'What to load, how much of it, and what must hold. Durations are texts such as "500ms", "30s", "1m30s". Templates (${name}, ${data.column}, ${vu.id}, ${iteration}, ${uuid}, ${random(1,9)}, ${env:NAME}) are filled in in path, headers and body; target, proxy and auth take ${env:NAME} only; $${ is a literal ${.',
    ...objectSchema(profileKeys),
    $defs: definitions(),
    allOf: executorKinds.map(executorRule),
  };
}

function definitions(): Readonly<Record<string, JsonSchema>> {
  return {
    duration: {type: 'string', pattern: `^${durationPattern}$`},
    target: targetSchema,
    proxy: {...envUrl.schema, not: {pattern: '^[hH][tT][tT][pP][sS]?://[^\\s/?#$]+(?:/[^$]+|[?#][^$]*)$'}},
    cap: objectSchema(capKeys),
    ramp: objectSchema(rampKeys),
    connections: objectSchema(connectionKeys),
    tls: {...objectSchema(tlsKeys), dependentRequired: {cert: ['key'], key: ['cert']}},
    auth: {...objectSchema(authKeys), minProperties: 1, maxProperties: 1},
    basic: objectSchema(basicKeys),
    oauth2: objectSchema(oauth2Keys),
    circuitBreaker: objectSchema(circuitBreakerKeys),
    stage: objectSchema(stageKeys),
    ...dataDefinitions(),
    headers: headersSchema,
    ...flowDefinitions(),
    ...ruleDefinitions(),
  };
}

const targetSchema: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 2000,
  anyOf: [{pattern: demoTargetPattern}, {pattern: '^[hH][tT][tT][pP][sS]?://[^\\s?#]+$'}, {pattern: '\\$\\{'}],
  allOf: [{pattern: templatePattern(envForm)}],
};

const headersSchema: JsonSchema = {
  type: 'object',
  propertyNames: {pattern: headerNamePattern, maxLength: 200, not: {pattern: anyCase(ownHeaders)}},
  additionalProperties: {
    type: 'string',
    // Values may only get longer than the parser's limit by what templates stand for.
    pattern: templatePattern(undefined, '[\\t\\u0020-\\u0023\\u0025-\\u007E\\u0080-\\u00FF]'),
  },
};

/** JSON Schema's patterns have no flag for it. */
function anyCase(words: Iterable<string>): string {
  const spelt = [...words].map((word) => word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`));
  return `^(?:${spelt.join('|')})$`;
}

function dataDefinitions(): Readonly<Record<string, JsonSchema>> {
  const one = {oneOf: [{required: ['file']}, {required: ['rows']}]};
  const withFile = (schema: JsonSchema): JsonSchema => {
    const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
    const file = {allOf: [properties['file']!, {pattern: '\\.(?:[cC][sS][vV]|[jJ][sS][oO][nN])$'}]};
    return {...schema, properties: {...properties, file}, ...one};
  };
  return {
    data: withFile(objectSchema(dataKeys)),
    namedData: withFile(objectSchema(namedDataKeys)),
    rows: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        minProperties: 1,
        propertyNames: {pattern: '^[^.{}"$\\u0000-\\u001F]+$'},
        additionalProperties: {type: ['string', 'number', 'boolean', 'null']},
      },
    },
  };
}

/** Which keys an executor has, and which it cannot do without. */
function executorRule(kind: (typeof executorKinds)[number]): JsonSchema {
  const {keys, required} = executorKeys[kind];
  const others = [...new Set(executorKinds.flatMap((one) => executorKeys[one].keys))].filter(
    (key) => !keys.includes(key),
  );
  const wholeStages = {stages: {items: {properties: {target: {type: 'integer', maximum: limits.maxVus}}}}};
  const leastVus = {vus: {minimum: 1}};
  return {
    if: {anyOf: [{required: ['executor'], properties: {executor: {const: kind}}}, impliedBy(kind)]},
    then: {
      ...(required.length === 0 ? {} : {required}),
      properties: {
        ...Object.fromEntries(others.map((key) => [key, false])),
        ...(kind === 'ramping-vus' ? wholeStages : {}),
        ...(kind.endsWith('-iterations') ? leastVus : {}),
      },
    },
  };
}

/** In this order the keys tell which executor is meant where none is named. */
const implying = [
  ['rate', 'constant-arrival-rate'],
  ['startRate', 'ramping-arrival-rate'],
  ['stages', 'ramping-vus'],
  ['iterations', 'shared-iterations'],
] as const;

function impliedBy(kind: (typeof executorKinds)[number]): JsonSchema | false {
  const at = implying.findIndex(([, implied]) => implied === kind);
  if (at === -1 && kind !== 'constant-vus') return {not: {}};
  const before = implying.slice(0, at === -1 ? implying.length : at).map(([key]) => ({required: [key]}));
  const not = {anyOf: [{required: ['executor']}, ...before]};
  return at === -1 ? {not} : {required: [implying[at]![0]], not};
}
