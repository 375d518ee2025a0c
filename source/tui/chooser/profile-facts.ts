import {printDuration} from '../../domain/duration.ts';
import {executorModel} from '../../domain/executor.ts';
import {formatBytes} from '../../domain/format.ts';
import type {FlowStep, Profile, RequestDefinition, Threshold} from '../../domain/profile.ts';
import type {ThinkTime} from '../../domain/think-time.ts';
import {printAggregation} from '../../domain/threshold-grammar.ts';
import type {RecordingFacts} from './picker-model.ts';
import {lastsText, levelText, loadText, withoutCredentials} from './profile-row.ts';

export type Fact = readonly [word: string, text: string];

/** What a profile does, most telling first. Holds nothing of headers, bodies or credentials. */
export function profileFacts(profile: Profile): readonly Fact[] {
  const {description, target, thresholds, alerts, cap} = profile;
  const own = thresholds.filter(({budget}) => !budget);
  const budgets = thresholds.length - own.length;
  const facts: (readonly [string, string | null])[] = [
    ['about', description],
    ['target', withoutCredentials(target)],
    ['load', executorText(profile)],
    ['scenarios', scenariosText(profile)],
    ['requests', requestsText(profile)],
    ['thresholds', own.length === 0 ? 'none' : own.map(thresholdText).join('   ')],
    ['budgets', budgets === 0 ? null : `${budgets}, by request name`],
    [
      'alerts',
      alerts.length === 0
        ? null
        : alerts.map(({when, action}) => `${thresholdText(when)}${action === 'alert' ? '' : ` ${action}`}`).join('   '),
    ],
    ['cap', executorModel(profile.executor) === 'open' ? `${levelText(cap.rate)}/s, ${cap.vus} VUs` : `${cap.vus} VUs`],
    ['needs', needsText(profile)],
  ];
  return facts.filter((fact): fact is Fact => fact[1] !== null);
}

/** What a recorded run's file tells without being read whole. */
export function recordingFacts(recording: RecordingFacts): readonly Fact[] {
  const {profileName, targetLabel, startedAtMs, durationMs, state, endedBy, bytes} = recording;
  const began = startedAtMs === null ? '--' : new Date(startedAtMs).toISOString().replace('T', ' ').slice(0, 19);
  const ends: Readonly<Record<RecordingFacts['state'], string>> = {
    closed: endedBy ?? 'closed',
    'under way': 'it is being recorded now',
    unclosed: 'it was not closed: what was written until then is there',
    unreadable: 'its first line is no drive',
  };
  return [
    ['profile', profileName ?? '--'],
    ['target', targetLabel === null ? '--' : withoutCredentials(targetLabel)],
    ['began', `${began} UTC`],
    ['lasted', durationMs === null ? '--' : printDuration(Math.round(durationMs / 1000) * 1000)],
    ['end', ends[state]],
    ['size', formatBytes(bytes)],
  ];
}

function executorText({executor}: Profile): string {
  const iterations = 'iterations' in executor ? `, ${executor.iterations} iterations` : '';
  return `${executor.kind}: ${loadText(executor)}${iterations}, ${lastsText(executor)}`;
}

/** `shopper 75%   admin 25%`. */
function scenariosText({scenarios}: Profile): string {
  const sum = scenarios.reduce((total, {weight}) => total + weight, 0);
  const shareOf = (weight: number): string => (weight === 0 ? 'muted' : `${Math.round((weight / sum) * 100)}%`);
  return scenarios.map(({name, weight}) => `${name} ${shareOf(weight)}`).join('   ');
}

function requestsText(profile: Profile): string {
  const names = new Set<string>();
  const thinks: number[] = [];
  for (const {flow} of profile.scenarios) collect(flow, names, thinks);
  const least = Math.min(...thinks);
  const most = Math.max(...thinks);
  const think = least === most ? thinkText(least) : `${thinkText(least)} to ${thinkText(most)}`;
  return `${names.size} ${names.size === 1 ? 'name' : 'names'}, ${thinks.length === 0 ? 'no think time' : `think ${think}`}`;
}

/** `800ms`, `1.2s`. */
function thinkText(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${Number((ms / 1000).toPrecision(4))}s`;
}

/** Names of requests, and the least and most of each think time (ms). */
function collect(steps: readonly FlowStep[], names: Set<string>, thinks: number[]): void {
  const add = ({name}: RequestDefinition): unknown => names.add(name);
  for (const step of steps) {
    if (step.kind === 'request') add(step.request);
    else if (step.kind === 'parallel') step.requests.forEach(add);
    else if (step.kind === 'if') for (const branch of [step.then, step.otherwise]) collect(branch, names, thinks);
    else if (step.kind === 'think') thinks.push(...thinkRange(step.time));
    else collect(step.steps, names, thinks);
  }
}

function thinkRange(time: ThinkTime): readonly number[] {
  return time.kind === 'uniform' ? [time.minMs, time.maxMs] : [time.meanMs];
}

/** `p(95)<250`, `error<1%`, `http_req_waiting p(99)<80`, `p(95)<30 name:login`. */
export function thresholdText({metric, tags, aggregation, operator, bound, severity}: Threshold): string {
  const tagged = Object.entries(tags).map(([name, value]) => ` ${name}:${value}`);
  const own = `${printAggregation(aggregation)}${operator}${bound}`;
  const what =
    metric === 'http_req_failed' && aggregation.kind === 'rate'
      ? `error${operator}${Number((bound * 100).toPrecision(6))}%`
      : metric === 'http_req_duration'
        ? own
        : `${metric} ${own}`;
  return `${what}${tagged.join('')}${severity === 'warning' ? ' (warning)' : ''}`;
}

function needsText({data, tls, auth, proxy}: Profile): string | null {
  const files = data.flatMap(({file}) => file ?? []);
  const needs = [
    ...files,
    ...[tls.ca, tls.cert, tls.key].flatMap((file) => file ?? []),
    ...(auth === null ? [] : [auth.kind]),
    ...(proxy === null ? [] : ['a proxy']),
  ];
  return needs.length === 0 ? null : needs.join('   ');
}
