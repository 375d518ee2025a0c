import type {Executor, Profile} from '../domain/profile.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import type {ControlState} from './control-state.ts';
import {roundLevel} from './print-load.ts';

/** The profile as it is being driven: the plan while it is followed, else the load held now, in its model. */
export function liveProfile(
  profile: Profile,
  plan: Pick<RunPlan, 'arrivals' | 'maxVus'>,
  state: ControlState,
  name: string,
): Profile {
  const {closed, open} = state.settings;
  return {
    ...profile,
    name,
    executor: state.mode === 'auto' ? profile.executor : heldExecutor(profile.executor, plan, state),
    scenarios: profile.scenarios.map((one, index) => ({...one, weight: state.scenarios[index]?.weight ?? one.weight})),
    cap: {vus: closed.capLevel, rate: open.capLevel},
    ramp: {
      vusPerSecond: closed.rampPerSecond,
      step: closed.step,
      ratePerSecond: open.rampPerSecond,
      rateStep: open.step,
    },
  };
}

function heldExecutor(
  own: Executor,
  {arrivals, maxVus}: Pick<RunPlan, 'arrivals' | 'maxVus'>,
  {model, ramp}: ControlState,
): Executor {
  const level = roundLevel(ramp.toLevel, model);
  if (model === 'closed') return {kind: 'constant-vus', vus: Math.max(1, level), durationMs: null};
  const preAllocatedVus = 'preAllocatedVus' in own ? own.preAllocatedVus : Math.min(maxVus, Math.ceil(level));
  // A rate of 0 is no profile: the least that can be written.
  return {
    kind: 'constant-arrival-rate',
    rate: Math.max(0.01, level),
    durationMs: null,
    arrivals,
    preAllocatedVus,
    maxVus,
  };
}
