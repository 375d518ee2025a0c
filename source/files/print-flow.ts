import {printDuration} from '../domain/duration.ts';
import {printFineDuration, printSize} from '../domain/fine-units.ts';
import type {Check, Condition, Extraction, FlowStep, RequestDefinition, TextRule} from '../domain/profile.ts';
import type {ThinkTime} from '../domain/think-time.ts';
import {bodyEncoding} from './body-encoding.ts';
import {checkName, printOperator} from './parse-checks.ts';
import {printStatuses} from './parse-statuses.ts';
import type {SecretVault} from './secret-vault.ts';

type Json = Readonly<Record<string, unknown>>;

/** Steps as `readSteps` reads them back. */
export function printSteps(steps: readonly FlowStep[], vault: SecretVault): readonly Json[] {
  return steps.map((step) => printStep(step, vault));
}

export function printHeaders(headers: Readonly<Record<string, string>>, vault: SecretVault): Json {
  const entries = Object.entries(headers).map(([name, value]) => [name, vault.header(name, value)]);
  return entries.length === 0 ? {} : {headers: Object.fromEntries(entries) as Json};
}

function printStep(step: FlowStep, vault: SecretVault): Json {
  if (step.kind === 'request') return {request: printRequest(step.request, vault)};
  if (step.kind === 'think') return {think: printThink(step.time)};
  if (step.kind === 'group') return {group: step.name, flow: printSteps(step.steps, vault)};
  if (step.kind === 'repeat') {
    const {min, max} = step;
    return {repeat: min === max ? min : `${min}-${max}`, flow: printSteps(step.steps, vault)};
  }
  if (step.kind === 'parallel')
    return {parallel: step.requests.map((request) => ({request: printRequest(request, vault)}))};
  return {
    if: printCondition(step.condition),
    then: printSteps(step.then, vault),
    ...(step.otherwise.length === 0 ? {} : {else: printSteps(step.otherwise, vault)}),
  };
}

function printThink(time: ThinkTime): unknown {
  if (time.kind === 'exponential') return {exponential: printDuration(time.meanMs)};
  if (time.kind === 'normal') return {normal: printDuration(time.meanMs), deviation: printDuration(time.deviationMs)};
  const low = printDuration(time.minMs);
  return time.minMs === time.maxMs ? low : `${low}-${printDuration(time.maxMs)}`;
}

function printCondition(condition: Condition): Json {
  const not = condition.negated ? {not: true} : {};
  return condition.kind === 'status'
    ? {status: printStatuses(condition.statuses), ...not}
    : {variable: condition.name, ...printRule(condition.rule), ...not};
}

function printRule(rule: TextRule | null): Json {
  if (rule === null) return {};
  return {[rule.kind]: rule.kind === 'matches' ? rule.pattern : rule.text};
}

function printRequest(request: RequestDefinition, vault: SecretVault): Json {
  const {name, method, path, headers, body, bodyFile, chunked, expect, auth, tags, extract, checks} = request;
  return {
    name,
    method,
    path: vault.path(path),
    ...printHeaders(headers, vault),
    ...(body === null ? {} : {body: bodyValue(vault.body(body, bodyEncoding(body, headers) === 'form'), headers)}),
    ...(bodyFile === null ? {} : {bodyFile}),
    ...(chunked ? {chunked} : {}),
    ...(expect === null ? {} : {expect: printStatuses(expect)}),
    ...(auth ? {} : {auth}),
    ...(Object.keys(tags).length === 0 ? {} : {tags}),
    ...(extract.length === 0 ? {} : {extract: Object.fromEntries(extract.map(printExtraction))}),
    ...(checks.length === 0 ? {} : {checks: checks.map(printCheck)}),
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

function printExtraction({variable, from, fallback}: Extraction): [variable: string, from: unknown] {
  if (from.kind === 'jsonpath' && fallback === null) return [variable, from.path];
  const otherwise = fallback === null ? {} : {default: fallback};
  const what = from.kind === 'jsonpath' ? from.path : from.kind === 'regex' ? from.pattern : from.name;
  return [variable, {[from.kind]: what, ...otherwise}];
}

function printCheck({name, rule}: Check): Json {
  return {...(name === checkName(rule) ? {} : {name}), ...printCheckRule(rule)};
}

function printCheckRule(rule: Check['rule']): Json {
  if (rule.kind === 'status') return {status: printStatuses(rule.statuses)};
  if (rule.kind === 'header') return {header: rule.header, ...printRule(rule.rule)};
  if (rule.kind === 'body') return {body: printRule(rule.rule)};
  if (rule.kind === 'jsonpath') return {jsonpath: rule.path, ...('equals' in rule ? {equals: rule.equals} : {})};
  return rule.kind === 'latency'
    ? {latency: `${printOperator(rule.operator)}${printFineDuration(rule.ms)}`}
    : {size: `${printOperator(rule.operator)}${printSize(rule.bytes)}`};
}
