import {open, readdir} from 'node:fs/promises';
import path from 'node:path';
import {slugOf} from './slug.ts';

/** The profile's name stands before its document, which may be long. */
const headBytes = 8192;

/**
 * When each profile was last begun, as the recordings of this folder tell.
 * @param folder of the drives' recordings: `<date>-<time>-<name>.jsonl`
 * @param names of profiles, as they stand in their files
 * @returns ms since 1970 by name; one that was never begun here is not in it
 */
export async function lastRuns(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const files = (await readdir(folder).catch(() => []))
    .filter((file) => /^\d{4}-\d\d-\d\d-\d{6}-.+\.jsonl$/.test(file))
    .toSorted()
    .toReversed();
  const found = new Map<string, number>();
  for (const name of new Set(names)) {
    const slug = slugOf(name);
    // `a-2` is the second drive of `a` in one second, or the first of a profile named so.
    const own = files.filter((file) => [slug, `${slug}-`].some((start) => isOf(file, start)));
    for (const file of own) {
      // eslint-disable-next-line no-await-in-loop -- the newest decides, and it is nearly always the first
      const head = await readHead(path.join(folder, file));
      if (head?.name !== name) continue;
      found.set(name, head.startedAtMs);
      break;
    }
  }
  return found;
}

function isOf(file: string, start: string): boolean {
  const rest = file.slice('2026-01-01-000000-'.length, -'.jsonl'.length);
  return start.endsWith('-') ? rest.startsWith(start) && /^\d+$/.test(rest.slice(start.length)) : rest === start;
}

async function readHead(file: string): Promise<{readonly name: string; readonly startedAtMs: number} | null> {
  try {
    const handle = await open(file);
    try {
      const {buffer, bytesRead} = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      const head = buffer.toString('utf8', 0, bytesRead);
      const startedAt = /"startedAt":"([^"]+)"/.exec(head)?.[1] ?? '';
      const name = /"profile":\{"name":("(?:[^"\\]|\\.)*")/.exec(head)?.[1];
      const startedAtMs = Date.parse(startedAt);
      return name === undefined || Number.isNaN(startedAtMs) ? null : {name: JSON.parse(name) as string, startedAtMs};
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
