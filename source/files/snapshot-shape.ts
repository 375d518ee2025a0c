import {transportKinds} from '../domain/transport-choice.ts';
import {anything, count, finite, flag, listOf, nullable, objectOf, oneOf, optional, recordOf, text} from './shape.ts';

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
});

const cell = objectOf({
  atMs: finite,
  seconds: finite,
  vus: finite,
  targetVus: nullable(finite),
  targetRate: optional(nullable(finite)),
  inFlight: finite,
  doubtful: flag,
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

const host = objectOf({
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

const hostPoint = objectOf({
  atMs: finite,
  cpu: nullable(finite),
  loopDelayMs: nullable(finite),
  rssBytes: nullable(finite),
  memoryUsedBytes: nullable(finite),
  netRxBytesPerSecond: nullable(finite),
  netTxBytesPerSecond: nullable(finite),
});

/** `domain/snapshot.ts`, as a check on a file's content. */
export const snapshotShape = objectOf({
  name: text,
  note: nullable(text),
  takenAt: text,
  target: objectOf({label: text, origin: text}),
  profile: objectOf({name: text, revision: nullable(text), document: anything}),
  git: nullable(objectOf({commit: text, branch: nullable(text), dirty: flag})),
  host,
  generator: objectOf({verdict: oneOf('ok', 'warn', 'saturated'), saturatedMs: finite, workersLost: finite}),
  validity: optional(
    nullable(
      objectOf({
        verdict: oneOf('VALID', 'DEGRADED', 'INVALID'),
        reasons: listOf(objectOf({text, hint: text})),
      }),
    ),
  ),
  transport: optional(nullable(objectOf({kind: oneOf(...transportKinds), reason: text}))),
  load: objectOf({
    model: oneOf('closed', 'open'),
    executor: text,
    vus: finite,
    minVus: finite,
    maxVus: finite,
    rate: optional(nullable(finite)),
    steady: flag,
  }),
  arrivals: optional(nullable(objectOf({offered: count, started: count, dropped: count, missed: count}))),
  sendLagUs: optional(nullable(latency)),
  serviceTimeUs: optional(nullable(latency)),
  window: objectOf({scope: oneOf('window', 'run'), startMs: finite, endMs: finite, seconds: finite}),
  requests: listOf(request),
  thresholds: listOf(
    objectOf({
      source: text,
      value: nullable(finite),
      ok: nullable(flag),
      severity: oneOf('critical', 'warning'),
      budget: optional(objectOf({requestName: text, figure: text, bound: finite})),
    }),
  ),
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
  cells: listOf(cell),
  hostSeries: listOf(hostPoint),
  events: listOf(objectOf({atMs: finite, kind: text, text})),
  errorSamples: listOf(errorSample),
});
