import type {AnyNode} from 'acorn';
import {parseDuration} from '../domain/duration.ts';
import {type Json, oneLine, recordOf} from './converted.ts';
import type {K6Context} from './k6-values.ts';
import {constantOf, propertyKey, unwrapped, whereOf} from './script-syntax.ts';

/** One entry of k6's `scenarios`, or what stands for it at the top of the options. */
export interface K6Scenario {
  readonly name: string;
  /** The function it runs. */
  readonly exec: string;
  readonly load: Json;
}

export interface K6Options {
  readonly settings: Json;
  /** Empty: the script says nothing about its load. */
  readonly scenarios: readonly K6Scenario[];
}

const leftOptions: Readonly<Record<string, string>> = {
  rps: 'write "cap": {"rate": …}, or an arrival rate',
  hosts: 'write the address into "target" and a host header',
  tlsAuth: 'write "tls": {"cert": "cert.pem", "key": "key.pem"}',
  tlsVersion: 'the TLS version is agreed with the target',
  tlsCipherSuites: 'ciphers are agreed with the target',
  noCookiesReset: 'a virtual user begins each iteration without cookies',
  setupTimeout: 'setup has the time its requests have',
  teardownTimeout: 'teardown has the time its requests have',
  summaryTrendStats: 'the summary shows its own',
  summaryTimeUnit: 'the summary shows its own',
  systemTags: 'requests are told apart by name, scenario, group, method and tags',
  tags: 'tags belong to requests',
  batch: 'parallel requests of a step are all sent at once',
  batchPerHost: 'parallel requests of a step are all sent at once',
  minIterationDuration: 'write a think time',
  vusMax: 'it has no meaning in k6 any more',
  cloud: "it is for k6's own service",
  ext: "it is for k6's own service",
  userAgent: 'write a user-agent header',
  discardResponseBodies: 'bodies are looked at only where a check needs them',
  throw: 'failed requests are counted',
};

/** Reads `export const options = {…}`; keys without a counterpart are listed. */
export function readOptions(node: AnyNode | null, context: K6Context): K6Options {
  const at = node === null ? null : unwrapped(node);
  if (at?.type !== 'ObjectExpression') {
    if (at !== null) context.notes.leave(whereOf(at, context.source), 'options are read where they are written out');
    return {settings: {}, scenarios: []};
  }
  const found: Json = {};
  for (const property of at.properties) {
    const key = propertyKey(property);
    const value = property.type === 'Property' ? constantOf(property.value) : undefined;
    if (key === null || value === undefined)
      context.notes.leave(whereOf(property, context.source), 'options are read where they are written out');
    else found[key] = value;
  }
  const settings = readSettings(found, context);
  const scenarios = recordOf(found['scenarios']);
  if (scenarios !== null) {
    return {
      settings,
      scenarios: Object.entries(scenarios).flatMap(([name, value]) => readScenario(name, recordOf(value), context)),
    };
  }
  const load = topLoad(found);
  return {settings, scenarios: load === null ? [] : [{name: 'default', exec: 'default', load}]};
}

function readSettings(found: Json, {notes}: K6Context): Json {
  const settings: Json = {};
  for (const [key, value] of Object.entries(found)) {
    if (/^(?:scenarios|vus|duration|iterations|stages)$/.test(key)) continue;
    if (key === 'thresholds' && recordOf(value) !== null) settings['thresholds'] = readThresholds(recordOf(value)!);
    else if (key === 'maxRedirects' && typeof value === 'number') settings['redirects'] = value;
    else if (key === 'insecureSkipTLSVerify' && typeof value === 'boolean')
      settings['tls'] = {...recordOf(settings['tls']), ...(value ? {insecure: true} : {})};
    else if ((key === 'noConnectionReuse' || key === 'noVUConnectionReuse') && typeof value === 'boolean') {
      if (value) settings['connections'] = {...recordOf(settings['connections']), reuse: false};
    } else if (
      key === 'dns' &&
      typeof recordOf(value)?.['ttl'] === 'string' &&
      parseDuration(String(recordOf(value)!['ttl'])) !== null
    ) {
      settings['connections'] = {...recordOf(settings['connections']), dnsTtl: recordOf(value)!['ttl']};
    } else
      notes.leave(
        `options.${key}: ${oneLine(JSON.stringify(value), 60)}`,
        leftOptions[key] ?? 'a profile has no such key',
      );
  }
  if (settings['tls'] !== undefined && Object.keys(recordOf(settings['tls'])!).length === 0) delete settings['tls'];
  return settings;
}

/** k6 names groups with `::` in front. */
function readThresholds(thresholds: Json): Json {
  return Object.fromEntries(
    Object.entries(thresholds).map(([metric, value]) => [
      metric.replaceAll(/([{,]\s*group\s*:)\s*::/g, '$1'),
      (Array.isArray(value) ? value : [value]).map((condition: unknown) => {
        const record = recordOf(condition);
        if (record === null) return condition;
        const {threshold, abortOnFail, delayAbortEval, ...rest} = record;
        return {
          threshold,
          ...(abortOnFail === true ? {abortOnFail} : {}),
          ...(delayAbortEval === undefined ? {} : {delayAbortEval}),
          ...rest,
        };
      }),
    ]),
  );
}

function topLoad({vus, duration, iterations, stages}: Json): Json | null {
  if (Array.isArray(stages)) return {executor: 'ramping-vus', startVUs: vus ?? 1, stages};
  if (iterations !== undefined)
    return {
      executor: 'shared-iterations',
      vus: vus ?? 1,
      iterations,
      ...(duration === undefined ? {} : {maxDuration: duration}),
    };
  if (duration !== undefined) return {executor: 'constant-vus', vus: vus ?? 1, duration};
  return vus === undefined ? null : {executor: 'shared-iterations', vus, iterations: vus};
}

function readScenario(name: string, value: Json | null, {notes}: K6Context): K6Scenario[] {
  if (value === null) return [];
  const {exec = 'default', tags, env, startTime, options, ...load} = value;
  for (const [key, setting] of Object.entries({tags, env, startTime, options})) {
    if (setting === undefined || setting === '0s') continue;
    notes.leave(
      `scenario ${name}: ${key}`,
      key === 'startTime' ? 'all scenarios begin together' : 'a scenario has a name, a weight and a flow',
    );
  }
  return [{name, exec: String(exec), load}];
}
