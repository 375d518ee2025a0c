import {transportKinds} from '../domain/transport-choice.ts';
import {
  choice,
  duration,
  field,
  filePath,
  flag,
  line,
  number,
  size,
  structure,
  type DurationRange,
  type KeyTable,
} from './field-types.ts';
import {limits} from './profile-schema.ts';
import {targetMetricsUrl} from './target-metrics-field.ts';

const week: Omit<DurationRange, 'minMs'> = {maxMs: limits.maxDurationMs, maxText: '168h'};
const vus = number({min: 0, max: limits.maxVus, whole: true});
const rate = number({min: 0, max: limits.maxRate});
const rateAboveZero = number({min: 0, max: limits.maxRate, above: true});
const list = (item: string): ReturnType<typeof structure>['schema'] => ({
  type: 'array',
  items: {$ref: `#/$defs/${item}`},
  minItems: 1,
});

/** What `executor` may be; the keys of each stand in `executorKeys`. */
export const executorKinds = [
  'constant-vus',
  'ramping-vus',
  'constant-arrival-rate',
  'ramping-arrival-rate',
  'per-vu-iterations',
  'shared-iterations',
] as const;

const arrivalKeys = ['timeUnit', 'preAllocatedVUs', 'maxVUs', 'arrivals'] as const;

/** Which keys say how much load, by executor, and which of them it cannot do without. */
export const executorKeys: Readonly<
  Record<(typeof executorKinds)[number], {readonly keys: readonly string[]; readonly required: readonly string[]}>
> = {
  'constant-vus': {keys: ['vus', 'duration'], required: []},
  'ramping-vus': {keys: ['startVUs', 'stages'], required: ['stages']},
  'constant-arrival-rate': {keys: ['rate', 'duration', ...arrivalKeys], required: ['rate']},
  'ramping-arrival-rate': {keys: ['startRate', 'stages', ...arrivalKeys], required: ['stages']},
  'per-vu-iterations': {keys: ['vus', 'iterations', 'maxDuration'], required: ['iterations']},
  'shared-iterations': {keys: ['vus', 'iterations', 'maxDuration'], required: ['iterations']},
};

export const profileKeys = {
  what: 'a profile',
  fields: {
    $schema: field(line()),
    name: field(line(limits.maxNameLength), "The file's name unless given."),
    description: field(line()),
    target: structure(
      {$ref: '#/$defs/target'},
      'An http(s) URL without a query, or demo, demo:fast, … for the built-in server (demo:fast?slower=20%: a slower build of it). May hold ${env:NAME}.',
    ),
    executor: structure(
      {enum: executorKinds},
      'Unless given: constant-arrival-rate with rate, ramping-arrival-rate with startRate, ramping-vus with stages, shared-iterations with iterations, constant-vus otherwise. The arrival-rate ones are the open model: iterations start when they are due, whatever became of those before.',
    ),
    startVUs: field(vus, null, 0),
    stages: structure(list('stage')),
    vus: field(vus, null, 1),
    duration: field(
      duration({minMs: 1, ...week}),
      'Without it the run goes on until it is ended (30s when there is no screen).',
    ),
    rate: field(rate, 'Iterations started per timeUnit.'),
    startRate: field(rate, 'Iterations per timeUnit at the start of the first stage.', 0),
    timeUnit: field(duration({minMs: 1, ...week}), 'What rates are per.', '1s'),
    preAllocatedVUs: field(
      vus,
      'Virtual users that are made ready, without a connection, before the run starts; at most maxVUs. Others are made when they are first needed.',
    ),
    maxVUs: field(
      number({min: 1, max: limits.maxVus, whole: true}),
      'Virtual users that may be busy at once; arrivals beyond wait. Default: max(100, the highest rate a second), at most 10000.',
    ),
    arrivals: field(
      choice('constant', 'poisson'),
      'Starts evenly spaced, or as a seeded Poisson process of the same mean rate.',
      'constant',
    ),
    iterations: field(
      number({min: 1, max: limits.maxIterations, whole: true}),
      'Of each virtual user with per-vu-iterations, of all together with shared-iterations.',
    ),
    maxDuration: field(duration({minMs: 1, ...week}), 'When the iterations end at the latest.', '10m'),
    cap: structure({$ref: '#/$defs/cap'}, 'Ceilings for the load keys.'),
    ramp: structure({$ref: '#/$defs/ramp'}, 'What the load keys do.'),
    timeout: field(
      duration({minMs: 1, maxMs: limits.maxTimeoutMs, maxText: '2m, since latencies are recorded up to 120 s'}),
      'Per request, at most 2m.',
      '10s',
    ),
    transport: field(
      choice('auto', ...transportKinds),
      'Who speaks HTTP. auto: HTTP/1.1 on own sockets, undici where the profile needs it; http2 only when chosen.',
      'auto',
    ),
    connections: structure({$ref: '#/$defs/connections'}, 'How connections are made and kept.'),
    precise: field(
      flag,
      'Starts are timed by turning the event loop instead of by timers: truer, at the cost of a core per worker.',
      false,
    ),
    headers: structure({$ref: '#/$defs/headers'}, 'Sent with every request.'),
    auth: structure(
      {$ref: '#/$defs/auth'},
      'Adds an authorization header to every request that does not say "auth": false.',
    ),
    tls: structure({$ref: '#/$defs/tls'}),
    redirects: field(
      number({min: 0, max: limits.maxRedirects, whole: true}),
      "Followed per request, on the target's own origin; each is counted as a request of the same name. 0: none.",
      10,
    ),
    cookies: field(flag, 'Each virtual user keeps the cookies it is given, until its next iteration begins.', true),
    proxy: structure(
      {$ref: '#/$defs/proxy'},
      'URL of an HTTP proxy; undici carries the run then. May hold ${env:NAME}.',
    ),
    targetMetrics: field(
      targetMetricsUrl,
      'What tells how the machine under test is: http://host:9100/metrics of a node_exporter, or prometheus+http://host:9090?instance=host:9100; or the memory of the process under test: process+http://host:8080/metrics, process+/metrics of the target itself (process_resident_memory_bytes). Asked every 2 s, every second on this machine. May hold ${env:NAME}; user and password also from PERFTUI_TARGET_METRICS_AUTH.',
    ),
    capture: field(
      size({minBytes: limits.leastCaptureBytes, maxBytes: limits.maxCaptureBytes}),
      'The most of a response body that checks and extraction look at, 1kb to 16mb (1kb is 1024 bytes).',
      '64kb',
    ),
    gracefulStop: field(
      duration({minMs: 0, ...week}),
      'How long virtual users get to finish their iteration when the plan ends.',
      '30s',
    ),
    data: structure(
      {anyOf: [{$ref: '#/$defs/data'}, {type: 'array', items: {$ref: '#/$defs/namedData'}, minItems: 1}]},
      'Rows for ${data.column}; several sources in a list, each with a name, for ${data.NAME.column}.',
    ),
    setup: structure(
      {$ref: '#/$defs/setupFlow'},
      "Run once before the load; the variables it extracts are everybody's.",
    ),
    teardown: structure({$ref: '#/$defs/setupFlow'}, 'Run once after the load.'),
    scenarios: structure(
      {
        ...list('scenario'),
        contains: {not: {type: 'object', required: ['weight'], properties: {weight: {const: 0}}}},
      },
      'User classes: the load is shared out over them by weight.',
    ),
    thresholds: structure(
      {$ref: '#/$defs/thresholds'},
      "k6's thresholds by metric; {name:…} and other tags narrow them.",
    ),
    budgets: structure(
      {$ref: '#/$defs/budgets'},
      'What the requests of a name may take: "30ms" bounds their p(95); several in an object, {"p(95)": "30ms", "p(99)": "80ms"}.',
    ),
    alerts: structure(
      {type: 'array', items: {$ref: '#/$defs/alert'}},
      'Told while the run goes on; they do not fail it.',
    ),
    circuitBreaker: structure(
      {anyOf: [{const: false}, {$ref: '#/$defs/circuitBreaker'}]},
      'Stops the load when every request has failed for so long; false: never.',
      {after: '10s'},
    ),
  },
  required: ['target', 'scenarios'],
  refused: {
    gracefulRampDown: 'is not read: VUs that leave finish the request they wait for',
    tags: 'write them on each request: "tags": {"tier": "gold"}',
    checks: 'write them on each request: "checks": [{"status": 200}]',
    extract: 'write it on the request whose response holds the value',
    expect: 'write it on each request',
    env: 'write ${env:NAME} where the value belongs',
    variables: 'write ${env:NAME} where the value belongs, or "data": {"rows": […]}',
    options: 'write its keys at the top level of the profile',
    flow: 'write it inside "scenarios": [{"flow": […]}]',
    requests: 'write them inside "scenarios": [{"flow": [{"request": {…}}]}]',
    url: 'write "target"',
    baseUrl: 'write "target"',
    baseURL: 'write "target"',
    users: 'write "vus"',
    slo: 'write "thresholds"',
    rps: 'write "executor": "constant-arrival-rate" with "rate"',
    hosts: 'is not read: perftui dials what the name resolves to',
    insecureSkipTLSVerify: 'write "tls": {"insecure": true}',
    maxRedirects: 'write "redirects"',
    noCookiesReset: 'is not read: each iteration begins without cookies',
    noConnectionReuse: 'write "connections": {"reuse": false}',
    noVUConnectionReuse: 'write "connections": {"maxRequests": …} or {"reuse": false}',
    dns: 'write "connections": {"dnsTtl": "30s"}',
    http2: 'write "transport": "http2"',
    bearer: 'write "auth": {"bearer": …}',
  },
} as const satisfies KeyTable;

export const stageKeys = {
  what: 'a stage',
  fields: {
    duration: field(duration({minMs: 0, ...week})),
    target: structure(
      rate.schema,
      'At the end of the stage, reached in a straight line: virtual users, or iterations per timeUnit with ramping-arrival-rate.',
    ),
    name: field(line(limits.maxNameLength)),
  },
  required: ['duration', 'target'],
  refused: {rate: 'write "target"', vus: 'write "target"', users: 'write "target"'},
} as const satisfies KeyTable;

export const capKeys = {
  what: 'cap',
  fields: {
    vus: field(
      number({min: 1, max: limits.maxVus, whole: true}),
      'No key and no plan goes above it. Default: max(200, twice the highest stage).',
    ),
    rate: field(
      rateAboveZero,
      'The same for iterations a second. Default: max(1000, twice the highest rate), 10000 with the vus executors.',
    ),
  },
  required: [],
  refused: {maxVUs: 'write it at the top level, or "vus"'},
} as const satisfies KeyTable;

export const rampKeys = {
  what: 'ramp',
  fields: {
    vusPerSecond: field(
      number({min: 0, max: limits.maxVusPerSecond, above: true}),
      'How fast a raise by hand climbs. Lowering is at once. Default: 2.',
    ),
    step: field(number({min: 1, max: limits.maxVus, whole: true}), 'Virtual users per key press. Default: 10.'),
    ratePerSecond: field(
      rateAboveZero,
      'The same for a rate: iterations a second, per second. Default: a tenth of the start rate.',
    ),
    rateStep: field(rateAboveZero, 'Iterations a second per key press. Default: a tenth of the start rate.'),
  },
  required: [],
  refused: {},
} as const satisfies KeyTable;

export const connectionKeys = {
  what: 'connections',
  fields: {
    reuse: field(flag, 'false: a new connection for every request.', true),
    maxAge: field(duration({minMs: 1, ...week}), 'An older connection is replaced before its next request.'),
    maxRequests: field(
      number({min: 1, max: limits.maxConnectionRequests, whole: true}),
      'Requests a connection carries before it is replaced.',
    ),
    dnsTtl: field(duration({minMs: 0, ...week}), 'How long an answer of the resolver is used.', '30s'),
    h2Streams: field(
      number({min: 1, max: limits.maxH2Streams, whole: true}),
      'HTTP/2: virtual users that share one connection.',
      1,
    ),
  },
  required: [],
  refused: {keepAlive: 'write "reuse"'},
} as const satisfies KeyTable;

export const tlsKeys = {
  what: 'tls',
  fields: {
    ca: field(filePath, "PEM file of the authorities to trust, relative to the profile's folder."),
    cert: field(filePath, "PEM file of the client's certificate; only together with key."),
    key: field(filePath, 'PEM file of its private key.'),
    insecure: field(flag, 'Certificates are not verified. Shown on screen.', false),
  },
  required: [],
  refused: {
    verify: 'write "insecure": true to verify nothing',
    rejectUnauthorized: 'write "insecure": true to verify nothing',
    passphrase: 'is not read: write a key without one',
  },
} as const satisfies KeyTable;

export const circuitBreakerKeys = {
  what: 'circuitBreaker',
  fields: {after: field(duration({minMs: 1000, ...week}), 'Every request has failed for so long.', '10s')},
  required: [],
  refused: {for: 'write "after"', window: 'write "after"', threshold: 'is not read: every request has to fail'},
} as const satisfies KeyTable;
