import {statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {convert, type SourceKind} from '../convert/convert.ts';
import {recordOf, type Converted} from '../convert/converted.ts';
import {PerftuiError} from '../domain/errors.ts';
import type {Profile} from '../domain/profile.ts';
import {fileError} from '../files/atomic-write.ts';
import {parseProfileDocument} from '../files/parse-profile.ts';

/** Recordings with their bodies are large; this is read while somebody waits. */
const mostBytes = 64_000_000;

const kindsByEnding: Readonly<Record<string, SourceKind | null>> = {
  '.har': 'har',
  '.yaml': 'openapi',
  '.yml': 'openapi',
  '.curl': 'curl',
  '.sh': 'curl',
  // What it is stands in it.
  '.json': null,
};

/** Whether the requests are in a file (or a curl command) rather than one that is typed. */
export function namesSource(text: string): boolean {
  const typed = text.trim();
  if (isCurl(typed)) return true;
  if (/\s/.test(typed) || !Object.hasOwn(kindsByEnding, endingOf(typed))) return false;
  // `/data.json` is a path of the target, unless there is such a file.
  return !typed.startsWith('/') || statSync(typed, {throwIfNoEntry: false})?.isFile() === true;
}

/** What stands in the way of reading it, as far as that can be told at once; null: nothing. */
export function sourceProblem(text: string): string | null {
  const typed = text.trim();
  if (isCurl(typed)) return null;
  try {
    const {size} = statSync(typed);
    return size > mostBytes ? `${typed} is too large: perftui import reads it` : null;
  } catch {
    return `there is no file ${typed}: openapi, har, postman and curl are read`;
  }
}

/**
 * The requests of a file as a profile that drives them at 1 VU.
 * @returns beside it what could not be carried over
 * @throws PerftuiError when it cannot be read or converted
 */
export async function profileOfSource(
  text: string,
  own: {readonly target: string; readonly capVus: number},
): Promise<{readonly profile: Profile; readonly converted: Converted}> {
  const typed = text.trim();
  const content = isCurl(typed)
    ? typed
    : await readFile(typed, 'utf8').catch((error: unknown) => {
        throw fileError('read', typed, error);
      });
  const name = isCurl(typed) ? 'curl' : path.basename(typed, path.extname(typed));
  const converted = await convert(isCurl(typed) ? 'curl' : kindOf(typed, content), content, {
    name,
    think: false,
    assets: false,
  });
  const {stages: _, startVUs: _start, duration: _duration, ...document} = converted.document;
  const parsed = parseProfileDocument(
    {...document, target: own.target, executor: 'constant-vus', vus: 1, cap: {vus: own.capVus}},
    name,
  );
  if ('problems' in parsed) {
    const [first] = parsed.problems;
    throw new PerftuiError('ERR_PROFILE', `${typed}: ${first?.path ?? ''} ${first?.message ?? 'makes no profile'}`);
  }
  return {profile: {...parsed.profile, folder: path.dirname(path.resolve(typed))}, converted};
}

function isCurl(text: string): boolean {
  return /^curl(?:\.exe)?\s/.test(text);
}

function endingOf(text: string): string {
  return path.extname(text).toLowerCase();
}

function kindOf(file: string, content: string): SourceKind {
  const known = kindsByEnding[endingOf(file)];
  if (known !== null && known !== undefined) return known;
  const document = jsonOf(content);
  if (document !== null && recordOf(document['log']) !== null) return 'har';
  const info = document === null ? null : recordOf(document['info']);
  return typeof info?.['schema'] === 'string' && info['schema'].includes('postman') ? 'postman' : 'openapi';
}

function jsonOf(content: string): Record<string, unknown> | null {
  try {
    return recordOf(JSON.parse(content));
  } catch {
    return null;
  }
}
