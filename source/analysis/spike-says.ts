import {formatDuration, formatShare} from '../domain/format.ts';
import type {SpikeFigures, SpikeStudy} from '../domain/study.ts';
import {factorText} from './spike-plan.ts';
import type {SpikeObjection} from './spike-limits.ts';

export interface SpikeStanding {
  readonly state: SpikeStudy['state'];
  readonly factors: readonly SpikeFigures[];
  /** The last spike's load is back at the base. */
  readonly isOver: boolean;
  readonly hasBaseline: boolean;
  /** The generator was at its end in it. */
  readonly isBaselineLimited: boolean;
  /** Of the arrivals at the base, those that found no free VU in time, 0 to 1. */
  readonly baseDropped: number;
  /** What is not yet as it was. */
  readonly waitsFor: SpikeObjection | null;
}

/** A spike test in one line: what it is doing now, or how it ended. */
export function spikeSays(standing: SpikeStanding): string {
  const {state, factors, isOver, hasBaseline, waitsFor} = standing;
  const last = factors.at(-1);
  if (last === undefined && state === 'done') return 'ended before the first spike';
  if (last === undefined) return joined('measuring the baseline', notHeldText(standing));
  if (!hasBaseline) return 'the baseline is too short: recoveries cannot be told';
  if (state === 'done') return joined(endText(standing), notHeldText(standing));
  const name = factorText(last.factor);
  if (!isOver) return `spike of ${name}${isLimited(last) ? ': the generator is at its end' : ''}`;
  if (last.recovery !== null && 'seconds' in last.recovery) return `after ${name}: ${recoveryText(last.recovery)}`;
  return waitsFor === null ? `after ${name}: watching` : `after ${name}: ${waitsFor} not yet as before`;
}

/** `12s ± 10s`, `> 1m30s`, `--`. */
export function recoveryText(recovery: SpikeFigures['recovery']): string {
  if (recovery === null) return '--';
  if ('moreThan' in recovery) return `> ${secondsText(recovery.moreThan)}`;
  return `${secondsText(recovery.seconds)} ± ${secondsText(recovery.plusMinus)}`;
}

function secondsText(seconds: number): string {
  return seconds < 1 ? '0s' : formatDuration(seconds * 1000);
}

/** Of the base's arrivals, more than these are no base. */
const mostDropped = 0.02;

/** Shorter than this the generator hangs now and then, as any process. */
const limitedFrom = 3;

/** What it measured is the generator's doing, not the target's, or may be. */
export function isLimited({limitedSeconds}: Pick<SpikeFigures, 'limitedSeconds'>): boolean {
  return limitedSeconds >= limitedFrom;
}

/** `GENERATOR-LIMITED, not the target's: 4x, 5x`; null: none was. */
function limitedText(factors: readonly SpikeFigures[], isBaseline: boolean): string | null {
  const names = [
    ...(isBaseline ? ['the baseline'] : []),
    ...factors.filter(isLimited).map(({factor}) => factorText(factor)),
  ];
  return names.length === 0 ? null : `GENERATOR-LIMITED, not the target's: ${names.join(', ')}`;
}

function notHeldText({baseDropped}: SpikeStanding): string | null {
  if (!(baseDropped > mostDropped)) return null;
  return `the base was not held: ${formatShare(baseDropped)} of its arrivals found no free VU`;
}

function endText({factors: all, isBaselineLimited}: SpikeStanding): string {
  const limited = limitedText(all, isBaselineLimited);
  const factors = isBaselineLimited ? [] : all.filter((spike) => !isLimited(spike));
  if (factors.length === 0 && limited !== null) return limited;
  const recovered = factors.filter(({recovery}) => recovery !== null && 'seconds' in recovery);
  const failing = factors.find(({recovery}) => recovery !== null && 'moreThan' in recovery);
  const best = recovered.at(-1);
  return joined(
    best === undefined ? null : `recovered from ${factorText(best.factor)} in ${recoveryText(best.recovery)}`,
    failing === undefined
      ? null
      : `not from ${factorText(failing.factor)} within ${recoveryText(failing.recovery).slice(2)}`,
    best === undefined && failing === undefined ? 'no recovery was observed' : null,
    limited,
  );
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
