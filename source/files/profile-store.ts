import {readdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {printDuration} from '../domain/duration.ts';
import {PerftuiError} from '../domain/errors.ts';
import {executorDurationMs, executorModel, executorStartLevel} from '../domain/executor.ts';
import {formatNumber} from '../domain/format.ts';
import type {Executor, Profile} from '../domain/profile.ts';
import {codeOf, fileError, writeFileAtomically, writeNewFile} from './atomic-write.ts';
import {rebaseBodyFiles} from './body-file.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {fileContentProblems, missingFileProblems} from './file-problems.ts';
import {shippedPath} from './package-root.ts';
import {parseProfile, type ParsedProfile} from './parse-profile.ts';
import {placeProblems} from './place-problems.ts';
import {profileDocument} from './print-profile.ts';
import type {ProfileProblem} from './profile-reader.ts';
import type {ReplacedSecret} from './secret-vault.ts';
import {slugOf} from './slug.ts';
import {configFolder} from './user-folders.ts';

export type ProfileOrigin = 'folder' | 'own' | 'shipped';

/** Where profiles are looked for, in this order; the first that has the name wins. */
export interface ProfileFolders {
  readonly folder: string;
  readonly own: string;
  readonly shipped: string;
}

export interface ProfileListing {
  readonly name: string;
  readonly origin: ProfileOrigin;
  readonly file: string;
  /** Null when the file is broken. */
  readonly target: string | null;
  /** `5 stages, 0-260 VUs, 8m`, `50 VUs, 30s`, `500/s, 30s`, `5 VUs, 20 iterations each, at most 10m`; null when the file is broken. */
  readonly load: string | null;
  readonly description: string | null;
  readonly problems: readonly ProfileProblem[];
}

const schemaFile = 'profile.schema.json';

/** In the user's own folder, beside the profiles. */
const keysName = 'keys.json';

/** Nothing a person writes as a profile is larger. */
const maxFileBytes = 16_000_000;

/** `./profiles`, the user's own, and those that ship with perftui. */
export function profileFolders(): ProfileFolders {
  return {folder: 'profiles', own: path.join(configFolder(), 'profiles'), shipped: shippedPath('profiles')};
}

/**
 * The profile behind an argument: a name in one of the folders, or a path ending in `.json`.
 * @throws PerftuiError ERR_PROFILE naming every problem, or the names there are; ERR_FILE when it cannot be read
 */
export async function loadProfile(argument: string, folders: ProfileFolders = profileFolders()): Promise<Profile> {
  const {path: file, parsed} = await readArgument(argument, folders);
  if ('profile' in parsed) return parsed.profile;
  const lines = parsed.problems.map(describeProblem);
  const count = lines.length === 1 ? '' : ` (${lines.length} problems)`;
  throw new PerftuiError('ERR_PROFILE', `${file}${count}: ${lines.join('; ')}`);
}

/** `scenarios[0].flow (line 7): must be a list […], not null`. */
function describeProblem({path, line, message}: ProfileProblem): string {
  const where = [path, line === undefined ? '' : `(line ${line})`].filter((part) => part !== '').join(' ');
  return where === '' ? message : `${where}: ${message}`;
}

/**
 * Every problem of a profile, with its path and line in the file; none when it is valid. What it names is read too:
 * certificates, and rows of data for the columns that templates ask for.
 * @throws PerftuiError when there is no such profile or it cannot be read
 */
export async function checkProfile(
  argument: string,
  folders: ProfileFolders = profileFolders(),
): Promise<{readonly path: string; readonly problems: readonly ProfileProblem[]}> {
  const file = await findProfile(argument, folders);
  const text = await readText(file);
  const parsed = parseIn(file, text);
  if ('problems' in parsed) return {path: file, problems: parsed.problems};
  const problems = fileContentProblems(parsed.profile, path.dirname(path.resolve(file)));
  return {path: file, problems: placeProblems(text, problems)};
}

async function readArgument(argument: string, folders: ProfileFolders): Promise<{path: string; parsed: ParsedProfile}> {
  const file = await findProfile(argument, folders);
  return {path: file, parsed: parseIn(file, await readText(file))};
}

/** The profile with the folder it lies in; the files it names are all there. */
function parseIn(file: string, text: string): ParsedProfile {
  const parsed = parseProfile(text, file);
  if ('problems' in parsed) return parsed;
  const folder = path.dirname(path.resolve(file));
  const problems = placeProblems(text, missingFileProblems(parsed.profile, folder));
  return problems.length > 0 ? {problems} : {profile: {...parsed.profile, folder}};
}

async function readText(file: string): Promise<string> {
  try {
    const {size} = await stat(file);
    if (size > maxFileBytes) throw new PerftuiError('ERR_PROFILE', `${file} is too large for a profile: ${size} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof PerftuiError ? error : fileError('read', file, error);
  }
}

async function findProfile(argument: string, folders: ProfileFolders): Promise<string> {
  if (/\.json$/i.test(argument)) return argument;
  // A name is no path: `../x` would leave the folders.
  if (!/[\\/]/.test(argument) && argument !== '') {
    for (const folder of [folders.folder, folders.own, folders.shipped]) {
      const file = path.join(folder, `${argument}.json`);
      if (argument !== 'profile.schema' && (await isFile(file))) return file;
    }
  }
  throw await unknownProfile(argument, folders);
}

async function unknownProfile(argument: string, folders: ProfileFolders): Promise<PerftuiError> {
  if (await isFile(argument)) {
    return new PerftuiError('ERR_PROFILE', `"${argument}" does not end in .json`, {
      hint: 'rename it, or name a profile',
    });
  }
  const names = [...new Set((await profileFiles(folders)).map(({name}) => name))];
  const near = didYouMean(argument, names);
  const looksLikeHost = /^[^./].*[.:/]/.test(argument) && near === null;
  return new PerftuiError('ERR_PROFILE', `no profile is named "${argument}"`, {
    hint: looksLikeHost
      ? `for a URL write http://${argument}`
      : near === null
        ? `there are ${names.join(', ')}`
        : `did you mean "${near}"?`,
  });
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false;
}

/** All profiles of all folders, broken ones with their problems; a name hidden by an earlier folder is left out. */
export async function listProfiles(folders: ProfileFolders = profileFolders()): Promise<ProfileListing[]> {
  const seen = new Set<string>();
  const listings: ProfileListing[] = [];
  for (const {name, origin, file} of await profileFiles(folders)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const parsed = await readText(file).then(
      (text) => parseIn(file, text),
      (error: Error): ParsedProfile => ({problems: [{path: '', message: error.message}]}),
    );
    listings.push(
      'profile' in parsed
        ? {
            name,
            origin,
            file,
            target: parsed.profile.target,
            load: describeLoad(parsed.profile.executor),
            description: parsed.profile.description,
            problems: [],
          }
        : {name, origin, file, target: null, load: null, description: null, problems: parsed.problems},
    );
  }
  return listings;
}

async function profileFiles(folders: ProfileFolders): Promise<{name: string; origin: ProfileOrigin; file: string}[]> {
  const found = (['folder', 'own', 'shipped'] as const).map(async (origin) => {
    const names = await readdir(folders[origin]).catch(() => []);
    return names
      .filter((name) => name.endsWith('.json') && !name.startsWith('.') && !name.endsWith('.schema.json'))
      .filter((name) => origin !== 'own' || name !== keysName)
      .sort()
      .map((name) => ({name: name.slice(0, -'.json'.length), origin, file: path.join(folders[origin], name)}));
  });
  return (await Promise.all(found)).flat();
}

/** `5 stages, 0-260 VUs, 8m`, `1 stage, 0-500/s, 1m`. */
export function describeLoad(executor: Executor): string {
  const isOpen = executorModel(executor) === 'open';
  const withUnit = (level: number): string => `${formatLevel(level)}${isOpen ? '/s' : level === 1 ? ' VU' : ' VUs'}`;
  const startLevel = executorStartLevel(executor);
  const durationMs = executorDurationMs(executor);
  const length = durationMs === null ? 'without end' : printDuration(durationMs);
  if ('iterations' in executor) {
    const whose = executor.kind === 'per-vu-iterations' ? 'iterations each' : 'iterations together';
    return `${withUnit(executor.vus)}, ${executor.iterations} ${whose}, at most ${length}`;
  }
  if (!('stages' in executor)) return `${withUnit(startLevel)}, ${length}`;
  const levels = [startLevel, ...executor.stages.map((stage) => stage.target)];
  const count = executor.stages.length === 1 ? '1 stage' : `${executor.stages.length} stages`;
  return `${count}, ${formatLevel(Math.min(...levels))}-${withUnit(Math.max(...levels))}, ${length}`;
}

/** Whole where it is: 10000, not 10.0k. */
function formatLevel(level: number): string {
  return Number.isInteger(level) ? String(level) : formatNumber(level);
}

export interface SavedProfile {
  readonly file: string;
  /** Its name, with the number it got when the name was taken. */
  readonly name: string;
  /** Literal secrets that were not written, and the variables to set in their place. */
  readonly replaced: readonly ReplacedSecret[];
}

/**
 * Saves a profile as a preset under its name (`-2` when that is taken), with the schema beside it for editors.
 * @throws PerftuiError ERR_FILE when the folder cannot be written
 */
export async function saveProfile(folder: string, profile: Profile): Promise<SavedProfile> {
  const {document, replaced} = profileDocument(rebaseBodyFiles(profile, folder));
  const file = await writeNewFile(folder, slugOf(profile.name), '.json', `${JSON.stringify(document, null, 2)}\n`);
  await placeSchema(folder);
  return {file, name: path.basename(file, '.json'), replaced};
}

/** The preset is saved already: that the schema cannot be placed costs only the editor's help. */
async function placeSchema(folder: string): Promise<void> {
  const file = path.join(folder, schemaFile);
  try {
    await stat(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return;
    await readFile(shippedPath(path.join('profiles', schemaFile)), 'utf8')
      .then((text) => writeFileAtomically(file, text))
      .catch(() => undefined);
  }
}
