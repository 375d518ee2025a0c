import {templatePattern} from '../domain/template.ts';
import {
  field,
  filePath,
  flag,
  line,
  number,
  structure,
  type Field,
  type FieldType,
  type JsonSchema,
  type KeyTable,
} from './field-types.ts';
import {headerNamePattern} from './http-syntax.ts';
import {limits} from './profile-schema.ts';

const name = field(line(limits.maxNameLength));
const flow: JsonSchema = {$ref: '#/$defs/flow'};
const requestName: FieldType<string> = {
  schema: {...line(limits.maxNameLength).schema, not: {pattern: '\\$\\{'}},
  read(reader, value, path) {
    const name = reader.text(value, path, {maxLength: limits.maxNameLength});
    return name !== null && name.includes('${')
      ? reader.fail(path, 'is one name for all requests of this kind: no ${…} is filled in')
      : name;
  },
};
const groupName: FieldType<string> = {
  schema: {...line(limits.maxNameLength).schema, not: {pattern: '::|[,{}]'}},
  read(reader, value, path) {
    const name = reader.text(value, path, {maxLength: limits.maxNameLength});
    return name !== null && /::|[,{}]/.test(name)
      ? reader.fail(path, 'must not hold :: or commas or braces: thresholds could not speak of it')
      : name;
  },
};
const longText: JsonSchema = {type: 'string', maxLength: 10_000};
const filledText: JsonSchema = {...longText, minLength: 1};

export const scenarioKeys = {
  what: 'a scenario',
  fields: {
    name: field(line(limits.maxNameLength), 'scenario-1, scenario-2, … unless given.'),
    weight: field(
      number({min: 0, max: limits.maxWeight}),
      'Its share of the load, against those of the others; 0: muted, until it is raised from the screen.',
      1,
    ),
    flow: structure(
      {allOf: [flow, {$ref: '#/$defs/holdsRequest'}]},
      'What a virtual user does in an iteration, step by step.',
    ),
  },
  required: ['flow'],
  refused: {
    exec: 'write the requests into "flow"',
    requests: 'write them into "flow": [{"request": {…}}]',
    steps: 'write "flow"',
    executor: 'write it at the top level: all scenarios share one load',
    vus: 'write it at the top level and share it by "weight"',
    startTime: 'is not read: all scenarios begin together; raise a weight from the screen',
    env: 'write ${env:NAME} where the value belongs',
    tags: 'write them on each request: "tags": {"tier": "gold"}',
    data: 'write it at the top level',
    think: 'write it as a step of the flow: {"think": "1s-3s"}',
    share: 'write "weight"',
  },
} as const satisfies KeyTable;

/** A step has exactly one of the first six; the others belong to one of those. */
export const stepKeys = {
  what: 'a step of a flow',
  fields: {
    request: structure({$ref: '#/$defs/request'}),
    think: structure({$ref: '#/$defs/think'}, 'A pause: 800ms, 1s-3s, or one of the distributions.'),
    group: field(
      groupName,
      'Names a part of the flow: thresholds may speak of {group:name}; nested ones are joined: outer::inner.',
    ),
    repeat: structure(
      {
        anyOf: [
          number({min: 1, max: limits.maxRepeat, whole: true}).schema,
          {type: 'string', pattern: '^\\s*\\d{1,5}\\s*-\\s*\\d{1,5}\\s*$'},
        ],
      },
      'A whole number of times: 3, or "2-5" for a number between the two.',
    ),
    if: structure({$ref: '#/$defs/condition'}),
    parallel: structure(
      {
        type: 'array',
        minItems: limits.leastParallel,
        maxItems: limits.maxParallel,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['request'],
          properties: {request: {$ref: '#/$defs/request'}},
        },
      },
      'Requests that are sent at once; the flow goes on when the last has ended.',
    ),
    flow: structure(flow, 'The steps of a group or a repeat.'),
    then: structure(flow, 'The steps if it is so.'),
    else: structure(flow, 'The steps if it is not.'),
  },
  required: [],
  refused: {
    sleep: 'write "think"',
    pause: 'write "think"',
    wait: 'write "think"',
    loop: 'write "repeat": 3, "flow": […]',
    while: 'write "repeat" or "if"',
    batch: 'write "parallel"',
    steps: 'write "flow"',
    name: 'write it inside "request"',
    method: 'write it inside "request": {…}',
    path: 'write it inside "request": {…}',
    extract: 'write it inside "request": {…}',
    checks: 'write it inside "request": {…}',
  },
} as const satisfies KeyTable;

/** What a step is, and which keys go with it. */
export const stepForms = {
  request: {with: [], needs: []},
  think: {with: [], needs: []},
  group: {with: ['flow'], needs: ['flow']},
  repeat: {with: ['flow'], needs: ['flow']},
  if: {with: ['then', 'else'], needs: ['then']},
  parallel: {with: [], needs: []},
} as const satisfies Readonly<
  Record<string, {with: readonly (keyof typeof stepKeys.fields)[]; needs: readonly (keyof typeof stepKeys.fields)[]}>
>;

export type StepForm = keyof typeof stepForms;

export const requestKeys = {
  what: 'a request',
  fields: {
    name: field(requestName, 'Groups the figures: METHOD /path unless given.'),
    method: structure({type: 'string', pattern: '^[A-Z][A-Z-]{1,29}$', not: {enum: ['CONNECT', 'TRACE']}}, null, 'GET'),
    path: structure(
      {
        type: 'string',
        maxLength: 8000,
        allOf: [{pattern: '^/'}, {pattern: templatePattern(undefined, '[\\u0021-\\u0022\\u0025-\\u007E]')}],
      },
      'With its query: /items?page=1. Templates are filled in.',
    ),
    headers: structure({$ref: '#/$defs/headers'}),
    body: structure(
      {$ref: '#/$defs/body'},
      'A text is sent as it is; anything else as JSON, with content-type: application/json unless given. Templates are filled in.',
    ),
    bodyFile: field(
      filePath,
      "A file that is sent as the body, as it is; its path is relative to the profile's folder.",
    ),
    chunked: field(flag, 'Sent with transfer-encoding: chunked instead of a content length.', false),
    expect: structure(
      {$ref: '#/$defs/statuses'},
      'Statuses that are no failure: 429, [200, 429], "2xx". Default: 200 to 399.',
    ),
    auth: field(flag, "false: the profile's auth is not for this one.", true),
    tags: structure(
      {
        type: 'object',
        propertyNames: {
          pattern: '^[A-Za-z_]\\w*$',
          maxLength: limits.maxNameLength,
          not: {enum: ['name', 'scenario', 'group', 'method', 'check', 'status', 'expected_response']},
        },
        additionalProperties: {...line(limits.maxTagLength).schema, not: {pattern: '[,{}]'}},
      },
      'For {tier:gold} in thresholds.',
    ),
    extract: structure(
      {
        type: 'object',
        propertyNames: {
          pattern: '^[A-Za-z_]\\w*$',
          maxLength: limits.maxNameLength,
          not: {enum: ['auth', 'data', 'env', 'iteration', 'random', 'uuid', 'vu', '__VU', '__ITER']},
        },
        additionalProperties: {$ref: '#/$defs/extraction'},
      },
      'Variables the response fills, for ${name} in what follows: {"token": "$.token"}.',
    ),
    checks: structure(
      {type: 'array', items: {$ref: '#/$defs/check'}},
      'Counted as passed or failed; a failed one does not make the request fail.',
    ),
  },
  required: ['path'],
  refused: {
    check: 'write "checks": […]',
    timeout: 'is not read for one request: write it at the top level',
    query: 'write it into "path": "/items?page=1"',
    params: 'write a query into "path": "/items?page=1"',
    url: 'write "path", and the server in "target"',
    json: 'write "body": {…}, which is sent as JSON',
    data: 'write "body"',
    payload: 'write "body"',
    file: 'write "bodyFile"',
    status: 'write "expect": [200]',
    capture: 'write "extract"',
    cookies: 'is not read: write a "cookie" header',
    redirects: 'is not read for one request: write it at the top level',
    weight: 'write it on the scenario',
  },
} as const satisfies KeyTable;

const rules = {
  equals: structure(longText),
  contains: structure(filledText),
  matches: structure({...filledText, description: 'A regular expression (JavaScript, flag u).'}),
};

export const conditionKeys = {
  what: 'a condition',
  fields: {
    status: structure({$ref: '#/$defs/statuses'}, "The last response's status is one of these."),
    variable: structure({type: 'string', pattern: '^[A-Za-z_]\\w*$'}, 'Alone: it has a value.'),
    ...rules,
    not: field(flag, 'true: if it is not so.', false),
  },
  required: [],
  refused: {
    header: 'write "extract" on the request and "variable" here',
    else: 'write it beside "if"',
    then: 'write it beside "if"',
  },
} as const satisfies KeyTable;

export const checkKeys = {
  what: 'a check',
  fields: {
    name,
    status: structure({$ref: '#/$defs/statuses'}),
    header: structure(
      {type: 'string', minLength: 1, maxLength: 200, pattern: headerNamePattern},
      'Alone: it is there.',
    ),
    body: structure({$ref: '#/$defs/textRule'}),
    jsonpath: structure({$ref: '#/$defs/jsonpath'}, 'Alone: something is there.'),
    latency: structure(
      {type: 'string', pattern: '^\\s*(?:<=|>=|===|==|!=|<|>)\\s*(?:\\d+(?:\\.\\d+)?(?:us|ms|s|m|h))+\\s*$'},
      'Such as <500ms: service time.',
    ),
    size: structure(
      {type: 'string', pattern: '^\\s*(?:<=|>=|===|==|!=|<|>)\\s*\\d+(?:\\.\\d+)?(?:b|kb|mb)\\s*$'},
      'Such as <10kb: of the body, as it came.',
    ),
    equals: structure({}),
    contains: rules.contains,
    matches: rules.matches,
  } satisfies Record<string, Field>,
  required: [],
  refused: {
    regex: 'write "body": {"matches": …}',
    text: 'write "body": {"contains": …}',
    json: 'write "jsonpath"',
    duration: 'write "latency": "<500ms"',
    not: 'is not read: checks say what has to be so',
    value: 'write "equals"',
    exists: 'is not read: a jsonpath or a header alone asks whether it is there',
  },
} as const satisfies KeyTable;

/** What a check is about, and which rules go with it. */
export const checkForms = {
  status: [],
  header: ['equals', 'contains', 'matches'],
  body: [],
  jsonpath: ['equals'],
  latency: [],
  size: [],
} as const satisfies Readonly<Record<string, readonly (keyof typeof checkKeys.fields)[]>>;

export const textRuleKeys = {
  what: 'a rule',
  fields: rules,
  required: [],
  refused: {
    regex: 'write "matches"',
    includes: 'write "contains"',
    jsonpath: 'write {"jsonpath": …} in place of "body"',
  },
} as const satisfies KeyTable;

export const extractionKeys = {
  what: 'an extraction',
  fields: {
    jsonpath: structure({$ref: '#/$defs/jsonpath'}),
    regex: structure(
      filledText,
      'Over the body: the first group, or all of the match where there is none (JavaScript, flag u).',
    ),
    header: checkKeys.fields.header,
    cookie: field(line(limits.maxNameLength)),
    default: structure(longText, 'What the variable is where nothing is found; without it the iteration ends there.'),
  },
  required: [],
  refused: {
    json: 'write "jsonpath"',
    path: 'write "jsonpath"',
    body: 'write "regex" or "jsonpath"',
    group: 'is not read: the first group of the regex is taken',
  },
} as const satisfies KeyTable;

export const thinkKeys = {
  what: 'a think time',
  fields: {
    uniform: structure({$ref: '#/$defs/thinkText'}, 'Between the two: 1s-3s.'),
    exponential: structure({$ref: '#/$defs/duration'}, 'Its mean.'),
    normal: structure({$ref: '#/$defs/duration'}, 'Its mean; "deviation" goes with it.'),
    deviation: structure({$ref: '#/$defs/duration'}),
  },
  required: [],
  refused: {
    min: 'write {"uniform": "1s-3s"}',
    max: 'write {"uniform": "1s-3s"}',
    mean: 'write {"exponential": "2s"} or {"normal": "2s", "deviation": "500ms"}',
    fixed: 'write "think": "1s"',
    sigma: 'write "deviation"',
  },
} as const satisfies KeyTable;
