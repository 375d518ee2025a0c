import {copyFile, constants, mkdir} from 'node:fs/promises';
import path from 'node:path';
import {writeNewFile} from '../files/atomic-write.ts';
import {shippedPath} from '../files/package-root.ts';
import {slugOf} from '../files/slug.ts';

export interface ProfilePlace {
  readonly folder: string;
  /** Of the file, without `.json`. */
  readonly baseName: string;
}

/** Where `-o` puts a profile: a name is one in ./profiles, a path ending in `.json` is itself. */
export function profilePlace(output: string | null, otherwise: string): ProfilePlace {
  if (output === null || !/\.json$/i.test(output)) {
    return {folder: 'profiles', baseName: slugOf(output ?? otherwise)};
  }
  return {folder: path.dirname(output), baseName: path.basename(output).replace(/\.json$/i, '')};
}

/**
 * Writes a profile's document where nothing is yet (`-2` behind the name when it is taken), the schema beside it.
 * @returns the path written
 * @throws PerftuiError ERR_FILE
 */
export async function writeNewProfile(document: unknown, {folder, baseName}: ProfilePlace): Promise<string> {
  const file = await writeNewFile(folder, baseName, '.json', `${JSON.stringify(document, null, 2)}\n`);
  await placeSchema(folder);
  return file;
}

/** The profile is saved already: a schema that cannot be placed costs only the editor's help. */
async function placeSchema(folder: string): Promise<void> {
  const schema = 'profile.schema.json';
  try {
    await mkdir(folder, {recursive: true});
    await copyFile(shippedPath(path.join('profiles', schema)), path.join(folder, schema), constants.COPYFILE_EXCL);
  } catch {
    // It is there already, or the folder takes no more.
  }
}

/** How to run a profile that was written there. */
export function runLine(file: string): string {
  const {dir, name} = path.parse(file);
  const argument = dir === 'profiles' ? name : file;
  return `perftui run ${/^[\w./-]+$/.test(argument) ? argument : `'${argument}'`}`;
}
