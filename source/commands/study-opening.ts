import {narrowRatio} from '../analysis/capacity-bracket.ts';
import {factorText} from '../analysis/spike-plan.ts';
import {printDuration} from '../domain/duration.ts';
import {executorDurationMs} from '../domain/executor.ts';
import {formatDuration} from '../domain/format.ts';
import {printLevel, printLoad} from '../domain/load-text.ts';
import type {Profile} from '../domain/profile.ts';
import type {CapacitySetup, StudySetup} from '../domain/study.ts';
import {thresholdLabel, thresholdOf} from '../domain/threshold-evaluation.ts';
import {meanIteration} from '../session/flow-facts.ts';

/**
 * What is about to be done, in one line: `capacity search: p95 < 250ms, from 10 VUs up to 500, about 4 minutes`.
 * @param profile as it runs
 * @param capLevel as far as the load may go, VUs or iterations a second
 */
export function studyOpening(setup: StudySetup, profile: Profile, capLevel: number): string {
  if (setup.kind === 'capacity') return searchOpening(setup, profile, capLevel);
  const totalMs = executorDurationMs(profile.executor) ?? 0;
  if (setup.kind === 'spike') {
    const load = printLoad(setup.baseLevel, setup.model);
    return `spike test: ${setup.factors.map(factorText).join(', ')} of ${load}, ${formatDuration(totalMs)} in all`;
  }
  const {model, level, durationMs, resumes} = setup;
  const load = `endurance test: ${printLoad(level, model)} for`;
  if (resumes === undefined) return `${load} ${printDuration(durationMs)}`;
  return `${load} ${formatDuration(totalMs)} more of ${printDuration(durationMs)}, after ${resumes}`;
}

function searchOpening(setup: CapacitySetup, profile: Profile, capLevel: number): string {
  const {model, objectives, startLevel, gentle} = setup;
  const goal = objectives.map((one) => `${thresholdOf(one)}${thresholdLabel(one)}`).join(', ');
  // A bare number beside a rate would read as VUs.
  const cap = (model === 'open' ? printLoad : printLevel)(capLevel, model);
  const range = `from ${printLoad(startLevel, model)} up to ${cap}`;
  const minutes = Math.max(1, Math.round(searchSeconds(setup, profile, capLevel) / 60));
  const length = `about ${minutes} minute${minutes === 1 ? '' : 's'}`;
  return `capacity search: ${goal}, ${range}${gentle ? ', gently' : ''}, ${length}`;
}

/** Mean of a trial that is clear, and what a raise and a drain add, s. */
const trialSeconds = 15;
const climbSeconds = 3;
const drainSeconds = 6;
const confirmSeconds = 65;
const iterationsWaited = 3;

/** How long a search takes that climbs all the way and then halves what is between the last two loads. */
function searchSeconds({model, startLevel, gentle}: CapacitySetup, {scenarios}: Profile, capLevel: number): number {
  const ratio = gentle ? 1.1 : 2;
  const thinkSeconds = model === 'closed' ? meanIteration(scenarios).thinkMs / 1000 : 0;
  const trial = climbSeconds + Math.max(trialSeconds, iterationsWaited * thinkSeconds);
  const climbs = 1 + Math.ceil(Math.max(0, Math.log(capLevel / startLevel) / Math.log(ratio)));
  const halvings = Math.ceil(Math.max(0, Math.log2(Math.log(ratio) / Math.log(narrowRatio))));
  return climbs * trial + halvings * (trial + drainSeconds) + confirmSeconds;
}
