import path from 'node:path';
import process from 'node:process';
import {exportK6} from '../convert/k6-export.ts';
import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {writeNewFile} from '../files/atomic-write.ts';
import {didYouMean} from '../domain/did-you-mean.ts';
import {loadProfile} from '../files/profile-store.ts';
import {importNotes} from './import-command.ts';

const usage = 'usage: perftui export k6 <profile> [-o FILE]';

/**
 * `perftui export k6 <profile>`: the script on stdout, or in a new file, and on stderr what k6 has no counterpart for. A
 * file that is there is never replaced.
 */
export async function exportCommand(
  rest: readonly string[],
  {output}: {readonly output: string | null},
): Promise<ExitCode> {
  const [kind, argument, ...more] = rest;
  if (kind !== 'k6') {
    const near = kind === undefined ? null : didYouMean(kind, ['k6']);
    throw new PerftuiError('ERR_USAGE', kind === undefined ? 'export what?' : `"${kind}" is not exported`, {
      hint: near === null ? usage : `did you mean "${near}"?`,
    });
  }
  if (argument === undefined || more.length > 0) {
    throw new PerftuiError(
      'ERR_USAGE',
      argument === undefined ? 'a profile is missing' : `too many arguments: ${more.join(' ')}`,
      {hint: usage},
    );
  }
  const profile = await loadProfile(argument);
  const folder = output === null ? process.cwd() : path.dirname(path.resolve(output));
  const place = (file: string): string => {
    const relative = path.relative(folder, path.resolve(profile.folder ?? '.', file));
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  const exported = exportK6(profile, place);
  if (output === null) {
    process.stdout.write(exported.script);
  } else {
    const {name, ext} = path.parse(output);
    const file = await writeNewFile(path.dirname(output), name, ext === '' ? '.js' : ext, exported.script);
    process.stdout.write(`${file}\nrun it with: k6 run ${file}\n`);
  }
  process.stderr.write(importNotes(exported));
  return exitCodes.ok;
}
