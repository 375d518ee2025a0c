import path from 'node:path';
import type {RunSummary} from '../domain/run-summary.ts';
import {describeError, type PerftuiError} from '../domain/errors.ts';
import type {HostFacts} from '../domain/host.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {openDriveJournal, type DriveJournal} from '../files/drive-journal.ts';
import {profileDocument, profileRevision} from '../files/print-profile.ts';
import type {Redactor} from '../files/redact.ts';
import type {SessionJournal} from '../session/session-journal.ts';
import type {CoordinatorSettings} from './messages.ts';

const driveVersion = 1;

export interface DriveRecorder extends SessionJournal {
  /** Why nothing is recorded any more, told once. */
  takeFailure(): string | null;
  close(summary: RunSummary | null): Promise<void>;
}

/** Records the drive beside the snapshots, redacted. A folder that cannot be written costs the recording, not the drive. */
export async function startDriveRecorder(
  settings: CoordinatorSettings,
  facts: {readonly hostFacts: HostFacts; readonly git: Snapshot['git']},
  redactor: Redactor,
): Promise<DriveRecorder> {
  const {profile, plan} = settings.prepared;
  const startedAt = new Date().toISOString();
  let failure: string | null = null;
  const onFailure = (error: PerftuiError): void => {
    failure = `the drive is not recorded: ${describeError(error)}`;
  };
  const folder = path.join(settings.snapshotsFolder, 'drives');
  const journal: DriveJournal | null = await openDriveJournal({folder, name: profile.name, startedAt, onFailure}).catch(
    (error: PerftuiError) => {
      onFailure(error);
      return null;
    },
  );
  journal?.append({
    kind: 'perftui-drive',
    version: driveVersion,
    startedAt,
    target: redactor.json({label: plan.target.label, origin: plan.target.origin}),
    profile: {
      name: redactor.text(profile.name),
      revision: profileRevision(profile),
      document: redactor.json(profileDocument(profile).document),
    },
    requestNames: plan.requestNames.map((name) => redactor.text(name)),
    git: facts.git,
    host: facts.hostFacts,
  });
  return {
    get file() {
      return journal?.file ?? null;
    },
    record(line) {
      // Cells hold numbers and encoded counts, which redaction must not touch.
      journal?.append(line.kind === 'second' ? line : (redactor.json(line) as object));
    },
    takeFailure() {
      const told = failure;
      failure = null;
      return told;
    },
    async close(summary) {
      if (summary !== null) {
        const {endedBy, exitCode, durationMs} = summary;
        journal?.append({kind: 'end', endedBy, exitCode, durationMs});
      }
      await journal?.close();
    },
  };
}
