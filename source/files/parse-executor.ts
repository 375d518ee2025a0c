import type {ArrivalSettings, Executor, Stage} from '../domain/profile.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {executorKeys, executorKinds, profileKeys, stageKeys} from './profile-keys.ts';
import {absentAs, joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {defaults, limits} from './profile-schema.ts';

type Kind = Executor['kind'];

/** The load a profile asks for; null when it has a problem. Without `executor` the other keys tell which it is. */
export function readExecutor(reader: ProfileReader, object: JsonObject): Executor | null {
  const kind = absentAs(object['executor'], impliedKind(object));
  if (!isKind(kind)) return failExecutor(reader, kind);
  const own = executorKeys[kind].keys;
  for (const key of new Set(executorKinds.flatMap((one) => executorKeys[one].keys))) {
    if (object[key] === undefined || own.includes(key)) continue;
    const owners = executorKinds.filter((one) => executorKeys[one].keys.includes(key));
    reader.fail(key, `belongs to ${owners.join(', ').replace(/, (?=[^,]*$)/, ' and ')}, the executor here is ${kind}`);
  }
  return readers[kind](reader, object);
}

const readers: Readonly<Record<Kind, (reader: ProfileReader, object: JsonObject) => Executor | null>> = {
  'constant-vus': readConstantVus,
  'ramping-vus': readRampingVus,
  'constant-arrival-rate': readConstantRate,
  'ramping-arrival-rate': readRampingRate,
  'per-vu-iterations': (reader, object) => readIterations(reader, object, 'per-vu-iterations'),
  'shared-iterations': (reader, object) => readIterations(reader, object, 'shared-iterations'),
};

function impliedKind(object: JsonObject): Kind {
  if (object['rate'] !== undefined) return 'constant-arrival-rate';
  if (object['startRate'] !== undefined) return 'ramping-arrival-rate';
  if (object['stages'] !== undefined) return 'ramping-vus';
  return object['iterations'] === undefined ? 'constant-vus' : 'shared-iterations';
}

function isKind(kind: unknown): kind is Kind {
  return (executorKinds as readonly unknown[]).includes(kind);
}

function failExecutor(reader: ProfileReader, kind: unknown): null {
  const expected = `must be ${executorKinds
    .map((one) => `"${one}"`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' or ')}`;
  if (typeof kind !== 'string') return reader.fail('executor', `${expected}, not ${kindOf(kind)}`);
  const near = didYouMean(kind, executorKinds);
  return reader.fail(
    'executor',
    near === null ? expected : `unknown executor ${kindOf(kind).slice(9)}; did you mean "${near}"?`,
  );
}

function readConstantVus(reader: ProfileReader, object: JsonObject): Executor | null {
  const vus = reader.get(object, '', profileKeys, 'vus');
  const durationMs = reader.get(object, '', profileKeys, 'duration');
  return vus === null ? null : {kind: 'constant-vus', vus, durationMs};
}

function readRampingVus(reader: ProfileReader, object: JsonObject): Executor | null {
  const startVus = reader.get(object, '', profileKeys, 'startVUs');
  const stages = readStages(reader, object, 'ramping-vus', (value, path) => readVus(reader, value, path));
  return stages === null || startVus === null ? null : {kind: 'ramping-vus', startVus, stages};
}

function readConstantRate(reader: ProfileReader, object: JsonObject): Executor | null {
  const perSecond = readTimeUnit(reader, object);
  const durationMs = reader.get(object, '', profileKeys, 'duration');
  if (object['rate'] === undefined) return reader.fail('rate', 'is missing: constant-arrival-rate needs it');
  const rate = readRate(reader, object['rate'], 'rate', perSecond);
  const arrivals = readArrivals(reader, object, rate ?? 0);
  return rate === null || arrivals === null ? null : {kind: 'constant-arrival-rate', rate, durationMs, ...arrivals};
}

function readRampingRate(reader: ProfileReader, object: JsonObject): Executor | null {
  const perSecond = readTimeUnit(reader, object);
  const startRate = readRate(reader, absentAs(object['startRate'], 0), 'startRate', perSecond);
  const stages = readStages(reader, object, 'ramping-arrival-rate', (value, path) =>
    readRate(reader, value, path, perSecond),
  );
  const peak = (stages ?? []).reduce((most, stage) => Math.max(most, stage.target), startRate ?? 0);
  const arrivals = readArrivals(reader, object, peak);
  if (stages === null || startRate === null || arrivals === null) return null;
  return {kind: 'ramping-arrival-rate', startRate, stages, ...arrivals};
}

function readIterations(
  reader: ProfileReader,
  object: JsonObject,
  kind: 'per-vu-iterations' | 'shared-iterations',
): Executor | null {
  const vus = reader.get(object, '', profileKeys, 'vus');
  const maxDurationMs = reader.get(object, '', profileKeys, 'maxDuration');
  if (vus === 0) reader.fail('vus', 'must be above 0: nobody would run the iterations');
  if (object['iterations'] === undefined) return reader.fail('iterations', `is missing: ${kind} needs it`);
  const iterations = reader.get(object, '', profileKeys, 'iterations');
  if (vus === null || iterations === null || maxDurationMs === null) return null;
  if (kind === 'shared-iterations' && iterations < vus) {
    return reader.fail('iterations', `${iterations} are fewer than the ${vus} VUs that share them`);
  }
  return {kind, vus, iterations, maxDurationMs};
}

/** Seconds a `timeUnit` has; NaN when it cannot be read. */
function readTimeUnit(reader: ProfileReader, object: JsonObject): number {
  return (reader.get(object, '', profileKeys, 'timeUnit') ?? Number.NaN) / 1000;
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
  const before = reader.problems.length;
  const arrivals = reader.get(object, '', profileKeys, 'arrivals');
  const ready = reader.get(object, '', profileKeys, 'preAllocatedVUs');
  const most = reader.get(object, '', profileKeys, 'maxVUs');
  if (arrivals === null || reader.problems.length > before) return null;
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
  const durationMs = reader.get(object, path, stageKeys, 'duration');
  const target = object['target'];
  const level = target === undefined ? null : readTarget(target, joinPath(path, 'target'));
  const label = reader.get(object, path, stageKeys, 'name');
  return durationMs === null || level === null ? null : {durationMs, target: level, name: label};
}

function readVus(reader: ProfileReader, value: unknown, path: string): number | null {
  return reader.number(value, path, {min: 0, max: limits.maxVus, whole: true});
}
