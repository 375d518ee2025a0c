import type {SpikeFigures} from '../domain/study.ts';
import {objection, type SpikeNormal, type SpikeObjection} from './spike-limits.ts';
import {nearBase} from './spike-plan.ts';
import type {SpikeSecond, SpikeSeconds} from './spike-seconds.ts';

/** What the time after a spike told. */
export interface Aftermath {
  readonly recovery: SpikeFigures['recovery'];
  /** Up to where the spike's peak and losses are looked for. */
  readonly end: number;
  readonly waitsFor: SpikeObjection | null;
  /** The load has left the base: nothing more is seen of it. */
  readonly isOver: boolean;
}

/** What a baseline and a recovery are judged by. */
export const windowMs = 10_000;
const wellWindows = 3;
const plusMinusSeconds = windowMs / 1000;

/** Loads within this share are the same. */
export const sameShare = 0.05;

/**
 * What the seconds after a spike tell of its recovery.
 * @param after index of the first second at the base again, as commanded; null: the spike lasts
 * @param next index of the next spike's first second
 * @param normal null: there is nothing to go by
 * @param base its iterations take so long, ms (open model; 0: VUs are counted): what arrived in the spike is at work until then
 */
export function aftermathOf(
  seconds: SpikeSeconds,
  after: number | null,
  next: number,
  normal: SpikeNormal | null,
  {level: baseLevel, iterationMs}: {readonly level: number; readonly iterationMs: number},
): Aftermath {
  const {list} = seconds;
  if (after === null) return {recovery: null, end: list.length, waitsFor: null, isOver: false};
  const end = watchedUntil(list, after, next, baseLevel);
  const isOver = end < list.length;
  const leftMs = list[after]!.startMs + iterationMs;
  let back = after;
  while (back < end && (list[back]!.most > baseLevel * nearBase || list[back]!.endMs <= leftMs)) back++;
  if (back === end || normal === null) return {recovery: null, end, waitsFor: null, isOver};
  const backMs = list[back]!.startMs;
  let knownMs = -1;
  let hiddenMs = 0;
  let waitsFor: SpikeObjection | null = null;
  for (let i = back; i < end; i++) {
    const judged = judge(seconds, i, end, normal);
    if (judged.outcome === 'well') {
      const took = (list[i]!.startMs - backMs) / 1000;
      // What the generator hid may have been well already.
      const plusMinus = plusMinusSeconds + hiddenMs / 1000;
      return {recovery: {seconds: took, plusMinus}, end: i + 1, waitsFor: null, isOver};
    }
    // All may have been well from here on: what comes after it rules nothing out.
    if (judged.outcome === 'too early') break;
    if (judged.outcome === 'unwell') {
      knownMs = list[i]!.startMs - backMs;
      waitsFor = judged.objection;
      hiddenMs = 0;
    } else hiddenMs += list[i]!.endMs - list[i]!.startMs;
  }
  // Where more was hidden since than had been seen, it may have been well for long.
  const isTold = knownMs >= 0 && hiddenMs <= knownMs;
  return {recovery: isTold ? {moreThan: knownMs / 1000} : null, end, waitsFor, isOver};
}

/** Until the next spike, or until the load leaves the base. */
function watchedUntil(list: readonly SpikeSecond[], after: number, next: number, baseLevel: number): number {
  let end = after;
  while (end < next && Math.abs(list[end]!.commanded - baseLevel) <= sameShare * baseLevel) end++;
  return end;
}

type Judged =
  /** Hidden: not well, by what the generator itself may have done. */
  | {readonly outcome: 'well' | 'too early' | 'hidden'}
  | {readonly outcome: 'unwell'; readonly objection: SpikeObjection};

/** Whether the windows from a second on, all before `end`, are well: one that is not says enough. */
function judge(seconds: SpikeSeconds, from: number, end: number, normal: SpikeNormal): Judged {
  const {list} = seconds;
  const endMs = list[end - 1]!.endMs;
  let at = from;
  for (let n = 0; n < wellWindows; n++) {
    const untilMs = (list[at]?.startMs ?? Number.POSITIVE_INFINITY) + windowMs;
    if (at >= end || untilMs > endMs) return {outcome: 'too early'};
    const window = seconds.window(at, windowMs);
    const why = objection(window, normal);
    if (why !== null) return window?.isBlind === true ? {outcome: 'hidden'} : {outcome: 'unwell', objection: why};
    while (at < end && list[at]!.startMs < untilMs) at++;
  }
  return {outcome: 'well'};
}
