import {mkdir, open, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import {codeOf, fileError} from './atomic-write.ts';
import {slugOf} from './slug.ts';

const flushMs = 1000;
const mostCollisions = 999;

/** A drive's recording: one JSON object a line, on the disk (fsync) about a second after it was appended. */
export interface DriveJournal {
  /** Null once it could not be written any more. */
  readonly file: string | null;
  append(line: object): void;
  /** Writes what is left and closes. Never rejects; idempotent. */
  close(): Promise<void>;
}

export interface DriveJournalOptions {
  readonly folder: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Told once, when the recording had to stop; the drive goes on. */
  readonly onFailure: (error: PerftuiError) => void;
}

/**
 * Opens `<date>-<time>-<name>.jsonl` in the folder (`-2` when that is taken).
 * @throws PerftuiError ERR_FILE when it cannot be made
 */
export async function openDriveJournal(options: DriveJournalOptions): Promise<DriveJournal> {
  const {file, handle} = await createFile(options);
  let lines: string[] = [];
  let failed = false;
  let closed = false;
  let writing = Promise.resolve();

  const flush = async (): Promise<void> => {
    if (failed || lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    try {
      await handle.appendFile(text);
      await handle.datasync();
    } catch (error) {
      failed = true;
      options.onFailure(fileError('write', file, error));
    }
  };
  // Writes follow each other: a slow disk makes them larger, never overlapping.
  const queueFlush = (): Promise<void> => (writing = writing.then(flush));
  const timer = setInterval(() => void queueFlush(), flushMs);

  return {
    get file() {
      return failed ? null : file;
    },
    append(line) {
      if (!failed && !closed) lines.push(`${JSON.stringify(line)}\n`);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await queueFlush();
      await handle.close().catch(() => undefined);
    },
  };
}

async function createFile({folder, name, startedAt}: DriveJournalOptions): Promise<{file: string; handle: FileHandle}> {
  const stem = `${startedAt.slice(0, 19).replace('T', '-').replaceAll(':', '')}-${slugOf(name)}`;
  for (let count = 1; count <= mostCollisions; count++) {
    const file = path.join(folder, `${stem}${count === 1 ? '' : `-${count}`}.jsonl`);
    try {
      await mkdir(folder, {recursive: true});
      return {file, handle: await open(file, 'ax', 0o644)};
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || count === mostCollisions) throw fileError('write', file, error);
    }
  }
  throw new PerftuiError('ERR_FILE', `${folder} has too many drives named ${stem}`);
}
