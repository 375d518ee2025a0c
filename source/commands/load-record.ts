import {open} from 'node:fs/promises';
import path from 'node:path';
import type {Drive} from '../domain/drive.ts';
import {PerftuiError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {fileError} from '../files/atomic-write.ts';
import {findDrive, nearDrive} from '../files/drive-store.ts';
import {shippedPath} from '../files/package-root.ts';
import {readDrive} from '../files/read-drive.ts';
import {findSnapshot, nearSnapshot, readSnapshot} from '../files/snapshot-store.ts';
import {snapshotOfDrive} from '../session/drive-snapshot.ts';

/** What a command works on: a snapshot, or a drive as a snapshot of all of it. */
export interface LoadedRecord {
  readonly kind: 'snapshot' | 'drive';
  readonly file: string;
  readonly snapshot: Snapshot;
  /** Null: it is a snapshot. */
  readonly drive: Drive | null;
}

export interface RecordFolders {
  readonly snapshots: string;
  readonly drives: string;
}

export const recordFolders: RecordFolders = {snapshots: 'snapshots', drives: path.join('snapshots', 'drives')};

/**
 * Loads what an argument names: a path ending in `.json` or `.jsonl`, or a name: of a snapshot in ./snapshots, else of a
 * drive in ./snapshots/drives (with or without its date; the newest wins), else of the snapshot that ships.
 * @throws PerftuiError ERR_SNAPSHOT or ERR_FILE saying what is wrong
 */
export async function loadRecord(argument: string, folders: RecordFolders = recordFolders): Promise<LoadedRecord> {
  const file = await findRecord(argument, folders);
  if (!(await isDriveFile(file))) return {kind: 'snapshot', file, snapshot: await readSnapshot(file), drive: null};
  const drive = await readDrive(file);
  return {kind: 'drive', file, snapshot: {...snapshotOfDrive(drive), drive: path.basename(file)}, drive};
}

/**
 * The file an argument names.
 * @throws PerftuiError ERR_SNAPSHOT with what may have been meant
 */
export async function findRecord(argument: string, folders: RecordFolders = recordFolders): Promise<string> {
  if (/\.jsonl?$/i.test(argument) && (argument.includes('/') || argument.includes(path.sep))) return argument;
  if (/\.jsonl?$/i.test(argument) && (await isThere(argument))) return argument;
  const found =
    (await findSnapshot(argument.replace(/\.json$/i, ''), folders.snapshots)) ??
    (await findDrive(argument, folders.drives)) ??
    (await findSnapshot(argument, shippedPath('snapshots')));
  if (found !== null) return found;
  const near = (await nearSnapshot(argument, folders.snapshots)) ?? (await nearDrive(argument, folders.drives));
  throw new PerftuiError(
    'ERR_SNAPSHOT',
    `neither ${folders.snapshots} nor ${folders.drives} has anything named "${argument}"`,
    {hint: near === null ? 'perftui snapshots lists what there is' : `did you mean "${near}"?`},
  );
}

async function isThere(file: string): Promise<boolean> {
  return open(file, 'r').then(
    async (handle) => handle.close().then(() => true),
    () => false,
  );
}

/** By what it holds, whatever it is called: a drive's first line is its header. */
async function isDriveFile(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const buffer = Buffer.alloc(64);
      const {bytesRead} = await handle.read(buffer, 0, buffer.length, 0);
      const start = buffer.toString('utf8', 0, bytesRead);
      return start.includes('"perftui-drive"') || (/\.jsonl$/i.test(file) && !start.includes('"perftui-snapshot"'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError('read', file, error);
  }
}
