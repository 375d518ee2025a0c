import {open, readdir, readFile, rm, stat, unlink} from 'node:fs/promises';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import type {SnapshotListing} from '../domain/snapshot-listing.ts';
import {codeOf, fileError, syncFolder, writeFileAtomically, writeNewFile} from './atomic-write.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {shippedPath} from './package-root.ts';
import {parseSnapshot, parseSnapshotHead, type SnapshotHead} from './parse-snapshot.ts';
import {createRedactor, type Redactor} from './redact.ts';
import {redactSnapshot} from './redact-snapshot.ts';
import {slugOf} from './slug.ts';

export interface WriteOptions {
  /** Knows the run's secrets. Without one, secret headers and URL passwords still go. */
  readonly redactor?: Redactor;
  /** Writes exactly this file, replacing it, instead of `<date>-<name>.json` in the folder. */
  readonly file?: string;
}

const choiceFile = '.baseline';
const maxFileBytes = 256_000_000;
/** What comes before the cells is rarely more. */
const headBytes = 1 << 16;
const filesAtOnce = 8;

/**
 * Writes a snapshot whole or not at all, redacted: `<YYYY-MM-DD>-<name>.json`, `-2` when that is taken.
 * @returns the path written
 * @throws PerftuiError ERR_FILE when it cannot be written; nothing is left behind then
 */
export async function writeSnapshot(folder: string, snapshot: Snapshot, options: WriteOptions = {}): Promise<string> {
  const clean = redactSnapshot(snapshot, options.redactor ?? createRedactor([]));
  const content = printSnapshot(clean);
  if (options.file !== undefined) {
    await writeFileAtomically(options.file, content);
    return options.file;
  }
  return writeNewFile(folder, `${clean.takenAt.slice(0, 10)}-${slugOf(clean.name)}`, '.json', content);
}

/**
 * Gives a snapshot another name and note, whole or not at all; its file keeps its name.
 * @param redactor knows the run's secrets, when there is one
 * @returns the path, as given
 * @throws PerftuiError ERR_SNAPSHOT or ERR_FILE
 */
export async function editSnapshot(
  file: string,
  name: string,
  note: string | null,
  redactor: Redactor = createRedactor([]),
): Promise<string> {
  refuseShipped(file, 'changed');
  const snapshot = parseSnapshot(await readContent(file), file);
  const clean = {...snapshot, name: redactor.text(name), note: note === null ? null : redactor.text(note)};
  await writeFileAtomically(file, printSnapshot(clean));
  return file;
}

/**
 * Deletes a snapshot, but never the baseline chosen in its folder, nor the one that ships.
 * @throws PerftuiError ERR_SNAPSHOT or ERR_FILE
 */
export async function deleteSnapshot(file: string): Promise<void> {
  if (!/\.json$/i.test(file)) throw new PerftuiError('ERR_SNAPSHOT', `${file} is not a snapshot`);
  refuseShipped(file, 'deleted');
  const folder = path.dirname(file);
  const baseline = await readBaselineChoice(folder);
  if (baseline !== null && path.resolve(baseline) === path.resolve(file)) {
    throw new PerftuiError('ERR_SNAPSHOT', `${file} is the baseline and is kept`, {
      hint: 'choose another baseline, or none, first',
    });
  }
  try {
    await unlink(file);
  } catch (error) {
    throw fileError('write', file, error);
  }
  await syncFolder(folder);
}

function refuseShipped(file: string, doing: string): void {
  if (path.resolve(file) !== path.resolve(shippedPath('snapshots/demo-baseline.json'))) return;
  throw new PerftuiError('ERR_SNAPSHOT', `${file} came with perftui and is not ${doing}`);
}

/** JSON with one line per cell, host point, event: readable, and diffs stay short. */
function printSnapshot(snapshot: Snapshot): string {
  const members = Object.entries(snapshot).map(([key, value]) => {
    const name = JSON.stringify(key);
    if (!Array.isArray(value) || value.length === 0) return `  ${name}: ${JSON.stringify(value)}`;
    return `  ${name}: [\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

/**
 * Reads a snapshot: a path ending in `.json`, or a name in the folder (with or without its date; the newest wins).
 * @throws PerftuiError ERR_SNAPSHOT or ERR_FILE saying what is wrong
 */
export async function readSnapshot(argument: string, folder = 'snapshots'): Promise<Snapshot> {
  const file = /\.json$/i.test(argument) ? argument : await findByName(argument, folder);
  return parseSnapshot(await readContent(file), file);
}

async function readContent(file: string): Promise<string> {
  try {
    const {size} = await stat(file);
    if (size > maxFileBytes)
      throw new PerftuiError('ERR_SNAPSHOT', `${file} is too large for a snapshot: ${size} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('read', file, error);
  }
}

async function findByName(name: string, folder: string): Promise<string> {
  const file = await findSnapshot(name, folder);
  if (file !== null) return file;
  const near = await nearSnapshot(name, folder);
  const hint = near === null ? 'perftui snapshots lists those there are' : `did you mean "${near}"?`;
  throw new PerftuiError('ERR_SNAPSHOT', `no snapshot in ${folder} is named "${name}"`, {hint});
}

/**
 * Finds a snapshot by its file's name, with or without its date, or by its own; the newest wins.
 * @returns null when there is none
 */
export async function findSnapshot(name: string, folder: string): Promise<string | null> {
  const files = await snapshotFiles(folder);
  const exact = files.find((file) => file === `${name}.json`);
  if (exact !== undefined) return path.join(folder, exact);
  const rows = await listSnapshots(folder);
  const row = rows.find((one) => one.name === name || stemOf(one.file) === name || stemOf(one.file) === slugOf(name));
  return row?.file ?? null;
}

/** The name of a snapshot that `name` may have been meant as; null: none is near. */
export async function nearSnapshot(name: string, folder: string): Promise<string | null> {
  const rows = await listSnapshots(folder);
  return didYouMean(
    name,
    rows.map((one) => one.name),
  );
}

/** The file's name without folder, date and ending. */
function stemOf(file: string): string {
  return path.basename(file, '.json').replace(/^\d{4}-\d{2}-\d{2}-/, '');
}

async function snapshotFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json') && !name.startsWith('.') && !name.endsWith('.schema.json'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw fileError('read', folder, error);
  }
}

/**
 * The snapshots of a folder, newest first. Other files and broken ones are passed over; no folder is no snapshots.
 * @throws PerftuiError ERR_FILE when the folder is there and cannot be read
 */
export async function listSnapshots(folder: string): Promise<SnapshotListing[]> {
  const files = (await snapshotFiles(folder)).map((name) => path.join(folder, name));
  const rows: (SnapshotListing | null)[] = [];
  // Few at a time: a run may have left few file descriptors.
  for (let at = 0; at < files.length; at += filesAtOnce) {
    const some = files.slice(at, at + filesAtOnce);
    rows.push(...(await Promise.all(some.map((file) => knownRow(file).catch(() => null)))));
  }
  return rows
    .filter((row) => row !== null)
    .sort((a, b) => (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : a.file < b.file ? 1 : -1));
}

/** By path: what a file was read as, while it stays as it was then. */
const rowsRead = new Map<string, {readonly stamp: string; readonly row: SnapshotListing | null}>();

async function knownRow(file: string): Promise<SnapshotListing | null> {
  const {mtimeMs, ino, size} = await stat(file);
  const stamp = `${mtimeMs} ${ino} ${size}`;
  const key = path.resolve(file);
  const known = rowsRead.get(key);
  if (known?.stamp === stamp) return known.row === null ? null : {...known.row, file};
  const row = (await headRow(file, size)) ?? rowOf(await readContent(file), file);
  rowsRead.set(key, {stamp, row});
  return row;
}

/** From the part before the cells, which are most of a file; null where the file is laid out another way. */
async function headRow(file: string, size: number): Promise<SnapshotListing | null> {
  if (size < 2 * headBytes) return null;
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(headBytes);
    const {bytesRead} = await handle.read(buffer, 0, headBytes, 0);
    const last = Buffer.alloc(3);
    await handle.read(last, 0, 3, size - 3);
    // Written by another program, or cut off: all of it must be read to know.
    if (last.toString('latin1') !== '\n}\n' && last.toString('latin1') !== ']\n}') return null;
    const head = parseSnapshotHead(buffer.toString('utf8', 0, bytesRead));
    return head === null ? null : snapshotRow(head, file);
  } finally {
    await handle.close();
  }
}

function rowOf(content: string, file: string): SnapshotListing | null {
  try {
    return snapshotRow(parseSnapshot(content, file), file);
  } catch {
    return null;
  }
}

/** The line a snapshot gets in a list. */
export function snapshotRow(snapshot: SnapshotHead, file: string): SnapshotListing {
  const total = snapshot.requests[0];
  return {
    file,
    name: snapshot.name,
    takenAt: snapshot.takenAt,
    vus: snapshot.load.vus,
    rate: snapshot.load.rate ?? null,
    requestsPerSecond: total?.requestsPerSecond ?? null,
    p95Us: total?.latencyUs?.p95 ?? null,
    p99Us: total?.latencyUs?.p99 ?? null,
    errorShare: total?.errorShare ?? null,
    targetLabel: snapshot.target.label,
    model: snapshot.load.model,
    p50Us: total?.latencyUs?.p50 ?? null,
    seconds: snapshot.window.seconds,
    steady: snapshot.load.steady,
    note: snapshot.note,
    git: snapshot.git === null ? null : `${snapshot.git.commit.slice(0, 7)}${snapshot.git.dirty ? '+' : ''}`,
    profileName: snapshot.profile.name,
    profileRevision: snapshot.profile.revision,
    hostname: snapshot.host.hostname,
  };
}

/** The baseline chosen in this folder, as a path that can be read; null when none is. Never throws. */
export async function readBaselineChoice(folder: string): Promise<string | null> {
  const line = await readFile(path.join(folder, choiceFile), 'utf8').then(
    (content) => content.split(/\r?\n/)[0]!.trim(),
    () => '',
  );
  return line === '' || line.length > 4096 || line.includes('\0')
    ? null
    : path.join(path.isAbsolute(line) ? '' : folder, line);
}

/**
 * Keeps the choice across starts, relative to the folder so that it can move. Null: no baseline.
 * @throws PerftuiError ERR_FILE
 */
export async function writeBaselineChoice(folder: string, file: string | null): Promise<void> {
  const choice = path.join(folder, choiceFile);
  if (file !== null) {
    await writeFileAtomically(choice, `${path.relative(folder, file)}\n`);
    return;
  }
  try {
    await rm(choice, {force: true});
  } catch (error) {
    throw fileError('write', choice, error);
  }
}
