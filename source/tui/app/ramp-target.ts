import {parseDuration, printDuration} from '../../domain/duration.ts';
import type {Intent} from '../../session/intent.ts';
import {rampLevelAt, type RampShape, type ShapedRamp} from '../../session/ramp-shape.ts';
import type {LoadView} from '../../session/view.ts';
import type {RampDialog} from '../ui-state.ts';
import {parseTarget} from './parse-target.ts';

type TargetIntent = Extract<Intent, {readonly kind: 'target'}>;

/** What the fields of the ramp dialog come to. */
export type RampReading =
  | {readonly kind: 'ready'; readonly intent: TargetIntent}
  | {readonly kind: 'incomplete'}
  | {readonly kind: 'problem'; readonly field: RampDialog['field']; readonly text: string};

const mostMs = 24 * 3_600_000;

/** Reads the fields against the load as it is now; relative levels start from the present target, as in the prompt. */
export function readRamp(dialog: RampDialog, load: LoadView): RampReading {
  if (dialog.level.trim() === '') return {kind: 'incomplete'};
  const parsed = parseTarget(dialog.level, load);
  if (parsed.kind === 'problem') return {...parsed, field: 'level'};
  if (parsed.kind === 'incomplete') return parsed;
  const over = readTime(dialog.over, 'over');
  if (over !== null && typeof over !== 'number') return over;
  // What is typed with the load (`320/30s`) is nearer to it.
  const intent: TargetIntent = {...parsed, overMs: parsed.overMs ?? over};
  const shaped = dialog.shape === 'linear' ? intent : {...intent, shape: dialog.shape};
  if (dialog.then === 'hold') return {kind: 'ready', intent: shaped};
  if (dialog.then === 'auto') {
    return load.plan === null
      ? {kind: 'problem', field: 'then', text: 'no plan to go back to: the profile has no stages'}
      : {kind: 'ready', intent: {...shaped, then: {kind: 'auto'}}};
  }
  const afterMs = readTime(dialog.backAfter, 'then');
  if (afterMs !== null && typeof afterMs !== 'number') return afterMs;
  return afterMs === null
    ? {kind: 'problem', field: 'then', text: 'back after what time? 60s  5m'}
    : {kind: 'ready', intent: {...shaped, then: {kind: 'back', afterMs}}};
}

/** Null: nothing is typed. A bare number is seconds. */
function readTime(typed: string, field: 'over' | 'then'): number | null | Exclude<RampReading, {kind: 'ready'}> {
  const text = typed.trim().toLowerCase();
  if (text === '') return null;
  const ms = parseDuration(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms !== null && ms <= mostMs) return ms;
  if (/^[\d.]+(?:[hms]|ms)?(?:[\d.]*)$/.test(text) && ms === null) return {kind: 'incomplete'};
  return {kind: 'problem', field, text: `"${text.slice(0, 16)}" is no time: 30s  2m  1m30s`};
}

/** How long the way takes, ms: as typed, else at ramp speed up and at once down. */
export function wayMs({overMs, level, model}: TargetIntent, load: LoadView): number {
  if (overMs !== null) return overMs;
  const from = model === load.model ? load.commandedLevel : 0;
  const difference = level - from;
  return difference > 0 && load.rampPerSecond > 0 ? (difference / load.rampPerSecond) * 1000 : 0;
}

/**
 * The load from now on, one value a column over `spanMs`. NaN: it is not known what it will be (the plan has it).
 * @param fromLevel the load now, in the unit of the target
 */
export function rampCourse(
  intent: TargetIntent,
  load: LoadView,
  {fromLevel, spanMs, columns}: {readonly fromLevel: number; readonly spanMs: number; readonly columns: number},
): Float64Array {
  const endMs = wayMs(intent, load);
  const shape: RampShape = intent.shape ?? 'linear';
  const ramp: ShapedRamp = {
    fromLevel,
    toLevel: intent.level,
    startMs: 0,
    endMs,
    ...(shape === 'linear' ? {} : {shape}),
  };
  return Float64Array.from({length: columns}, (_, column) => {
    const atMs = (column / Math.max(1, columns - 1)) * spanMs;
    return afterEnd(intent, load, {fromLevel, endMs, atMs}) ?? rampLevelAt(ramp, atMs);
  });
}

/** What comes by itself after the ramp; null: not yet, or nothing does. */
function afterEnd(
  {then, level}: TargetIntent,
  {rampPerSecond}: LoadView,
  {fromLevel, endMs, atMs}: {readonly fromLevel: number; readonly endMs: number; readonly atMs: number},
): number | null {
  if (then?.kind === 'auto') return atMs > endMs ? Number.NaN : null;
  if (then?.kind !== 'back' || atMs < endMs + then.afterMs) return null;
  const climbed = level + ((atMs - endMs - then.afterMs) / 1000) * rampPerSecond;
  return fromLevel > level ? Math.min(fromLevel, climbed) : fromLevel;
}

/** What the dialog begins with: what was typed in the prompt, taken apart. */
export function rampFields(typed: string, load: LoadView): Pick<RampDialog, 'level' | 'over'> {
  const parsed = parseTarget(typed, load);
  if (parsed.kind !== 'target' || parsed.overMs === null) return {level: typed.trim(), over: '30s'};
  const over = printDuration(parsed.overMs);
  return {level: `${parsed.level}${parsed.model === load.model ? '' : parsed.model === 'open' ? 'r' : 'v'}`, over};
}
