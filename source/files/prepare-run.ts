import path from 'node:path';
import process from 'node:process';
import {PerftuiError} from '../domain/errors.ts';
import type {FlowStep, Profile, RequestDefinition} from '../domain/profile.ts';
import type {PlanRequest, PlanStep, PreparedRun, Target} from '../domain/run-plan.ts';
import {bodyFileProblem} from './body-file.ts';
import {EnvironmentFiller} from './environment-template.ts';
import {headerNameProblem, headerValueProblem, methodProblem, pathProblem} from './http-syntax.ts';
import {packageVersion} from './package-root.ts';
import {requestNamesOf, unknownNameProblem} from './parse-profile.ts';
import {resolveTarget} from './resolve-target.ts';
import {isSecretHeader, secretsInHeader} from './secret-headers.ts';
import type {Environment} from './user-folders.ts';

export interface PrepareOptions {
  readonly env?: Environment;
  /** Where the built-in server listens, for a target `demo…`: `http://127.0.0.1:40123`. */
  readonly targetOrigin?: string;
  /** Of think times and scenario choice; the same seed gives the same sequence. */
  readonly seed?: number;
  /** See `RunPlan.requestIdPrefix`. */
  readonly requestIdPrefix?: string;
}

type Header = readonly [name: string, value: string];

const defaultSeed = 1;

/**
 * Makes a profile ready to run: `${env:NAME}` filled in, credentials moved from the URL into an authorization header,
 * headers merged and checked, names numbered. Nothing of it is ever written.
 * @throws PerftuiError ERR_PROFILE or ERR_TARGET naming every missing variable, or what cannot be sent
 */
export function prepareRun(profile: Profile, options: PrepareOptions = {}): PreparedRun {
  const filler = new EnvironmentFiller(options.env ?? process.env);
  const {target, credentials} = resolveTarget(profile.target, filler, options.targetOrigin);
  const names = requestNamesOf(profile.scenarios);
  const base = baseHeaders(target, profile.headers, credentials?.header ?? null, filler);
  const folder = profile.folder ?? process.cwd();
  const toStep = (step: FlowStep): PlanStep =>
    step.kind === 'think'
      ? step
      : {
          kind: 'request',
          request: prepareRequest(step.request, names.indexOf(step.request.name), {target, base, filler, folder}),
        };
  const scenarios = profile.scenarios.map(({name, weight, flow}) => ({name, weight, steps: flow.map(toStep)}));
  if (filler.missing.size > 0) throw missingVariables(profile, filler.missing);
  for (const threshold of profile.thresholds) {
    const problem = unknownNameProblem(threshold, names);
    if (problem !== null) throw new PerftuiError('ERR_PROFILE', `threshold ${threshold.source}: ${problem}`);
  }
  const seed = options.seed ?? defaultSeed;
  return {
    profile,
    plan: {
      target,
      requestNames: names,
      scenarios,
      timeoutMs: profile.timeoutMs,
      seed,
      ...openSettings(profile),
      precise: profile.precise,
      transport: profile.transport,
      ...(options.requestIdPrefix === undefined ? {} : {requestIdPrefix: options.requestIdPrefix}),
    },
    secrets: [...new Set([...filler.values, ...(credentials?.secrets ?? []), ...headerSecrets(scenarios)])],
  };
}

/** Of the open model, also for a run that begins in the closed one: a key may switch. */
function openSettings({executor, cap}: Profile): Pick<PreparedRun['plan'], 'maxVus' | 'preAllocatedVus' | 'arrivals'> {
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

/** What every request carries unless it says otherwise; later ones replace earlier ones of the same name. */
function baseHeaders(
  target: Target,
  profileHeaders: Profile['headers'],
  authorization: string | null,
  filler: EnvironmentFiller,
): Header[] {
  const standard: Header[] = [
    ['host', target.socketPath === null ? new URL(target.origin).host : target.hostname],
    ['user-agent', `perftui/${packageVersion()}`],
    ['accept', '*/*'],
    ...(authorization === null ? [] : [['authorization', authorization] as const]),
  ];
  return mergeHeaders(standard, fillHeaders(profileHeaders, 'header', filler));
}

function fillHeaders(headers: Readonly<Record<string, string>>, where: string, filler: EnvironmentFiller): Header[] {
  return Object.entries(headers).map(([name, template]) => {
    const value = filler.fill(template).replaceAll(/^[ \t]+|[ \t]+$/g, '');
    const problem = headerNameProblem(name) ?? headerValueProblem(value);
    if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where} "${name}" ${problem}`);
    return [name, value];
  });
}

function mergeHeaders(base: readonly Header[], own: readonly Header[]): Header[] {
  const merged = new Map<string, Header>();
  for (const header of [...base, ...own]) merged.set(header[0].toLowerCase(), header);
  return [...merged.values()];
}

interface RequestContext {
  readonly target: Target;
  readonly base: readonly Header[];
  readonly filler: EnvironmentFiller;
  /** Absolute; `bodyFile` is relative to it. */
  readonly folder: string;
}

function prepareRequest(
  request: RequestDefinition,
  name: number,
  {target, base, filler, folder}: RequestContext,
): PlanRequest {
  const where = `request "${request.name}"`;
  const urlPath = filler.fill(request.path, percentEncode);
  const problem = pathProblem(urlPath) ?? methodProblem(request.method);
  if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where}: ${problem}`);
  const headers = mergeHeaders(base, fillHeaders(request.headers, `${where}: header`, filler));
  return {
    name,
    method: request.method,
    path: `${target.basePath}${urlPath}`,
    headers,
    body: request.body === null ? null : filler.fill(request.body, isJson(headers) ? escapeJson : undefined),
    bodyFile: request.bodyFile === null ? null : resolveBodyFile(request.bodyFile, folder, where),
    chunked: request.chunked,
    expect: request.expect,
  };
}

function resolveBodyFile(bodyFile: string, folder: string, where: string): string {
  const problem = bodyFileProblem(bodyFile, folder);
  if (problem !== null) throw new PerftuiError('ERR_PROFILE', `${where}: bodyFile ${problem}`);
  return path.resolve(folder, bodyFile);
}

function isJson(headers: readonly Header[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-type' && /[/+]json\b/i.test(value));
}

function escapeJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Only what a path cannot carry: a variable may hold a whole piece of a path with its query. */
function percentEncode(value: string): string {
  return value.toWellFormed().replaceAll(/[^\u0021-\u007E]+|#/gu, encodeURIComponent);
}

/** Literal secrets: values of authorization, cookie and the like, from the profile or from `-H`. */
function headerSecrets(scenarios: readonly {readonly steps: readonly PlanStep[]}[]): string[] {
  const steps = scenarios.flatMap((scenario) => scenario.steps);
  return steps.flatMap((step) =>
    step.kind === 'think'
      ? []
      : step.request.headers.flatMap(([name, value]) => (isSecretHeader(name) ? secretsInHeader(value) : [])),
  );
}
