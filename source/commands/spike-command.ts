import {spikePlan, type SpikePlan} from '../analysis/spike-plan.ts';
import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import {executorModel, executorPeakLevel} from '../domain/executor.ts';
import type {Executor, Profile} from '../domain/profile.ts';
import type {SpikeQuestion} from '../domain/study.ts';
import {parseRunFlags, type RunFlags} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {capOf, withFlags} from './profile-overrides.ts';
import {profileNamed} from './run-command.ts';
import {startRun, type StudyRequest} from './start-run.ts';
import {parseStudyFlags, type StudyFlags} from './study-flags.ts';
import {heldLoad, mostVusHere, poolNeed} from './study-load.ts';

/** `perftui spike <profile|url>`: how a target bears a multiple of its load, and how long it takes to be well again. */
export async function spikeCommand(argument: string, raw: RawFlags): Promise<ExitCode> {
  const flags = parseRunFlags(raw);
  const study = parseStudyFlags(raw);
  const profile = await profileNamed(argument, flags);
  return startRun({profile, flags, headlessStages: null, defaultBaseline: null, study: spikeRequest(study, flags)});
}

/**
 * Spikes over the flags' load, or the profile's highest.
 * @throws PerftuiError (104) for spikes that cannot be, or beyond a ceiling
 */
export function spikeRequest(
  {factors, holdMs, recoveryMs}: Pick<StudyFlags, 'factors' | 'holdMs' | 'recoveryMs'>,
  flags: RunFlags,
): StudyRequest {
  return (scaled) => {
    const held = heldLoad(scaled, flags, executorPeakLevel(scaled.executor));
    const run = withFlags({...scaled, executor: held}, flags, null);
    const model = executorModel(run.executor);
    const baseLevel = executorPeakLevel(run.executor);
    const plan = planOrRefuse({
      model,
      baseLevel,
      ...(factors !== null && {factors}),
      ...(holdMs !== null && {holdMs}),
      ...(recoveryMs !== null && {recoveryMs}),
    });
    const executor = spikingLoad(run, plan, flags);
    return {
      profile: {...run, executor, cap: capOf(run, executor, flags)},
      told: null,
      question: (): SpikeQuestion => ({
        kind: 'spike',
        model,
        baseLevel,
        factors: plan.spikes.map(({factor}) => factor),
      }),
    };
  };
}

function planOrRefuse(request: Parameters<typeof spikePlan>[0]): SpikePlan {
  try {
    return spikePlan(request);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PerftuiError('ERR_USAGE', error.message, {
      cause: error,
      hint: 'perftui spike <profile> -u 50 --factors 2,3,4,5 --hold 30s --recovery 90s',
    });
  }
}

/** A rate gets virtual users for its highest spike, as far as the machine holds them. */
function spikingLoad(profile: Profile, {startLevel, stages, peakLevel}: SpikePlan, flags: RunFlags): Executor {
  const {executor} = profile;
  if (executor.kind !== 'constant-arrival-rate') return {kind: 'ramping-vus', startVus: startLevel, stages};
  const {arrivals, preAllocatedVus} = executor;
  const {ample} = poolNeed(profile, peakLevel);
  const maxVus = flags.maxVus ?? Math.max(executor.maxVus, Math.min(ample, mostVusHere(profile)));
  return {kind: 'ramping-arrival-rate', startRate: startLevel, stages, arrivals, preAllocatedVus, maxVus};
}
