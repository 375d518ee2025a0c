import type {Profile, Scenario, Threshold} from '../domain/profile.ts';
import {parseThreshold} from '../domain/threshold-grammar.ts';
import {didYouMean} from './did-you-mean.ts';
import {readConnections, readTransport} from './parse-connections.ts';
import {readExecutor} from './parse-executor.ts';
import {readHeaders, readScenarios} from './parse-flow.ts';
import {parseJson} from './parse-json.ts';
import {readCap, readRamp} from './parse-ceilings.ts';
import {joinPath, ProfileReader, type JsonObject, type ProfileProblem} from './profile-reader.ts';
import {defaults, limits, profileKeys} from './profile-schema.ts';
import {targetProblem} from './target-syntax.ts';

export type ParsedProfile = {readonly profile: Profile} | {readonly problems: readonly ProfileProblem[]};

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
  const ramp = readRamp(reader, object['ramp'], executor);
  const timeoutMs =
    object['timeout'] === undefined
      ? defaults.timeoutMs
      : reader.durationMs(object['timeout'], 'timeout', {
          minMs: 1,
          maxMs: limits.maxTimeoutMs,
          maxText: '2m, since latencies are recorded up to 120 s',
        });
  const choice = readTransport(reader, object['transport']);
  const connections = readConnections(reader, object['connections']);
  const precise = object['precise'] === undefined ? false : reader.flag(object['precise'], 'precise');
  const headers = readHeaders(reader, object['headers'] ?? {}, 'headers');
  const before = reader.problems.length;
  const scenarios = object['scenarios'] === undefined ? [] : readScenarios(reader, object['scenarios'], 'scenarios');
  const named = reader.problems.length === before ? scenarios : null;
  const thresholds = object['thresholds'] === undefined ? [] : readThresholds(reader, object['thresholds'], named);
  if (name === null || target === null || executor === null || cap === null || timeoutMs === null) return null;
  if (choice === null || precise === null) return null;
  const transport = {choice, ...connections};
  return {
    name,
    description,
    target,
    executor,
    cap,
    ramp,
    timeoutMs,
    transport,
    precise,
    headers,
    scenarios,
    thresholds,
  };
}

function readTarget(reader: ProfileReader, value: unknown): string | null {
  const target = reader.text(value, 'target', {maxLength: 2000});
  if (target === null) return null;
  reader.templates(target, 'target');
  if (/^demo(?::[a-z0-9-]+)?$/.test(target) || target.includes('${')) return target;
  const problem = targetProblem(target);
  return problem === null ? target : reader.fail('target', problem);
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
