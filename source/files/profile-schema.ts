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
const openModel = `${notYet}: arrival-rate executors come later`;

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
    'cap',
    'ramp',
    'timeout',
    'headers',
    'scenarios',
    'thresholds',
  ],
  required: ['target', 'scenarios'],
  refused: {
    rate: openModel,
    timeUnit: openModel,
    preAllocatedVUs: openModel,
    maxVUs: `${openModel}; to bound a run write "cap": {"vus": 400}`,
    startRate: openModel,
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
    rps: openModel,
    hosts: notYet,
    insecureSkipTLSVerify: notYet,
    setup: notYet,
    teardown: notYet,
    transport: notYet,
  },
};

export const stageKeys: KeyTable = {
  what: 'a stage',
  known: ['duration', 'target', 'name'],
  required: ['duration', 'target'],
  refused: {rate: openModel, vus: 'write "target"'},
};

export const capKeys: KeyTable = {
  what: 'cap',
  known: ['vus'],
  required: ['vus'],
  refused: {rate: `${openModel}, and with them a cap on the rate`},
};

export const rampKeys: KeyTable = {what: 'ramp', known: ['vusPerSecond', 'step'], required: [], refused: {}};

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
  known: ['name', 'method', 'path', 'headers', 'body', 'expect'],
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
    status: 'write "expect": [200]',
  },
};

/** Limits both the parser and profile.schema.json hold to. */
export const limits = {
  maxVus: 100_000,
  /** Latencies are recorded up to 120 s. */
  maxTimeoutMs: 120_000,
  maxDurationMs: 7 * 86_400_000,
  maxThinkMs: 86_400_000,
  maxVusPerSecond: 100_000,
  maxWeight: 1_000_000,
  maxNameLength: 100,
} as const;

/** What a profile gets that does not say. */
export const defaults = {
  vus: 1,
  timeoutMs: 10_000,
  leastCapVus: 200,
  step: 10,
  vusPerSecond: 2,
  method: 'GET',
  weight: 1,
} as const;
