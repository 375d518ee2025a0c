import type {Condition, FlowStep, RequestDefinition} from '../domain/profile.ts';
import {isVariableName} from '../domain/template.ts';
import {conditionKeys, requestKeys, stepForms, stepKeys, type StepForm} from './flow-keys.ts';
import {readRequest} from './parse-request.ts';
import {readTextRule} from './parse-rule.ts';
import {readStatuses} from './parse-statuses.ts';
import type {Scope} from './parse-templates.ts';
import {readThink} from './parse-think.ts';
import type {KeyTable} from './field-types.ts';
import {joinPath, kindOf, type JsonObject, type ProfileReader} from './profile-reader.ts';
import {limits} from './profile-schema.ts';

const forms = Object.keys(stepForms) as StepForm[];

/** Steps of a flow; null when the list has a problem of its own. Those that cannot be read are left out. */
export function readSteps(reader: ProfileReader, value: unknown, path: string, scope: Scope): FlowStep[] | null {
  const list = reader.list(value, path);
  if (list === null) return null;
  if (list.length === 0) return reader.fail(path, 'must hold at least one step: [{"request": {"path": "/"}}]');
  const steps = list.map((item, index) => readStep(reader, item, joinPath(path, index), scope));
  return steps.filter((step) => step !== null);
}

/** Whether a request stands anywhere in the steps as written, readable or not. */
export function holdsRequest(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.some((step: unknown) => {
    if (typeof step !== 'object' || step === null) return false;
    const {request, parallel, flow, then, else: otherwise} = step as JsonObject;
    return request !== undefined || parallel !== undefined || [flow, then, otherwise].some(holdsRequest);
  });
}

function readStep(reader: ProfileReader, value: unknown, path: string, scope: Scope): FlowStep | null {
  const object = reader.object(value, path, stepKeys);
  if (object === null) return null;
  const [form, second] = forms.filter((key) => object[key] !== undefined);
  if (form === undefined) return failFormless(reader, object, path);
  if (second !== undefined) return failTwo(reader, path, form, second);
  const allowed: readonly string[] = stepForms[form].with;
  for (const key of ['flow', 'then', 'else'] as const) {
    if (object[key] === undefined || allowed.includes(key)) continue;
    const owners = forms.filter((one) => (stepForms[one].with as readonly string[]).includes(key));
    reader.fail(joinPath(path, key), `belongs to ${owners.join(' and ')}, not to ${form}`);
  }
  for (const key of stepForms[form].needs) {
    if (object[key] === undefined) reader.fail(joinPath(path, key), `is missing: ${form} needs it`);
  }
  return readers[form](reader, object, path, scope);
}

function failFormless(reader: ProfileReader, object: JsonObject, path: string): null {
  const keys = Object.keys(object);
  const orphan = keys.find((key) => key === 'flow' || key === 'then' || key === 'else');
  if (orphan !== undefined) {
    const owner = orphan === 'flow' ? '"group" or "repeat"' : '"if"';
    return reader.fail(joinPath(path, orphan), `stands alone: it belongs beside ${owner}`);
  }
  return keys.length > 0 ? null : reader.fail(path, 'is empty: write {"request": {"path": "/"}} or {"think": "1s"}');
}

const nouns: Readonly<Record<StepForm, string>> = {
  request: 'a request',
  think: 'a think time',
  group: 'a group',
  repeat: 'a repeat',
  if: 'an if',
  parallel: 'a parallel',
};

function failTwo(reader: ProfileReader, path: string, one: StepForm, other: StepForm): null {
  const advice =
    one === 'group' || one === 'repeat' || one === 'if'
      ? 'put the one into the flow of the other'
      : 'make them two steps, one after the other';
  return reader.fail(path, `holds ${nouns[one]} and ${nouns[other]}: ${advice}`);
}

type StepReader = (reader: ProfileReader, object: JsonObject, path: string, scope: Scope) => FlowStep | null;

const readers: Readonly<Record<StepForm, StepReader>> = {
  request(reader, object, path, scope) {
    const request = readRequest(reader, object['request'], joinPath(path, 'request'), scope);
    return request === null ? null : {kind: 'request', request};
  },
  think(reader, object, path) {
    const time = readThink(reader, object['think'], joinPath(path, 'think'));
    return time === null ? null : {kind: 'think', time};
  },
  group(reader, object, path, scope) {
    const name = reader.get(object, path, stepKeys, 'group');
    const steps = readInner(reader, object, path, 'flow', scope);
    return name === null ? null : {kind: 'group', name, steps};
  },
  repeat(reader, object, path, scope) {
    const times = readTimes(reader, object['repeat'], joinPath(path, 'repeat'));
    const steps = readInner(reader, object, path, 'flow', scope);
    return times === null ? null : {kind: 'repeat', ...times, steps};
  },
  if(reader, object, path, scope) {
    const condition = readCondition(reader, object['if'], joinPath(path, 'if'), scope);
    const then = readInner(reader, object, path, 'then', scope);
    const otherwise = readInner(reader, object, path, 'else', scope);
    return condition === null ? null : {kind: 'if', condition, then, otherwise};
  },
  parallel(reader, object, path, scope) {
    const at = joinPath(path, 'parallel');
    if (scope.zone !== 'scenario')
      return reader.fail(at, `is for the flows of scenarios: ${scope.zone} sends one request after the other`);
    const requests = readParallel(reader, object['parallel'], at, scope);
    return requests === null ? null : {kind: 'parallel', requests};
  },
};

function readInner(
  reader: ProfileReader,
  object: JsonObject,
  path: string,
  key: 'flow' | 'then' | 'else',
  scope: Scope,
): readonly FlowStep[] {
  return object[key] === undefined ? [] : (readSteps(reader, object[key], joinPath(path, key), scope) ?? []);
}

function readTimes(reader: ProfileReader, value: unknown, path: string): {min: number; max: number} | null {
  const range = {min: 1, max: limits.maxRepeat, whole: true};
  const [, low, high] = (typeof value === 'string' ? /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(value) : null) ?? [];
  if (low === undefined) {
    if (typeof value === 'string' && !/^\s*\d+\s*$/.test(value))
      return reader.fail(path, `must be a whole number, or two as a text such as "2-5", not ${kindOf(value)}`);
    const times = reader.number(value, path, range);
    return times === null ? null : {min: times, max: times};
  }
  const min = reader.number(Number(low), path, range);
  const max = min === null ? null : reader.number(Number(high), path, range);
  if (min === null || max === null) return null;
  return min <= max ? {min, max} : reader.fail(path, `begins above its end: write "${high}-${low}"`);
}

function readParallel(reader: ProfileReader, value: unknown, path: string, scope: Scope): RequestDefinition[] | null {
  const list = reader.list(value, path);
  if (list === null) return null;
  if (list.length < limits.leastParallel || list.length > limits.maxParallel) {
    return reader.fail(path, `must hold ${limits.leastParallel} to ${limits.maxParallel} requests, not ${list.length}`);
  }
  const requests = list.map((item, index) => {
    const at = joinPath(path, index);
    if (typeof item === 'object' && item !== null && 'think' in item)
      return reader.fail(joinPath(at, 'think'), 'is no request: only requests are sent at once');
    const object = reader.object(item, at, parallelKeys);
    return object?.['request'] === undefined
      ? null
      : readRequest(reader, object['request'], joinPath(at, 'request'), scope);
  });
  return requests.includes(null) ? null : requests.filter((one) => one !== null);
}

/** Of one of the requests that are sent at once. */
export const parallelKeys = {
  what: 'each of parallel',
  fields: {request: stepKeys.fields.request},
  required: ['request'],
  refused: Object.fromEntries(Object.keys(requestKeys.fields).map((key) => [key, 'write it inside "request": {…}'])),
} as const satisfies KeyTable;

function readCondition(reader: ProfileReader, value: unknown, path: string, scope: Scope): Condition | null {
  const object = reader.object(value, path, conditionKeys);
  if (object === null) return null;
  const negated = reader.get(object, path, conditionKeys, 'not') ?? false;
  const {status, variable} = object;
  if (status !== undefined && variable !== undefined)
    return reader.fail(path, 'asks for a status and a variable: put the one if into the other');
  if (status !== undefined) {
    const statuses = readStatuses(reader, status, joinPath(path, 'status'));
    const rule = (['equals', 'contains', 'matches'] as const).find((key) => object[key] !== undefined);
    if (rule !== undefined) return reader.fail(joinPath(path, rule), 'goes with "variable", not with "status"');
    return statuses === null ? null : {kind: 'status', statuses, negated};
  }
  const unknown = Object.keys(object).some((key) => !Object.hasOwn(conditionKeys.fields, key));
  if (variable === undefined)
    return unknown ? null : reader.fail(path, 'asks for nothing: write {"status": 200} or {"variable": "name"}');
  const at = joinPath(path, 'variable');
  const name = reader.text(variable, at);
  const rule = readTextRule(reader, object, path);
  if (name === null || rule === null) return null;
  if (!isVariableName(name)) {
    const inner = /^\$\{\s*([A-Za-z_]\w*)\s*\}$/.exec(name)?.[1];
    return reader.fail(
      at,
      inner === undefined ? 'is not the name of a variable' : `is a name without \${}: "${inner}"`,
    );
  }
  scope.uses.push({part: {kind: 'variable', name}, path: at});
  return {kind: 'variable', name, rule: rule ?? null, negated};
}
