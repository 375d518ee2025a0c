import {formatDuration} from '../domain/format.ts';
import type {SpikeFigures, SpikeStudy} from '../domain/study.ts';
import {factorText} from './spike-plan.ts';
import type {SpikeObjection} from './spike-limits.ts';

export interface SpikeStanding {
  readonly state: SpikeStudy['state'];
  readonly factors: readonly SpikeFigures[];
  /** The last spike's load is back at the base. */
  readonly isOver: boolean;
  readonly hasBaseline: boolean;
  /** What is not yet as it was. */
  readonly waitsFor: SpikeObjection | null;
}

/** A spike test in one line: what it is doing now, or how it ended. */
export function spikeSays({state, factors, isOver, hasBaseline, waitsFor}: SpikeStanding): string {
  const last = factors.at(-1);
  if (last === undefined) return state === 'running' ? 'measuring the baseline' : 'ended before the first spike';
  if (!hasBaseline) return 'the baseline is too short: recoveries cannot be told';
  if (state === 'done') return endText(factors);
  const name = factorText(last.factor);
  if (!isOver) return `spike of ${name}`;
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

function endText(factors: readonly SpikeFigures[]): string {
  const recovered = factors.filter(({recovery}) => recovery !== null && 'seconds' in recovery);
  const failing = factors.find(({recovery}) => recovery !== null && 'moreThan' in recovery);
  const best = recovered.at(-1);
  return [
    ...(best === undefined ? [] : [`recovered from ${factorText(best.factor)} in ${recoveryText(best.recovery)}`]),
    ...(failing === undefined
      ? []
      : [`not from ${factorText(failing.factor)} within ${recoveryText(failing.recovery).slice(2)}`]),
    ...(best === undefined && failing === undefined ? ['no recovery was observed'] : []),
  ].join(', ');
}
