import {parseDuration} from '../../domain/duration.ts';
import {formatDuration, formatNumber} from '../../domain/format.ts';
import type {LoadView} from '../../session/view.ts';

export type TargetFacts = Pick<LoadView, 'activeVus' | 'targetVus' | 'capVus' | 'rampVusPerSecond'>;

export type ParsedTarget =
  /** `overMs` null: a raise climbs at ramp speed, a cut is at once. */
  | {readonly kind: 'target'; readonly vus: number; readonly overMs: number | null}
  /** Not a target yet, but could become one by typing on. */
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly text: string};

export const targetUsage = 'target: 200   +50   -20%   x2   200/30s = over 30s';
const mostVus = 1_000_000;

/**
 * What the target prompt understands: `200`, `200v`, `+50`, `-20%`, `x2`, each with `/30s` for how long it takes.
 * Relative ones start from the present target, as the step keys do; the result is a whole number, never negative.
 */
export function parseTarget(text: string, facts: Pick<TargetFacts, 'targetVus'>): ParsedTarget {
  const slash = text.indexOf('/');
  const amount = (slash === -1 ? text : text.slice(0, slash)).trim().toLowerCase();
  const vus = parseAmount(amount, facts.targetVus);
  if (typeof vus !== 'number') return vus;
  if (slash === -1) return {kind: 'target', vus, overMs: null};
  const over = text
    .slice(slash + 1)
    .trim()
    .toLowerCase();
  const overMs = parseDuration(over);
  if (overMs !== null) return {kind: 'target', vus, overMs};
  if (/^(?:\d+(?:\.\d*)?(?:ms|s|m|h))*(?:\d+(?:\.\d*)?m?)?$/.test(over)) return {kind: 'incomplete'};
  return {kind: 'problem', text: `"${shown(over)}" is not a duration: /30s /2m /1m30s`};
}

/** The message line while a target is being typed. */
export function previewTarget(text: string, facts: TargetFacts): {text: string; tone: 'plain' | 'near' | 'over'} {
  const parsed = parseTarget(text, facts);
  if (parsed.kind === 'problem') return {text: `! ${parsed.text}`, tone: 'over'};
  if (parsed.kind === 'incomplete') return {text: targetUsage, tone: 'plain'};
  const {vus, overMs} = parsed;
  const from = facts.activeVus;
  const change = `${from} to ${vus} VUs`;
  if (vus > facts.capVus) {
    return {text: `~ ${change} is over the cap ${facts.capVus}: Enter asks to raise the cap`, tone: 'near'};
  }
  return {text: `▸ ${change}${pace(vus - from, overMs, facts.rampVusPerSecond)}`, tone: 'plain'};
}

function pace(difference: number, overMs: number | null, rampVusPerSecond: number): string {
  const next = overMs === null ? '     next: /30s = over 30s' : '';
  if (difference === 0) return `: nothing changes${next}`;
  if (overMs !== null) {
    if (overMs === 0) return difference > 0 ? ', up at once' : ', down at once';
    return ` over ${formatDuration(overMs)} (${formatNumber(Math.abs(difference) / (overMs / 1000))}/s)`;
  }
  if (difference < 0) return `, down at once${next}`;
  const timeMs = (difference / rampVusPerSecond) * 1000;
  return `, up over ${formatDuration(timeMs)} (${formatNumber(rampVusPerSecond)}/s)${next}`;
}

function parseAmount(text: string, targetVus: number): number | ParsedTarget {
  if (/^[+-]?$|^x$|^(?:x|[+-])?\d+\.$/.test(text)) return {kind: 'incomplete'};
  if (/^[+-]?\d+(?:\.\d+)?r(?:ps|eq)?$/.test(text)) {
    return {kind: 'problem', text: 'closed model: rate targets need an arrival-rate run; type VUs: 200'};
  }
  const [, sign, digits, unit] = /^([+-]?)(\d+(?:\.\d+)?)(v|%)?$/.exec(text) ?? [];
  const [, factor] = /^x(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (factor !== undefined) return wholeVus(targetVus * Number(factor));
  if (digits === undefined) return {kind: 'problem', text: `"${shown(text)}" is not a target. ${targetUsage}`};
  if (unit === '%') {
    if (sign === '') return {kind: 'problem', text: `${shown(text)} of what? +20% or -20% of the present target`};
    return wholeVus(targetVus * (1 + Number(`${sign}${digits}`) / 100));
  }
  if (digits.includes('.')) return {kind: 'problem', text: 'VUs are whole: 200'};
  return wholeVus(sign === '' ? Number(digits) : targetVus + Number(`${sign}${digits}`));
}

function wholeVus(vus: number): number | ParsedTarget {
  if (vus > mostVus) return {kind: 'problem', text: `more than ${mostVus} VUs`};
  return Math.max(0, Math.round(vus));
}

function shown(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}
