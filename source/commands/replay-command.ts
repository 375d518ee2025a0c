import path from 'node:path';
import process from 'node:process';
import type {DriveSecond} from '../domain/drive.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {formatClock, formatDuration} from '../domain/format.ts';
import type {LoadModel} from '../domain/load-model.ts';
import type {ArrivalSettings, Executor, Profile} from '../domain/profile.ts';
import {stagesOfLevels, type LevelPoint} from '../domain/stages-of-levels.ts';
import {defaultMaxVus, defaultReadyVus} from '../files/parse-executor.ts';
import {saveProfile} from '../files/profile-store.ts';
import {parseRunFlags, type RunFlags} from './flags.ts';
import type {RawFlags} from './raw-flags.ts';
import {loadRecord, type LoadedRecord} from './load-record.ts';
import {recordedProfile} from './recorded-profile.ts';
import {startRun} from './start-run.ts';

/** `perftui replay <drive>`: the load of a drive once more, as stages; `--to-profile NAME` keeps them as a profile. */
export async function replayCommand(name: string, raw: RawFlags): Promise<ExitCode> {
  const flags = parseRunFlags(raw);
  refuseLoad(flags);
  const record = await loadRecord(name);
  const profile = await replayedProfile(record);
  const asProfile = typeof raw['toProfile'] === 'string' ? raw['toProfile'] : null;
  if (asProfile === null) {
    return startRun({
      profile: flags.baseline === null ? withoutRelative(profile) : profile,
      flags,
      headlessStages: null,
      defaultBaseline: null,
    });
  }
  const saved = await saveProfile('profiles', {...profile, name: asProfile.trim() || profile.name});
  process.stdout.write(`${saved.file}\n`);
  for (const {where, variable} of saved.replaced) process.stderr.write(`${where} is read from ${variable}\n`);
  return exitCodes.ok;
}

/** What the drive was held against a baseline for: without one it cannot be judged, and is said to be left out. */
function withoutRelative(profile: Profile): Profile {
  const [relative, absolute] = [
    profile.thresholds.filter(({relativeShare}) => relativeShare !== null),
    profile.thresholds.filter(({relativeShare}) => relativeShare === null),
  ];
  for (const {source} of relative) process.stderr.write(`left out without --baseline: ${source}\n`);
  return {...profile, thresholds: absolute};
}

function refuseLoad({vus, durationMs, iterations, rate, stages}: RunFlags): void {
  if (vus === null && durationMs === null && iterations === null && rate === null && stages.length === 0) return;
  throw new PerftuiError('ERR_USAGE', 'perftui replay sends the load of the drive: no --vus, --rate, --stage, -d, -i', {
    hint: '--scale and --time-scale change it, --to-profile NAME makes a profile of it',
  });
}

/**
 * The drive's profile with the load that was driven in place of its own.
 * @throws PerftuiError where there was none, or of both models
 */
export async function replayedProfile(record: LoadedRecord): Promise<Profile> {
  const {file, snapshot, drive} = record;
  const seconds: readonly Pick<DriveSecond, 'cell' | 'load'>[] =
    drive?.seconds ?? snapshot.cells.map((cell) => ({cell}));
  const profile = await recordedProfile(record);
  const model = modelOf(seconds, file);
  const {startLevel, stages} = stagesOfLevels(seconds.map(levelOf));
  if (stages.length === 0) throw new PerftuiError('ERR_SNAPSHOT', `${file} holds no load to be sent again`);
  const peak = stages.reduce((most, {target}) => Math.max(most, target), startLevel);
  const executor: Executor =
    model === 'closed'
      ? {kind: 'ramping-vus', startVus: startLevel, stages}
      : {kind: 'ramping-arrival-rate', startRate: startLevel, stages, ...arrivalsOf(profile, peak)};
  const {cap} = profile;
  const mostVus = model === 'closed' ? peak : 'maxVus' in executor ? executor.maxVus : 0;
  return {
    ...profile,
    name: `${profile.name}-replay`,
    description: `the load of ${path.basename(file)}, ${formatDuration(durationOf(stages))}`,
    executor,
    cap: {vus: Math.max(cap.vus, mostVus), rate: model === 'open' ? Math.max(cap.rate, peak) : cap.rate},
  };
}

function durationOf(stages: readonly {readonly durationMs: number}[]): number {
  return stages.reduce((sum, {durationMs}) => sum + durationMs, 0);
}

function levelOf({cell, load}: Pick<DriveSecond, 'cell' | 'load'>): LevelPoint {
  const level = load?.level ?? cell.targetRate ?? cell.vus;
  return {atMs: cell.atMs + cell.seconds * 1000, level: load?.paused === true ? 0 : level};
}

function modelOf(seconds: readonly Pick<DriveSecond, 'cell' | 'load'>[], file: string): LoadModel {
  const models = seconds.map(({cell, load}) => load?.model ?? (cell.targetVus === null ? 'open' : 'closed'));
  const first = models[0] ?? 'closed';
  const switched = models.findIndex((model) => model !== first);
  if (switched === -1) return first;
  throw new PerftuiError(
    'ERR_SNAPSHOT',
    `${file} switched from the ${first} to the ${models[switched]!} model at ${formatClock(seconds[switched]!.cell.atMs)}`,
    {hint: 'the stages of a profile are of one model; drive it in two, one of each'},
  );
}

function arrivalsOf({executor}: Profile, peak: number): ArrivalSettings {
  if ('maxVus' in executor) {
    const {arrivals, maxVus, preAllocatedVus} = executor;
    return {arrivals, maxVus: Math.max(maxVus, defaultMaxVus(peak)), preAllocatedVus};
  }
  return {arrivals: 'constant', maxVus: defaultMaxVus(peak), preAllocatedVus: defaultReadyVus(peak)};
}
