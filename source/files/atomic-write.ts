import {randomBytes} from 'node:crypto';
import {link, mkdir, open, rename, stat, unlink, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';

const mostCollisions = 9999;

/**
 * Writes the whole file or leaves what was there: temp file in the same folder, fsync, rename, fsync of the folder.
 * Folders on the way are made. The temp file never stays behind, except when the process is killed.
 * @throws PerftuiError ERR_FILE naming the path and what to do
 */
export async function writeFileAtomically(file: string, text: string): Promise<void> {
  await writeThroughTemp(file, text, (temp) => rename(temp, file));
}

/**
 * Like `writeFileAtomically`, but never replaces a file: `name.json`, then `name-2.json`, `name-3.json`, … whichever is
 * free, also when another process writes the same name at the same time.
 * @returns the path written
 * @throws PerftuiError ERR_FILE naming the path and what to do
 */
export async function writeNewFile(folder: string, baseName: string, extension: string, text: string): Promise<string> {
  let written = '';
  await writeThroughTemp(path.join(folder, `${baseName}${extension}`), text, async (temp) => {
    for (let count = 1; count <= mostCollisions; count++) {
      const file = path.join(folder, `${baseName}${count === 1 ? '' : `-${count}`}${extension}`);
      if (await moveIfFree(temp, file)) {
        written = file;
        return;
      }
    }
    throw new PerftuiError('ERR_FILE', `${folder} already has ${mostCollisions} files named ${baseName}`);
  });
  return written;
}

async function writeThroughTemp(file: string, text: string, put: (temp: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(file);
  const temp = path.join(folder, `.${path.basename(file).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, {recursive: true});
    try {
      await writeAndSync(temp, text);
      await put(temp);
    } catch (error) {
      await unlink(temp).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('write', file, error);
  }
}

async function writeAndSync(temp: string, text: string): Promise<void> {
  const handle = await open(temp, 'wx', 0o644);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Gives a file another name; false: that is taken. A hard link fails then: the only rename that never replaces. A kill in
 * between leaves the whole file under both.
 */
export async function moveIfFree(temp: string, file: string): Promise<boolean> {
  try {
    await link(temp, file);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
      return reserveAndRename(temp, file);
    }
    throw error;
  }
  await unlink(temp);
  return true;
}

/** For file systems without hard links (FAT, some network shares): take the name with an empty file first. */
async function reserveAndRename(temp: string, file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await rename(temp, file);
  } catch (error) {
    const left = await stat(file).catch(() => null);
    if (left?.size === 0) await unlink(file).catch(() => undefined);
    throw error;
  }
  return true;
}

/** Makes the new name survive a power cut. Some systems cannot open a folder: then the name is as safe as they make it. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // The content is complete and in place either way.
  } finally {
    await handle?.close();
  }
}

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  EACCES: ['permission denied', 'change its permissions or work in another folder'],
  EPERM: ['not permitted', 'change its permissions or work in another folder'],
  EROFS: ['the file system is read-only', 'work in a folder that can be written'],
  ENOSPC: ['the disk is full', 'free some space and save again'],
  EDQUOT: ['the disk quota is used up', 'free some space and save again'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'rename that file or choose another path'],
  EEXIST: ['a part of the path is a file, not a folder', 'rename that file or choose another path'],
  EISDIR: ['it is a folder', 'name a file in it'],
  ENOENT: ['no such file', 'check the path'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one'],
  EFBIG: ['the file may not become larger', 'raise ulimit -f'],
  EMFILE: ['too many open files', 'raise ulimit -n'],
};

/** One clear line for a file operation that failed: what, which path, why, what to do. */
export function fileError(doing: 'read' | 'write', file: string, error: unknown): PerftuiError {
  const code = codeOf(error);
  const [reason, hint] = reasons[code] ?? [code === '' ? String(error) : code, null];
  return new PerftuiError('ERR_FILE', `cannot ${doing} ${file}: ${reason}`, {
    cause: error,
    ...(hint === null ? {} : {hint}),
  });
}

/** `ENOENT`, …; '' when there is none. */
export function codeOf(error: unknown): string {
  const code = (error as {code?: unknown} | null)?.code;
  return typeof code === 'string' ? code : '';
}
