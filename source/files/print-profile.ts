import {createHash} from 'node:crypto';
import {printDuration} from '../domain/duration.ts';
import type {Profile} from '../domain/profile.ts';
import {defaultCap, defaultRamp} from './parse-ceilings.ts';
import {printExecutor} from './print-executor.ts';
import {printHeaders, printSteps} from './print-flow.ts';
import {printData, printNetwork, printTransport} from './print-network.ts';
import {printAlerts, printThresholds} from './print-rules.ts';
import {SecretVault, type ReplacedSecret} from './secret-vault.ts';

type Json = Readonly<Record<string, unknown>>;

export interface PrintedProfile {
  readonly document: Json;
  readonly replaced: readonly ReplacedSecret[];
}

/**
 * A profile as the JSON document `parseProfile` reads back. Templates stay templates; literal secrets (authorization,
 * cookies, API keys, `auth`, fields of bodies and queries, a password in the target or proxy) are written as `${env:NAME}`, and `replaced` says which.
 */
export function profileDocument(profile: Profile): PrintedProfile {
  const vault = new SecretVault(profile.target);
  const document = {
    $schema: './profile.schema.json',
    name: profile.name,
    ...(profile.description === null ? {} : {description: profile.description}),
    target: vault.url('target', profile.target),
    ...printExecutor(profile.executor),
    cap: printCap(profile),
    ramp: printRamp(profile),
    timeout: printDuration(profile.timeoutMs),
    ...printTransport(profile.transport),
    ...(profile.precise ? {precise: true} : {}),
    ...printHeaders(profile.headers, vault),
    ...printNetwork(profile, vault),
    ...(profile.gracefulStopMs === 30_000 ? {} : {gracefulStop: printDuration(profile.gracefulStopMs)}),
    ...printData(profile.data),
    ...(profile.setup.length === 0 ? {} : {setup: printSteps(profile.setup, vault)}),
    ...(profile.teardown.length === 0 ? {} : {teardown: printSteps(profile.teardown, vault)}),
    scenarios: profile.scenarios.map(({name, weight, flow}) => ({name, weight, flow: printSteps(flow, vault)})),
    ...printThresholds(profile.thresholds),
    ...printAlerts(profile.alerts),
    ...printCircuitBreaker(profile),
  };
  return {document, replaced: vault.replaced};
}

/**
 * First 8 hex digits of the SHA-256 of the profile's document: the same for the same content. From where the machine under
 * test is observed is no part of it: what is sent is the same.
 */
export function profileRevision(profile: Profile): string {
  const {targetMetrics: _observed, ...sent} = profileDocument(profile).document;
  return createHash('sha256').update(JSON.stringify(sent)).digest('hex').slice(0, 8);
}

function printCircuitBreaker({circuitBreaker}: Profile): Json {
  if (circuitBreaker === null) return {circuitBreaker: false};
  return circuitBreaker.afterMs === 10_000 ? {} : {circuitBreaker: {after: printDuration(circuitBreaker.afterMs)}};
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
