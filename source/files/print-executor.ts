import {printDuration} from '../domain/duration.ts';
import type {ArrivalSettings, Executor, Stage} from '../domain/profile.ts';

type Json = Readonly<Record<string, unknown>>;

const timeUnits = [
  ['1s', 1],
  ['1m', 60],
  ['1h', 3600],
] as const;

/** The keys of a profile that say how much load, as `readExecutor` reads them back to the same numbers. */
export function printExecutor(executor: Executor): Json {
  const {kind} = executor;
  if ('iterations' in executor) {
    const {vus, iterations, maxDurationMs} = executor;
    return {executor: kind, vus, iterations, maxDuration: printDuration(maxDurationMs)};
  }
  if ('vus' in executor) return {executor: kind, vus: executor.vus, ...printEnd(executor.durationMs)};
  if ('startVus' in executor) {
    return {executor: kind, startVUs: executor.startVus, stages: printStages(executor.stages, 1)};
  }
  if ('rate' in executor) {
    const {rate, durationMs} = executor;
    const [timeUnit, seconds] = timeUnitFor([rate]);
    return {executor: kind, rate: inUnit(rate, seconds), timeUnit, ...printEnd(durationMs), ...printArrivals(executor)};
  }
  const {startRate, stages} = executor;
  const [timeUnit, seconds] = timeUnitFor([startRate, ...stages.map((stage) => stage.target)]);
  return {
    executor: kind,
    startRate: inUnit(startRate, seconds),
    timeUnit,
    stages: printStages(stages, seconds),
    ...printArrivals(executor),
  };
}

/** The smallest unit in which all rates are whole numbers that read back as they are; else a second. */
function timeUnitFor(rates: readonly number[]): readonly [timeUnit: string, seconds: number] {
  const fits = ([, seconds]: readonly [string, number]): boolean =>
    rates.every((rate) => Math.round(rate * seconds) / seconds === rate && rate * seconds <= 1_000_000);
  return timeUnits.find(fits) ?? timeUnits[0];
}

function inUnit(rate: number, seconds: number): number {
  return seconds === 1 ? rate : Math.round(rate * seconds);
}

function printStages(stages: readonly Stage[], seconds: number): readonly Json[] {
  return stages.map(({durationMs, target, name}) => ({
    duration: printDuration(durationMs),
    target: inUnit(target, seconds),
    ...(name === null ? {} : {name}),
  }));
}

function printEnd(durationMs: number | null): Json {
  return durationMs === null ? {} : {duration: printDuration(durationMs)};
}

function printArrivals({arrivals, preAllocatedVus, maxVus}: ArrivalSettings): Json {
  return {
    preAllocatedVUs: preAllocatedVus,
    maxVUs: maxVus,
    ...(arrivals === 'constant' ? {} : {arrivals}),
  };
}
