import {randomBytes} from 'node:crypto';
import {availableParallelism} from 'node:os';
import process from 'node:process';
import {writeFileAtomically} from '../files/atomic-write.ts';
import {prepareRun} from '../files/prepare-run.ts';
import {startCoordinator, type Coordinator} from '../coordinator/start-coordinator.ts';
import {startDemo, type DemoServer} from '../demo/start-demo.ts';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import type {Profile, Stage} from '../domain/profile.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {checkDescriptors} from '../fleet/descriptor-limit.ts';
import {jsonSummary} from '../report/json-summary.ts';
import {textSummary} from '../report/text-summary.ts';
import {chooseOutput} from '../tui/app/choose-output.ts';
import {confirmHost} from './confirm-host.ts';
import type {RunFlags} from './flags.ts';
import {runHeadless} from './headless.ts';
import {highestLoad, withFlags} from './profile-overrides.ts';
import {preflight} from './preflight.ts';
import {showDriveScreen} from './drive-screen.ts';
import {packageVersion} from '../files/package-root.ts';

const demoSeed = 1;

export interface RunRequest {
  /** As it stands in its file or was made from a URL, before the flags. */
  readonly profile: Profile;
  readonly flags: RunFlags;
  /** The load of a run without a screen when no flag gives one; null: the profile's, 30 s where that has no end. */
  readonly headlessStages: readonly Stage[] | null;
  /** Path of the baseline to begin with where the folder has chosen none. */
  readonly defaultBaseline: string | null;
}

/**
 * The one way every run goes: flags over the profile, the demo target if it is named, the checks that can be made before
 * a request is sent, then the session on a screen or as lines, and the summary. Returns the exit code.
 */
export async function startRun(request: RunRequest): Promise<ExitCode> {
  const {flags} = request;
  const interactive = !flags.headless && chooseOutput(process).kind === 'screen';
  const profile = withFlags(request.profile, flags, interactive ? null : request);
  checkDescriptors(interactive ? profile.cap.vus : highestLoad(profile.executor));
  const demo = await startNamedDemo(profile.target);
  try {
    const prepared = prepareRun(profile, {
      env: process.env,
      ...(demo === null ? {} : {targetOrigin: demo.origin}),
      ...(flags.requestIds ? {requestIdPrefix: randomBytes(3).toString('hex')} : {}),
    });
    await confirmHost(prepared.plan.target, {yes: flags.yes, canAsk: interactive});
    await preflight(prepared.plan.target);
    const coordinator = startCoordinator({
      prepared,
      interactive,
      workers: flags.workers ?? Math.max(1, availableParallelism() - 1),
      snapshotsFolder: 'snapshots',
      profilesFolder: 'profiles',
      snapshotAtEnd: flags.snapshot,
      defaultBaseline: request.defaultBaseline,
      version: packageVersion(),
    });
    return await show(coordinator, interactive, flags);
  } finally {
    await demo?.stop();
  }
}

async function show(coordinator: Coordinator, interactive: boolean, flags: RunFlags): Promise<ExitCode> {
  try {
    const summary = interactive ? await showDriveScreen(coordinator) : await runHeadless(coordinator);
    await writeSummaries(summary, flags);
    return interactive && summary.exitCode !== exitCodes.internal ? exitCodes.ok : summary.exitCode;
  } finally {
    await coordinator.terminate();
  }
}

async function writeSummaries(summary: RunSummary, flags: RunFlags): Promise<void> {
  const width = process.stdout.isTTY ? process.stdout.columns : 80;
  process.stdout.write(textSummary(summary, {width, colour: hasColours()}));
  if (flags.summaryExport !== null) {
    await writeFileAtomically(flags.summaryExport, `${JSON.stringify(jsonSummary(summary), null, 2)}\n`);
  }
}

async function startNamedDemo(target: string): Promise<DemoServer | null> {
  if (!/^demo(?::|$)/.test(target)) return null;
  return startDemo({variant: target, seed: demoSeed});
}

function hasColours(): boolean {
  const {stdout, env} = process;
  return stdout.isTTY && !env['NO_COLOR'] && stdout.getColorDepth(env) >= 8;
}
