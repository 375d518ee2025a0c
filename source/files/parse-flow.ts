import type {FlowStep, Scenario} from '../domain/profile.ts';
import {scenarioKeys} from './flow-keys.ts';
import {holdsRequest, readSteps} from './parse-steps.ts';
import {newScope, type Scope, type Zone} from './parse-templates.ts';
import {joinPath, type ProfileReader} from './profile-reader.ts';

/** A flow and what it fills and uses. */
export interface ReadFlow {
  readonly steps: readonly FlowStep[];
  readonly scope: Scope;
}

export interface ReadScenarios {
  readonly scenarios: readonly Scenario[];
  /** One per scenario that has a flow, readable or not. */
  readonly scopes: readonly Scope[];
}

/** `scenarios`: the ones that could be read; every problem is in the reader. */
export function readScenarios(reader: ProfileReader, value: unknown, path: string): ReadScenarios {
  const list = reader.list(value, path);
  if (list === null) return {scenarios: [], scopes: []};
  if (list.length === 0) reader.fail(path, 'must hold at least one scenario');
  const scenarios: Scenario[] = [];
  const scopes: Scope[] = [];
  for (const [index, item] of list.entries()) {
    const at = joinPath(path, index);
    const scope = newScope('scenario');
    scopes.push(scope);
    const scenario = readScenario(reader, item, at, index, scope);
    if (scenario === null) continue;
    const twin = scenarios.find((other) => other.name === scenario.name);
    if (twin !== undefined) reader.fail(joinPath(at, 'name'), `"${scenario.name}" is the name of another scenario`);
    scenarios.push(scenario);
  }
  if (scenarios.length === list.length && list.length > 0 && scenarios.every(({weight}) => weight === 0))
    reader.fail(path, 'all have the weight 0: at least one must be above it');
  return {scenarios, scopes};
}

function readScenario(
  reader: ProfileReader,
  value: unknown,
  path: string,
  index: number,
  scope: Scope,
): Scenario | null {
  const object = reader.object(value, path, scenarioKeys);
  if (object === null) return null;
  const weight = reader.get(object, path, scenarioKeys, 'weight');
  const name = object['name'] === undefined ? `scenario-${index + 1}` : reader.get(object, path, scenarioKeys, 'name');
  if (object['flow'] === undefined) return null;
  const flow = readWholeFlow(reader, object['flow'], joinPath(path, 'flow'), scope);
  return name === null || weight === null || flow === null ? null : {name, weight, flow};
}

/** `setup` or `teardown`. */
export function readSideFlow(reader: ProfileReader, value: unknown, zone: Exclude<Zone, 'scenario'>): ReadFlow {
  const scope = newScope(zone);
  return {steps: value === undefined ? [] : (readWholeFlow(reader, value, zone, scope) ?? []), scope};
}

function readWholeFlow(reader: ProfileReader, value: unknown, path: string, scope: Scope): FlowStep[] | null {
  const list = reader.list(value, path);
  if (list === null) return null;
  // What is unreadable has told its own problem: no request is a second one only where nothing could have been one.
  const before = reader.problems.length;
  const steps = list.length === 0 ? [] : readSteps(reader, list, path, scope);
  if (!holdsRequest(list) && reader.problems.length === before)
    return reader.fail(path, 'must hold at least one request: [{"request": {"path": "/"}}]');
  return steps;
}
