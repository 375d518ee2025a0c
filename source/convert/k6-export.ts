import {isDemoTarget} from '../domain/demo-target.ts';
import {PerftuiError} from '../domain/errors.ts';
import type {DataDefinition, Profile} from '../domain/profile.ts';
import {parseProfileDocument} from '../files/parse-profile.ts';
import {profileDocument} from '../files/print-profile.ts';
import {isUnixUrl} from '../files/target-syntax.ts';
import {ConvertNotes, type NamedSecret, type NotCarried} from './converted.ts';
import {flowCode, type FlowSettings, indented} from './k6-export-flow.ts';
import {helperCode} from './k6-export-helpers.ts';
import {type NamedScenario, optionsOf} from './k6-export-options.ts';
import {K6Uses, quoted, rowName, textCode} from './k6-export-text.ts';

export interface K6Script {
  readonly script: string;
  readonly notCarried: readonly NotCarried[];
  readonly secrets: readonly NamedSecret[];
}

/**
 * A profile as a script for k6. What k6 lacks is listed, also in the script's first lines; literal secrets become
 * variables of the environment.
 * @param place where a file of the profile lies as seen from the script
 */
export function exportK6(source: Profile, place: (path: string) => string = (path) => path): K6Script {
  const {document, replaced} = profileDocument(source);
  const parsed = parseProfileDocument(document, source.name);
  if ('problems' in parsed)
    throw new PerftuiError('ERR_PROFILE', `${parsed.problems[0]!.path} ${parsed.problems[0]!.message}`);
  const {profile} = parsed;
  const notes = new ConvertNotes();
  const uses = new K6Uses(notes);
  const files: string[] = [];
  const openFile = (path: string): string => {
    const code = `open(${quoted(place(path))}, 'b')`;
    if (!files.includes(code)) files.push(code);
    return `file_${files.indexOf(code) + 1}`;
  };
  const settings: FlowSettings = {profile, uses, openFile};
  const scenarios = namedScenarios(profile, notes);
  const functions = [
    ...setupCode(settings),
    ...scenarios.flatMap((named) => scenarioCode(named, settings)),
    ...teardownCode(settings),
  ];
  const options = optionsCode(profile, scenarios, {notes, place});
  const base = baseUrl(profile, uses);
  const data = profile.data.filter(({name}) => uses.data.has(name ?? '')).flatMap((one) => dataCode(one, uses, place));
  for (const {name} of profile.data) {
    if (!uses.data.has(name ?? '')) notes.leave(`data ${name ?? ''}`.trim(), 'no scenario uses it');
  }
  sayMissing(profile, notes);
  const lines = [
    ...headCode(profile, uses),
    `const BASE_URL = ${base};`,
    ...files.map((code, index) => `const file_${index + 1} = ${code};`),
    ...data,
    '',
    ...options,
    '',
    ...functions,
    ...helperCode(uses.helpers),
  ];
  return {script: `${lines.join('\n').trim()}\n`, notCarried: notes.notCarried, secrets: replaced};
}

function namedScenarios({scenarios}: Profile, notes: ConvertNotes): NamedScenario[] {
  const names = new Set<string>();
  const functions = new Set<string>();
  return scenarios.flatMap((scenario): NamedScenario[] => {
    if (scenario.weight === 0) {
      notes.leave(`scenario ${scenario.name}`, 'it is muted: k6 has no scenarios without a load');
      return [];
    }
    const name = freeName(scenario.name.replaceAll(/[^\w-]+/g, '_') || 'scenario', names);
    return [{scenario, name, exec: freeName(`run_${name.replaceAll('-', '_')}`, functions)}];
  });
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  taken.add(name);
  return name;
}

function optionsCode(
  profile: Profile,
  scenarios: readonly NamedScenario[],
  {notes, place}: {notes: ConvertNotes; place: (path: string) => string},
): string[] {
  const options = JSON.stringify(optionsOf(profile, scenarios, notes), null, 2);
  const {cert, key} = profile.tls;
  if (cert === null || key === null) return `export const options = ${options};`.split('\n');
  const auth = `  "tlsAuth": [{cert: open(${quoted(place(cert))}), key: open(${quoted(place(key))})}]`;
  return [...`export const options = ${options.slice(0, -2)},`.split('\n'), auth, '};'];
}

function headCode(profile: Profile, uses: K6Uses): string[] {
  const {notCarried} = uses.notes;
  const environment = [...uses.environment].map((name) => `-e ${name}=…`);
  return [
    comment(`${profile.name}${profile.description === null ? '' : `: ${profile.description}`}`),
    ...(environment.length === 0 ? [] : [comment(`Run it with: k6 run ${environment.join(' ')} SCRIPT`)]),
    ...(notCarried.length === 0
      ? []
      : ['// Not carried over from the profile:', ...notCarried.map(({what, why}) => comment(`- ${what}: ${why}`))]),
    `import http from 'k6/http';`,
    `import {check, fail, group, sleep} from 'k6';`,
    ...(uses.data.size === 0 ? [] : [`import {SharedArray} from 'k6/data';`, `import exec from 'k6/execution';`]),
    ...(uses.helpers.has('encoding') ? [`import encoding from 'k6/encoding';`] : []),
    '',
  ];
}

function comment(text: string): string {
  return `// ${text.replaceAll(/\s+/g, ' ')}`;
}

function baseUrl({target}: Profile, uses: K6Uses): string {
  if (isDemoTarget(target) || isUnixUrl(target)) {
    uses.notes.leave(`target ${target}`, 'k6 cannot reach it: set BASE_URL to a server');
    uses.environment.add('BASE_URL');
    return `__ENV.BASE_URL || 'http://127.0.0.1:8080'`;
  }
  return textCode(target.replace(/\/+$/, ''), 'plain', uses).replace(/^String\((.*)\)$/, '$1');
}

function setupCode(settings: FlowSettings): string[] {
  const {profile, uses} = settings;
  const isOAuth = profile.auth?.kind === 'oauth2';
  if (profile.setup.length === 0 && !isOAuth) return [];
  return [
    'export function setup() {',
    '  const vars = {};',
    '  let res;',
    ...indented(isOAuth ? tokenCode(profile.auth, uses) : []),
    ...indented(flowCode(profile.setup, settings)),
    '  return vars;',
    '}',
    '',
  ];
}

/** RFC 6749, 4.4: the token is fetched once. */
function tokenCode(auth: Extract<NonNullable<Profile['auth']>, {kind: 'oauth2'}>, uses: K6Uses): string[] {
  uses.notes.leave('the OAuth2 token', 'it is fetched once, in setup, and not again before it ends');
  const fields = {
    grant_type: 'client_credentials',
    client_id: auth.clientId,
    client_secret: auth.clientSecret,
    ...(auth.scope === null ? {} : {scope: auth.scope}),
    ...(auth.audience === null ? {} : {audience: auth.audience}),
  };
  const body = Object.entries(fields).map(([name, value]) => `${name}: ${textCode(value, 'plain', uses)}`);
  return [
    `res = http.post(${textCode(auth.tokenUrl, 'plain', uses)}, {${body.join(', ')}});`,
    `vars.access_token = res.json('access_token');`,
  ];
}

function scenarioCode({scenario, exec}: NamedScenario, settings: FlowSettings): string[] {
  const {profile, uses} = settings;
  const own = new K6Uses(uses.notes);
  const lines = flowCode(scenario.flow, {...settings, uses: own});
  for (const key of ['helpers', 'environment', 'data'] as const) for (const name of own[key]) uses[key].add(name);
  const rows = profile.data.filter(({name}) => own.data.has(name ?? '')).map(rowCode);
  return [
    `export function ${exec}(setupData) {`,
    '  const vars = {...setupData};',
    ...indented(rows),
    '  let res;',
    ...indented(lines),
    '}',
    '',
  ];
}

function teardownCode(settings: FlowSettings): string[] {
  const {teardown} = settings.profile;
  if (teardown.length === 0) return [];
  return [
    'export function teardown(setupData) {',
    '  const vars = {...setupData};',
    '  let res;',
    ...indented(flowCode(teardown, settings)),
    '}',
    '',
  ];
}

function rowsName(name: string | null): string {
  return `rows_${(name ?? 'data').replaceAll(/\W/g, '_')}`;
}

/** The row of an iteration. */
function rowCode({name, mode}: DataDefinition): string {
  const rows = rowsName(name);
  const index = {
    sequential: `exec.scenario.iterationInTest % ${rows}.length`,
    random: `Math.floor(Math.random() * ${rows}.length)`,
    unique: 'exec.scenario.iterationInTest',
    'per-vu': `(exec.vu.idInTest - 1) % ${rows}.length`,
  }[mode];
  return `const ${rowName(name ?? '')} = ${rows}[${index}];`;
}

function dataCode({name, file, rows, mode}: DataDefinition, uses: K6Uses, place: (path: string) => string): string[] {
  const label = name ?? 'data';
  if (mode === 'per-vu')
    uses.notes.leave(`data ${label}: per-vu`, 'more virtual users than rows begin again from the first');
  if (mode === 'unique')
    uses.notes.leave(
      `data ${label}: unique`,
      'rows are taken once by each scenario; their end is an error inside the iteration',
    );
  if (file === null)
    return [`const ${rowsName(name)} = new SharedArray(${quoted(label)}, () => ${JSON.stringify(rows)});`];
  const isJson = /\.json$/i.test(file);
  if (!isJson) uses.helpers.add('parseCsv');
  return [
    `const ${rowsName(name)} = new SharedArray(${quoted(label)}, () => ${isJson ? 'JSON.parse' : 'parseCsv'}(open(${quoted(place(file))})));`,
  ];
}

/** What belongs to the screen and the generator here. */
function sayMissing(
  {alerts, circuitBreaker, proxy, tls, transport, captureBytes, thresholds, precise}: Profile,
  notes: ConvertNotes,
): void {
  if (alerts.length > 0) notes.leave(`${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}`, 'k6 has none');
  if (circuitBreaker !== null) notes.leave('circuitBreaker', 'k6 has none: use a threshold with abortOnFail');
  if (proxy !== null) notes.leave('proxy', 'k6 reads it from HTTP_PROXY and HTTPS_PROXY');
  if (tls.ca !== null) notes.leave('tls.ca', 'k6 reads it from SSL_CERT_FILE');
  if (transport.choice !== 'auto')
    notes.leave(`transport: ${transport.choice}`, 'k6 agrees on HTTP/1.1 or HTTP/2 with the target');
  if (transport.maxAgeMs !== null || transport.maxRequests !== null)
    notes.leave('connections', 'k6 has no age and no count of requests for them');
  if (captureBytes !== 65_536) notes.leave('capture', 'k6 keeps whole bodies');
  if (precise) notes.leave('precise', 'k6 times its arrivals itself');
  if (thresholds.some(({budget}) => budget)) notes.leave('budgets', 'they are thresholds of the requests');
}
