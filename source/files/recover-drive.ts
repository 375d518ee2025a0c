import {open, unlink} from 'node:fs/promises';
import path from 'node:path';
import type {Drive, DriveEnd} from '../domain/drive.ts';
import {PerftuiError} from '../domain/errors.ts';
import {fileError, syncFolder} from './atomic-write.ts';
import {compactingFile} from './compact-drive.ts';

/**
 * Ends a drive whose process was killed: what is no whole line is cut off, the end is appended, both are on the disk
 * then. The lines before it are not written again. A kill in between leaves a drive that is unclosed still.
 * @throws PerftuiError ERR_SNAPSHOT when it was closed already, ERR_FILE
 */
export async function closeDrive(file: string, drive: Drive, end: DriveEnd): Promise<void> {
  if (drive.end !== null) throw new PerftuiError('ERR_SNAPSHOT', `${file} is closed already`);
  try {
    const handle = await open(file, 'r+');
    try {
      const {size} = await handle.stat();
      const wholeBytes = size - drive.brokenTailBytes;
      if (drive.brokenTailBytes > 0) await handle.truncate(wholeBytes);
      const last = Buffer.alloc(1);
      await handle.read(last, 0, 1, wholeBytes - 1);
      const text = Buffer.from(`${last[0] === 0x0a ? '' : '\n'}${JSON.stringify(end)}\n`);
      await handle.write(text, 0, text.length, wholeBytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await unlink(compactingFile(file)).catch(() => undefined);
    await syncFolder(path.dirname(file));
  } catch (error) {
    throw fileError('write', file, error);
  }
}
