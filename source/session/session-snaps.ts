import type {Snapshot} from '../domain/snapshot.ts';
import type {Intent} from './intent.ts';
import type {SessionEffects, SessionFiles} from './session-files.ts';
import {previewOf} from './snapshot-preview.ts';
import type {SnapshotPreview} from './view-comparison.ts';

const previewsKept = 8;

type SnapsIntent = Extract<
  Intent,
  {kind: 'snapshot-preview' | 'snapshot-edit' | 'snapshot-delete' | 'snapshot-export'}
>;

export function isSnapsIntent(intent: Intent): intent is SnapsIntent {
  const {kind} = intent;
  return (
    kind === 'snapshot-preview' || kind === 'snapshot-edit' || kind === 'snapshot-delete' || kind === 'snapshot-export'
  );
}

/** View 6: what is shown of a snapshot, and what is done to its file. */
export interface SessionSnaps {
  take(intent: SnapsIntent): void;
  /** Of the snapshot asked for last; null: none, or not read yet. */
  readonly preview: SnapshotPreview | null;
}

export interface SnapsParts {
  readonly effects: Pick<SessionEffects, 'readSnapshot' | 'fileBytes'>;
  files(): Pick<SessionFiles, 'run' | 'editSnapshot' | 'deleteSnapshot' | 'exportSnapshot'>;
  /** A file holds something else, or is gone. */
  onChange(file: string): void;
}

/** One file is read at a time; of those asked for meanwhile the newest is next. */
export function createSessionSnaps(parts: SnapsParts): SessionSnaps {
  const {effects} = parts;
  let wanted: string | null = null;
  let reading: string | null = null;
  /** What is being read has changed meanwhile. */
  let outdated = false;
  /** By file, the newest last. */
  const known = new Map<string, SnapshotPreview>();

  function show(file: string | null): void {
    wanted = file;
    if (file === null || reading !== null || known.has(file)) return;
    reading = file;
    outdated = false;
    const over = (): void => {
      reading = null;
      if (outdated) known.delete(file);
      if (outdated || wanted !== file) show(wanted);
    };
    parts.files().run(
      `${file} not shown`,
      () => readBoth(file),
      ([snapshot, bytes]) => {
        known.set(file, previewOf(snapshot, file, bytes));
        for (const oldest of known.keys()) if (known.size > previewsKept) known.delete(oldest);
        over();
      },
      over,
    );
  }

  async function readBoth(file: string): Promise<readonly [Snapshot, number | null]> {
    return Promise.all([effects.readSnapshot(file), effects.fileBytes(file)]);
  }

  function changed(file: string): void {
    known.delete(file);
    if (reading === file) outdated = true;
    parts.onChange(file);
    if (wanted === file) show(file);
  }

  return {
    take(intent) {
      const files = parts.files();
      if (intent.kind === 'snapshot-preview') show(intent.file);
      else if (intent.kind === 'snapshot-edit') {
        files.editSnapshot(intent.file, intent.name, intent.note, () => changed(intent.file));
      } else if (intent.kind === 'snapshot-delete') {
        files.deleteSnapshot(intent.file, () => {
          if (wanted === intent.file) wanted = null;
          changed(intent.file);
        });
      } else files.exportSnapshot(intent.file, intent.format);
    },
    get preview() {
      return wanted === null ? null : (known.get(wanted) ?? null);
    },
  };
}
