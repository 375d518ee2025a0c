import {mkdir, open, rename, unlink, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import {PerftuiError} from '../domain/errors.ts';
import {codeOf, fileError, moveIfFree, syncFolder} from './atomic-write.ts';
import {compactDrive, type CompactedDrive} from './compact-drive.ts';
import {slugOf} from './slug.ts';

/** A line waits this long for others at most; what is read back after a kill lacks no more than that. */
const gatherMs = 20;
/** Between two writes, each of which waits for the disk. */
const flushMs = 500;
const compactBytes = 8_000_000;
const mostCollisions = 999;
/** A disk this far behind will not come up with the drive any more. */
const mostWaitingChars = 64_000_000;

/** A drive's recording: one JSON object a line, on the disk (fsync) within a second after it was appended. */
export interface DriveJournal {
  /** Null once it could not be written any more. */
  readonly file: string | null;
  append(line: object): void;
  /**
   * The file is known by this name from now on (`<date>-<time>-<name>.jsonl`, `-2` when that is taken); its lines go on
   * being written to it. A kill at any moment leaves one whole file, under the old name or the new.
   * @returns its new path
   * @throws PerftuiError ERR_FILE; the file is then where it was
   */
  rename(name: string): Promise<string>;
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
  /** Old seconds are merged whenever the file has grown by this much. */
  readonly compactBytes?: number;
  /** Whenever that has been done. */
  readonly onCompacted?: () => void;
}

/**
 * Opens `<date>-<time>-<name>.jsonl` in the folder (`-2` when that is taken).
 *
 *   append ─► lines ─► flush ─► file ──────────────► (goes on) ─┐ swap: rest copied, fsync, rename, fsync of the folder
 *                                └─► compacted copy beside it ──┘ a kill at any moment leaves one whole file
 *
 * @throws PerftuiError ERR_FILE when it cannot be made
 */
export async function openDriveJournal(options: DriveJournalOptions): Promise<DriveJournal> {
  const created = await createFile(options);
  let {file} = created;
  const growth = options.compactBytes ?? compactBytes;
  let {handle} = created;
  let waiting = '';
  let failed = false;
  let closed = false;
  let bytes = 0;
  let compactAt = growth;
  let nowMs = 0;
  let timer: NodeJS.Timeout | null = null;
  let flushedAtMs = Number.NEGATIVE_INFINITY;
  let writing = Promise.resolve();
  let compacting: Promise<void> | null = null;
  const closing = new AbortController();

  const fail = (error: PerftuiError): void => {
    failed = true;
    waiting = '';
    options.onFailure(error);
  };

  const flush = async (): Promise<void> => {
    if (failed || waiting === '') return;
    const text = waiting;
    waiting = '';
    try {
      const chunk = Buffer.from(text);
      await handle.appendFile(chunk);
      await handle.datasync();
      bytes += chunk.length;
    } catch (error) {
      // What there is of it is not whole.
      await handle.truncate(bytes).catch(() => undefined);
      // The copy beside it may be what fills the disk, and goes then.
      if (compacting !== null && isFull(error)) waiting = text + waiting;
      else fail(fileError('write', file, error));
    }
    flushedAtMs = performance.now();
    if (waiting !== '') schedule();
  };
  // Writes follow each other: a slow disk makes them larger, never overlapping.
  const queue = (work: () => Promise<void>): Promise<void> => (writing = writing.then(work));

  const swap = async (copy: CompactedDrive, copiedBytes: number): Promise<void> => {
    if (failed || closed) return discard(copy);
    try {
      await copy.handle.appendFile(await readFrom(file, copiedBytes, bytes));
      await copy.handle.sync();
      const {size} = await copy.handle.stat();
      await rename(copy.file, file);
      bytes = size;
    } catch {
      return discard(copy);
    }
    await handle.close().catch(() => undefined);
    handle = copy.handle;
    await syncFolder(path.dirname(file));
  };

  /** Whatever goes wrong, the file stays as it is and is tried again when it has grown once more. */
  const compact = async (): Promise<void> => {
    const copiedBytes = bytes;
    try {
      const copy = await compactDrive(file, copiedBytes, nowMs, closing.signal);
      await queue(() => swap(copy, copiedBytes));
    } catch {
      // The uncompacted file is as good.
    }
    compactAt = bytes + growth;
    compacting = null;
    options.onCompacted?.();
  };

  const flushAndCompact = async (): Promise<void> => {
    await flush();
    if (!failed && !closed && compacting === null && bytes >= compactAt) compacting = compact();
  };

  const move = async (name: string): Promise<void> => {
    if (failed || closed) throw new PerftuiError('ERR_FILE', 'the drive is not being recorded');
    const folder = path.dirname(file);
    for (const free of filesNamed(folder, stemOf(options.startedAt, name))) {
      if (free !== file && !(await moveFile(file, free))) continue;
      file = free;
      return syncFolder(folder);
    }
    throw new PerftuiError('ERR_FILE', `${folder} has too many drives named ${slugOf(name)}`);
  };

  const schedule = (): void => {
    if (timer !== null || closed) return;
    timer = setTimeout(
      () => {
        timer = null;
        void queue(flushAndCompact);
      },
      Math.max(gatherMs, flushedAtMs + flushMs - performance.now()),
    );
  };

  return {
    get file() {
      return failed ? null : file;
    },
    append(line) {
      if (failed || closed) return;
      if (waiting.length > mostWaitingChars) {
        return fail(new PerftuiError('ERR_FILE', `cannot write ${file}: the disk is too slow`));
      }
      waiting += `${JSON.stringify(line)}\n`;
      nowMs = Math.max(nowMs, endOfSecond(line));
      schedule();
    },
    async rename(name) {
      await compacting;
      const moving = writing.then(() => move(name));
      // What is written next waits for it; that it failed is told to whoever asked.
      writing = moving.catch(() => undefined);
      await moving;
      return file;
    },
    async close() {
      if (closed) return;
      if (timer !== null) clearTimeout(timer);
      await queue(flush);
      closed = true;
      closing.abort();
      await compacting;
      await queue(flush);
      await handle.close().catch(() => undefined);
    },
  };
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}

/** Run clock, ms; 0 for a line that is no second. */
function endOfSecond(line: object): number {
  const {cell} = line as {cell?: {atMs: number; seconds: number}};
  return cell === undefined ? 0 : cell.atMs + cell.seconds * 1000;
}

async function discard(copy: CompactedDrive): Promise<void> {
  await copy.handle.close().catch(() => undefined);
  await unlink(copy.file).catch(() => undefined);
}

async function readFrom(file: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(to - from);
    let at = 0;
    while (at < buffer.length) {
      const {bytesRead} = await handle.read(buffer, at, buffer.length - at, from + at);
      if (bytesRead === 0) throw new Error('the drive has become shorter');
      at += bytesRead;
    }
    return buffer;
  } finally {
    await handle.close();
  }
}

/** `2026-08-12-101500-checkout`. */
function stemOf(startedAt: string, name: string): string {
  return `${startedAt.slice(0, 19).replace('T', '-').replaceAll(':', '')}-${slugOf(name)}`;
}

function* filesNamed(folder: string, stem: string): Generator<string> {
  for (let count = 1; count <= mostCollisions; count++) {
    yield path.join(folder, `${stem}${count === 1 ? '' : `-${count}`}.jsonl`);
  }
}

async function moveFile(from: string, to: string): Promise<boolean> {
  try {
    return await moveIfFree(from, to);
  } catch (error) {
    throw fileError('write', to, error);
  }
}

async function createFile({folder, name, startedAt}: DriveJournalOptions): Promise<{file: string; handle: FileHandle}> {
  const stem = stemOf(startedAt, name);
  try {
    await mkdir(folder, {recursive: true});
  } catch (error) {
    throw fileError('write', folder, error);
  }
  for (const file of filesNamed(folder, stem)) {
    try {
      const handle = await open(file, 'ax', 0o644);
      await syncFolder(folder);
      return {file, handle};
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw fileError('write', file, error);
    }
  }
  throw new PerftuiError('ERR_FILE', `${folder} has too many drives named ${stem}`);
}
