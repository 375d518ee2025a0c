import {open, readdir, readFile, type FileHandle} from 'node:fs/promises';
import {hostname} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PerftuiError} from '../domain/errors.ts';
import {codeOf, fileError} from './atomic-write.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {slugOf} from './slug.ts';

/** A line of a list of drives. */
export interface DriveRow {
  readonly file: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** ISO 8601, UTC; null where the file does not tell. */
  readonly startedAt: string | null;
  readonly profileName: string | null;
  readonly targetLabel: string | null;
  /** Up to its end, or to its last whole second so far; null where the file does not tell. */
  readonly durationMs: number | null;
  /** `under way`: the process that records it is there. `unreadable`: its first line is no drive's. */
  readonly state: 'closed' | 'under way' | 'unclosed' | 'unreadable';
  /** Of the process that records it; null: not told. */
  readonly pid: number | null;
  /** How the run ended; null: it was not closed. */
  readonly endedBy: string | null;
  readonly bytes: number;
}

/** A recorder writes at least this often; beyond, whoever wrote it on another host is gone. */
const silentMs = 60_000;
const headBytes = 1 << 16;
const maxHeadBytes = 1 << 23;
const tailBytes = 1 << 18;
const maxTailBytes = 1 << 26;
const newline = 0x0a;

/**
 * The drives of a folder, newest first; only a file's first and last lines are read. No folder is no drives.
 * @throws PerftuiError ERR_FILE when the folder is there and cannot be read
 */
export async function listDrives(folder: string): Promise<DriveRow[]> {
  const rows: DriveRow[] = [];
  for (const name of await driveFiles(folder)) {
    const row = await rowOf(path.join(folder, name)).catch(() => null);
    if (row !== null) rows.push(row);
  }
  return rows.sort((a, b) => compare(b.startedAt ?? '', a.startedAt ?? '') || compare(b.name, a.name));
}

/**
 * Finds a drive by its file's name, with or without date and ending, or by its profile's name; the newest wins.
 * @returns null when there is none
 */
export async function findDrive(name: string, folder: string): Promise<string | null> {
  const files = (await driveFiles(folder)).toSorted().toReversed();
  const wanted = name.replace(/\.jsonl$/i, '');
  const file =
    files.find((one) => stemOf(one) === wanted) ??
    files.find((one) => undated(one) === wanted) ??
    files.find((one) => undated(one).replace(/-\d+$/, '') === slugOf(wanted)) ??
    renamed(files, wanted) ??
    files.find((one) => stemOf(one).startsWith(wanted) && /^\d{4}-\d{2}-\d{2}/.test(wanted));
  return file === undefined ? null : path.join(folder, file);
}

/** Names that `findDrive` knows and that `name` may have been meant as; null: none is near. */
export async function nearDrive(name: string, folder: string): Promise<string | null> {
  const files = await driveFiles(folder);
  return didYouMean(name.replace(/\.jsonl$/i, ''), [
    ...new Set(files.flatMap((file) => [undated(file), stemOf(file)])),
  ]);
}

async function driveFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw fileError('read', folder, error);
  }
}

/** What was recorded under this name has been given another one since: the only one that was begun in that second. */
function renamed(files: readonly string[], wanted: string): string | undefined {
  const [begun] = /^\d{4}-\d{2}-\d{2}-\d{6}-/.exec(wanted) ?? [];
  const same = begun === undefined ? [] : files.filter((one) => one.startsWith(begun));
  return same.length === 1 ? same[0] : undefined;
}

function stemOf(file: string): string {
  return path.basename(file, '.jsonl');
}

function undated(file: string): string {
  return stemOf(file).replace(/^\d{4}-\d{2}-\d{2}-\d{6}-/, '');
}

/** @throws PerftuiError ERR_FILE */
export async function driveRow(file: string): Promise<DriveRow> {
  try {
    return await rowOf(file);
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('read', file, error);
  }
}

async function rowOf(file: string): Promise<DriveRow> {
  const handle = await open(file, 'r');
  try {
    const {size, mtimeMs} = await handle.stat();
    const isFresh = Date.now() - mtimeMs < silentMs;
    const header = headerOf(await readHead(handle));
    const common = {file, name: stemOf(file), bytes: size};
    if (header === null) {
      const unknown = {startedAt: null, profileName: null, targetLabel: null, durationMs: null, pid: null};
      return {...common, ...unknown, endedBy: null, state: size === 0 && isFresh ? 'under way' : 'unreadable'};
    }
    const {end, lastMs} = await readLast(handle, size);
    const state = end !== null ? 'closed' : (await isRecording(header, isFresh)) ? 'under way' : 'unclosed';
    const {startedAt, profileName, targetLabel, pid} = header;
    const durationMs = end?.durationMs ?? lastMs;
    return {...common, startedAt, profileName, targetLabel, pid, durationMs, state, endedBy: end?.endedBy ?? null};
  } finally {
    await handle.close();
  }
}

interface ShortHeader {
  readonly startedAt: string;
  readonly profileName: string | null;
  readonly targetLabel: string | null;
  readonly pid: number | null;
  readonly hostname: string | null;
}

function headerOf(line: string): ShortHeader | null {
  const header = parse(line) as {
    kind?: unknown;
    startedAt?: unknown;
    pid?: unknown;
    profile?: {name?: unknown};
    target?: {label?: unknown};
    host?: {hostname?: unknown};
  } | null;
  if (header?.kind !== 'perftui-drive' || typeof header.startedAt !== 'string') return null;
  return {
    startedAt: header.startedAt,
    profileName: textOrNull(header.profile?.name),
    targetLabel: textOrNull(header.target?.label),
    pid: typeof header.pid === 'number' ? header.pid : null,
    hostname: textOrNull(header.host?.hostname),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** The first line. */
async function readHead(handle: FileHandle): Promise<string> {
  for (let length = headBytes; ; length *= 8) {
    const buffer = Buffer.alloc(length);
    const {bytesRead} = await handle.read(buffer, 0, length, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(newline);
    if (end !== -1 || bytesRead < length || length >= maxHeadBytes) {
      return buffer.toString('utf8', 0, end === -1 ? bytesRead : end);
    }
  }
}

/** The end, or the end of the last whole second, run clock, ms; both null where neither was found. */
async function readLast(
  handle: FileHandle,
  size: number,
): Promise<{end: {endedBy: string; durationMs: number} | null; lastMs: number | null}> {
  for (let length = Math.min(size, tailBytes); ; length = Math.min(size, length * 8)) {
    const buffer = Buffer.alloc(length);
    await handle.read(buffer, 0, length, size - length);
    const lines = buffer.toString('utf8').split('\n');
    if (length < size) lines.shift();
    for (const text of lines.toReversed()) {
      const line = text === '' ? null : (parse(text) as {kind?: unknown} | null);
      if (line?.kind === 'end') return {end: line as unknown as {endedBy: string; durationMs: number}, lastMs: null};
      if (line?.kind === 'second') return {end: null, lastMs: endOf(line)};
    }
    if (length >= size || length >= maxTailBytes) return {end: null, lastMs: null};
  }
}

function endOf(second: object): number | null {
  const {cell} = second as {cell?: {atMs?: number; seconds?: number}};
  const endMs = Number(cell?.atMs) + Number(cell?.seconds) * 1000;
  return Number.isFinite(endMs) ? endMs : null;
}

/** On another host, or of a version that did not tell its process, only what was written lately can tell. */
async function isRecording(header: ShortHeader, isFresh: boolean): Promise<boolean> {
  if (header.pid === null || header.hostname !== hostname()) return isFresh;
  try {
    process.kill(header.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  const found = await processFacts(header.pid);
  if (found === null) return true;
  // Process numbers are given again: one that began after the drive did not record it. Where the clock was set since the
  // drive began, that cannot be told from the times; what is written now is recorded now.
  return !found.isDead && (isFresh || found.startMs < Date.parse(header.startedAt) + 5000);
}

/**
 * Linux, proc(5), `stat`: the state of a process (one that nobody has waited for is there, but dead), and field 22: ticks
 * (always 100 a second) since the boot. Null: not told here.
 */
async function processFacts(pid: number): Promise<{readonly isDead: boolean; readonly startMs: number} | null> {
  try {
    const [own, system] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/stat', 'utf8')]);
    const fields = own.slice(own.lastIndexOf(')') + 2).split(' ');
    const bootSeconds = Number(/^btime (\d+)$/m.exec(system)?.[1]);
    const startMs = (bootSeconds + Number(fields[19]) / 100) * 1000;
    return Number.isFinite(startMs) ? {isDead: /^[ZX]/.test(fields[0]!), startMs} : null;
  } catch {
    return null;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
