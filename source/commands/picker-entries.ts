import {PerftuiError} from '../domain/errors.ts';
import {listDrives} from '../files/drive-store.ts';
import {lastRuns} from '../files/last-runs.ts';
import {listProfiles, loadProfile, type ProfileFolders, type ProfileOrigin} from '../files/profile-store.ts';
import type {PickerEntry} from '../tui/chooser/picker-model.ts';

const origins: Readonly<Record<ProfileOrigin, PickerEntry['origin']>> = {
  folder: 'here',
  own: 'yours',
  shipped: 'shipped',
};

/**
 * All profiles there are, whole or broken, in the order they are looked for.
 * @param drivesFolder where the recordings lie that tell when each was last run
 */
export async function pickerEntries(drivesFolder: string, folders?: ProfileFolders): Promise<readonly PickerEntry[]> {
  const listings = await listProfiles(folders);
  const entries = await Promise.all(
    listings.map(async ({name, origin, file, problems}): Promise<PickerEntry> => {
      const profile = problems.length > 0 ? null : await loadProfile(file, folders).catch(nullWhenBroken);
      const problemCount = profile === null ? Math.max(1, problems.length) : 0;
      return {name, origin: origins[origin], file, profile, problemCount, lastRunAtMs: null};
    }),
  );
  const runs = await lastRuns(drivesFolder, entries.map(nameOf));
  return entries.map((entry) => ({...entry, lastRunAtMs: runs.get(nameOf(entry)) ?? null}));
}

/** Recordings are named after what the profile calls itself. */
function nameOf({profile, name}: PickerEntry): string {
  return profile?.name ?? name;
}

/** It may have changed since it was listed. */
function nullWhenBroken(error: unknown): null {
  if (error instanceof PerftuiError) return null;
  throw error;
}

/** Recorded runs, newest first; none where the folder cannot be read. */
export async function recordingEntries(drivesFolder: string): Promise<readonly PickerEntry[]> {
  const drives = await listDrives(drivesFolder).catch(() => []);
  return drives.map(({file, name, startedAt, profileName, targetLabel, durationMs, state, endedBy, bytes}) => {
    const startedAtMs = startedAt === null ? Number.NaN : Date.parse(startedAt);
    return {
      name,
      origin: 'recording',
      file,
      profile: null,
      problemCount: 0,
      lastRunAtMs: null,
      recording: {
        startedAtMs: Number.isNaN(startedAtMs) ? null : startedAtMs,
        profileName,
        targetLabel,
        durationMs,
        state,
        endedBy,
        bytes,
      },
    };
  });
}
