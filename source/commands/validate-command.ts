import process from 'node:process';
import {exitCodes, type ExitCode} from '../domain/errors.ts';
import {checkProfile} from '../files/profile-store.ts';

/** `perftui validate <profile>`: one line per problem, with its path; 0 when there is none. */
export async function validateCommand(argument: string): Promise<ExitCode> {
  const {path, problems} = await checkProfile(argument);
  if (problems.length === 0) {
    process.stdout.write(`${path}: valid\n`);
    return exitCodes.ok;
  }
  for (const problem of problems)
    process.stderr.write(`${path}: ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}\n`);
  return exitCodes.invalidConfig;
}
