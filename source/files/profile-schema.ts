/** Keys of one kind of object in a profile: those that are read, and those people know from k6 that are not yet. */
export interface KeyTable {
  /** `a request`: for messages. */
  readonly what: string;
  readonly known: readonly string[];
  readonly required: readonly string[];
  /** Why a key is not read, or what to write in its place. */
  readonly refused: Readonly<Record<string, string>>;
}

const notYet = 'not supported yet';

export const profileKeys: KeyTable = {
  what: 'a profile',
  known: [
    '$schema',
    'name',
    'description',
    'target',
    'executor',
    'startVUs',
    'stages',
    'vus',
    'duration',
    'rate',
    'startRate',
    'timeUnit',
    'preAllocatedVUs',
    'maxVUs',
    'arrivals',
    'cap',
    'ramp',
    'timeout',
    'transport',
    'connections',
    'precise',
    'headers',
    'scenarios',
    'thresholds',
  ],
  required: ['target', 'scenarios'],
  refused: {
    iterations: notYet,
    maxDuration: notYet,
    gracefulStop: notYet,
    gracefulRampDown: notYet,
    data: notYet,
    tags: notYet,
    checks: notYet,
    env: 'write ${env:NAME} where the value belongs',
    options: 'write its keys at the top level of the profile',
    flow: 'write it inside "scenarios": [{"flow": […]}]',
    url: 'write "target"',
    baseUrl: 'write "target"',
    baseURL: 'write "target"',
    slo: 'write "thresholds"',
    rps: 'write "executor": "constant-arrival-rate" with "rate"',
    hosts: notYet,
    insecureSkipTLSVerify: notYet,
    setup: notYet,
    teardown: notYet,
    noConnectionReuse: 'write "connections": {"reuse": false}',
    noVUConnectionReuse: 'write "connections": {"maxRequests": …} or {"reuse": false}',
    dns: 'write "connections": {"dnsTtl": "30s"}',
    http2: 'write "transport": "http2"',
  },
};

export const stageKeys: KeyTable = {
  what: 'a stage',
  known: ['duration', 'target', 'name'],
  required: ['duration', 'target'],
  refused: {rate: 'write "target"', vus: 'write "target"'},
};

export const capKeys: KeyTable = {
  what: 'cap',
  known: ['vus', 'rate'],
  required: [],
  refused: {maxVUs: 'write it at the top level, or "vus"'},
};

export const rampKeys: KeyTable = {
  what: 'ramp',
  known: ['vusPerSecond', 'step', 'ratePerSecond', 'rateStep'],
  required: [],
  refused: {},
};

export const connectionKeys: KeyTable = {
  what: 'connections',
  known: ['reuse', 'maxAge', 'maxRequests', 'dnsTtl', 'h2Streams'],
  required: [],
  refused: {keepAlive: 'write "reuse"'},
};

export const scenarioKeys: KeyTable = {
  what: 'a scenario',
  known: ['name', 'weight', 'flow'],
  required: ['flow'],
  refused: {
    exec: 'write the requests into "flow"',
    requests: 'write them into "flow": [{"request": {…}}]',
    executor: 'write it at the top level: all scenarios share one load',
    vus: 'write it at the top level and share it by "weight"',
    startTime: notYet,
    env: 'write ${env:NAME} where the value belongs',
    tags: notYet,
    data: notYet,
  },
};

export const stepKeys: KeyTable = {
  what: 'a step of a flow',
  known: ['request', 'think'],
  required: [],
  refused: {
    sleep: 'write "think"',
    pause: 'write "think"',
    group: notYet,
    loop: notYet,
    name: 'write it inside "request"',
    method: 'write it inside "request": {…}',
    path: 'write it inside "request": {…}',
  },
};

export const requestKeys: KeyTable = {
  what: 'a request',
  known: ['name', 'method', 'path', 'headers', 'body', 'bodyFile', 'chunked', 'expect'],
  required: ['path'],
  refused: {
    extract: notYet,
    checks: notYet,
    check: notYet,
    tags: notYet,
    timeout: `${notYet} for one request: write it at the top level`,
    query: 'write it into "path": "/items?page=1"',
    params: 'write a query into "path": "/items?page=1"',
    url: 'write "path", and the server in "target"',
    json: 'write "body": {…}, which is sent as JSON',
    file: 'write "bodyFile"',
    status: 'write "expect": [200]',
  },
};

/** Limits both the parser and profile.schema.json hold to. */
export const limits = {
  maxVus: 100_000,
  /** Iterations a second. */
  maxRate: 1_000_000,
  /** Latencies are recorded up to 120 s. */
  maxTimeoutMs: 120_000,
  maxDurationMs: 7 * 86_400_000,
  maxThinkMs: 86_400_000,
  maxVusPerSecond: 100_000,
  maxWeight: 1_000_000,
  maxNameLength: 100,
  maxConnectionRequests: 1_000_000_000,
  /** A client may not open more streams than a connection has ids. */
  maxH2Streams: 10_000,
} as const;

/** What a profile gets that does not say. */
export const defaults = {
  vus: 1,
  timeoutMs: 10_000,
  leastCapVus: 200,
  step: 10,
  vusPerSecond: 2,
  timeUnit: '1s',
  /** Of a profile in the closed model, which names no rate. */
  capRate: 10_000,
  rateStep: 10,
  ratePerSecond: 50,
  /** Of a profile in the open model, at least. */
  leastCapRate: 1000,
  leastMaxVus: 100,
  mostMaxVus: 10_000,
  method: 'GET',
  weight: 1,
} as const;
