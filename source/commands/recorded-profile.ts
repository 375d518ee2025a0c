import {PerftuiError} from '../domain/errors.ts';
import type {Profile} from '../domain/profile.ts';
import {fillRedacted} from '../files/fill-redacted.ts';
import {parseProfileDocument} from '../files/parse-profile.ts';
import {loadProfile} from '../files/profile-store.ts';
import type {LoadedRecord} from './load-record.ts';

/**
 * As it was written into the record. What it no longer holds, secrets and the files it names, is looked for in the profile
 * of its name.
 * @throws PerftuiError ERR_SNAPSHOT
 */
export async function recordedProfile({file, snapshot}: Pick<LoadedRecord, 'file' | 'snapshot'>): Promise<Profile> {
  const {name, document: recorded} = snapshot.profile;
  const parsed = parseProfileDocument(recorded, file);
  if ('problems' in parsed) {
    const [problem] = parsed.problems;
    throw new PerftuiError(
      'ERR_SNAPSHOT',
      `the profile in ${file} cannot be read: ${problem?.path ?? ''} ${problem?.message ?? ''}`,
    );
  }
  const own = await loadProfile(name).catch(() => null);
  const {value: profile, missing} = fillRedacted(parsed.profile, own);
  if (missing.length > 0) {
    throw new PerftuiError('ERR_SNAPSHOT', `${file} does not hold the secret at ${missing[0]!}`, {
      hint: `it is taken from the profile ${name}, which is not there or has none`,
    });
  }
  return own?.folder === undefined ? profile : {...profile, folder: own.folder};
}
