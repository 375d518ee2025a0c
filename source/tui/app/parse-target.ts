import {parseDuration} from '../../domain/duration.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {LoadView} from '../../session/view.ts';

export type ParsedTarget =
  /** `overMs` null: a raise climbs at ramp speed, a cut is at once. */
  | {readonly kind: 'target'; readonly model: LoadModel; readonly level: number; readonly overMs: number | null}
  /** Not a target yet, but could become one by typing on. */
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly text: string};

/** A level without the time it takes. */
export type ParsedLevel =
  | {readonly kind: 'level'; readonly model: LoadModel; readonly level: number}
  | Exclude<ParsedTarget, {readonly kind: 'target'}>;

const mostLevel = 1_000_000;

/** What can be typed, in the unit of the present model first. */
export function targetUsage(model: LoadModel): string {
  return model === 'closed'
    ? 'target: 200   +50   -20%   x2   200/30s = over 30s   500r = 500/s, OPEN'
    : 'target: 500   +50   -20%   x2   500/30s = over 30s   50v = 50 VUs, CLOSED';
}

/**
 * What the target prompt understands: `200`, `+50`, `-20%`, `x2` in the unit of the present model, `200v` virtual users
 * and `500r` or `500/s` a rate in either, each with `/30s` or ` over 30s` for how long it takes. Relative ones start from
 * the present target, as the step keys do; the result is a whole number, never negative.
 */
export function parseTarget(text: string, facts: Pick<LoadView, 'model' | 'targetLevel'>): ParsedTarget {
  const typed = text.toLowerCase();
  if (/\d\S* +(?:o|ov|ove)$/.test(typed)) return {kind: 'incomplete'};
  const [amount, over] = splitOver(typed);
  const level = parseLevel(amount, facts);
  if (level.kind !== 'level') return level;
  const target = {kind: 'target', model: level.model, level: level.level} as const;
  if (over === null) return {...target, overMs: null};
  const overMs = parseDuration(over);
  if (overMs !== null) return {...target, overMs};
  if (/^(?:\d+(?:\.\d*)?(?:ms|s|m|h))*(?:\d+(?:\.\d*)?m?)?$/.test(over)) return {kind: 'incomplete'};
  return {kind: 'problem', text: `"${shown(over)}" is not a duration: /30s /2m /1m30s`};
}

/** A level by itself: `600`, `600v`, `1000r`, `1000/s`, `+50`, `x2`; the text is lower case and has no duration. */
export function parseLevel(typed: string, {model, targetLevel}: Pick<LoadView, 'model' | 'targetLevel'>): ParsedLevel {
  const text = typed.trim().replace(/\s*\/\s*s$/, '/s');
  if (/^[+-]?$|^x$|^(?:x|[+-])?\d+\.$|^[+-]?\d+(?:\.\d+)?(?:rp|re)$/.test(text)) return {kind: 'incomplete'};
  const [, factor] = /^x(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (factor !== undefined) return whole(model, targetLevel * Number(factor));
  const [, sign, digits, unit] = /^([+-]?)(\d+(?:\.\d+)?)(v|vus|r|rps|req|\/s|%)?$/.exec(text) ?? [];
  if (digits === undefined) return {kind: 'problem', text: `"${shown(text)}" is not a target. ${targetUsage(model)}`};
  if (unit === '%') {
    if (sign === '') return {kind: 'problem', text: `${shown(text)} of what? +20% or -20% of the present target`};
    return whole(model, targetLevel * (1 + Number(`${sign}${digits}`) / 100));
  }
  const wanted = unit === undefined ? model : unit.startsWith('v') ? 'closed' : 'open';
  if (digits.includes('.')) return {kind: 'problem', text: `${wanted === 'closed' ? 'VUs' : 'rates'} are whole: 200`};
  if (sign === '') return whole(wanted, Number(digits));
  if (wanted !== model) return {kind: 'problem', text: otherUnit(model, shown(text))};
  return whole(model, targetLevel + Number(`${sign}${digits}`));
}

/** The amount, and what stands after `/` or `over`; the slash of `500/s` belongs to the amount. */
function splitOver(text: string): readonly [amount: string, over: string | null] {
  const typed = text.trim().replace(/\s+over(?:\s+|$)/, '/');
  const unitEnd = /^[^/]*\/\s*s(?=\s*(?:\/|$))/.exec(typed)?.[0].length ?? 0;
  const slash = typed.indexOf('/', unitEnd);
  return slash === -1 ? [typed, null] : [typed.slice(0, slash), typed.slice(slash + 1).trim()];
}

function otherUnit(model: LoadModel, text: string): string {
  return model === 'closed'
    ? `${text} of what? The load is VUs now: 500r goes to a rate`
    : `${text} of what? The load is a rate now: 50v goes to VUs`;
}

function whole(model: LoadModel, level: number): ParsedLevel {
  if (level > mostLevel) return {kind: 'problem', text: `more than ${mostLevel}${model === 'closed' ? ' VUs' : '/s'}`};
  return {kind: 'level', model, level: Math.max(0, Math.round(level))};
}

function shown(text: string): string {
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}
