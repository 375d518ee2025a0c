import type {Executor, Profile, RampSettings, Scenario, Stage, Threshold} from '../domain/profile.ts';
import {parseThreshold} from '../domain/threshold-grammar.ts';
import {didYouMean} from './did-you-mean.ts';
import {readHeaders, readScenarios} from './parse-flow.ts';
import {parseJson} from './parse-json.ts';
import {joinPath, kindOf, ProfileReader, type JsonObject, type ProfileProblem} from './profile-reader.ts';
import {capKeys, defaults, limits, profileKeys, rampKeys, stageKeys} from './profile-schema.ts';

export type ParsedProfile = {readonly profile: Profile} | {readonly problems: readonly ProfileProblem[]};

const executors = ['constant-vus', 'ramping-vus'];

/** k6's other executors: known, not built. */
const laterExecutors = [
  'constant-arrival-rate',
  'ramping-arrival-rate',
  'per-vu-iterations',
  'shared-iterations',
  'externally-controlled',
];

/**
 * A profile file's text as a Profile, or every problem in it with its path. Defaults are filled in; `${env:NAME}` stays
 * as it is.
 * @param fileName names the profile when it has no `name`: `checkout.json` is `checkout`
 */
export function parseProfile(text: string, fileName: string): ParsedProfile {
  const json = parseJson(text);
  if ('fault' in json) {
    const {line, column, message} = json.fault;
    return {problems: [{path: `${line}:${column}`, message}]};
  }
  return parseProfileDocument(json.value, fileName);
}

/** The same for a document that is JSON already. */
export function parseProfileDocument(document: unknown, fileName: string): ParsedProfile {
  const reader = new ProfileReader();
  const object = reader.object(document, '', profileKeys);
  const profile = object === null ? null : readProfile(reader, object, fileName);
  return profile === null || reader.problems.length > 0 ? {problems: reader.problems} : {profile};
}

function readProfile(reader: ProfileReader, object: JsonObject, fileName: string): Profile | null {
  if (object['$schema'] !== undefined) reader.text(object['$schema'], '$schema');
  const fallback = fileName.replace(/^.*[\\/]/, '').replace(/\.json$/i, '') || 'profile';
  const name =
    object['name'] === undefined ? fallback : reader.text(object['name'], 'name', {maxLength: limits.maxNameLength});
  const description = object['description'] === undefined ? null : reader.text(object['description'], 'description');
  const target = object['target'] === undefined ? null : readTarget(reader, object['target']);
  const executor = readExecutor(reader, object);
  const cap = readCap(reader, object['cap'], executor);
  const ramp = readRamp(reader, object['ramp']);
  const timeoutMs =
    object['timeout'] === undefined
      ? defaults.timeoutMs
      : reader.durationMs(object['timeout'], 'timeout', {
          minMs: 1,
          maxMs: limits.maxTimeoutMs,
          maxText: '2m, since latencies are recorded up to 120 s',
        });
  const headers = readHeaders(reader, object['headers'] ?? {}, 'headers');
  const before = reader.problems.length;
  const scenarios = object['scenarios'] === undefined ? [] : readScenarios(reader, object['scenarios'], 'scenarios');
  const named = reader.problems.length === before ? scenarios : null;
  const thresholds = object['thresholds'] === undefined ? [] : readThresholds(reader, object['thresholds'], named);
  if (name === null || target === null || executor === null || cap === null || timeoutMs === null) return null;
  return {name, description, target, executor, cap, ramp, timeoutMs, headers, scenarios, thresholds};
}

function readTarget(reader: ProfileReader, value: unknown): string | null {
  const target = reader.text(value, 'target', {maxLength: 2000});
  if (target === null) return null;
  reader.templates(target, 'target');
  if (/^demo(?::[a-z0-9-]+)?$/.test(target) || target.includes('${')) return target;
  const problem = targetProblem(target);
  return problem === null ? target : reader.fail('target', problem);
}

/** What is wrong with a target URL; null when nothing is. */
export function targetProblem(target: string): string | null {
  if (!/^https?:\/\//i.test(target)) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return 'must be an http:// or https:// URL';
    const near = didYouMean(target, ['demo']);
    if (near !== null) return `must be an http:// or https:// URL, or "demo"; did you mean "${near}"?`;
    return /^[\w.-]+(?::\d+)?(?:\/\S*)?$|^\[[\da-f:]+\]/i.test(target)
      ? `has no scheme: write "http://${target}"`
      : 'must be an http:// or https:// URL, or "demo" for the built-in server';
  }
  const url = URL.parse(target);
  if (url === null || /\s/.test(target)) return 'is not a URL: write it as http://host:port';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query: write it into the "path" of each request';
  return null;
}

function readExecutor(reader: ProfileReader, object: JsonObject): Executor | null {
  const kind = object['executor'] ?? (object['stages'] === undefined ? 'constant-vus' : 'ramping-vus');
  if (typeof kind !== 'string' || !executors.includes(kind)) return failExecutor(reader, kind);
  const isRamping = kind === 'ramping-vus';
  for (const key of isRamping ? ['vus', 'duration'] : ['startVUs', 'stages']) {
    if (object[key] !== undefined) {
      reader.fail(key, `belongs to ${isRamping ? 'constant-vus' : 'ramping-vus'}, the executor here is ${kind}`);
    }
  }
  return isRamping ? readRamping(reader, object) : readConstant(reader, object);
}

function failExecutor(reader: ProfileReader, kind: unknown): null {
  if (typeof kind !== 'string')
    return reader.fail('executor', `must be "constant-vus" or "ramping-vus", not ${kindOf(kind)}`);
  if (laterExecutors.includes(kind)) {
    return reader.fail('executor', `${kind} is not supported yet: use "constant-vus" or "ramping-vus"`);
  }
  const near = didYouMean(kind, executors);
  return reader.fail(
    'executor',
    near === null
      ? 'must be "constant-vus" or "ramping-vus"'
      : `unknown executor ${kindOf(kind).slice(9)}; did you mean "${near}"?`,
  );
}

function readRamping(reader: ProfileReader, object: JsonObject): Executor | null {
  const startVus = readVus(reader, object['startVUs'] ?? 0, 'startVUs');
  if (object['stages'] === undefined) return reader.fail('stages', 'is missing: ramping-vus needs it');
  const list = reader.list(object['stages'], 'stages');
  if (list === null) return null;
  if (list.length === 0)
    return reader.fail('stages', 'must hold at least one stage: [{"duration": "30s", "target": 50}]');
  const stages = list
    .map((item, index) => readStage(reader, item, joinPath('stages', index)))
    .filter((s) => s !== null);
  if (stages.length < list.length || startVus === null) return null;
  if (stages.every((stage) => stage.durationMs === 0))
    return reader.fail('stages', 'all last 0s: the run would have no length');
  return {kind: 'ramping-vus', startVus, stages};
}

function readStage(reader: ProfileReader, value: unknown, path: string): Stage | null {
  const object = reader.object(value, path, stageKeys);
  if (object === null) return null;
  const {duration, target, name} = object;
  const durationMs = duration === undefined ? null : readDuration(reader, duration, joinPath(path, 'duration'), 0);
  const vus = target === undefined ? null : readVus(reader, target, joinPath(path, 'target'));
  const label =
    name === undefined ? null : reader.text(name, joinPath(path, 'name'), {maxLength: limits.maxNameLength});
  return durationMs === null || vus === null ? null : {durationMs, target: vus, name: label};
}

function readConstant(reader: ProfileReader, object: JsonObject): Executor | null {
  const vus = readVus(reader, object['vus'] ?? defaults.vus, 'vus');
  const durationMs = object['duration'] === undefined ? null : readDuration(reader, object['duration'], 'duration', 1);
  return vus === null ? null : {kind: 'constant-vus', vus, durationMs};
}

function readVus(reader: ProfileReader, value: unknown, path: string): number | null {
  return reader.number(value, path, {min: 0, max: limits.maxVus, whole: true});
}

function readDuration(reader: ProfileReader, value: unknown, path: string, minMs: number): number | null {
  return reader.durationMs(value, path, {minMs, maxMs: limits.maxDurationMs, maxText: '168h'});
}

function readCap(reader: ProfileReader, value: unknown, executor: Executor | null): Profile['cap'] | null {
  const highest = executor === null ? 0 : highestVus(executor);
  if (value === undefined) return {vus: Math.min(limits.maxVus, Math.max(defaults.leastCapVus, 2 * highest))};
  if (typeof value === 'number') return reader.fail('cap', `must be an object: {"vus": ${value}}`);
  const object = reader.object(value, 'cap', capKeys);
  if (object === null || object['vus'] === undefined) return null;
  const vus = reader.number(object['vus'], 'cap.vus', {min: 1, max: limits.maxVus, whole: true});
  if (vus !== null && vus < highest)
    return reader.fail('cap.vus', `${vus} is below the ${highest} VUs the profile goes to`);
  return vus === null ? null : {vus};
}

function highestVus(executor: Executor): number {
  if (executor.kind === 'constant-vus') return executor.vus;
  return executor.stages.reduce((highest, stage) => Math.max(highest, stage.target), executor.startVus);
}

function readRamp(reader: ProfileReader, value: unknown): RampSettings {
  const object = value === undefined ? {} : (reader.object(value, 'ramp', rampKeys) ?? {});
  const {vusPerSecond = defaults.vusPerSecond, step = defaults.step} = object;
  const speed = reader.number(vusPerSecond, 'ramp.vusPerSecond', {min: 0, max: limits.maxVusPerSecond, above: true});
  const size = reader.number(step, 'ramp.step', {min: 1, max: limits.maxVus, whole: true});
  return {vusPerSecond: speed ?? defaults.vusPerSecond, step: size ?? defaults.step};
}

/** @param scenarios null when they could not be read: then names in thresholds are not checked */
function readThresholds(reader: ProfileReader, value: unknown, scenarios: readonly Scenario[] | null): Threshold[] {
  const object = reader.plainObject(value, 'thresholds');
  if (object === null) return [];
  const names = scenarios === null ? null : requestNamesOf(scenarios);
  const thresholds: Threshold[] = [];
  for (const [metric, list] of Object.entries(object)) {
    const path = joinPath('thresholds', metric);
    if (typeof list === 'string') {
      reader.fail(path, `must be a list: [${JSON.stringify(list)}]`);
      continue;
    }
    const items = reader.list(list, path) ?? [];
    if (Array.isArray(list) && list.length === 0) reader.fail(path, 'must hold at least one threshold: ["p(95)<250"]');
    for (const [index, item] of items.entries()) {
      const threshold = parseThreshold(metric, item);
      if ('problem' in threshold) {
        reader.fail(joinPath(path, index), threshold.problem);
        continue;
      }
      thresholds.push(threshold);
      const problem = names === null ? null : unknownNameProblem(threshold, names);
      if (problem !== null) reader.fail(joinPath(path, index), problem);
    }
  }
  return thresholds;
}

/** A threshold over requests that do not exist would never be evaluated, and so seem to hold. */
export function unknownNameProblem({requestName}: Threshold, names: readonly string[]): string | null {
  if (requestName === null || names.includes(requestName)) return null;
  const near = didYouMean(requestName, names);
  const advice = near === null ? `requests are ${names.slice(0, 12).join(', ')}` : `did you mean "${near}"?`;
  return `no request has the name "${requestName}"; ${advice}`;
}

/** Names of the requests of all flows, each once, in the order they stand in. */
export function requestNamesOf(scenarios: readonly Scenario[]): string[] {
  const steps = scenarios.flatMap((scenario) => scenario.flow);
  return [...new Set(steps.flatMap((step) => (step.kind === 'request' ? [step.request.name] : [])))];
}
