import {formatDuration, formatNumber} from '../../domain/format.ts';
import type {LoadModel} from '../../domain/load-model.ts';
import type {LoadView, SessionView} from '../../session/view.ts';
import type {ScreenState} from '../ui-state.ts';
import {parseTarget, targetUsage, type ParsedTarget} from './parse-target.ts';

export type TargetFacts = Pick<LoadView, 'model' | 'activeVus' | 'targetLevel' | 'capLevel' | 'rampPerSecond'>;

export type Preview = NonNullable<ScreenState['hint']>;

/** The message line while a target is being typed. */
export function previewTarget(text: string, facts: TargetFacts, arrivals: SessionView['arrivals'] = null): Preview {
  const parsed = parseTarget(text, facts);
  if (parsed.kind === 'problem') return {text: `! ${parsed.text}`, tone: 'over'};
  if (parsed.kind === 'incomplete') return {text: targetUsage(facts.model), tone: 'plain'};
  return previewLevel(parsed, facts, arrivals);
}

/** What going to a target would do, from what runs now. */
export function previewLevel(
  target: Extract<ParsedTarget, {readonly kind: 'target'}>,
  facts: TargetFacts,
  arrivals: SessionView['arrivals'],
): Preview {
  const {model, level, overMs} = target;
  const next = overMs === null ? nextText(model) : '';
  if (model !== facts.model) {
    const time = overMs === null || overMs === 0 ? '' : ` over ${formatDuration(overMs)}`;
    return {text: `▸ switch to ${named(model, level)}${time}${next}`, tone: 'plain'};
  }
  const from = model === 'closed' ? facts.activeVus : rateNow(facts, arrivals);
  const change = `${from} to ${level}${model === 'closed' ? ' VUs' : '/s'}`;
  if (level > facts.capLevel) {
    return {text: `~ ${change} is over the cap ${facts.capLevel}: Enter asks to raise the cap`, tone: 'near'};
  }
  return {text: `▸ ${change}${pace(level - from, overMs, facts.rampPerSecond, next)}`, tone: 'plain'};
}

/** `OPEN: 500/s`, `CLOSED: 50 VUs`. */
function named(model: LoadModel, level: number): string {
  return model === 'closed' ? `CLOSED: ${level} VUs` : `OPEN: ${level}/s`;
}

/** What arrives now, whole; before anything is known, what was commanded. */
function rateNow({targetLevel}: TargetFacts, arrivals: SessionView['arrivals']): number {
  const offered = arrivals?.offeredPerSecond ?? Number.NaN;
  return Number.isFinite(offered) ? Math.round(offered) : targetLevel;
}

function nextText(model: LoadModel): string {
  return `     next: /30s = over 30s${model === 'closed' ? '' : '   v = VUs'}`;
}

function pace(difference: number, overMs: number | null, rampPerSecond: number, next: string): string {
  if (difference === 0) return `: nothing changes${next}`;
  if (overMs !== null) {
    if (overMs === 0) return difference > 0 ? ', up at once' : ', down at once';
    return ` over ${formatDuration(overMs)} (${formatNumber(Math.abs(difference) / (overMs / 1000))}/s)`;
  }
  if (difference < 0) return `, down at once${next}`;
  const timeMs = (difference / rampPerSecond) * 1000;
  return `, up over ${formatDuration(timeMs)} (${formatNumber(rampPerSecond)}/s)${next}`;
}
