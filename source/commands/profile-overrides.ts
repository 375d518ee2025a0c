import {PerftuiError} from '../domain/errors.ts';
import type {Executor, Profile, Stage, Threshold} from '../domain/profile.ts';
import {parseThresholdArgument} from '../domain/threshold-grammar.ts';
import type {RunFlags} from './flags.ts';

const leastCapVus = 200;

const headlessMs = 30_000;

/**
 * The profile with the flags laid over it. A run without a screen (`headless` not null) needs an end: 30 s unless stages
 * or a duration give one. Throws PerftuiError (104) when they contradict each other.
 */
export function withFlags(
  profile: Profile,
  flags: RunFlags,
  headless: {readonly headlessStages: readonly Stage[] | null} | null,
): Profile {
  const executor = withEnd(executorFrom(profile.executor, flags, headless?.headlessStages ?? null), headless !== null);
  const highest = highestLoad(executor);
  const capVus = flags.capVus ?? Math.max(profile.cap.vus, highest > profile.cap.vus ? capFor(highest) : 0);
  if (highest > capVus) {
    throw new PerftuiError('ERR_USAGE', `the load goes to ${highest} VUs, above the cap of ${capVus}`, {
      hint: `raise --cap to ${highest} or lower the load`,
    });
  }
  return {
    ...profile,
    executor,
    cap: {vus: capVus},
    timeoutMs: flags.timeoutMs ?? profile.timeoutMs,
    headers: {...profile.headers, ...Object.fromEntries(flags.headers)},
    thresholds: [...profile.thresholds, ...flags.thresholds.map(thresholdFrom)],
  };
}

/** The ceiling a load gets that names none: max(200, twice the highest stage). */
function capFor(highestVus: number): number {
  return Math.max(leastCapVus, 2 * highestVus);
}

function executorFrom(executor: Executor, flags: RunFlags, otherwise: readonly Stage[] | null): Executor {
  if (flags.stages.length > 0) {
    const stages = flags.stages.map((stage) => ({...stage, name: null}));
    return {kind: 'ramping-vus', startVus: flags.vus ?? 0, stages};
  }
  if (flags.vus === null && flags.durationMs === null) {
    return otherwise === null ? executor : {kind: 'ramping-vus', startVus: 0, stages: otherwise};
  }
  const vus = flags.vus ?? (executor.kind === 'constant-vus' ? executor.vus : highestLoad(executor));
  const durationMs = flags.durationMs ?? (executor.kind === 'constant-vus' ? executor.durationMs : null);
  return {kind: 'constant-vus', vus, durationMs};
}

function withEnd(executor: Executor, needed: boolean): Executor {
  const endless = executor.kind === 'constant-vus' && executor.durationMs === null;
  return endless && needed ? {...executor, durationMs: headlessMs} : executor;
}

/** The most virtual users an executor asks for. */
export function highestLoad(executor: Executor): number {
  return executor.kind === 'constant-vus'
    ? executor.vus
    : Math.max(executor.startVus, ...executor.stages.map((stage) => stage.target));
}

function thresholdFrom(text: string): Threshold {
  const parsed = parseThresholdArgument(text);
  if ('problem' in parsed) throw new PerftuiError('ERR_USAGE', `--threshold "${text}": ${parsed.problem}`);
  return parsed;
}
