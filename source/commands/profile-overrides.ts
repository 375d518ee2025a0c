import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import {executorDurationMs, executorModel, executorMostVus, executorPeakLevel} from '../domain/executor.ts';
import type {ArrivalSettings, Executor, Profile, Stage, Threshold, TlsSettings} from '../domain/profile.ts';
import {parseThresholdArgument} from '../domain/threshold-grammar.ts';
import type {TransportSettings} from '../domain/transport-choice.ts';
import {defaultCap, defaultRamp} from '../files/parse-ceilings.ts';
import {defaultMaxVus, defaultReadyVus} from '../files/parse-executor.ts';
import type {FlagStage} from './flag-values.ts';
import type {RunFlags} from './flags.ts';

const headlessMs = 30_000;

/** As in k6: how long a number of iterations may take that says nothing. */
const defaultMaxDurationMs = 600_000;

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
  if (flags.arrivals !== null && executorModel(executor) === 'closed') {
    throw new PerftuiError('ERR_USAGE', '--arrivals goes with an arrival rate', {hint: 'add --rate 200/s'});
  }
  const isNewModel = executorModel(executor) !== executorModel(profile.executor);
  return {
    ...profile,
    executor,
    cap: capOf(profile, executor, flags),
    ramp: isNewModel || flags.rate !== null ? {...defaultRamp(executor), ...ofVus(profile)} : profile.ramp,
    timeoutMs: flags.timeoutMs ?? profile.timeoutMs,
    transport: transportFrom(profile.transport, flags),
    precise: flags.precise || profile.precise,
    tls: tlsFrom(profile.tls, flags),
    maxRedirects: flags.maxRedirects ?? profile.maxRedirects,
    cookies: profile.cookies && !flags.noCookies,
    proxy: flags.proxy ?? profile.proxy,
    ...(flags.targetMetrics === null ? {} : {targetMetrics: flags.targetMetrics}),
    headers: {...profile.headers, ...Object.fromEntries(flags.headers)},
    thresholds: [...profile.thresholds, ...flags.thresholds.map(thresholdFrom)],
  };
}

function ofVus({ramp: {vusPerSecond, step}}: Profile): Pick<Profile['ramp'], 'vusPerSecond' | 'step'> {
  return {vusPerSecond, step};
}

/**
 * The ceilings of a profile that runs this executor: a flag's as it stands; the profile's gives way to what is asked for.
 * @throws PerftuiError (104) where the load goes above a flag's
 */
export function capOf(
  {cap}: Pick<Profile, 'cap'>,
  executor: Executor,
  flags: Pick<RunFlags, 'maxVus' | 'maxRate'>,
): Profile['cap'] {
  const otherwise = defaultCap(executor);
  const vus = executorMostVus(executor);
  const rate = executorModel(executor) === 'open' ? executorPeakLevel(executor) : 0;
  const result = {
    vus: flags.maxVus ?? (vus > cap.vus ? Math.max(otherwise.vus, vus) : cap.vus),
    rate: flags.maxRate ?? (rate > cap.rate ? otherwise.rate : cap.rate),
  };
  if (vus > result.vus) {
    throw new PerftuiError('ERR_USAGE', `the load goes to ${vus} VUs, above the ceiling of ${result.vus}`, {
      hint: `raise --max-vus to ${vus} or lower the load`,
    });
  }
  if (rate > result.rate) {
    throw new PerftuiError('ERR_USAGE', `the load goes to ${rate}/s, above the ceiling of ${result.rate}/s`, {
      hint: `raise --max-rate to ${rate} or lower the load`,
    });
  }
  return result;
}

function executorFrom(executor: Executor, flags: RunFlags, otherwise: readonly Stage[] | null): Executor {
  const {rate, stages, vus, durationMs, iterations, arrivals, maxVus} = flags;
  if (iterations !== null) return sharedIterations(executor, iterations, flags);
  const isOpen = rate !== null || stages.some((stage) => stage.model === 'open');
  const wanted = isOpen ? openFrom(executor, flags) : closedFrom(executor, flags);
  if (wanted !== null) return wanted;
  if (vus === null && durationMs === null && otherwise !== null) {
    return {kind: 'ramping-vus', startVus: 0, stages: otherwise};
  }
  const kept = durationMs === null ? executor : heldAtPeak(executor, durationMs);
  if (!('maxVus' in kept)) return kept;
  return {...kept, ...arrivalSettings(kept, executorPeakLevel(kept), {arrivals, maxVus})};
}

/** `-i`: so many iterations, by the VUs of `-u` or of the profile; a duration is the most they may take. */
function sharedIterations(executor: Executor, iterations: number, {vus, durationMs}: RunFlags): Executor {
  if (vus !== null && vus > iterations) {
    throw new PerftuiError('ERR_USAGE', `${iterations} iterations are too few for ${vus} VUs`, {
      hint: `lower --vus to ${iterations} or raise --iterations`,
    });
  }
  if (vus === 0) throw new PerftuiError('ERR_USAGE', '--iterations needs at least 1 VU');
  const own = executorModel(executor) === 'closed' ? executorPeakLevel(executor) : 1;
  const maxDurationMs = durationMs ?? ('maxDurationMs' in executor ? executor.maxDurationMs : defaultMaxDurationMs);
  return {
    kind: 'shared-iterations',
    vus: vus ?? Math.max(1, Math.min(own, iterations)),
    iterations,
    maxDurationMs,
  };
}

/** An executor of the open model from the flags. */
function openFrom(executor: Executor, {rate, stages, durationMs, arrivals, maxVus}: RunFlags): Executor {
  const peak = stages.reduce((most, stage) => Math.max(most, stage.target), rate ?? 0);
  const settings = arrivalSettings('maxVus' in executor ? executor : null, peak, {arrivals, maxVus});
  if (stages.length > 0) {
    return {kind: 'ramping-arrival-rate', startRate: rate ?? 0, stages: unnamed(stages), ...settings};
  }
  const own = executor.kind === 'constant-arrival-rate' ? executor.durationMs : null;
  return {kind: 'constant-arrival-rate', rate: rate ?? 0, durationMs: durationMs ?? own, ...settings};
}

/** An executor of the closed model from the flags; null when they ask for none. */
function closedFrom(executor: Executor, {stages, vus, durationMs}: RunFlags): Executor | null {
  if (stages.length > 0) return {kind: 'ramping-vus', startVus: vus ?? 0, stages: unnamed(stages)};
  if (vus === null) return null;
  if ('iterations' in executor && durationMs === null) return {...executor, vus};
  return {
    kind: 'constant-vus',
    vus,
    durationMs: durationMs ?? (executor.kind === 'constant-vus' ? executor.durationMs : null),
  };
}

/** A duration alone: the profile's load, its highest where it has stages, for that long (iterations: at most). */
function heldAtPeak(executor: Executor, durationMs: number): Executor {
  if ('iterations' in executor) return {...executor, maxDurationMs: durationMs};
  const level = executorPeakLevel(executor);
  if (!('maxVus' in executor)) return {kind: 'constant-vus', vus: level, durationMs};
  const {arrivals, preAllocatedVus, maxVus} = executor;
  return {kind: 'constant-arrival-rate', rate: level, durationMs, arrivals, preAllocatedVus, maxVus};
}

/** Those of the profile where they carry the rate, else what fits it; flags come first. */
function arrivalSettings(
  own: ArrivalSettings | null,
  peakRate: number,
  {arrivals, maxVus}: Pick<RunFlags, 'arrivals' | 'maxVus'>,
): ArrivalSettings {
  const most = maxVus ?? Math.max(own?.maxVus ?? 0, own === null ? defaultMaxVus(peakRate) : 0);
  return {
    arrivals: arrivals ?? own?.arrivals ?? 'constant',
    preAllocatedVus: Math.min(most, own?.preAllocatedVus ?? defaultReadyVus(peakRate)),
    maxVus: most,
  };
}

function unnamed(stages: readonly FlagStage[]): Stage[] {
  return stages.map(({durationMs, target}) => ({durationMs, target, name: null}));
}

function withEnd(executor: Executor, needed: boolean): Executor {
  return needed && executorDurationMs(executor) === null && 'durationMs' in executor
    ? {...executor, durationMs: headlessMs}
    : executor;
}

function transportFrom(own: TransportSettings, flags: RunFlags): TransportSettings {
  return {
    choice: flags.transport ?? own.choice,
    reuse: own.reuse && !flags.noReuse,
    maxAgeMs: flags.maxConnectionAgeMs ?? own.maxAgeMs,
    maxRequests: flags.maxConnectionRequests ?? own.maxRequests,
    dnsTtlMs: flags.dnsTtlMs ?? own.dnsTtlMs,
    h2Streams: flags.h2Streams ?? own.h2Streams,
  };
}

/** Paths of flags are relative to the working folder, not to the profile's. */
function tlsFrom(own: TlsSettings, {cacert, cert, key, insecure}: RunFlags): TlsSettings {
  return {
    ca: cacert === null ? own.ca : path.resolve(cacert),
    cert: cert === null ? own.cert : path.resolve(cert),
    key: key === null ? own.key : path.resolve(key),
    insecure: own.insecure || insecure,
  };
}

function thresholdFrom(text: string): Threshold {
  const parsed = parseThresholdArgument(text);
  if ('problem' in parsed) throw new PerftuiError('ERR_USAGE', `--threshold "${text}": ${parsed.problem}`);
  return parsed;
}
