import {createHash} from 'node:crypto';
import {printDuration} from '../domain/duration.ts';
import {defaultTransportSettings, type TransportSettings} from '../domain/transport-choice.ts';
import type {FlowStep, Profile, RequestDefinition, Threshold} from '../domain/profile.ts';
import {hasTemplate} from './environment-template.ts';
import {defaultCap, defaultRamp} from './parse-ceilings.ts';
import {printExecutor} from './print-executor.ts';
import {isSecretHeader} from './secret-headers.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where a literal secret stood and which variable is read in its place. */
export interface ReplacedSecret {
  /** `authorization`, or `target` for a password in the URL. */
  readonly where: string;
  readonly variable: string;
}

export interface PrintedProfile {
  readonly document: Json;
  readonly replaced: readonly ReplacedSecret[];
}

/**
 * A profile as the JSON document `parseProfile` reads back. Templates stay templates; literal secrets (authorization,
 * cookies, API keys, a password in the target) are written as `${env:NAME}`, and `replaced` says which.
 */
export function profileDocument(profile: Profile): PrintedProfile {
  const vault = new SecretVault();
  const document = {
    $schema: './profile.schema.json',
    name: profile.name,
    ...(profile.description === null ? {} : {description: profile.description}),
    target: vault.target(profile.target),
    ...printExecutor(profile.executor),
    cap: printCap(profile),
    ramp: printRamp(profile),
    timeout: printDuration(profile.timeoutMs),
    ...printTransport(profile.transport),
    ...(profile.precise ? {precise: true} : {}),
    ...printHeaders(profile.headers, vault),
    scenarios: profile.scenarios.map(({name, weight, flow}) => ({
      name,
      weight,
      flow: flow.map((step) => printStep(step, vault)),
    })),
    ...printThresholds(profile.thresholds),
  };
  return {document, replaced: vault.replaced};
}

/** First 8 hex digits of the SHA-256 of the profile's document: the same for the same content. */
export function profileRevision(profile: Profile): string {
  return createHash('sha256')
    .update(JSON.stringify(profileDocument(profile).document))
    .digest('hex')
    .slice(0, 8);
}

/** Swaps secrets for variables: one variable per value, so that equal secrets share theirs. */
class SecretVault {
  readonly replaced: ReplacedSecret[] = [];
  readonly #variables = new Map<string, string>();

  header(name: string, value: string): string {
    return isSecretHeader(name) && !isOnlyTemplates(value)
      ? this.#swap(name.toLowerCase(), value, envName(name))
      : value;
  }

  target(target: string): string {
    const [, start, user, password, rest] = /^([a-z]+:\/\/)([^:/?#]*)(?::([^/?#]*))?@(.*)$/is.exec(target) ?? [];
    if (start === undefined) return target;
    const secret = password ?? user!;
    if (secret === '' || isOnlyTemplates(secret)) return target;
    const variable = this.#swap('target', secret, password === undefined ? 'TARGET_TOKEN' : 'TARGET_PASSWORD');
    return `${start}${password === undefined ? '' : `${user}:`}${variable}@${rest}`;
  }

  #swap(where: string, secret: string, wanted: string): string {
    const known = this.#variables.get(secret);
    const variable = known ?? this.#freeName(wanted);
    this.#variables.set(secret, variable);
    if (!this.replaced.some((one) => one.where === where && one.variable === variable))
      this.replaced.push({where, variable});
    return `\${env:${variable}}`;
  }

  #freeName(wanted: string): string {
    const taken = new Set(this.#variables.values());
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  }
}

function envName(header: string): string {
  const name = header.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Nothing literal but a scheme: `Bearer ${env:TOKEN}`. */
function isOnlyTemplates(value: string): boolean {
  return hasTemplate(value) && /^(?:[A-Za-z]+ +)?(?:\$\{env:[A-Za-z_]\w*\}:?)+$/.test(value.trim());
}

/** Rates only where they are not taken anyway: a profile in the closed model keeps its text, and so its revision. */
function printCap({cap: {vus, rate}, executor}: Profile): Json {
  return {vus, ...(rate === defaultCap(executor).rate ? {} : {rate})};
}

function printRamp({ramp: {vusPerSecond, step, ratePerSecond, rateStep}, executor}: Profile): Json {
  const otherwise = defaultRamp(executor);
  return {
    vusPerSecond,
    step,
    ...(ratePerSecond === otherwise.ratePerSecond ? {} : {ratePerSecond}),
    ...(rateStep === otherwise.rateStep ? {} : {rateStep}),
  };
}

/** Only what differs from what is taken anyway. */
function printTransport({choice, reuse, maxAgeMs, maxRequests, dnsTtlMs, h2Streams}: TransportSettings): Json {
  const otherwise = defaultTransportSettings;
  const connections = {
    ...(reuse === otherwise.reuse ? {} : {reuse}),
    ...(maxAgeMs === null ? {} : {maxAge: printDuration(maxAgeMs)}),
    ...(maxRequests === null ? {} : {maxRequests}),
    ...(dnsTtlMs === otherwise.dnsTtlMs ? {} : {dnsTtl: printDuration(dnsTtlMs)}),
    ...(h2Streams === otherwise.h2Streams ? {} : {h2Streams}),
  };
  return {
    ...(choice === otherwise.choice ? {} : {transport: choice}),
    ...(Object.keys(connections).length === 0 ? {} : {connections}),
  };
}

function printHeaders(headers: Readonly<Record<string, string>>, vault: SecretVault): Json {
  const entries = Object.entries(headers).map(([name, value]) => [name, vault.header(name, value)]);
  return entries.length === 0 ? {} : {headers: Object.fromEntries(entries) as Json};
}

function printStep(step: FlowStep, vault: SecretVault): Json {
  if (step.kind === 'request') return {request: printRequest(step.request, vault)};
  const low = printDuration(step.minMs);
  return {think: step.minMs === step.maxMs ? low : `${low}-${printDuration(step.maxMs)}`};
}

function printRequest(request: RequestDefinition, vault: SecretVault): Json {
  const {name, method, path, headers, body, bodyFile, chunked, expect} = request;
  return {
    name,
    method,
    path,
    ...printHeaders(headers, vault),
    ...(body === null ? {} : {body: bodyValue(body, headers)}),
    ...(bodyFile === null ? {} : {bodyFile}),
    ...(chunked ? {chunked} : {}),
    ...(expect === null ? {} : {expect}),
  };
}

/** An object again where that reads back as the same bytes, else the text. */
function bodyValue(body: string, headers: Readonly<Record<string, string>>): unknown {
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (!typed || !/^[{[]/.test(body)) return body;
  try {
    const value = JSON.parse(body) as unknown;
    return JSON.stringify(value) === body ? value : body;
  } catch {
    return body;
  }
}

function printThresholds(thresholds: readonly Threshold[]): Json {
  const byMetric = new Map<string, unknown[]>();
  for (const threshold of thresholds) {
    // A condition holds no ": ", a request's name may.
    const colon = threshold.source.lastIndexOf(': ');
    const metric = threshold.source.slice(0, colon);
    const list = byMetric.get(metric) ?? [];
    list.push(printThreshold(threshold, threshold.source.slice(colon + 2)));
    byMetric.set(metric, list);
  }
  return byMetric.size === 0 ? {} : {thresholds: Object.fromEntries(byMetric)};
}

function printThreshold({windowMs, abortOnFail, delayAbortEvalMs, severity}: Threshold, condition: string): unknown {
  const extras = {
    ...(windowMs === null ? {} : {window: printDuration(windowMs)}),
    ...(abortOnFail ? {abortOnFail} : {}),
    ...(delayAbortEvalMs === 0 ? {} : {delayAbortEval: printDuration(delayAbortEvalMs)}),
    ...(severity === 'critical' ? {} : {severity}),
  };
  return Object.keys(extras).length === 0 ? condition : {threshold: condition, ...extras};
}
