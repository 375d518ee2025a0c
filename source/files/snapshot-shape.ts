import {machineFields} from '../domain/host.ts';
import {transportKinds} from '../domain/transport-choice.ts';
import {
  anything,
  count,
  finite,
  flag,
  listOf,
  nullable,
  objectOf,
  oneOf,
  optional,
  recordOf,
  text,
  type Shape,
} from './shape.ts';
import {studyShape} from './study-shape.ts';

const pair: Shape = (value, path) =>
  Array.isArray(value) && value.length === 2 && value.every((one) => count(one, '') === null)
    ? null
    : `${path}: must be a pair of counts`;

const outcome = objectOf({code: finite, word: text, count});

const latency = objectOf({
  samples: count,
  min: finite,
  mean: finite,
  p50: finite,
  p75: finite,
  p90: finite,
  p95: finite,
  p99: finite,
  p999: finite,
  max: finite,
});

const request = objectOf({
  name: nullable(text),
  started: count,
  answered: count,
  failed: count,
  aborted: count,
  requestsPerSecond: finite,
  errorShare: nullable(finite),
  bytesIn: finite,
  bytesOut: finite,
  outcomes: listOf(outcome),
  latencyUs: nullable(latency),
  histogram: text,
  phaseMeansUs: recordOf(finite),
});

const cellName = objectOf({
  name: count,
  answered: count,
  failed: count,
  aborted: count,
  bytesIn: finite,
  bytesOut: finite,
  sumUs: finite,
  minUs: nullable(finite),
  maxUs: nullable(finite),
  counts: text,
  started: optional(count),
  statuses: optional(listOf(pair)),
  errors: optional(listOf(pair)),
  unexpected: optional(listOf(pair)),
});

const arrivals = objectOf({offered: count, started: count, dropped: count, missed: count});

export const cellShape = objectOf({
  atMs: finite,
  seconds: finite,
  vus: finite,
  targetVus: nullable(finite),
  targetRate: optional(nullable(finite)),
  inFlight: finite,
  doubtful: flag,
  saturatedMs: optional(finite),
  coveredMs: optional(finite),
  meanVus: optional(finite),
  minVus: optional(finite),
  maxVus: optional(finite),
  iterations: optional(count),
  arrivals: optional(arrivals),
  names: listOf(cellName),
});

const errorSample = objectOf({
  name: text,
  atMs: finite,
  code: finite,
  word: text,
  status: nullable(finite),
  headers: recordOf(text),
  body: nullable(text),
  message: nullable(text),
});

export const hostShape = objectOf({
  hostname: text,
  platform: text,
  kernel: text,
  cpuModel: text,
  cores: finite,
  memoryBytes: finite,
  node: text,
  perftui: text,
  fdLimit: nullable(finite),
  netInterface: nullable(text),
});

export const hostPointShape = objectOf({
  atMs: finite,
  cpu: nullable(finite),
  loopDelayMs: nullable(finite),
  rssBytes: nullable(finite),
  memoryUsedBytes: nullable(finite),
  netRxBytesPerSecond: nullable(finite),
  netTxBytesPerSecond: nullable(finite),
  ...Object.fromEntries(machineFields.map((field) => [field, optional(nullable(finite))])),
});

const thresholds = listOf(
  objectOf({
    source: text,
    value: nullable(finite),
    ok: nullable(flag),
    severity: oneOf('critical', 'warning'),
    budget: optional(objectOf({requestName: text, figure: text, bound: finite})),
  }),
);

export const plateauShape = objectOf({
  startMs: finite,
  endMs: finite,
  seconds: finite,
  model: oneOf('closed', 'open'),
  level: finite,
  vus: finite,
  steady: nullable(flag),
  why: nullable(text),
  requests: listOf(request),
  thresholds,
  cpu: nullable(finite),
});

export const targetShape = objectOf({label: text, origin: text});
export const profileShape = objectOf({name: text, revision: nullable(text), document: anything});
export const gitShape = nullable(objectOf({commit: text, branch: nullable(text), dirty: flag}));
export const transportShape = nullable(objectOf({kind: oneOf(...transportKinds), reason: text}));

/** All but what a drive holds by itself. */
export const snapshotBody = {
  name: text,
  note: nullable(text),
  takenAt: text,
  target: targetShape,
  profile: profileShape,
  git: gitShape,
  host: hostShape,
  generator: objectOf({verdict: oneOf('ok', 'warn', 'saturated'), saturatedMs: finite, workersLost: finite}),
  validity: optional(
    nullable(
      objectOf({
        verdict: oneOf('VALID', 'DEGRADED', 'INVALID'),
        reasons: listOf(objectOf({text, hint: text})),
      }),
    ),
  ),
  transport: optional(transportShape),
  load: objectOf({
    model: oneOf('closed', 'open'),
    executor: text,
    vus: finite,
    minVus: finite,
    maxVus: finite,
    rate: optional(nullable(finite)),
    steady: flag,
  }),
  arrivals: optional(nullable(arrivals)),
  sendLagUs: optional(nullable(latency)),
  serviceTimeUs: optional(nullable(latency)),
  window: objectOf({scope: oneOf('window', 'run'), startMs: finite, endMs: finite, seconds: finite}),
  requests: listOf(request),
  thresholds,
  checks: optional(listOf(objectOf({name: text, requestName: text, passed: count, failed: count, cut: count}))),
  flowErrors: optional(count),
  flowErrorTexts: optional(listOf(text)),
  scenarios: optional(
    listOf(
      objectOf({
        name: text,
        weight: finite,
        profileWeight: finite,
        requests: count,
        failed: count,
        requestsPerSecond: finite,
        errorShare: nullable(finite),
        latencyUs: nullable(latency),
      }),
    ),
  ),
  errorSamples: listOf(errorSample),
  plateaus: optional(listOf(plateauShape)),
  drive: optional(nullable(text)),
  study: optional(studyShape),
};

/** `domain/snapshot.ts`, as a check on a file's content. */
export const snapshotShape = objectOf({
  ...snapshotBody,
  cells: listOf(cellShape),
  hostSeries: listOf(hostPointShape),
  events: listOf(objectOf({atMs: finite, kind: text, text})),
});
