import {fileURLToPath} from 'node:url';
import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import {loadProfile} from '../files/profile-store.ts';
import type {RunFlags} from './flags.ts';
import {startRun} from './start-run.ts';

const demoProfile = 'demo-checkout';
const headlessStages = [
  {durationMs: 3000, target: 50, name: 'warm'},
  {durationMs: 12_000, target: 50, name: 'base'},
  // Its iterations last as long again: nobody waits for them.
  {durationMs: 0, target: 0, name: 'end'},
];

/** `perftui demo`: the built-in target, its profile and its baseline; 15 s of it without a terminal. */
export async function demoCommand(flags: RunFlags): Promise<ExitCode> {
  if (flags.method !== null || flags.body !== null) {
    throw new PerftuiError('ERR_USAGE', '--method and --body go with a URL', {hint: 'perftui <url> --method POST'});
  }
  const profile = await loadProfile(demoProfile);
  const defaultBaseline = fileURLToPath(new URL('../../snapshots/demo-baseline.json', import.meta.url));
  return startRun({profile, flags, headlessStages, defaultBaseline});
}
