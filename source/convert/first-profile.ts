import {parseDemoTarget} from '../domain/demo-target.ts';
import {parseDuration, printDuration} from '../domain/duration.ts';
import {PerftuiError} from '../domain/errors.ts';
import {methodProblem, pathProblem} from '../files/http-syntax.ts';
import {targetProblem} from '../files/target-syntax.ts';
import {assemble} from './assemble.ts';
import {
  type Converted,
  ConvertNotes,
  type Json,
  recordOf,
  type RequestDocument,
  type StepDocument,
} from './converted.ts';
import {convertCurl} from './curl.ts';
import {requestsIn} from './request-parts.ts';

export type TestKind = 'constant-vus' | 'ramping-vus' | 'constant-arrival-rate' | 'ramping-arrival-rate';

/** What somebody answered on the way to a first profile. */
export interface FirstAnswers {
  readonly name: string;
  readonly target: string;
  readonly kind: TestKind;
  /** VUs, or iterations a second; the highest of a ramp. */
  readonly level: number;
  /** Of the whole run; a third of a ramp goes up. */
  readonly duration: string;
  readonly requests: readonly RequestDocument[];
  /** Of the profile, from a curl command. */
  readonly settings: Json;
  /** `1s-3s`; '' for none. */
  readonly think: string;
  /** `250ms` for p(95) of http_req_duration; '' for none. */
  readonly p95: string;
  /** Percent of requests that may fail; null for no limit. */
  readonly failedPercent: number | null;
}

/** The answers as a profile's document. @throws PerftuiError when they make none */
export function firstProfile(answers: FirstAnswers): Converted {
  const {name, target, think, requests, settings} = answers;
  const flow = requests.flatMap((request): StepDocument[] => [{request}, ...(think === '' ? [] : [{think}])]);
  const p95Ms = parseDuration(answers.p95);
  const thresholds = {
    ...(p95Ms === null ? {} : {http_req_duration: [`p(95)<${p95Ms}`]}),
    ...(answers.failedPercent === null
      ? {}
      : {http_req_failed: [`rate<${Number((answers.failedPercent / 100).toFixed(6))}`]}),
  };
  return assemble(
    {name, target, scenarios: [{name: 'user', flow}], settings: {...loadOf(answers), ...settings, thresholds}},
    new ConvertNotes(),
  );
}

function loadOf({kind, level, duration}: FirstAnswers): Json {
  const totalMs = parseDuration(duration)!;
  const upMs = Math.max(1000, Math.round(totalMs / 3000) * 1000);
  const stages = [
    {duration: printDuration(upMs), target: level, name: 'ramp'},
    {duration: printDuration(Math.max(1000, totalMs - upMs)), target: level, name: 'hold'},
  ];
  switch (kind) {
    case 'constant-vus':
      return {executor: kind, vus: level, duration};
    case 'ramping-vus':
      return {executor: kind, startVUs: 0, stages};
    case 'constant-arrival-rate':
      return {executor: kind, rate: level, timeUnit: '1s', duration};
    case 'ramping-arrival-rate':
    default:
      return {executor: kind, startRate: 0, timeUnit: '1s', stages};
  }
}

/** A curl command as the target and requests of a first profile. @throws PerftuiError when it is none */
export function fromCurl(command: string): {
  readonly target: string;
  readonly requests: readonly RequestDocument[];
  readonly settings: Json;
  readonly converted: Converted;
} {
  const converted = convertCurl(command, {name: 'curl', think: false, assets: true});
  const {$schema: _, name: _name, target, scenarios, ...settings} = converted.document;
  const [scenario] = scenarios as {flow: StepDocument[]}[];
  return {target: String(target), requests: requestsIn(scenario?.flow ?? []), settings, converted};
}

/** `POST /api/login {"user": "a"}`: method (GET unless given), path, body. Null when it is none, with what is wrong in `problem`. */
export function typedRequest(text: string): {readonly request: RequestDocument} | {readonly problem: string} {
  const [, method = 'GET', path = '', body = ''] = /^(?:([A-Za-z]+)\s+)?(\S+)(?:\s+(.*))?$/s.exec(text.trim()) ?? [];
  const upper = method.toUpperCase();
  const problem = methodProblem(upper);
  if (problem !== null) return {problem: `method ${problem}`};
  const wrong = pathProblem(path);
  if (wrong !== null) return {problem: `the path ${wrong}`};
  const json = objectIn(body);
  return {
    request: {
      name: `${upper} ${path.split('?', 1)[0]!}`.slice(0, 100),
      method: upper,
      path,
      ...(body === '' ? {} : {body: json ?? body}),
    },
  };
}

function objectIn(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) || recordOf(value) !== null ? value : null;
  } catch {
    return null;
  }
}

/** True, or what to write instead: as prompts want it. */
export const answerChecks = {
  target: (text: string): true | string => {
    const trimmed = text.trim();
    if (parseDemoTarget(trimmed) !== null) return true;
    const problem = targetProblem(trimmed);
    return problem === null ? true : `a target ${problem}`;
  },
  level: (text: string): true | string => {
    const level = Number(text);
    return Number.isInteger(level) && level >= 1 && level <= 100_000 ? true : 'a whole number from 1 to 100000';
  },
  duration: (text: string): true | string => {
    const ms = parseDuration(text.trim());
    return ms !== null && ms >= 2000 && ms <= 7 * 86_400_000 ? true : 'a duration such as 30s, 5m or 1h, at least 2s';
  },
  think: (text: string): true | string => {
    const trimmed = text.trim();
    if (trimmed === '') return true;
    const [low, high = low, more] = trimmed.split('-').map((part) => parseDuration(part.trim()));
    const fits = low != null && high != null && more === undefined && low <= high && high <= 86_400_000;
    return fits ? true : 'a duration such as 1s, a range such as 1s-3s, or nothing';
  },
  p95: (text: string): true | string => {
    return text.trim() === '' || (parseDuration(text.trim()) ?? 0) > 0 ? true : 'a duration such as 250ms, or nothing';
  },
  failed: (text: string): true | string => {
    const trimmed = text.trim().replace(/\s*%$/, '');
    const percent = /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
    return trimmed === '' || (percent >= 0 && percent <= 100) ? true : 'a number of percent such as 1, or nothing';
  },
  request: (text: string): true | string => {
    const typed = text.trim() === '' ? null : typedRequest(text);
    return typed === null || 'request' in typed ? true : typed.problem;
  },
  curl: (text: string): true | string => {
    try {
      fromCurl(text);
      return true;
    } catch (error) {
      if (error instanceof PerftuiError) return error.hint === null ? error.message : `${error.message}; ${error.hint}`;
      throw error;
    }
  },
};
