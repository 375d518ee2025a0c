import process from 'node:process';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import type {ProfileProblem} from '../files/profile-reader.ts';
import {checkProfile} from '../files/profile-store.ts';

/**
 * `perftui validate <profile>`: one line per problem, `profiles/x.json:14  scenarios[0].flow[2].request.path  must …`;
 * 0 when there is none.
 */
export async function validateCommand(argument: string): Promise<ExitCode> {
  const {path, problems} = await checkProfile(argument);
  if (problems.length === 0) {
    process.stdout.write(`${path}: valid\n`);
    return exitCodes.ok;
  }
  process.stderr.write(problems.map((problem) => `${problemLine(path, problem)}\n`).join(''));
  return exitCodes.invalidConfig;
}

/** One line for one problem: where in the file, where in the profile, what was expected. */
export function problemLine(file: string, {path, line, message}: ProfileProblem): string {
  // A fault in the JSON itself has line and column for a path.
  if (/^\d+:\d+$/.test(path)) return `${file}:${path}  ${message}`;
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, path, message].filter((part) => part !== '').join('  ');
}
