import {randomBytes} from 'node:crypto';
import {availableParallelism} from 'node:os';
import process from 'node:process';
import {isDemoTarget} from '../domain/demo-target.ts';
import {prepareRun} from '../files/prepare-run.ts';
import {baselineDoubts, resolveRelativeThresholds} from '../files/resolve-relative-thresholds.ts';
import type {ChosenBaseline} from '../session/session-files.ts';
import {startCoordinator, type Coordinator} from '../coordinator/start-coordinator.ts';
import type {DemoServer} from '../demo/start-demo.ts';
import {connectionsPerVu} from '../domain/connections-per-vu.ts';
import type {ExitCode} from '../domain/errors.ts';
import {executorModel, executorMostVus, executorPeakLevel} from '../domain/executor.ts';
import type {Profile, Stage} from '../domain/profile.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import type {StudySetup} from '../domain/study.ts';
import {scaleProfile, type ScaledProfile, type ScaleFactors} from '../domain/scale-profile.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {checkDescriptors} from '../fleet/descriptor-limit.ts';
import {checkPorts} from '../fleet/port-limit.ts';
import {chooseOutput, wantsSpokenLines, type OutputChoice} from '../tui/app/choose-output.ts';
import {chooseBaseline} from './choose-baseline.ts';
import {confirmHosts} from './confirm-host.ts';
import type {RunFlags} from './flags.ts';
import {runHeadless, type HeadlessOptions} from './headless.ts';
import {studyOpening} from './study-opening.ts';
import {holdOutput, writeHeld} from './held-output.ts';
import {withFlags} from './profile-overrides.ts';
import {preflight} from './preflight.ts';
import {showDriveScreen} from './drive-screen.ts';
import {watchStopSignals, type StopSignals} from './stop-signals.ts';
import type {Cell} from '../metrics/cell.ts';
import {packageVersion} from '../files/package-root.ts';

const demoSeed = 1;

const snapshotsFolder = 'snapshots';

export interface RunRequest {
  /** As it stands in its file or was made from a URL, before the flags. */
  readonly profile: Profile;
  readonly flags: RunFlags;
  /** The load of a run without a screen when no flag gives one; null: the profile's, 30 s where that has no end. */
  readonly headlessStages: readonly Stage[] | null;
  /** Path of the baseline to begin with where the folder has chosen none. */
  readonly defaultBaseline: string | null;
  /** What it is to answer about its target; absent: nothing but its thresholds. */
  readonly study?: StudyRequest;
  /** See `CoordinatorSettings`. */
  readonly earlier?: readonly Cell[];
}

/**
 * A question about a target, with the load it is answered by: from the profile as `--scale` and `--time-scale` make it, the
 * profile as it shall run, the flags over it.
 */
export type StudyRequest = (scaled: Profile) => PlannedStudy;

export interface PlannedStudy extends ScaledProfile {
  /** @param profile with its relative thresholds resolved */
  readonly question: (profile: Profile) => StudySetup;
}

/**
 * The one way every run goes: flags over the profile, the demo target if it is named, the checks that can be made before
 * a request is sent, then the session on a screen or as lines, and the summary. Returns the exit code.
 */
export async function startRun(request: RunRequest): Promise<ExitCode> {
  const {exitCode, next} = await runOnce(request);
  if (next === null) return exitCode;
  // The picker starts runs itself.
  const {pickAfter} = await import('./pick-profile.ts');
  try {
    return (await pickAfter(request.flags)) ?? exitCode;
  } finally {
    writeHeld();
  }
}

interface RunEnd {
  readonly exitCode: ExitCode;
  readonly next: 'picker' | null;
}

async function runOnce(request: RunRequest): Promise<RunEnd> {
  const signals = watchStopSignals(process);
  let demo: DemoServer | null = null;
  try {
    const {flags} = request;
    const output: OutputChoice = flags.headless ? {kind: 'linear', reason: '--headless'} : chooseOutput(process);
    const interactive = output.kind !== 'linear';
    const {profile: asked, told, question} = runProfile(request, interactive);
    const baselines = await chooseBaseline({
      flag: flags.baseline,
      thresholds: asked.thresholds,
      interactive,
      snapshotsFolder,
      defaultBaseline: request.defaultBaseline,
    });
    const profile = withBaseline(asked, baselines.ofThresholds);
    const study = question?.(profile) ?? null;
    const connections = connectionsWanted(profile, flags, interactive || study?.kind === 'capacity');
    demo = await signals.orStop(startNamedDemo(profile.target));
    const ready = prepareRun(profile, {
      env: process.env,
      ...(demo === null ? {} : {targetOrigin: demo.origin}),
      ...(flags.requestIds ? {requestIdPrefix: randomBytes(3).toString('hex')} : {}),
      notices: told === null ? [] : [told],
    });
    const prepared = withDoubts(ready, baselines.ofThresholds, study);
    const {target} = prepared.plan;
    checkPorts(connections, target, chooseTransport(prepared.plan).kind);
    await signals.orStop(confirmHosts(prepared, {yes: flags.yes, canAsk: interactive}));
    await signals.orStop(preflight(prepared.plan));
    if (!interactive) for (const notice of prepared.notices ?? []) process.stderr.write(`${notice}\n`);
    if (!flags.headless && output.kind === 'linear') explainLines(output.reason);
    const coordinator = startCoordinator({
      prepared,
      interactive,
      workers: flags.workers ?? Math.max(1, availableParallelism() - 1),
      snapshotsFolder,
      profilesFolder: 'profiles',
      snapshotAtEnd: flags.snapshot,
      defaultBaseline: request.defaultBaseline,
      // A search tries loads no baseline has had: it is what limits are relative to, and no more.
      baseline: study?.kind === 'capacity' ? null : baselines.asked,
      exports: {prometheus: flags.prometheus, outs: flags.outs},
      listens: !interactive,
      study,
      ...(request.earlier !== undefined && {earlier: request.earlier}),
      allowInvalid: flags.allowInvalid,
      version: packageVersion(),
    });
    const opening = study === null ? null : (capLevel: number) => studyOpening(study, profile, capLevel);
    return await show(coordinator, {interactive, flags, signals, opening});
  } finally {
    signals.dispose();
    await demo?.stop();
    if (signals.count > 0) leaveNothingBehind();
  }
}

/**
 * Where the load may climb the cap comes down to what fits, unless it was asked for; what is asked for has to fit.
 * @throws PerftuiError (104) when it does not
 */
function connectionsWanted(profile: Profile, {maxVus}: RunFlags, climbs: boolean): number {
  const ownVus = executorMostVus(profile.executor);
  const mostVus = Math.max(ownVus, climbs ? (maxVus ?? 0) : 0);
  const connections = connectionsOf(mostVus, profile);
  const isByCeiling = executorModel(profile.executor) === 'open' || mostVus > ownVus;
  checkDescriptors(connections, undefined, isByCeiling ? 'lower --max-vus' : 'lower the load');
  return connections;
}

/**
 * The profile as it shall run: first scaled, then the flags over it, which mean what they say.
 * @returns beside it what scaling has changed; null: nothing
 */
export function runProfile(
  {profile, flags, headlessStages, study}: Pick<RunRequest, 'profile' | 'flags' | 'headlessStages' | 'study'>,
  interactive: boolean,
): ScaledProfile & {readonly question?: PlannedStudy['question']} {
  if (study !== undefined) {
    const scaled = scaleProfile(profile, scaleFactors(flags));
    const planned = study(scaled.profile);
    const told = [scaled.told, planned.told].filter((one) => one !== null);
    return {...planned, told: told.length === 0 ? null : told.join('; ')};
  }
  const stages = interactive || asksForLoad(flags) ? null : headlessStages;
  const own: Profile = stages === null ? profile : {...profile, executor: {kind: 'ramping-vus', startVus: 0, stages}};
  const {profile: scaled, told} = scaleProfile(own, scaleFactors(flags));
  return {profile: withFlags(scaled, flags, interactive ? null : {headlessStages: null}), told};
}

function scaleFactors({scale, timeScale}: RunFlags): ScaleFactors {
  return {load: scale ?? 1, time: timeScale ?? 1};
}

/** Relative thresholds have their bounds from here on. */
function withBaseline(profile: Profile, baseline: ChosenBaseline | null): Profile {
  const model = executorModel(profile.executor);
  const thresholds = resolveRelativeThresholds(profile.thresholds, baseline?.snapshot ?? null, model);
  return {...profile, thresholds};
}

/** Says beforehand what makes such bounds doubtful. */
function withDoubts(prepared: PreparedRun, baseline: ChosenBaseline | null, study: StudySetup | null): PreparedRun {
  const {profile, plan, notices = []} = prepared;
  if (baseline === null || profile.thresholds.every(({relativeShare}) => relativeShare === null)) return prepared;
  const {executor} = profile;
  const run = {
    targetLabel: plan.target.label,
    model: executorModel(executor),
    level: study?.kind === 'capacity' ? null : executorPeakLevel(executor),
  };
  return {...prepared, notices: [...notices, ...baselineDoubts(baseline.snapshot, run)]};
}

function asksForLoad({vus, durationMs, iterations, rate, stages}: RunFlags): boolean {
  return vus !== null || durationMs !== null || iterations !== null || rate !== null || stages.length > 0;
}

/** As many as each virtual user may hold at once, or as its requests share with others. */
export function connectionsOf(vus: number, {transport: {choice, h2Streams}, scenarios}: Profile): number {
  const sockets = vus * connectionsPerVu(scenarios.map(({flow}) => flow));
  return choice === 'http2' ? Math.ceil(sockets / h2Streams) : sockets;
}

async function show(
  coordinator: Coordinator,
  options: Pick<HeadlessOptions, 'opening'> & {interactive: boolean; flags: RunFlags; signals: StopSignals},
): Promise<RunEnd> {
  const {interactive, flags, signals, opening} = options;
  const accessible = wantsSpokenLines(process.env);
  try {
    const {summary, next} = interactive
      ? await showDriveScreen(coordinator, signals)
      : {next: null, summary: await runHeadless(coordinator, {signals, accessible, opening})};
    // Without a screen it has been said when it happened.
    if (interactive) for (const line of summary.notWritten) writeLater(line, next);
    // Not needed before the screen is up, which must not wait for it.
    const {writeSummaries} = await import('./write-summaries.ts');
    return {exitCode: await writeSummaries(summary, flags, next === null), next};
  } finally {
    await coordinator.terminate();
  }
}

/** Beside a screen it would be painted over. */
function writeLater(line: string, next: RunEnd['next']): void {
  if (next === null) process.stderr.write(`perftui: ${line}\n`);
  else holdOutput(`perftui: ${line}\n`);
}

/** On a terminal somebody may have expected the screen. */
function explainLines(reason: string): void {
  if (process.stderr.isTTY) process.stderr.write(`lines instead of the screen: ${reason}\n`);
}

/** Work that a stop has left behind, as a name server that does not answer, must not hold up the end. */
function leaveNothingBehind(): void {
  setTimeout(() => process.exit(), 1000).unref();
}

async function startNamedDemo(target: string): Promise<DemoServer | null> {
  if (!isDemoTarget(target)) return null;
  const {startDemo} = await import('../demo/start-demo.ts');
  return startDemo({variant: target, seed: demoSeed});
}
