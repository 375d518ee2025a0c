import {mkdir, open} from 'node:fs/promises';
import path from 'node:path';
import {describeError, PerftuiError} from '../domain/errors.ts';
import {fileError} from '../files/atomic-write.ts';

/** A disk this far behind will not come up with the run any more. */
const mostWaitingChars = 16_000_000;

/** A file that a run is written to as it goes on. */
export interface OutFile {
  /** Never blocks and never throws. */
  append(text: string): void;
  /** Writes what is left and closes. Never rejects; idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the file, emptied: folders on the way are made. Each append goes to the system at once.
 * @param onFailure told once, when nothing can be written any more
 * @throws PerftuiError (104) where it cannot be written
 */
export async function openOutFile(file: string, head: string, onFailure: (why: string) => void): Promise<OutFile> {
  const handle = await (async () => {
    try {
      await mkdir(path.dirname(file), {recursive: true});
      const opened = await open(file, 'w', 0o644);
      await opened.appendFile(head);
      return opened;
    } catch (error) {
      throw fileError('write', file, error);
    }
  })();
  let waiting = '';
  let failed = false;
  let closed = false;
  let writing = Promise.resolve();
  const fail = (error: PerftuiError): void => {
    failed = true;
    waiting = '';
    onFailure(describeError(error));
  };
  // Writes follow each other: a slow disk makes them larger, never overlapping.
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (failed || text === '') return;
    try {
      await handle.appendFile(text);
    } catch (error) {
      fail(fileError('write', file, error));
    }
  };
  return {
    append(text) {
      if (failed || closed) return;
      if (waiting.length + text.length > mostWaitingChars) {
        return fail(new PerftuiError('ERR_FILE', `cannot write ${file}: the disk is too slow`));
      }
      waiting += text;
      writing = writing.then(flush);
    },
    async close() {
      if (!closed) {
        closed = true;
        await writing;
        await handle.close().catch(() => undefined);
      }
    },
  };
}
