import {constants, createReadStream} from 'node:fs';
import {open, unlink, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {DriveSecond} from '../domain/drive.ts';
import {bucketOf, mergeSecondsInSteps, tierOf} from './merge-drive.ts';

const newline = 0x0a;
/** Work between two turns of the event loop. */
const stepMs = 3;
const writeFromBytes = 1 << 18;
const secondStart = /^\{"kind":"second","cell":\{"atMs":(\d+),"seconds":(\d+),/;
const startBytes = 80;

/** A compacted copy beside the drive, not yet in its place. */
export interface CompactedDrive {
  readonly file: string;
  readonly handle: FileHandle;
}

/** Where a drive is compacted to; left behind only when the process was killed meanwhile. */
export function compactingFile(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.compacting`);
}

/**
 * Copies the first `bytes` of a drive (whole lines) beside it, with old seconds merged into wider cells as their age has
 * it. In small steps: the event loop is never held up for longer than it takes to merge one request name of a cell.
 * @param nowMs run clock
 * @throws what the file system throws, and when `signal` says so; nothing is left behind then
 */
export async function compactDrive(
  file: string,
  bytes: number,
  nowMs: number,
  signal: AbortSignal,
): Promise<CompactedDrive> {
  const temp = compactingFile(file);
  const {O_WRONLY, O_CREAT, O_TRUNC, O_APPEND} = constants;
  const handle = await open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644);
  try {
    const writer = createWriter(handle);
    const compactor = createCompactor(nowMs, (line) => writer.write(line));
    let stepEndMs = performance.now() + stepMs;
    const rest = async (steps: Iterable<void>): Promise<void> => {
      for (const _ of steps) {
        if (performance.now() < stepEndMs) continue;
        await writer.flush();
        await nextTurn();
        signal.throwIfAborted();
        stepEndMs = performance.now() + stepMs;
      }
    };
    for await (const line of linesOf(file, bytes)) await rest(compactor.take(line));
    await rest(compactor.end());
    await writer.flush(true);
    return {file: temp, handle};
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temp).catch(() => undefined);
    throw error;
  }
}

/** Works while it is iterated. */
type Steps = Generator<void, void>;

interface Compactor {
  /** A line without its end. */
  take(line: Buffer): Steps;
  end(): Steps;
}

/** Lines in order: those that stay pass as they are, seconds of one wider cell are held until it is complete. */
function createCompactor(nowMs: number, write: (line: Buffer | string) => void): Compactor {
  let group: DriveSecond[] = [];
  let groupKey = '';
  let groupAtMs = 0;
  let groupSeconds = 0;

  function* end(): Steps {
    if (group.length > 0) write(JSON.stringify(yield* mergeSecondsInSteps(group, groupAtMs, groupSeconds)));
    group = [];
    groupKey = '';
  }

  return {
    *take(line) {
      yield;
      const [, at, width] = secondStart.exec(line.toString('latin1', 0, startBytes)) ?? [];
      const atMs = Number(at);
      const seconds = at === undefined ? 0 : tierOf(atMs, nowMs);
      if (at === undefined || Number(width) >= seconds) {
        if (at !== undefined) yield* end();
        write(line);
        return;
      }
      const bucketMs = bucketOf(atMs, seconds);
      const key = `${seconds}@${bucketMs}`;
      if (key !== groupKey) yield* end();
      groupKey = key;
      groupAtMs = bucketMs;
      groupSeconds = seconds;
      group.push(JSON.parse(line.toString('utf8')) as DriveSecond);
    },
    end,
  };
}

function createWriter(handle: FileHandle): {
  write(line: Buffer | string): void;
  flush(all?: boolean): Promise<void>;
} {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    write(line) {
      const bytes = typeof line === 'string' ? Buffer.from(`${line}\n`) : Buffer.concat([line, Buffer.of(newline)]);
      parts.push(bytes);
      size += bytes.length;
    },
    async flush(all = false) {
      if (size === 0 || (!all && size < writeFromBytes)) return;
      const text = Buffer.concat(parts);
      parts = [];
      size = 0;
      await handle.appendFile(text);
    },
  };
}

async function* linesOf(file: string, bytes: number): AsyncGenerator<Buffer> {
  if (bytes === 0) return;
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, {end: bytes - 1, highWaterMark: 1 << 16})) {
    let from = 0;
    const buffer = chunk as Buffer;
    for (let at = buffer.indexOf(newline); at !== -1; at = buffer.indexOf(newline, from)) {
      const part = buffer.subarray(from, at);
      yield rest.length === 0 ? part : Buffer.concat([...rest, part]);
      rest = [];
      from = at + 1;
    }
    if (from < buffer.length) rest.push(buffer.subarray(from));
  }
}
