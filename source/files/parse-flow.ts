import {parseDuration} from '../domain/duration.ts';
import type {FlowStep, RequestDefinition, Scenario} from '../domain/profile.ts';
import {headerNameProblem, headerValueProblem, methodProblem, pathProblem} from './http-syntax.ts';
import {durationAdvice, joinPath, kindOf, type ProfileReader} from './profile-reader.ts';
import {defaults, limits, requestKeys, scenarioKeys, stepKeys} from './profile-schema.ts';

/** `scenarios`: the ones that could be read; every problem is in the reader. */
export function readScenarios(reader: ProfileReader, value: unknown, path: string): Scenario[] {
  const list = reader.list(value, path);
  if (list === null) return [];
  if (list.length === 0) reader.fail(path, 'must hold at least one scenario');
  const scenarios: Scenario[] = [];
  for (const [index, item] of list.entries()) {
    const at = joinPath(path, index);
    const scenario = readScenario(reader, item, at, index);
    if (scenario === null) continue;
    const twin = scenarios.find((other) => other.name === scenario.name);
    if (twin !== undefined) reader.fail(joinPath(at, 'name'), `"${scenario.name}" is the name of another scenario`);
    scenarios.push(scenario);
  }
  return scenarios;
}

function readScenario(reader: ProfileReader, value: unknown, path: string, index: number): Scenario | null {
  const object = reader.object(value, path, scenarioKeys);
  if (object === null) return null;
  const {name = `scenario-${index + 1}`, weight = defaults.weight} = object;
  const weightRead = reader.number(weight, joinPath(path, 'weight'), {min: 0, max: limits.maxWeight, above: true});
  const nameRead = reader.text(name, joinPath(path, 'name'), {maxLength: limits.maxNameLength});
  if (object['flow'] === undefined) return null;
  const flow = readFlow(reader, object['flow'], joinPath(path, 'flow'));
  return nameRead === null || weightRead === null || flow === null ? null : {name: nameRead, weight: weightRead, flow};
}

function readFlow(reader: ProfileReader, value: unknown, path: string): FlowStep[] | null {
  const list = reader.list(value, path);
  if (list === null) return null;
  const steps = list.map((item, index) => readStep(reader, item, joinPath(path, index)));
  if (list.length === 0 || steps.every((step) => step?.kind === 'think')) {
    return reader.fail(path, 'must hold at least one request: [{"request": {"path": "/"}}]');
  }
  return steps.filter((step) => step !== null);
}

function readStep(reader: ProfileReader, value: unknown, path: string): FlowStep | null {
  const object = reader.object(value, path, stepKeys);
  if (object === null) return null;
  const {request, think} = object;
  if (request !== undefined && think !== undefined) {
    return reader.fail(path, 'holds a request and a think time: make them two steps, one after the other');
  }
  if (request !== undefined) {
    const read = readRequest(reader, request, joinPath(path, 'request'));
    return read === null ? null : {kind: 'request', request: read};
  }
  if (think !== undefined) return readThink(reader, think, joinPath(path, 'think'));
  const wrong = Object.keys(object).length > 0;
  return wrong ? null : reader.fail(path, 'is empty: write {"request": {"path": "/"}} or {"think": "1s"}');
}

function readThink(reader: ProfileReader, value: unknown, path: string): FlowStep | null {
  const range = {minMs: 0, maxMs: limits.maxThinkMs, maxText: '24h'};
  if (typeof value !== 'string' || !value.includes('-')) {
    const ms = reader.durationMs(value, path, range);
    return ms === null ? null : {kind: 'think', minMs: ms, maxMs: ms};
  }
  const [low = '', high = '', more] = value.split('-').map((part) => part.trim());
  if (more !== undefined) return reader.fail(path, 'must be one duration or two joined by -, such as "1s-3s"');
  const highMs = parseDuration(high);
  if (/^\d+(?:\.\d+)?$/.test(low) && highMs !== null) {
    const unit = /[a-z]+$/.exec(high)![0];
    return reader.fail(path, `both ends need a unit: "${low}${unit}-${high}"`);
  }
  if (parseDuration(low) === null) return reader.fail(path, durationAdvice(low));
  const minMs = reader.durationMs(low, path, range);
  const maxMs = reader.durationMs(high, path, range);
  if (minMs === null || maxMs === null) return null;
  if (minMs > maxMs) return reader.fail(path, `begins above its end: write "${high}-${low}"`);
  return {kind: 'think', minMs, maxMs};
}

function readRequest(reader: ProfileReader, value: unknown, path: string): RequestDefinition | null {
  const object = reader.object(value, path, requestKeys);
  if (object === null) return null;
  const {method = defaults.method, headers = {}, body, bodyFile, chunked = false, expect} = object;
  const before = reader.problems.length;
  const methodRead = readChecked(reader, method, joinPath(path, 'method'), methodProblem);
  const pathRead =
    object['path'] === undefined ? null : readChecked(reader, object['path'], joinPath(path, 'path'), pathProblem);
  if (pathRead !== null) reader.templates(pathRead, joinPath(path, 'path'));
  const headersRead = readHeaders(reader, headers, joinPath(path, 'headers'));
  const bodyRead = readBody(reader, body, joinPath(path, 'body'));
  const fileRead = bodyFile === undefined ? null : readBodyFile(reader, bodyFile, joinPath(path, 'bodyFile'));
  if (bodyFile !== undefined && body !== undefined) {
    reader.fail(joinPath(path, 'bodyFile'), 'excludes "body": one of them is what is sent');
  }
  const chunkedRead = reader.flag(chunked, joinPath(path, 'chunked')) ?? false;
  if (chunkedRead && bodyFile === undefined && bodyRead.text === null) {
    reader.fail(joinPath(path, 'chunked'), 'needs a "body" or a "bodyFile" to send in chunks');
  }
  const expectRead = expect === undefined ? null : readStatuses(reader, expect, joinPath(path, 'expect'));
  const name =
    object['name'] === undefined
      ? `${methodRead ?? ''} ${(pathRead ?? '').split('?')[0]!}`.slice(0, limits.maxNameLength)
      : reader.text(object['name'], joinPath(path, 'name'), {maxLength: limits.maxNameLength});
  if (reader.problems.length > before || methodRead === null || pathRead === null || name === null) return null;
  return {
    name,
    method: methodRead,
    path: pathRead,
    headers: bodyRead.isJson ? withJsonType(headersRead) : headersRead,
    body: bodyRead.text,
    bodyFile: fileRead,
    chunked: chunkedRead,
    expect: expectRead,
  };
}

function readChecked(
  reader: ProfileReader,
  value: unknown,
  path: string,
  problemOf: (text: string) => string | null,
): string | null {
  if (typeof value !== 'string') return reader.fail(path, `must be a text, not ${kindOf(value)}`);
  const problem = problemOf(value);
  return problem === null ? value : reader.fail(path, problem);
}

/** `headers`: names and values checked, a name in two spellings is refused. */
export function readHeaders(reader: ProfileReader, value: unknown, path: string): Record<string, string> {
  const object = reader.plainObject(value, path) ?? {};
  const seen = new Map<string, string>();
  const headers: [string, string][] = [];
  for (const [name, content] of Object.entries(object)) {
    const at = joinPath(path, name);
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) reader.fail(at, `is the same header as "${twin}"`);
    seen.set(name.toLowerCase(), name);
    const problem = headerNameProblem(name);
    if (problem !== null) reader.fail(at, problem);
    if (typeof content !== 'string') {
      reader.fail(at, `must be a text, not ${kindOf(content)}`);
      continue;
    }
    const valueProblem = headerValueProblem(content);
    if (valueProblem !== null) reader.fail(at, valueProblem);
    reader.templates(content, at);
    headers.push([name, content]);
  }
  return Object.fromEntries(headers);
}

function readBody(reader: ProfileReader, value: unknown, path: string): {text: string | null; isJson: boolean} {
  if (value === undefined || value === null) return {text: null, isJson: false};
  const isJson = typeof value !== 'string';
  const text = isJson ? JSON.stringify(value) : value;
  reader.templates(text, path);
  return {text, isJson};
}

/** Whether the file is there is seen when the profile is loaded or run: this is about the text. */
function readBodyFile(reader: ProfileReader, value: unknown, path: string): string | null {
  const file = reader.text(value, path, {maxLength: 4000});
  if (file === null) return null;
  return file.includes('${') ? reader.fail(path, "is a file's path as it is: no ${…} is filled in") : file;
}

function readStatuses(reader: ProfileReader, value: unknown, path: string): readonly number[] | null {
  if (typeof value === 'number') return reader.fail(path, `must be a list: [${value}]`);
  const list = reader.list(value, path);
  if (list === null) return null;
  if (list.length === 0) return reader.fail(path, 'must hold at least one status: [200]');
  const statuses = list.map((item, index) =>
    reader.number(item, joinPath(path, index), {min: 100, max: 599, whole: true}),
  );
  return statuses.filter((status) => status !== null);
}

function withJsonType(headers: Record<string, string>): Record<string, string> {
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return given ? headers : {...headers, 'content-type': 'application/json'};
}
