import {rmSync} from 'node:fs';
import {lstat, mkdir, readdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PerftuiError} from '../domain/errors.ts';
import {codeOf, fileError} from '../files/atomic-write.ts';

/** What a Unix socket's path may be long, on every system. */
const mostPathBytes = 103;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the sockets of this user's runs lie: `$XDG_RUNTIME_DIR/perftui`, else `perftui-<uid>` among the temporary files;
 * null on systems that have no owners of files.
 */
export function attachFolder(env: Environment = process.env): string | null {
  const uid = process.getuid?.();
  if (uid === undefined) return null;
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime !== undefined && path.isAbsolute(runtime)
    ? path.join(runtime, 'perftui')
    : path.join(tmpdir(), `perftui-${uid}`);
}

/** Where the run of a process listens. */
export function socketOf(folder: string, pid: number): string {
  return path.join(folder, `${pid}.sock`);
}

/** What a process that was ended in the middle may have left there. Never throws. */
export function removeSocket(folder: string, pid: number): void {
  try {
    rmSync(socketOf(folder, pid), {force: true});
  } catch {
    // Where the folder is none, or another's, there is none either.
  }
}

/**
 * Makes the folder where it is not there, for its owner alone.
 * @throws PerftuiError ERR_FILE when it is not safe: a link, another user's, or open to others
 */
export async function makeAttachFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, {mode: 0o700}).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw fileError('write', folder, error);
  }
  await checkAttachFolder(folder);
  if (Buffer.byteLength(socketOf(folder, 4_194_304)) > mostPathBytes) {
    throw new PerftuiError('ERR_FILE', `${folder}: the path is too long for a socket`, {
      hint: 'set XDG_RUNTIME_DIR to a shorter one',
    });
  }
}

/** @throws PerftuiError ERR_FILE when it is not the user's own alone; ENOENT as fileError tells it when it is not there */
export async function checkAttachFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch((error: unknown) => {
    throw fileError('read', folder, error);
  });
  const unsafe = !found.isDirectory()
    ? 'it is no folder'
    : found.uid !== process.getuid?.()
      ? 'it belongs to another user'
      : (found.mode & 0o077) === 0
        ? null
        : 'others may enter it';
  if (unsafe === null) return;
  throw new PerftuiError('ERR_FILE', `${folder} is not safe for sockets: ${unsafe}`, {
    hint: 'remove it, or make it yours with mode 0700',
  });
}

/**
 * Processes that have a socket there, ascending; they need not live any more. None where there is no folder.
 * @throws PerftuiError ERR_FILE when the folder is not safe
 */
export async function listSockets(folder: string): Promise<readonly number[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw fileError('read', folder, error);
  }
  await checkAttachFolder(folder);
  return names
    .flatMap((name) => {
      const [, pid] = /^([1-9]\d{0,9})\.sock$/.exec(name) ?? [];
      return pid === undefined ? [] : [Number(pid)];
    })
    .sort((a, b) => a - b);
}
