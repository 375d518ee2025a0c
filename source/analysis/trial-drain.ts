import {roundLevel} from '../domain/load-text.ts';
import {thresholdBound, thresholdHolds, thresholdKind} from '../domain/threshold-evaluation.ts';
import type {CapacityOptions} from './capacity-options.ts';
import type {TrialRecord} from './trial-record.ts';
import {backlogOf, type TrialSecond} from './trial-signs.ts';

/**
 * After a load that failed: half of it, until no more is in flight than that load has had before, 20 s at most. Where the
 * open model has piled up more than that can clear, half of it again. After a load the generator was at its end at, until
 * it has not been for 10 s, 60 s at most: what else runs on its machine may pass.
 */
export interface Drain {
  level(): number;
  /** Takes the next complete second. @returns true: it is over */
  observe(second: TrialSecond): boolean;
}

const drainRatio = 0.5;
const leastSeconds = 3;
const mostSeconds = 20;

/** Of a generator that was at its end. */
const restSeconds = 10;
const mostRestSeconds = 60;

/** What would be waited for longer than so many times the longest limit would spoil the next trial. */
const farBeyond = 4;

export function createDrain(fromLevel: number, options: CapacityOptions, records: readonly TrialRecord[]): Drain {
  const known = records.findLast(({trial}) => trial.verdict === 'PASS');
  let level = halfOf(fromLevel, options);
  let seconds = 0;
  /** At the level. */
  let there: TrialSecond[] = [];
  const limited = records.at(-1)?.trial.verdict === 'GENERATOR-LIMITED';
  const longestSeconds = limited ? mostRestSeconds : mostSeconds;
  let restedSeconds = 0;

  function isRested(): boolean {
    return restedSeconds >= (limited ? restSeconds : 2);
  }

  function isBack(): boolean {
    const last = there.slice(-2);
    if (last.length < 2 || !isRested()) return false;
    if (known === undefined) return isCalm(last, options);
    const usual = known.backlog * Math.min(1, level / known.trial.level);
    return last.every((second) => backlogOf(second) <= usual + 3 * Math.sqrt(usual) + 1);
  }

  return {
    level: () => level,
    observe(second) {
      seconds++;
      restedSeconds = second.generatorLimit === null ? restedSeconds + 1 : 0;
      if (second.level === level) there.push(second);
      if (seconds >= leastSeconds && isBack()) return true;
      if (seconds < longestSeconds) return false;
      const lower = halfOf(level, options);
      if (lower >= level || options.model === 'closed' || !isBuried(second, level, options)) return true;
      level = lower;
      seconds = 0;
      there = [];
      return false;
    },
  };
}

function halfOf(level: number, {model, floorLevel}: CapacityOptions): number {
  return Math.max(floorLevel, roundLevel(level * drainRatio, model));
}

/** Where no load is known to be well: the objectives hold. */
function isCalm(last: readonly TrialSecond[], {objectives}: CapacityOptions): boolean {
  const cells = last.map(({cell}) => cell);
  return objectives.every(({threshold, valueOf}) => {
    const value = valueOf(cells);
    return value === null || thresholdHolds(threshold, value);
  });
}

/** By Little's law: what has piled up takes longer than a trial could bear. */
function isBuried(second: TrialSecond, level: number, {objectives}: CapacityOptions): boolean {
  const limitsUs = objectives.map(({threshold}) =>
    thresholdKind(threshold) === 'latency' ? thresholdBound(threshold) : 0,
  );
  const limitS = Math.max(...limitsUs) / 1_000_000 || 1;
  return backlogOf(second) > level * farBeyond * limitS;
}
