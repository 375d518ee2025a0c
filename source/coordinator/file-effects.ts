import path from 'node:path';
import type {Redactor} from '../files/redact.ts';
import {saveProfile} from '../files/profile-store.ts';
import {listSnapshots, readSnapshot, writeBaselineChoice, writeSnapshot} from '../files/snapshot-store.ts';
import type {SessionEffects} from '../session/session-files.ts';
import type {CoordinatorSettings} from './messages.ts';

/** What the session has done for it in the working folder. */
export function createFileEffects(settings: CoordinatorSettings, redactor: Redactor): SessionEffects {
  const {snapshotsFolder, profilesFolder, snapshotAtEnd, defaultBaseline} = settings;
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
    async listSnapshots() {
      const own = await listSnapshots(snapshotsFolder);
      if (defaultBaseline === null) return own;
      const shipped = await listSnapshots(path.dirname(defaultBaseline)).catch(() => []);
      const known = new Set(own.map(({file}) => path.resolve(file)));
      return [...own, ...shipped.filter(({file}) => file === defaultBaseline && !known.has(path.resolve(file)))];
    },
  };
}

function isJsonPath(text: string): boolean {
  return /\.json$/i.test(text);
}
