import process from 'node:process';
import {PerftuiError} from '../domain/errors.ts';
import {executorMostVus} from '../domain/executor.ts';
import type {Executor, Profile} from '../domain/profile.ts';
import type {PreparedRun, RunPlan, Target} from '../domain/run-plan.ts';
import {authTokenVariable} from '../domain/template.ts';
import {visitRequests} from './body-file.ts';
import {loadData, secretsInData} from './data-source.ts';
import {EnvironmentFiller} from './environment-template.ts';
import {packageVersion} from './package-root.ts';
import {prepareAuth, prepareProxy} from './prepare-auth.ts';
import {FlowPreparer, PlanNumbers} from './prepare-flow.ts';
import {headerSecrets, mergeHeaders, prepareHeaders, type Header} from './prepare-headers.ts';
import type {NamedData, TextScope} from './prepare-text.ts';
import {unknownTagProblem} from './prepare-thresholds.ts';
import {prepareTargetMetrics} from './prepare-target-metrics.ts';
import {resolveTarget} from './resolve-target.ts';
import {loadTls, secretsInTls} from './tls-files.ts';
import type {Environment} from './user-folders.ts';

export interface PrepareOptions {
  readonly env?: Environment;
  /** Where the built-in server listens, for a target `demo…`: `http://127.0.0.1:40123`. */
  readonly targetOrigin?: string;
  /** Of think times and scenario choice; the same seed gives the same sequence. */
  readonly seed?: number;
  /** See `RunPlan.requestIdPrefix`. */
  readonly requestIdPrefix?: string;
  /** What is known of the run already, to stand before the notices found here. */
  readonly notices?: readonly string[];
}

const defaultSeed = 1;

/**
 * Makes a profile ready to run: `${env:NAME}` filled in, other templates taken apart, data and certificates read,
 * credentials moved from the URL into an authorization header, headers merged and checked, names, series, checks and
 * variables numbered. Nothing of it is ever written.
 * @throws PerftuiError ERR_PROFILE or ERR_TARGET naming every missing variable, or what cannot be sent
 */
export function prepareRun(profile: Profile, options: PrepareOptions = {}): PreparedRun {
  const filler = new EnvironmentFiller(options.env ?? process.env);
  const {target, credentials} = resolveTarget(profile.target, filler, options.targetOrigin);
  const folder = profile.folder ?? process.cwd();
  const variables = variablesOf(profile);
  const data = loadData(profile.data, folder);
  const auth = prepareAuth(profile.auth, variables, filler);
  const numbers = new PlanNumbers();
  const authorization = auth.header ?? (credentials === null ? null : (['authorization', credentials.header] as const));
  const flows = prepareFlows(profile, {scope: {filler, variables, data}, target, authorization, folder}, numbers);
  const proxy = prepareProxy(profile.proxy, filler);
  const metrics = prepareTargetMetrics(profile.targetMetrics, filler, target.origin);
  if (filler.missing.size > 0) throw missingVariables(profile, filler.missing);
  refuseProxyConflicts(profile, target);
  refuseUnknownTags(profile, numbers);
  const tls = loadTls(profile.tls, folder);
  const {scenarios, setup, teardown} = flows;
  const secrets = [
    ...filler.values,
    ...(credentials?.secrets ?? []),
    ...auth.secrets,
    ...proxy.secrets,
    ...metrics.secrets,
    ...secretsInTls(tls),
    ...secretsInData(data),
    ...headerSecrets([...setup, ...scenarios.flatMap(({steps}) => steps), ...teardown]),
  ];
  return {
    profile,
    plan: {
      target,
      requestNames: numbers.requestNames,
      series: numbers.series,
      checks: numbers.checks,
      variables,
      data: data.map(({label, columns, rows, mode}) => ({label, columns, rows, mode})),
      tls,
      proxy: proxy.url,
      scenarios,
      seed: options.seed ?? defaultSeed,
      ...settingsOf(profile),
      ...(options.requestIdPrefix === undefined ? {} : {requestIdPrefix: options.requestIdPrefix}),
    },
    setup,
    teardown,
    oauth2: auth.oauth2,
    ...(metrics.source === null ? {} : {targetMetrics: metrics.source}),
    secrets: [...new Set(secrets)].filter((secret) => secret !== ''),
    notices: [...(options.notices ?? []), ...dataNotices(data, profile.executor)],
  };
}

interface FlowContext {
  readonly scope: TextScope;
  readonly target: Target;
  /** Of the profile's auth, or of the target's URL. */
  readonly authorization: Header | null;
  readonly folder: string;
}

function prepareFlows(
  {headers, setup, scenarios, teardown}: Profile,
  {scope, target, authorization, folder}: FlowContext,
  numbers: PlanNumbers,
): Pick<PreparedRun, 'setup' | 'teardown'> & Pick<RunPlan, 'scenarios'> {
  const own = prepareHeaders(headers, 'header', scope);
  const flows = new FlowPreparer(
    {
      scope,
      basePath: target.basePath,
      headers: mergeHeaders(standardHeaders(target, authorization), own),
      headersWithoutAuth: mergeHeaders(standardHeaders(target, null), own),
      folder,
    },
    numbers,
  );
  const filled = new Set([authTokenVariable]);
  return {
    setup: flows.apart(setup, filled),
    scenarios: scenarios.map(({name, weight, flow}) => ({name, weight, steps: flows.scenario(name, flow)})),
    teardown: flows.apart(teardown, filled),
  };
}

/** What goes from the profile into the plan as it is. */
function settingsOf(
  profile: Profile,
): Pick<RunPlan, 'iterations' | 'maxRedirects' | 'cookies' | 'captureBytes' | 'timeoutMs' | 'precise' | 'transport'> &
  OpenSettings {
  const {executor, maxRedirects, cookies, captureBytes, timeoutMs, precise, transport} = profile;
  const iterations = iterationsOf(executor);
  return {iterations, maxRedirects, cookies, captureBytes, timeoutMs, precise, transport, ...openSettings(profile)};
}

function refuseUnknownTags({thresholds, alerts}: Profile, numbers: PlanNumbers): void {
  for (const threshold of [...thresholds, ...alerts.map(({when}) => when)]) {
    const problem = unknownTagProblem(threshold, numbers);
    if (problem !== null) throw new PerftuiError('ERR_PROFILE', `threshold ${threshold.source}: ${problem}`);
  }
}

/** Names of everything flows extract, each once, and of the OAuth2 token. */
function variablesOf({setup, scenarios, teardown, auth}: Profile): string[] {
  const names = new Set<string>();
  for (const flow of [setup, ...scenarios.map((scenario) => scenario.flow), teardown]) {
    visitRequests(flow, '', ({extract}) => {
      for (const {variable} of extract) names.add(variable);
    });
  }
  if (auth?.kind === 'oauth2') names.add(authTokenVariable);
  return [...names];
}

function iterationsOf(executor: Executor): RunPlan['iterations'] {
  if (executor.kind === 'per-vu-iterations') return {perVu: executor.iterations};
  return executor.kind === 'shared-iterations' ? {shared: executor.iterations} : null;
}

type OpenSettings = Pick<RunPlan, 'maxVus' | 'preAllocatedVus' | 'arrivals'>;

/** Of the open model, also for a run that begins in the closed one: a key may switch. */
function openSettings({executor, cap}: Profile): OpenSettings {
  if (!('maxVus' in executor)) return {maxVus: cap.vus, preAllocatedVus: 0, arrivals: 'constant'};
  const maxVus = Math.min(executor.maxVus, cap.vus);
  return {maxVus, preAllocatedVus: Math.min(executor.preAllocatedVus, maxVus), arrivals: executor.arrivals};
}

function missingVariables(profile: Profile, missing: ReadonlySet<string>): PerftuiError {
  const names = [...missing];
  const list = names.map((name) => `\${env:${name}}`).join(', ');
  return new PerftuiError('ERR_PROFILE', `profile ${profile.name} needs ${list}, not set in the environment`, {
    hint: `export ${names.map((name) => `${name}=…`).join(' ')}`,
  });
}

/** What every request carries unless the profile or the request says otherwise. */
function standardHeaders(target: Target, authorization: Header | null): Header[] {
  return [
    ['host', target.socketPath === null ? new URL(target.origin).host : target.hostname],
    ['user-agent', `perftui/${packageVersion()}`],
    ['accept', '*/*'],
    ...(authorization === null ? [] : [authorization]),
  ];
}

function refuseProxyConflicts({proxy, transport: {choice}}: Profile, target: Target): void {
  if (proxy === null) return;
  if (choice === 'http1' || choice === 'http2') {
    throw new PerftuiError('ERR_PROFILE', `transport ${choice} does not go through a proxy`, {
      hint: 'choose undici, or leave it to auto',
    });
  }
  if (target.socketPath !== null) {
    throw new PerftuiError('ERR_PROFILE', `${target.label} is a Unix socket: no proxy leads to it`, {
      hint: 'leave the proxy out',
    });
  }
}

/** What will end the run before its time. */
function dataNotices(data: readonly NamedData[], executor: Executor): string[] {
  const vus = executorMostVus(executor);
  const iterations =
    executor.kind === 'per-vu-iterations'
      ? executor.vus * executor.iterations
      : executor.kind === 'shared-iterations'
        ? executor.iterations
        : 0;
  return data.flatMap(({label, rows, mode}) => {
    if (mode === 'per-vu' && rows.length < vus) {
      return [`${label} has ${rows.length} rows for ${vus} VUs (mode per-vu): VU ${rows.length + 1} stops the run`];
    }
    if (mode === 'unique' && rows.length < iterations) {
      return [`${label} has ${rows.length} unique rows for ${iterations} iterations: their end stops the run`];
    }
    return [];
  });
}
