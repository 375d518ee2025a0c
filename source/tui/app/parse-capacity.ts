import {objectiveProblem} from '../../analysis/objective-estimate.ts';
import type {Threshold} from '../../domain/profile.ts';
import {parseThresholdArgument} from '../../domain/threshold-grammar.ts';
import type {Intent} from '../../session/intent.ts';
import type {SessionView} from '../../session/view.ts';
import {parseLimits} from '../chooser/limit-text.ts';

export type ParsedCapacity =
  | {readonly kind: 'command'; readonly intent: Extract<Intent, {kind: 'capacity' | 'capacity-end'}>}
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly text: string};

/** A rule with its metric, `http_req_duration{name:login}: p(95)<250`, or without: `p(95)<250`, `error<1%`. */
const rule =
  /^(?:(?<metric>[a-z_]+(?:\{[^}]*\})?)\s*:\s*)?(?<condition>[a-z]+(?:\([\d.]*\)|[\d.]+)?\s*[<>=!]+\s*[-+]?[\d.]+(?:\s*(?:%|ms\b|s\b))?)[\s,;]*/i;

/** What may yet become one. */
const beginning = /^[a-z_]*(?:\{[^}]*\}?)?(?:\s*:\s*)?[a-z]*(?:\([\d.]*\)?|[\d.]+)?\s*[<>=!]*\s*[-+]?$/i;

/**
 * `p(95)<250 error<1% gentle`: what a load must hold, in any number; without a rule the limits of the profile. `off` ends
 * the search as it is. The intent has the rules as `--threshold` takes them.
 */
export function parseCapacity(rest: string, {slos}: Pick<SessionView, 'slos'>): ParsedCapacity {
  const text = rest.trim();
  if (text.toLowerCase() === 'off') return {kind: 'command', intent: {kind: 'capacity-end'}};
  const words = text.replaceAll(/(?<=^|[\s,;])gentle(?=$|[\s,;])/gi, '').trim();
  const gentle = words !== text;
  const read = readRules(words);
  if (!('objectives' in read)) {
    // What begins the last word may be the end of the line being typed.
    return read.kind === 'incomplete' && /^(?:gentle|off)/i.test(text) ? {kind: 'incomplete'} : read;
  }
  const {objectives} = read;
  if (objectives.length === 0 && slos.every(({source, severity}) => severity !== 'critical' || isUnfit(source))) {
    return {kind: 'problem', text: 'the profile has no limit to search by: capacity p(95)<250'};
  }
  return {kind: 'command', intent: {kind: 'capacity', objectives, gentle}};
}

/** What would be looked for, as the message line says it. */
export function capacityHelp(
  {objectives, gentle}: Extract<Intent, {kind: 'capacity'}>,
  startText: string,
  capText: string,
): string {
  const goal = objectives.length === 0 ? "the profile's limits" : objectives.map(conditionOf).join(', ');
  const how = gentle ? 'in steps of a tenth' : 'doubling';
  return `▸ the highest load that holds ${goal}: ${how} from ${startText} up to ${capText}, any load key pauses`;
}

type ReadRules = {readonly objectives: readonly string[]} | Exclude<ParsedCapacity, {kind: 'command'}>;

function readRules(text: string): ReadRules {
  const objectives: string[] = [];
  let left = text;
  while (left !== '') {
    const {metric, condition = ''} = rule.exec(left)?.groups ?? {};
    if (condition === '') {
      if (beginning.test(left)) return {kind: 'incomplete'};
      return {kind: 'problem', text: `"${left}" is no rule: write p(95)<250, error<1% or METRIC: CONDITION`};
    }
    const found = metric === undefined ? bareRule(condition) : withMetric(metric, condition);
    if ('problem' in found) return {kind: 'problem', text: found.problem};
    objectives.push(found.source);
    left = left.slice(rule.exec(left)![0].length);
  }
  return {objectives};
}

function bareRule(condition: string): Threshold | {readonly problem: string} {
  const parsed = parseLimits(condition);
  if ('problem' in parsed) return parsed;
  return fit(parsed.thresholds[0] ?? condition);
}

function withMetric(metric: string, condition: string): Threshold | {readonly problem: string} {
  return fit(`${metric}: ${condition}`);
}

function fit(source: string): Threshold | {readonly problem: string} {
  const parsed = parseThresholdArgument(source);
  if ('problem' in parsed) return parsed;
  const problem = objectiveProblem(parsed);
  return problem === null ? parsed : {problem};
}

function isUnfit(source: string): boolean {
  return 'problem' in fit(source);
}

/** `p(95)<250` of `http_req_duration: p(95)<250`; of another metric the whole. */
function conditionOf(source: string): string {
  return source.replace(/^http_req_duration: /, '');
}
