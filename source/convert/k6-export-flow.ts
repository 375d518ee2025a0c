import type {FlowStep, Profile, RequestDefinition} from '../domain/profile.ts';
import type {ThinkTime} from '../domain/think-time.ts';
import {printDuration} from '../domain/duration.ts';
import {checkCode, conditionCode, extractionCode} from './k6-export-checks.ts';
import {bodyEncoding} from '../files/body-encoding.ts';
import {jsonCode, type K6Uses, keyCode, quoted, textCode} from './k6-export-text.ts';

/** What the flow of a script needs to know of its profile. */
export interface FlowSettings {
  readonly profile: Profile;
  readonly uses: K6Uses;
  /** The name of a file opened at the top of the script. */
  readonly openFile: (path: string) => string;
}

const calls: Readonly<Record<string, readonly [call: string, takesBody: boolean]>> = {
  GET: ['get', false],
  HEAD: ['head', false],
  POST: ['post', true],
  PUT: ['put', true],
  PATCH: ['patch', true],
  DELETE: ['del', true],
  OPTIONS: ['options', true],
};

/** Steps as statements of a function that has `vars` and `res`. */
export function flowCode(steps: readonly FlowStep[], settings: FlowSettings): string[] {
  return steps.flatMap((step) => stepCode(step, settings));
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function stepCode(step: FlowStep, settings: FlowSettings): string[] {
  const {uses} = settings;
  switch (step.kind) {
    case 'request':
      return [`res = ${callCode(step.request, settings)};`, ...afterCode('res', step.request, uses)];
    case 'think':
      return [`sleep(${thinkCode(step.time, uses)});`];
    case 'group':
      return [`group(${quoted(step.name)}, () => {`, ...indented(flowCode(step.steps, settings)), '});'];
    case 'repeat':
      if (step.min !== step.max) uses.helpers.add('randomBetween');
      return [
        step.min === step.max
          ? `for (let i = 0; i < ${step.min}; i++) {`
          : `for (let i = 0, n = randomBetween(${step.min}, ${step.max}); i < n; i++) {`,
        ...indented(flowCode(step.steps, settings)),
        '}',
      ];
    case 'if': {
      const condition = conditionCode(step.condition, 'res');
      if (condition === null) {
        uses.notes.leave('a condition', 'its pattern is none k6 can read: what stands in it is left out');
        return [];
      }
      const otherwise =
        step.otherwise.length === 0 ? ['}'] : ['} else {', ...indented(flowCode(step.otherwise, settings)), '}'];
      return [`if (${condition}) {`, ...indented(flowCode(step.then, settings)), ...otherwise];
    }
    case 'parallel':
    default:
      return parallelCode(step.requests, settings);
  }
}

function parallelCode(requests: readonly RequestDefinition[], settings: FlowSettings): string[] {
  const entries = requests.map((request) => {
    const body = bodyCode(request, settings) ?? 'null';
    return `  [${quoted(request.method)}, ${urlCode(request, settings)}, ${body}, ${paramsCode(request, settings)}],`;
  });
  const after = requests.flatMap((request, index) => afterCode(`all[${index}]`, request, settings.uses));
  return [
    '{',
    ...indented(['const all = http.batch([', ...entries, ']);', ...after, `res = all[${requests.length - 1}];`]),
    '}',
  ];
}

function afterCode(response: string, request: RequestDefinition, uses: K6Uses): string[] {
  return [
    ...checkCode(response, request, uses),
    ...request.extract.flatMap((extraction) => extractionCode(response, extraction, uses)),
  ];
}

function callCode(request: RequestDefinition, settings: FlowSettings): string {
  const url = urlCode(request, settings);
  const params = paramsCode(request, settings);
  const body = bodyCode(request, settings);
  const [call, takesBody] = calls[request.method] ?? ['', true];
  if (call === '' || (body !== null && !takesBody))
    return `http.request(${quoted(request.method)}, ${url}, ${body ?? 'null'}, ${params})`;
  return takesBody ? `http.${call}(${url}, ${body ?? 'null'}, ${params})` : `http.${call}(${url}, ${params})`;
}

function urlCode({path}: RequestDefinition, {uses}: FlowSettings): string {
  return textCode(path, 'path', uses, 'BASE_URL');
}

function bodyCode(request: RequestDefinition, {profile, uses, openFile}: FlowSettings): string | null {
  const {body, bodyFile, chunked, name} = request;
  if (chunked) uses.notes.leave(`request ${name}: chunked`, 'k6 sends bodies with their length');
  if (bodyFile !== null) return openFile(bodyFile);
  if (body === null) return null;
  const encode = bodyEncoding(body, {...profile.headers, ...request.headers});
  const json = encode === 'json' ? objectIn(body) : null;
  return json === null ? textCode(body, encode, uses) : `JSON.stringify(${jsonCode(json, uses)})`;
}

/** The value of a JSON body that is written back as the same text; null otherwise. */
function objectIn(body: string): unknown {
  if (!/^[{[]/.test(body)) return null;
  try {
    const value = JSON.parse(body) as unknown;
    return JSON.stringify(value) === body ? value : null;
  } catch {
    return null;
  }
}

function paramsCode(request: RequestDefinition, settings: FlowSettings): string {
  const {profile, uses} = settings;
  const headers = Object.entries(headersOf(request, settings)).map(([name, code]) => `${keyCode(name)}: ${code}`);
  const tags = Object.entries({name: request.name, ...request.tags}).map(
    ([name, value]) => `${keyCode(name)}: ${quoted(value)}`,
  );
  const statuses = request.expect?.map(([from, to]) => (from === to ? `${from}` : `{min: ${from}, max: ${to}}`)) ?? [];
  if (!profile.cookies) uses.notes.leave('cookies: false', "k6's virtual users keep cookies");
  const parts = [
    ...(headers.length === 0 ? [] : [`headers: {${headers.join(', ')}}`]),
    `tags: {${tags.join(', ')}}`,
    `timeout: ${quoted(printDuration(profile.timeoutMs))}`,
    ...(statuses.length === 0 ? [] : [`responseCallback: http.expectedStatuses(${statuses.join(', ')})`]),
  ];
  return `{${parts.join(', ')}}`;
}

/** The profile's headers under the request's, and what its auth adds, as code by name. */
function headersOf(request: RequestDefinition, {profile, uses}: FlowSettings): Record<string, string> {
  const merged = new Map<string, string>();
  for (const [name, value] of [...Object.entries(profile.headers), ...Object.entries(request.headers)]) {
    merged.set(name.toLowerCase(), textCode(value, 'plain', uses));
  }
  if (request.auth && profile.auth !== null && !merged.has('authorization'))
    merged.set('authorization', authCode(profile.auth, uses));
  return Object.fromEntries(merged);
}

function authCode(auth: NonNullable<Profile['auth']>, uses: K6Uses): string {
  if (auth.kind === 'bearer') return textCode(`Bearer ${auth.token}`, 'plain', uses);
  if (auth.kind === 'oauth2') return '`Bearer ${vars.access_token}`';
  uses.helpers.add('encoding');
  return `\`Basic \${encoding.b64encode(${textCode(`${auth.username}:${auth.password}`, 'plain', uses)})}\``;
}

function thinkCode(time: ThinkTime, uses: K6Uses): string {
  if (time.kind === 'uniform') {
    const spread = seconds(time.maxMs - time.minMs);
    return time.minMs === time.maxMs ? `${seconds(time.minMs)}` : `Math.random() * ${spread} + ${seconds(time.minMs)}`;
  }
  uses.helpers.add(time.kind);
  return time.kind === 'exponential'
    ? `exponential(${seconds(time.meanMs)})`
    : `normal(${seconds(time.meanMs)}, ${seconds(time.deviationMs)})`;
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(3));
}
