import {printDuration} from '../domain/duration.ts';
import type {Profile, Scenario, Threshold} from '../domain/profile.ts';
import {printExecutor} from '../files/print-executor.ts';
import {type ConvertNotes, type Json, listOf, recordOf} from './converted.ts';

/** A scenario and what k6 calls it and the function it runs. */
export interface NamedScenario {
  readonly scenario: Scenario;
  /** Letters, digits, `_` and `-`: k6 takes no others. */
  readonly name: string;
  readonly exec: string;
}

/** `options` of the script, as JSON. */
export function optionsOf(profile: Profile, scenarios: readonly NamedScenario[], notes: ConvertNotes): Json {
  const {transport, tls, maxRedirects} = profile;
  const thresholds = thresholdsOf(profile.thresholds, scenarios, notes);
  return {
    scenarios: loadsOf(profile, scenarios, notes),
    ...(Object.keys(thresholds).length === 0 ? {} : {thresholds}),
    ...(maxRedirects === 10 ? {} : {maxRedirects}),
    ...(tls.insecure ? {insecureSkipTLSVerify: true} : {}),
    ...(transport.reuse ? {} : {noConnectionReuse: true}),
    ...(transport.dnsTtlMs === null ? {} : {dns: {ttl: printDuration(transport.dnsTtlMs)}}),
  };
}

/** The load shared out over the scenarios by weight, whole (largest remainder). */
function loadsOf(profile: Profile, scenarios: readonly NamedScenario[], notes: ConvertNotes): Json {
  const {name: _names, arrivals, ...printed} = printExecutor(profile.executor) as Json;
  if (arrivals === 'poisson') notes.leave('arrivals: poisson', 'k6 spaces arrivals evenly');
  if ('stages' in profile.executor && profile.executor.stages.some(({name}) => name !== null)) {
    notes.leave('names of stages', 'k6 has none');
  }
  const isTimed = 'vus' in profile.executor && 'iterations' in profile.executor;
  if (!isTimed && printed['stages'] === undefined && printed['duration'] === undefined) {
    notes.leave('a load without end', 'k6 needs one: 30s is written');
    printed['duration'] = '30s';
  }
  const weights = scenarios.map(({scenario}) => scenario.weight);
  return Object.fromEntries(
    scenarios.map(({name, exec}, index) => [
      name,
      {...shared(printed, weights, index, notes), gracefulStop: printDuration(profile.gracefulStopMs), exec},
    ]),
  );
}

function shared(load: Json, weights: readonly number[], index: number, notes: ConvertNotes): Json {
  const part = (key: string, value: unknown): unknown => {
    if (typeof value !== 'number' || (key === 'iterations' && load['executor'] !== 'shared-iterations')) return value;
    if (!/^(?:vus|startVUs|rate|startRate|preAllocatedVUs|maxVUs|iterations|target)$/.test(key)) return value;
    const own = shareOut(value, weights)[index]!;
    if (own > 0 || /^(?:startVUs|startRate|target|preAllocatedVUs)$/.test(key)) return own;
    notes.leave(`${key}: ${value} over ${weights.length} scenarios`, "k6's scenarios have at least 1 each");
    return 1;
  };
  return Object.fromEntries(
    Object.entries(load).map(([key, value]) => [
      key,
      key === 'stages'
        ? listOf(value).map((stage) => ({
            duration: recordOf(stage)!['duration'],
            target: part('target', recordOf(stage)!['target']),
          }))
        : part(key, value),
    ]),
  );
}

/** Whole parts of a whole number by weight: largest remainders first. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const order = exact
    .map((part, index) => ({index, rest: part - parts[index]!}))
    .sort((one, other) => other.rest - one.rest);
  let left = Math.round(total - parts.reduce((all, part) => all + part, 0));
  for (const {index} of order) if (left-- > 0) parts[index] = parts[index]! + 1;
  return parts;
}

const own: ReadonlySet<string> = new Set(['flow_errors', 'host_cpu', 'host_memory']);

function thresholdsOf(
  thresholds: readonly Threshold[],
  scenarios: readonly NamedScenario[],
  notes: ConvertNotes,
): Json {
  const found: Record<string, unknown[]> = {};
  for (const threshold of thresholds) {
    const colon = threshold.source.lastIndexOf(': ');
    const condition = threshold.source.slice(colon + 2);
    if (own.has(threshold.metric)) {
      notes.leave(`threshold ${threshold.source}`, 'k6 has no such metric');
      continue;
    }
    if (threshold.relativeShare !== null) {
      notes.leave(`threshold ${threshold.source}`, 'k6 knows no baseline');
      continue;
    }
    if (threshold.severity === 'warning') {
      notes.leave(`threshold ${threshold.source}`, 'k6 has no warnings: it would fail the run');
      continue;
    }
    if (threshold.windowMs !== null) notes.leave(`window of ${threshold.source}`, 'k6 judges the whole run');
    const tags = Object.entries(threshold.tags).map(([tag, value]) => `${tag}:${tagValue(tag, value, scenarios)}`);
    const key = `${threshold.metric}${tags.length === 0 ? '' : `{${tags.join(',')}}`}`;
    (found[key] ??= []).push(
      threshold.abortOnFail
        ? {
            threshold: condition,
            abortOnFail: true,
            ...(threshold.delayAbortEvalMs === 0 ? {} : {delayAbortEval: printDuration(threshold.delayAbortEvalMs)}),
          }
        : condition,
    );
  }
  return found;
}

/** k6 has its own spelling of scenarios, and `::` in front of groups. */
function tagValue(tag: string, value: string, scenarios: readonly NamedScenario[]): string {
  if (tag === 'group') return `::${value}`;
  return tag === 'scenario' ? (scenarios.find(({scenario}) => scenario.name === value)?.name ?? value) : value;
}
