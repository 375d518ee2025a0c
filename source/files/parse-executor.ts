import type {ArrivalSettings, Executor, Stage} from '../domain/profile.ts';
import {didYouMean} from './did-you-mean.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {defaults, limits, stageKeys} from './profile-schema.ts';

const executors = ['constant-vus', 'ramping-vus', 'constant-arrival-rate', 'ramping-arrival-rate'] as const;

type Kind = Executor['kind'];

/** k6's other executors: known, not built. */
const laterExecutors = ['per-vu-iterations', 'shared-iterations', 'externally-controlled'];

const arrivalKeys = ['timeUnit', 'preAllocatedVUs', 'maxVUs', 'arrivals'] as const;

/** Which keys say how much load, by executor. */
const keysOf: Readonly<Record<Kind, readonly string[]>> = {
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages'],
  'constant-arrival-rate': ['rate', 'duration', ...arrivalKeys],
  'ramping-arrival-rate': ['startRate', 'stages', ...arrivalKeys],
};

/** The load a profile asks for; null when it has a problem. Without `executor` the other keys tell which it is. */
export function readExecutor(reader: ProfileReader, object: JsonObject): Executor | null {
  const kind = object['executor'] ?? impliedKind(object);
  if (!isKind(kind)) return failExecutor(reader, kind);
  const own = keysOf[kind];
  for (const key of new Set(Object.values(keysOf).flat())) {
    if (object[key] === undefined || own.includes(key)) continue;
    const owners = executors.filter((one) => keysOf[one].includes(key));
    reader.fail(key, `belongs to ${owners.join(' and ')}, the executor here is ${kind}`);
  }
  return readers[kind](reader, object);
}

const readers: Readonly<Record<Kind, (reader: ProfileReader, object: JsonObject) => Executor | null>> = {
  'constant-vus': readConstantVus,
  'ramping-vus': readRampingVus,
  'constant-arrival-rate': readConstantRate,
  'ramping-arrival-rate': readRampingRate,
};

function impliedKind(object: JsonObject): Kind {
  if (object['rate'] !== undefined) return 'constant-arrival-rate';
  if (object['startRate'] !== undefined) return 'ramping-arrival-rate';
  return object['stages'] === undefined ? 'constant-vus' : 'ramping-vus';
}

function isKind(kind: unknown): kind is Kind {
  return (executors as readonly unknown[]).includes(kind);
}

function failExecutor(reader: ProfileReader, kind: unknown): null {
  const expected = `must be ${executors
    .map((one) => `"${one}"`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' or ')}`;
  if (typeof kind !== 'string') return reader.fail('executor', `${expected}, not ${kindOf(kind)}`);
  if (laterExecutors.includes(kind)) return reader.fail('executor', `${kind} is not supported yet: ${expected}`);
  const near = didYouMean(kind, executors);
  return reader.fail(
    'executor',
    near === null ? expected : `unknown executor ${kindOf(kind).slice(9)}; did you mean "${near}"?`,
  );
}

function readConstantVus(reader: ProfileReader, object: JsonObject): Executor | null {
  const vus = readVus(reader, object['vus'] ?? defaults.vus, 'vus');
  const durationMs = readEnd(reader, object);
  return vus === null ? null : {kind: 'constant-vus', vus, durationMs};
}

function readRampingVus(reader: ProfileReader, object: JsonObject): Executor | null {
  const startVus = readVus(reader, object['startVUs'] ?? 0, 'startVUs');
  const stages = readStages(reader, object, 'ramping-vus', (value, path) => readVus(reader, value, path));
  return stages === null || startVus === null ? null : {kind: 'ramping-vus', startVus, stages};
}

function readConstantRate(reader: ProfileReader, object: JsonObject): Executor | null {
  const perSecond = readTimeUnit(reader, object['timeUnit']);
  const durationMs = readEnd(reader, object);
  if (object['rate'] === undefined) return reader.fail('rate', 'is missing: constant-arrival-rate needs it');
  const rate = readRate(reader, object['rate'], 'rate', perSecond);
  const arrivals = readArrivals(reader, object, rate ?? 0);
  return rate === null || arrivals === null ? null : {kind: 'constant-arrival-rate', rate, durationMs, ...arrivals};
}

function readRampingRate(reader: ProfileReader, object: JsonObject): Executor | null {
  const perSecond = readTimeUnit(reader, object['timeUnit']);
  const startRate = readRate(reader, object['startRate'] ?? 0, 'startRate', perSecond);
  const stages = readStages(reader, object, 'ramping-arrival-rate', (value, path) =>
    readRate(reader, value, path, perSecond),
  );
  const peak = (stages ?? []).reduce((most, stage) => Math.max(most, stage.target), startRate ?? 0);
  const arrivals = readArrivals(reader, object, peak);
  if (stages === null || startRate === null || arrivals === null) return null;
  return {kind: 'ramping-arrival-rate', startRate, stages, ...arrivals};
}

/** Seconds a `timeUnit` has; NaN when it cannot be read. */
function readTimeUnit(reader: ProfileReader, value: unknown): number {
  if (value === undefined) return 1;
  const range = {minMs: 1, maxMs: limits.maxDurationMs, maxText: '168h'};
  return (reader.durationMs(value, 'timeUnit', range) ?? Number.NaN) / 1000;
}

/** Iterations a second. @param unitSeconds NaN when it could not be read: then the rate is only checked */
function readRate(reader: ProfileReader, value: unknown, path: string, unitSeconds: number): number | null {
  if (typeof value === 'string') {
    const [, rate, unit] = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(s|m|h)\s*$/.exec(value) ?? [];
    if (rate !== undefined)
      return reader.fail(path, `must be a number, and its unit apart: ${rate} with "timeUnit": "1${unit}"`);
  }
  const read = reader.number(value, path, {min: 0, max: limits.maxRate});
  if (read === null || Number.isNaN(unitSeconds)) return null;
  const rate = read / unitSeconds;
  return rate <= limits.maxRate ? rate : reader.fail(path, `${rate} a second is too much: at most ${limits.maxRate}`);
}

function readArrivals(reader: ProfileReader, object: JsonObject, peakRate: number): ArrivalSettings | null {
  const {preAllocatedVUs, maxVUs, arrivals = 'constant'} = object;
  if (arrivals !== 'constant' && arrivals !== 'poisson') {
    return reader.fail('arrivals', `must be "constant" or "poisson", not ${kindOf(arrivals)}`);
  }
  const range = {min: 1, max: limits.maxVus, whole: true};
  const ready =
    preAllocatedVUs === undefined ? undefined : reader.number(preAllocatedVUs, 'preAllocatedVUs', {...range, min: 0});
  const most = maxVUs === undefined ? undefined : reader.number(maxVUs, 'maxVUs', range);
  if (ready === null || most === null) return null;
  const ceiling = (object['cap'] as {readonly vus?: unknown} | null | undefined)?.vus;
  const room = typeof ceiling === 'number' && ceiling >= 1 ? ceiling : limits.maxVus;
  const maxVus = most ?? Math.max(ready ?? 0, Math.min(room, defaultMaxVus(peakRate)));
  const preAllocatedVus = ready ?? Math.min(maxVus, defaultReadyVus(peakRate));
  if (preAllocatedVus > maxVus) {
    return reader.fail('preAllocatedVUs', `${preAllocatedVus} is above maxVUs, ${maxVus}`);
  }
  return {arrivals, preAllocatedVus, maxVus};
}

/** VUs an arrival rate may keep busy that says nothing: those of iterations that last a second (Little's law). */
export function defaultMaxVus(peakRate: number): number {
  return Math.min(defaults.mostMaxVus, Math.max(defaults.leastMaxVus, Math.ceil(peakRate)));
}

/** What stands for k6's VUs made ready before the start: those of iterations that last a tenth of a second. */
export function defaultReadyVus(peakRate: number): number {
  return Math.min(defaultMaxVus(peakRate), Math.ceil(peakRate / 10));
}

function readStages(
  reader: ProfileReader,
  object: JsonObject,
  kind: Kind,
  readTarget: (value: unknown, path: string) => number | null,
): Stage[] | null {
  if (object['stages'] === undefined) return reader.fail('stages', `is missing: ${kind} needs it`);
  const list = reader.list(object['stages'], 'stages');
  if (list === null) return null;
  if (list.length === 0)
    return reader.fail('stages', 'must hold at least one stage: [{"duration": "30s", "target": 50}]');
  const stages = list
    .map((item, index) => readStage(reader, item, joinPath('stages', index), readTarget))
    .filter((stage) => stage !== null);
  if (stages.length < list.length) return null;
  if (stages.every((stage) => stage.durationMs === 0))
    return reader.fail('stages', 'all last 0s: the run would have no length');
  return stages;
}

function readStage(
  reader: ProfileReader,
  value: unknown,
  path: string,
  readTarget: (value: unknown, path: string) => number | null,
): Stage | null {
  const object = reader.object(value, path, stageKeys);
  if (object === null) return null;
  const {duration, target, name} = object;
  const durationMs = duration === undefined ? null : readDuration(reader, duration, joinPath(path, 'duration'), 0);
  const level = target === undefined ? null : readTarget(target, joinPath(path, 'target'));
  const label =
    name === undefined ? null : reader.text(name, joinPath(path, 'name'), {maxLength: limits.maxNameLength});
  return durationMs === null || level === null ? null : {durationMs, target: level, name: label};
}

function readEnd(reader: ProfileReader, {duration}: JsonObject): number | null {
  return duration === undefined ? null : readDuration(reader, duration, 'duration', 1);
}

function readVus(reader: ProfileReader, value: unknown, path: string): number | null {
  return reader.number(value, path, {min: 0, max: limits.maxVus, whole: true});
}

function readDuration(reader: ProfileReader, value: unknown, path: string, minMs: number): number | null {
  return reader.durationMs(value, path, {minMs, maxMs: limits.maxDurationMs, maxText: '168h'});
}
