import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import {executorPeakLevel} from '../domain/executor.ts';
import type {Executor} from '../domain/profile.ts';
import type {SoakQuestion} from '../domain/study.ts';
import {parseRunFlags, type RunFlags} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {withFlags} from './profile-overrides.ts';
import {profileNamed} from './run-command.ts';
import {startRun, type StudyRequest} from './start-run.ts';
import {parseStudyFlags} from './study-flags.ts';
import {constantLoad, heldLoad, modelOf} from './study-load.ts';

/** Shorter, little can be told of drift. */
const leastDefaultMs = 3_600_000;

/**
 * `perftui soak <profile|url>`: does anything creep at a load that stays?
 * @param argument null: `--resume` names the drive that it goes on from
 */
export async function soakCommand(argument: string | null, raw: RawFlags): Promise<ExitCode> {
  const flags = parseRunFlags(raw);
  const {resume} = parseStudyFlags(raw);
  const rest = {flags, headlessStages: null, defaultBaseline: null};
  if (resume === null) {
    if (argument === null) throw usage('a profile or URL is missing', 'perftui soak <profile|url> -d 24h');
    const profile = await profileNamed(argument, flags);
    return startRun({...rest, profile, study: soakRequest(flags)});
  }
  refuseBesideResume(argument, flags);
  const {resumeSoak} = await import('./resume-soak.ts');
  const {profile, question, earlier, leftMs} = await resumeSoak(resume);
  return startRun({...rest, profile, study: resumedRequest(question, leftMs, flags), earlier});
}

/** The flags' load, or the profile's highest, for `-d`, or as long as the profile holds it, an hour at least. */
export function soakRequest(flags: RunFlags): StudyRequest {
  return (scaled) => {
    const model = modelOf(scaled, flags);
    const held = heldLoad(scaled, flags, executorPeakLevel(scaled.executor));
    const durationMs = flags.durationMs ?? Math.max(leastDefaultMs, longestHoldMs(scaled.executor));
    const profile = withFlags({...scaled, executor: held}, {...flags, durationMs}, null);
    const level = executorPeakLevel(profile.executor);
    if (level <= 0) throw usage('an endurance test needs a load to hold', 'raise --vus or --rate');
    return {profile, told: null, question: (): SoakQuestion => ({kind: 'soak', model, level, durationMs})};
  };
}

/** The same load for what is left of it. */
function resumedRequest(question: SoakQuestion, leftMs: number, flags: RunFlags): StudyRequest {
  return (recorded) => {
    const executor = constantLoad(recorded, question.model, question.level);
    const profile = withFlags({...recorded, executor}, {...flags, durationMs: leftMs}, null);
    return {profile, told: null, question: () => question};
  };
}

/** The longest stretch at its highest load, ms; 0: none. */
function longestHoldMs(executor: Executor): number {
  if (!('stages' in executor)) return 'durationMs' in executor ? (executor.durationMs ?? 0) : executor.maxDurationMs;
  const peak = executorPeakLevel(executor);
  let fromLevel = 'startVus' in executor ? executor.startVus : executor.startRate;
  let longestMs = 0;
  let heldMs = 0;
  for (const {target, durationMs} of executor.stages) {
    heldMs = target === peak && fromLevel === peak ? heldMs + durationMs : 0;
    longestMs = Math.max(longestMs, heldMs);
    fromLevel = target;
  }
  return longestMs;
}

function refuseBesideResume(argument: string | null, {vus, rate, durationMs, scale, timeScale}: RunFlags): void {
  const given = [
    argument,
    vus === null ? null : '--vus',
    rate === null ? null : '--rate',
    durationMs === null ? null : '--duration',
    scale === null ? null : '--scale',
    timeScale === null ? null : '--time-scale',
  ].find((one) => one !== null);
  if (given === undefined) return;
  throw usage(`${given} beside --resume: it goes on as it was begun`, 'perftui soak --resume DRIVE');
}

function usage(message: string, hint: string): PerftuiError {
  return new PerftuiError('ERR_USAGE', message, {hint});
}
