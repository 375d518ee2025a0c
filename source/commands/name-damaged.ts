import {PerftuiError} from '../domain/errors.ts';
import type {Snapshot} from '../domain/snapshot.ts';
import {decodeCounts} from '../metrics/cell-codec.ts';

/**
 * What `use` returns. Counts of cells are read only where they are needed: when that fails, the file is looked for that
 * holds them.
 * @throws PerftuiError ERR_SNAPSHOT naming the damaged file; whatever else `use` throws
 */
export async function nameDamaged<T>(
  records: readonly {readonly file: string; readonly snapshot: Snapshot}[],
  use: () => T | Promise<T>,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    for (const {file, snapshot} of records) {
      const why = damage(snapshot);
      if (why === null) continue;
      throw new PerftuiError('ERR_SNAPSHOT', `${file} is damaged: ${why}`, {
        hint: 'take the snapshot again, or another one',
        cause: error,
      });
    }
    throw error;
  }
}

function damage({cells}: Snapshot): string | null {
  for (const [index, {names}] of cells.entries()) {
    try {
      for (const {counts} of names) decodeCounts(counts);
    } catch (error) {
      return `cells[${index}]: ${(error as Error).message}`;
    }
  }
  return null;
}
