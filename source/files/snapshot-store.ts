import {readdir, readFile, rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {codeOf, fileError, writeFileAtomically, writeNewFile} from './atomic-write.ts';
import {didYouMean} from './did-you-mean.ts';
import {parseSnapshot} from './parse-snapshot.ts';
import {createRedactor, type Redactor} from './redact.ts';
import {redactSnapshot} from './redact-snapshot.ts';
import {slugOf} from './slug.ts';

/** One line of `perftui snapshots` and of the baseline chooser. */
export interface SnapshotRow {
  readonly file: string;
  readonly name: string;
  readonly takenAt: string;
  readonly vus: number;
  /** Offered, iterations a second; null in the closed model. */
  readonly rate: number | null;
  readonly requestsPerSecond: number | null;
  readonly p95Us: number | null;
  readonly p99Us: number | null;
  readonly errorShare: number | null;
  readonly targetLabel: string;
}

export interface WriteOptions {
  /** Knows the run's secrets. Without one, secret headers and URL passwords still go. */
  readonly redactor?: Redactor;
  /** Writes exactly this file, replacing it, instead of `<date>-<name>.json` in the folder. */
  readonly file?: string;
}

const choiceFile = '.baseline';
const maxFileBytes = 256_000_000;

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
  const files = await snapshotFiles(folder);
  const exact = files.find((file) => file === `${name}.json`);
  if (exact !== undefined) return path.join(folder, exact);
  const rows = await listSnapshots(folder);
  const row = rows.find((one) => one.name === name || stemOf(one.file) === name || stemOf(one.file) === slugOf(name));
  if (row !== undefined) return row.file;
  const near = didYouMean(
    name,
    rows.map((one) => one.name),
  );
  const hint = near === null ? 'perftui snapshots lists those there are' : `did you mean "${near}"?`;
  throw new PerftuiError('ERR_SNAPSHOT', `no snapshot in ${folder} is named "${name}"`, {hint});
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
export async function listSnapshots(folder: string): Promise<SnapshotRow[]> {
  const rows: SnapshotRow[] = [];
  for (const name of await snapshotFiles(folder)) {
    const file = path.join(folder, name);
    const row = await readContent(file).then(
      (content) => rowOf(content, file),
      () => null,
    );
    if (row !== null) rows.push(row);
  }
  return rows.sort((a, b) => (a.takenAt < b.takenAt ? 1 : a.takenAt > b.takenAt ? -1 : a.file < b.file ? 1 : -1));
}

function rowOf(content: string, file: string): SnapshotRow | null {
  try {
    return snapshotRow(parseSnapshot(content, file), file);
  } catch {
    return null;
  }
}

/** The line a snapshot gets in a list. */
export function snapshotRow(snapshot: Snapshot, file: string): SnapshotRow {
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
