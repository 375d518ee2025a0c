import process from 'node:process';
import {startDemo, type DemoServer} from '../demo/start-demo.ts';
import {isDemoTarget} from '../domain/demo-target.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import type {Profile} from '../domain/profile.ts';
import {prepareRun} from '../files/prepare-run.ts';
import {profileForUrl} from '../files/profile-for-url.ts';
import {loadProfile} from '../files/profile-store.ts';
import {confirmHosts} from './confirm-host.ts';
import {dryRun} from './dry-run.ts';
import type {RunFlags} from './flags.ts';
import {runProfile} from './start-run.ts';
import {watchStopSignals} from './stop-signals.ts';

const demoSeed = 1;

/** `perftui run <profile|url> --dry-run`: one virtual user, one pass of every flow, each exchange shown. */
export async function dryRunCommand(argument: string, flags: RunFlags): Promise<ExitCode> {
  const {profile} = runProfile({profile: await profileOf(argument, flags), flags, headlessStages: null}, false);
  const signals = watchStopSignals(process);
  const stopped = new AbortController();
  let demo: DemoServer | null = null;
  try {
    if (isDemoTarget(profile.target)) {
      demo = await signals.orStop(startDemo({variant: profile.target, seed: demoSeed}));
    }
    const prepared = prepareRun(profile, {env: process.env, ...(demo === null ? {} : {targetOrigin: demo.origin})});
    const canAsk = process.stdin.isTTY && process.stdout.isTTY;
    await signals.orStop(confirmHosts({plan: prepared.plan, oauth2: prepared.oauth2}, {yes: flags.yes, canAsk}));
    signals.handOver(() => stopped.abort());
    const exitCode = await dryRun(prepared, {signal: stopped.signal}, writeLine);
    return stopped.signal.aborted ? exitCodes.stoppedBySignal : exitCode;
  } finally {
    signals.dispose();
    await demo?.stop();
  }
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function profileOf(argument: string, {method, body}: RunFlags): Promise<Profile> {
  if (/^https?:\/\//i.test(argument)) return profileForUrl(argument, {method: method ?? 'GET', body});
  if (method !== null || body !== null) {
    throw new PerftuiError('ERR_USAGE', '--method and --body go with a URL', {
      hint: 'a profile names its own requests',
    });
  }
  return loadProfile(argument);
}
