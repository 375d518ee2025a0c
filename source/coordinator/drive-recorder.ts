import path from 'node:path';
import process from 'node:process';
import {driveVersion, type DriveEnd, type DriveHeader, type DriveLine} from '../domain/drive.ts';
import type {RunSummary} from '../domain/run-summary.ts';
import {describeError, PerftuiError} from '../domain/errors.ts';
import type {HostFacts} from '../domain/host.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {StudySetup} from '../domain/study.ts';
import {chooseTransport} from '../domain/transport-choice.ts';
import {openDriveJournal, type DriveJournal} from '../files/drive-journal.ts';
import {profileDocument, profileRevision} from '../files/print-profile.ts';
import type {Redactor} from '../files/redact.ts';
import {redactPlateau, redactSnapshot, redactStudy} from '../files/redact-snapshot.ts';
import {shownRequests} from '../session/flow-facts.ts';
import type {SessionJournal} from '../session/session-journal.ts';
import type {CoordinatorSettings} from './messages.ts';

export interface DriveRecorder extends SessionJournal {
  /** Why the recording is not whole, or there is none; null: it is. */
  readonly failure: string | null;
  /**
   * See `DriveJournal.rename`.
   * @throws PerftuiError ERR_FILE
   */
  rename(name: string): Promise<string>;
  close(summary: RunSummary | null): Promise<void>;
}

/** Records the drive beside the snapshots, redacted. A folder that cannot be written costs the recording, not the drive. */
export async function startDriveRecorder(
  settings: CoordinatorSettings,
  facts: {readonly hostFacts: HostFacts; readonly git: Snapshot['git']},
  redactor: Redactor,
): Promise<DriveRecorder> {
  const {profile} = settings.prepared;
  const startedAt = new Date().toISOString();
  let failure: string | null = null;
  const onFailure = (error: PerftuiError): void => {
    failure = `the drive is recorded only in part: ${error.message}; perftui recover finishes it`;
  };
  const folder = path.join(settings.snapshotsFolder, 'drives');
  const journal: DriveJournal | null = await openDriveJournal({folder, name: profile.name, startedAt, onFailure}).catch(
    (error: unknown) => {
      failure = `the drive is not recorded: ${describeError(error)}`;
      return null;
    },
  );
  journal?.append(headerOf(settings, facts, startedAt, redactor));
  return {
    get file() {
      return journal?.file ?? null;
    },
    record(line) {
      journal?.append(redactLine(line, redactor));
    },
    get failure() {
      return failure;
    },
    async rename(name) {
      if (journal === null) throw new PerftuiError('ERR_FILE', 'the drive is not being recorded');
      return journal.rename(redactor.text(name));
    },
    async close(summary) {
      if (summary !== null) journal?.append(endOf(summary, redactor));
      await journal?.close();
    },
  };
}

function headerOf(
  {prepared, interactive, version, study}: CoordinatorSettings,
  {hostFacts, git}: {readonly hostFacts: HostFacts; readonly git: Snapshot['git']},
  startedAt: string,
  redactor: Redactor,
): DriveHeader {
  const {profile, plan} = prepared;
  const text = (value: string): string => redactor.text(value);
  return {
    kind: 'perftui-drive',
    version: driveVersion,
    startedAt,
    pid: process.pid,
    interactive,
    executor: profile.executor.kind,
    transport: chooseTransport(plan),
    target: {label: text(plan.target.label), origin: text(plan.target.origin)},
    profile: {
      name: text(profile.name),
      revision: profileRevision(profile),
      document: redactor.json(profileDocument(profile).document),
    },
    requests: shownRequests(profile, plan.requestNames).map(({name, method, path: shown}) => ({
      name: text(name),
      method,
      path: text(shown),
    })),
    git: git === null ? null : {...git, branch: git.branch === null ? null : text(git.branch)},
    host: {...hostFacts, perftui: version},
    ...(study !== null && {study: redactQuestion(study, redactor)}),
  };
}

/** Conditions name requests. */
function redactQuestion(study: StudySetup, redactor: Redactor): StudySetup {
  if (study.kind !== 'capacity') return study;
  const text = (value: string): string => redactor.text(value);
  const objectives = study.objectives.map((one) => ({
    ...one,
    source: text(one.source),
    tags: Object.fromEntries(Object.entries(one.tags).map(([key, value]) => [text(key), text(value)])),
  }));
  return {...study, objectives};
}

/** Cells and histograms hold numbers and encoded counts, which redaction must not touch. */
function redactLine(line: DriveLine, redactor: Redactor): object {
  if (line.kind === 'second') return line;
  if (line.kind === 'plateau') return {...line, plateau: redactPlateau(line.plateau, redactor)};
  if (line.kind === 'study') return {...line, study: redactStudy(line.study, redactor)};
  return redactor.json(line) as object;
}

function endOf({endedBy, exitCode, durationMs, run}: RunSummary, redactor: Redactor): DriveEnd {
  const {cells: _cells, hostSeries: _host, events: _events, ...clean} = redactSnapshot(run, redactor);
  return {kind: 'end', endedBy, exitCode, durationMs, run: clean};
}
