import {parseDemoTarget} from '../domain/demo-target.ts';
import type {Profile} from '../domain/profile.ts';
import {readAuth, readProxy, readTls} from './parse-auth.ts';
import {readCap, readRamp} from './parse-ceilings.ts';
import {readConnections} from './parse-connections.ts';
import {readData} from './parse-data.ts';
import {readExecutor} from './parse-executor.ts';
import {readScenarios, readSideFlow} from './parse-flow.ts';
import {readHeaders} from './parse-headers.ts';
import {parseJson} from './parse-json.ts';
import {checkScope, newScope} from './parse-templates.ts';
import {readAlerts, readBudgets, readThresholds} from './parse-thresholds.ts';
import {placeProblems} from './place-problems.ts';
import {circuitBreakerKeys, profileKeys} from './profile-keys.ts';
import {absentAs, ProfileReader, type JsonObject, type ProfileProblem} from './profile-reader.ts';
import {limits} from './profile-schema.ts';
import {countRequests, type CountedRequests} from './request-series.ts';
import {targetProblem} from './target-syntax.ts';
import {variableOrderProblems} from './variable-order.ts';

export type ParsedProfile = {readonly profile: Profile} | {readonly problems: readonly ProfileProblem[]};

/**
 * A profile file's text as a Profile, or every problem in it with its path and line. Defaults are filled in; templates
 * stay as they are.
 * @param fileName names the profile when it has no `name`: `checkout.json` is `checkout`
 */
export function parseProfile(text: string, fileName: string): ParsedProfile {
  const json = parseJson(text);
  if ('fault' in json) {
    const {line, column, message} = json.fault;
    return {problems: [{path: `${line}:${column}`, message}]};
  }
  const parsed = parseProfileDocument(json.value, fileName);
  return 'profile' in parsed ? parsed : {problems: placeProblems(text, parsed.problems)};
}

/** The same for a document that is JSON already: its problems have no lines. */
export function parseProfileDocument(document: unknown, fileName: string): ParsedProfile {
  const reader = new ProfileReader();
  const object = reader.object(document, '', profileKeys);
  const profile = object === null ? null : readProfile(reader, object, fileName);
  return profile === null || reader.problems.length > 0 ? {problems: reader.problems} : {profile};
}

function readProfile(reader: ProfileReader, object: JsonObject, fileName: string): Profile | null {
  reader.get(object, '', profileKeys, '$schema');
  const fallback = fileName.replace(/^.*[\\/]/, '').replace(/\.json$/i, '') || 'profile';
  const name = reader.get(object, '', profileKeys, 'name') ?? fallback.slice(0, limits.maxNameLength);
  const description = reader.get(object, '', profileKeys, 'description');
  const target = object['target'] === undefined ? null : readTarget(reader, object['target']);
  const load = readLoad(reader, object);
  const network = readNetwork(reader, object);
  const flows = readFlows(reader, object, isOauth2(object));
  const rules = readRules(reader, object, flows.counted);
  if (target === null || load === null || network === null) return null;
  return {name, description, target, ...load, ...network, ...flows.profile, ...rules};
}

function readTarget(reader: ProfileReader, value: unknown): string | null {
  const target = reader.text(value, 'target', {maxLength: 2000});
  if (target === null) return null;
  reader.envTemplates(target, 'target');
  if (parseDemoTarget(target) !== null || target.includes('${')) return target;
  const problem = targetProblem(target);
  return problem === null ? target : reader.fail('target', problem);
}

type Load = Pick<Profile, 'executor' | 'cap' | 'ramp' | 'gracefulStopMs' | 'timeoutMs' | 'precise'>;

function readLoad(reader: ProfileReader, object: JsonObject): Load | null {
  const executor = readExecutor(reader, object);
  const cap = readCap(reader, object['cap'], executor);
  const ramp = readRamp(reader, object['ramp'], executor);
  const timeoutMs = reader.get(object, '', profileKeys, 'timeout');
  const gracefulStopMs = reader.get(object, '', profileKeys, 'gracefulStop');
  const precise = reader.get(object, '', profileKeys, 'precise');
  if (executor === null || cap === null || timeoutMs === null || gracefulStopMs === null || precise === null)
    return null;
  return {executor, cap, ramp, timeoutMs, gracefulStopMs, precise};
}

type Network = Pick<
  Profile,
  'transport' | 'auth' | 'tls' | 'maxRedirects' | 'cookies' | 'proxy' | 'captureBytes' | 'targetMetrics'
>;

function readNetwork(reader: ProfileReader, object: JsonObject): Network | null {
  const choice = reader.get(object, '', profileKeys, 'transport');
  const connections = readConnections(reader, object['connections']);
  const auth = readAuth(reader, object['auth']);
  const tls = readTls(reader, object['tls']);
  const maxRedirects = reader.get(object, '', profileKeys, 'redirects');
  const cookies = reader.get(object, '', profileKeys, 'cookies');
  const proxy = readProxy(reader, object['proxy']);
  const targetMetrics = reader.get(object, '', profileKeys, 'targetMetrics');
  const captureBytes = reader.get(object, '', profileKeys, 'capture');
  if (proxy !== null && (choice === 'http1' || choice === 'http2'))
    reader.fail('transport', `${choice} cannot use a proxy: write "auto", and undici carries the run`);
  if (choice === null || maxRedirects === null || cookies === null || captureBytes === null) return null;
  const observed = targetMetrics === null ? {} : {targetMetrics};
  return {transport: {choice, ...connections}, auth, tls, maxRedirects, cookies, proxy, captureBytes, ...observed};
}

function isOauth2({auth}: JsonObject): boolean {
  return typeof auth === 'object' && auth !== null && 'oauth2' in auth;
}

interface Flows {
  readonly profile: Pick<Profile, 'headers' | 'data' | 'setup' | 'teardown' | 'scenarios'>;
  /** Null when a flow could not be read. */
  readonly counted: CountedRequests | null;
}

/** Everything templates stand in, and what they speak of. */
function readFlows(reader: ProfileReader, object: JsonObject, oauth2: boolean): Flows {
  const faultless = reader.problems.length;
  const headerScope = newScope('scenario');
  const headers = readHeaders(reader, absentAs(object['headers'], {}), 'headers', headerScope);
  const data = readData(reader, object['data']);
  const setup = readSideFlow(reader, object['setup'], 'setup');
  const before = reader.problems.length;
  const {scenarios, scopes} =
    object['scenarios'] === undefined
      ? {scenarios: [], scopes: []}
      : readScenarios(reader, object['scenarios'], 'scenarios');
  const counted = reader.problems.length === before ? countRequests(scenarios) : null;
  const teardown = readSideFlow(reader, object['teardown'], 'teardown');
  const global = setup.scope.filled;
  const anywhere = new Set([...global, ...scopes.flatMap(({filled}) => [...filled])]);
  checkScope(reader, headerScope, {variables: anywhere, data, oauth2});
  checkScope(reader, setup.scope, {variables: new Set(), data, oauth2});
  for (const scope of scopes) checkScope(reader, scope, {variables: global, data, oauth2});
  checkScope(reader, teardown.scope, {variables: global, data, oauth2});
  const flows = {headers, setup: setup.steps, teardown: teardown.steps, scenarios};
  if (reader.problems.length === faultless) reader.problems.push(...variableOrderProblems(flows));
  if (counted !== null && counted.series.length > limits.maxSeries) {
    reader.fail(
      'scenarios',
      `hold ${counted.series.length} requests that differ by name, scenario, group, method or tags: at most ${limits.maxSeries} are counted apart; give those of one kind one "name"`,
    );
  }
  return {profile: {...flows, data: data ?? []}, counted};
}

function readRules(
  reader: ProfileReader,
  object: JsonObject,
  counted: CountedRequests | null,
): Pick<Profile, 'thresholds' | 'alerts' | 'circuitBreaker'> {
  const thresholds = [
    ...readThresholds(reader, absentAs(object['thresholds'], {}), counted),
    ...readBudgets(reader, absentAs(object['budgets'], {}), counted),
  ];
  const alerts = readAlerts(reader, absentAs(object['alerts'], []), counted);
  return {thresholds, alerts, circuitBreaker: readCircuitBreaker(reader, absentAs(object['circuitBreaker'], {}))};
}

function readCircuitBreaker(reader: ProfileReader, value: unknown): Profile['circuitBreaker'] {
  if (value === false) return null;
  const path = 'circuitBreaker';
  if (value === true || typeof value === 'string')
    return reader.fail(
      path,
      `must be false or an object: {"after": ${JSON.stringify(value === true ? '10s' : value)}}`,
    );
  const object = reader.object(value, path, circuitBreakerKeys);
  const afterMs = object === null ? null : reader.get(object, path, circuitBreakerKeys, 'after');
  return afterMs === null ? null : {afterMs};
}
