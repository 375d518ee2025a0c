import {objectiveProblem} from '../analysis/objective-estimate.ts';
import {parseObjective} from '../analysis/objective-rule.ts';
import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import {executorPeakLevel} from '../domain/executor.ts';
import {printLoad, roundLevel} from '../domain/load-text.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {Profile, Threshold} from '../domain/profile.ts';
import type {CapacitySetup} from '../domain/study.ts';
import type {ScaledProfile} from '../domain/scale-profile.ts';
import {parseRunFlags, type RunFlags} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {withFlags} from './profile-overrides.ts';
import {profileNamed} from './run-command.ts';
import {startRun, type StudyRequest} from './start-run.ts';
import {parseStudyFlags, type StudyFlags} from './study-flags.ts';
import {heldLoad, modelOf, mostVusHere, poolNeed} from './study-load.ts';

/** Far enough below the load a profile is made for to hold, near enough to be quick. */
const startShare = 0.25;

/** The lowest load a search tries. */
const leastLevel = 1;

/** What holds now is to be seen, not what held over loads that have been tried before. */
const shownWindowMs = 10_000;

/** `perftui capacity <profile|url>`: the highest load that holds its limits. */
export async function capacityCommand(argument: string, raw: RawFlags): Promise<ExitCode> {
  const flags = parseRunFlags(raw);
  const study = parseStudyFlags(raw);
  const profile = await profileNamed(argument, flags);
  return startRun({
    profile,
    flags,
    headlessStages: null,
    defaultBaseline: null,
    study: capacityRequest(study, flags),
  });
}

/**
 * A search's load and limits in place of the profile's own.
 * @throws PerftuiError (104) when nothing says what is to hold, or something that more load cannot break
 */
export function capacityRequest({slos, gentle}: Pick<StudyFlags, 'slos' | 'gentle'>, flags: RunFlags): StudyRequest {
  return (scaled) => {
    const thresholds = objectivesOf(slos, scaled);
    if (flags.baseline !== null && thresholds.every(({relativeShare}) => relativeShare === null)) {
      throw new PerftuiError('ERR_USAGE', '--baseline: no limit of this search is relative to it', {
        hint: "add one such as --slo 'http_req_duration: p(95)<+10%'",
      });
    }
    const model = modelOf(scaled, flags);
    const executor = heldLoad(scaled, flags, startLevelOf(scaled, model, flags));
    const run = withFlags({...scaled, executor, thresholds}, flags, null);
    const startLevel = executorPeakLevel(run.executor);
    if (startLevel < leastLevel) {
      throw new PerftuiError('ERR_USAGE', `a search begins at ${printLoad(leastLevel, model)} at least`, {
        hint: `raise --${model === 'closed' ? 'vus' : 'rate'}`,
      });
    }
    return {
      ...withRoom(run, flags),
      question({thresholds: objectives}): CapacitySetup {
        for (const one of objectives) {
          const problem = objectiveProblem(one);
          if (problem !== null) throw new PerftuiError('ERR_USAGE', problem);
        }
        return {kind: 'capacity', model, objectives, gentle, startLevel};
      },
    };
  };
}

/** Where no flag names it. */
function startLevelOf({executor, cap}: Profile, model: LoadModel, {maxVus, maxRate}: RunFlags): number {
  const ceiling = model === 'closed' ? (maxVus ?? cap.vus) : (maxRate ?? cap.rate);
  const level = roundLevel(executorPeakLevel(executor) * startShare, model);
  return Math.max(leastLevel, Math.min(ceiling, level));
}

/** Those of the flags, else the profile's that fail a run and that more load can only break. */
function objectivesOf(slos: readonly string[], {name, thresholds}: Profile): readonly Threshold[] {
  const objectives = slos.length > 0 ? slos.map(objectiveFrom) : thresholds.filter(isObjective);
  if (objectives.length === 0) {
    throw new PerftuiError('ERR_USAGE', `nothing says what has to hold: ${name} has no threshold to search by`, {
      hint: "add --slo 'p(95)<250'",
    });
  }
  return objectives.map((one) => ({...one, windowMs: one.windowMs ?? shownWindowMs, abortOnFail: false}));
}

/** What it is relative to is not known yet. */
function isObjective(threshold: Threshold): boolean {
  const bound = Number.isNaN(threshold.bound) ? 1 : threshold.bound;
  return threshold.severity === 'critical' && objectiveProblem({...threshold, bound}) === null;
}

function objectiveFrom(text: string): Threshold {
  const parsed = parseObjective(text);
  if ('problem' in parsed) throw new PerftuiError('ERR_USAGE', `--slo "${text}": ${parsed.problem}`);
  return parsed;
}

/**
 * So many virtual users that no rate up to the cap runs out of them while the limits hold: else their number, not the
 * target, would be what is found. Where the machine does not hold as many, the cap comes down to what they can do; where a
 * flag stands against that, it is said.
 */
function withRoom(profile: Profile, {maxVus: mostVus, maxRate}: RunFlags): ScaledProfile {
  const {executor, cap} = profile;
  if (executor.kind !== 'constant-arrival-rate') return {profile, told: null};
  const {ample, leastPerRate} = poolNeed(profile, cap.rate);
  const maxVus = mostVus ?? Math.min(mostVusHere(profile), Math.max(ample, executor.maxVus));
  const carried = Math.max(executor.rate, roundLevel(Math.floor(maxVus / leastPerRate), 'open'));
  const isShort = carried < cap.rate;
  const isLowered = isShort && mostVus === null && maxRate === null;
  const rate = isLowered ? carried : cap.rate;
  const preAllocatedVus = Math.min(maxVus, executor.preAllocatedVus);
  const lowered = `the search goes up to ${printLoad(carried, 'open')}, not ${printLoad(cap.rate, 'open')}: this machine's limits hold ${maxVus} VUs`;
  const doubtful = `${maxVus} VUs are sure to be enough up to ${printLoad(carried, 'open')}: a capacity above that may be theirs`;
  return {
    profile: {
      ...profile,
      executor: {...executor, maxVus, preAllocatedVus},
      cap: {vus: Math.max(cap.vus, maxVus), rate},
    },
    told: isLowered ? lowered : isShort ? doubtful : null,
  };
}
