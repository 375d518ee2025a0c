import {stat} from 'node:fs/promises';
import path from 'node:path';
import type {ReportFormat} from '../domain/report-format.ts';
import {writeNewFile} from '../files/atomic-write.ts';
import type {Redactor} from '../files/redact.ts';
import {slugOf} from '../files/slug.ts';
import {saveProfile} from '../files/profile-store.ts';
import {
  deleteSnapshot,
  editSnapshot,
  listSnapshots,
  readSnapshot,
  writeBaselineChoice,
  writeSnapshot,
} from '../files/snapshot-store.ts';
import type {SessionEffects} from '../session/session-files.ts';
import {createCompareWorker} from './compare-worker.ts';
import type {DriveRecorder} from './drive-recorder.ts';
import type {CoordinatorSettings} from './messages.ts';

type EffectSettings = Pick<
  CoordinatorSettings,
  'snapshotsFolder' | 'profilesFolder' | 'snapshotAtEnd' | 'defaultBaseline'
>;

export interface FileEffects extends SessionEffects {
  /** Ends the comparing thread. */
  close(): Promise<void>;
}

/** What the session has done for it: files in the working folder, comparisons on a thread of their own. */
export function createFileEffects(
  settings: EffectSettings,
  redactor: Redactor,
  recorder: Pick<DriveRecorder, 'rename'>,
): FileEffects {
  const {snapshotsFolder, profilesFolder, snapshotAtEnd, defaultBaseline} = settings;
  const comparing = createCompareWorker();
  return {
    async saveSnapshot(snapshot) {
      // `--snapshot FILE.json` names the file itself; its own name is the snapshot's.
      if (snapshot.name === snapshotAtEnd && isJsonPath(snapshotAtEnd)) {
        const named = {...snapshot, name: path.basename(snapshotAtEnd, '.json')};
        return {file: await writeSnapshot(snapshotsFolder, named, {redactor, file: snapshotAtEnd})};
      }
      return {file: await writeSnapshot(snapshotsFolder, snapshot, {redactor})};
    },
    async savePreset(profile) {
      const saved = await saveProfile(profilesFolder, profile);
      return {file: saved.file, secrets: saved.replaced.map((one) => `${one.where} as ${one.variable}`)};
    },
    async chooseBaseline(file) {
      const chosen = file === null ? null : {file, snapshot: await readSnapshot(file)};
      await writeBaselineChoice(snapshotsFolder, file);
      return chosen;
    },
    readSnapshot: (file) => readSnapshot(file),
    fileBytes: (file) =>
      stat(file).then(
        ({size}) => size,
        () => null,
      ),
    editSnapshot: async (file, name, note) => ({file: await editSnapshot(file, name, note, redactor)}),
    deleteSnapshot: (file) => deleteSnapshot(file),
    async exportSnapshot(file, format) {
      const {renderReport} = await import('../report/render-report.ts');
      const text = await renderReport({snapshot: await readSnapshot(file), drive: null}, format);
      // What came with perftui lies where nobody would look for a report.
      const folder = file === defaultBaseline ? snapshotsFolder : path.dirname(file);
      return {file: await writeNewFile(folder, path.basename(file, '.json'), exportEndings[format], text)};
    },
    async exportEndpoints(name, rows) {
      const {endpointsCsv} = await import('../report/endpoints-csv.ts');
      const clean = rows.map((row) => ({
        ...row,
        name: row.name === null ? null : redactor.text(row.name),
        path: redactor.text(row.path),
      }));
      return {file: await writeNewFile(snapshotsFolder, slugOf(name), '.csv', endpointsCsv(clean))};
    },
    nameRecording: async (name) => ({file: await recorder.rename(name)}),
    compare: (now, before, align, confidence) => comparing.compare(now, before, align, confidence),
    loadCurve: (snapshot) => comparing.loadCurve(snapshot),
    close: () => comparing.close(),
    async listSnapshots() {
      const own = await listSnapshots(snapshotsFolder);
      if (defaultBaseline === null) return own;
      const shipped = await listSnapshots(path.dirname(defaultBaseline)).catch(() => []);
      const known = new Set(own.map(({file}) => path.resolve(file)));
      return [...own, ...shipped.filter(({file}) => file === defaultBaseline && !known.has(path.resolve(file)))];
    },
  };
}

/** A report in JSON beside snapshots must not be taken for one of them. */
const exportEndings: Readonly<Record<ReportFormat, string>> = {
  json: '.report.json',
  csv: '.csv',
  md: '.md',
  html: '.html',
  junit: '.junit.xml',
  prometheus: '.prom',
  hgrm: '.hgrm',
};

function isJsonPath(text: string): boolean {
  return /\.json$/i.test(text);
}
