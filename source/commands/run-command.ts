import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import {loadProfile} from '../files/profile-store.ts';
import {profileForUrl} from '../files/profile-for-url.ts';
import type {RunFlags} from './flags.ts';
import {startRun} from './start-run.ts';

/** `perftui run <profile|url>` and `perftui <url>`. */
export async function runCommand(argument: string, flags: RunFlags): Promise<ExitCode> {
  if (/^https?:\/\//i.test(argument)) {
    const profile = profileForUrl(argument, {method: flags.method ?? 'GET', body: flags.body});
    return startRun({profile, flags, headlessStages: null, defaultBaseline: null});
  }
  if (flags.method !== null || flags.body !== null) {
    throw new PerftuiError('ERR_USAGE', '--method and --body go with a URL', {
      hint: 'a profile names its own requests',
    });
  }
  const profile = await loadProfile(argument);
  return startRun({profile, flags, headlessStages: null, defaultBaseline: null});
}
