import {soakFigures, trialVerdicts} from '../domain/study.ts';
import {count, finite, flag, listOf, nullable, objectOf, oneOf, optional, recordOf, text, type Shape} from './shape.ts';

const model = oneOf('closed', 'open');

const load = {
  level: finite,
  vus: nullable(finite),
  requestsPerSecond: nullable(finite),
  meanUs: nullable(finite),
  p50Us: nullable(finite),
  p95Us: nullable(finite),
  p99Us: nullable(finite),
  errorShare: nullable(finite),
  cpu: nullable(finite),
  targetCpu: nullable(finite),
};

const span = {startMs: finite, endMs: finite};

const trial = objectOf({
  ...load,
  ...span,
  phase: oneOf('climb', 'bisect', 'confirm'),
  settledMs: nullable(finite),
  verdict: oneOf(...trialVerdicts),
  why: text,
  used: nullable(objectOf({low: finite, value: finite, high: finite})),
});

const capacity = objectOf({
  kind: oneOf('capacity'),
  model,
  objectives: listOf(text),
  gentle: flag,
  state: oneOf('running', 'paused', 'done'),
  verdict: oneOf('FOUND', 'AT-LEAST', 'BELOW', 'GENERATOR-LIMITED', 'INCOMPLETE'),
  low: nullable(finite),
  high: nullable(finite),
  confirmed: flag,
  breaking: nullable(objectOf({from: nullable(finite), to: finite, why: text})),
  trials: listOf(trial),
  usl: nullable(
    objectOf({
      alpha: finite,
      beta: finite,
      gamma: finite,
      rSquared: finite,
      peakLevel: nullable(finite),
      why: nullable(text),
    }),
  ),
  knee: nullable(objectOf({fromLevel: finite, toLevel: finite})),
  hints: listOf(text),
  says: text,
  tookMs: finite,
});

const recovered = objectOf({seconds: finite, plusMinus: finite});
const unrecovered = objectOf({moreThan: finite});

const spike = objectOf({
  kind: oneOf('spike'),
  model,
  state: oneOf('running', 'done'),
  baseline: objectOf({...load, ...span, limitedSeconds: finite}),
  thresholdUs: nullable(finite),
  factors: listOf(
    objectOf({
      ...load,
      ...span,
      factor: finite,
      peakRatio: nullable(finite),
      recovery: nullable(either(recovered, unrecovered)),
      lost: nullable(finite),
      dropped: nullable(finite),
      goodputLost: nullable(finite),
      limitedSeconds: finite,
    }),
  ),
  says: text,
});

const soak = objectOf({
  kind: oneOf('soak'),
  model,
  state: oneOf('running', 'done'),
  level: finite,
  durationMs: finite,
  plannedMs: optional(finite),
  blockSeconds: finite,
  periods: listOf(objectOf({...load, ...span, memoryBytes: nullable(finite), targetMemoryBytes: nullable(finite)})),
  drifts: listOf(
    objectOf({
      figure: oneOf(...soakFigures),
      change: nullable(finite),
      perHour: nullable(finite),
      p: nullable(finite),
      blocks: count,
      verdict: oneOf('LEAK', 'DRIFT', 'STEADY', 'TOO SHORT', 'UNKNOWN'),
    }),
  ),
  says: text,
});

/** `Study` of `domain/study.ts`, as a check on what a file holds. */
export const studyShape: Shape = byKind({capacity, spike, soak});

/** JSON has no NaN: of a bound that was relative to no baseline a file holds null. */
const threshold = objectOf({
  source: text,
  metric: text,
  tags: recordOf(text),
  aggregation: objectOf({kind: text}),
  operator: oneOf('>', '>=', '<', '<=', '===', '!='),
  bound: nullable(finite),
  relativeShare: nullable(finite),
  windowMs: nullable(finite),
  abortOnFail: flag,
  delayAbortEvalMs: finite,
  severity: oneOf('critical', 'warning'),
  budget: flag,
});

/** `StudySetup` of `domain/study.ts`. */
export const studySetupShape: Shape = byKind({
  capacity: objectOf({
    kind: oneOf('capacity'),
    model,
    objectives: listOf(threshold),
    gentle: flag,
    startLevel: finite,
  }),
  spike: objectOf({kind: oneOf('spike'), model, baseLevel: finite, factors: listOf(finite)}),
  soak: objectOf({kind: oneOf('soak'), model, level: finite, durationMs: finite, resumes: optional(text)}),
});

function byKind(shapes: Readonly<Record<string, Shape>>): Shape {
  const ofKind = objectOf({kind: oneOf(...Object.keys(shapes))});
  return (value, path) => ofKind(value, path) ?? shapes[(value as {readonly kind: string}).kind]!(value, path);
}

function either(one: Shape, other: Shape): Shape {
  return (value, path) => (one(value, path) === null ? null : other(value, path));
}
