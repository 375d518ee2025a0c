import {PerftuiError, type ExitCode} from '../domain/errors.ts';
import type {Profile} from '../domain/profile.ts';
import {loadProfile} from '../files/profile-store.ts';
import {profileForUrl} from '../files/profile-for-url.ts';
import type {RunFlags} from './flags.ts';
import {startRun} from './start-run.ts';

/** `perftui run <profile|url>` and `perftui <url>`. */
export async function runCommand(argument: string, flags: RunFlags): Promise<ExitCode> {
  const profile = await profileNamed(argument, flags);
  return startRun({profile, flags, headlessStages: null, defaultBaseline: null});
}

/**
 * The profile that a name, a file or a URL stands for, before the flags.
 * @throws PerftuiError (104) where there is none, or the method and body of a URL are given for a profile
 */
export async function profileNamed(
  argument: string,
  {method, body}: Pick<RunFlags, 'method' | 'body'>,
): Promise<Profile> {
  if (/^https?:\/\//i.test(argument)) return profileForUrl(argument, {method: method ?? 'GET', body});
  if (method !== null || body !== null) {
    throw new PerftuiError('ERR_USAGE', '--method and --body go with a URL', {
      hint: 'a profile names its own requests',
    });
  }
  return loadProfile(argument);
}
