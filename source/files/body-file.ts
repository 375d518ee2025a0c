import {accessSync, constants, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {Profile} from '../domain/profile.ts';
import type {ProfileProblem} from './profile-reader.ts';

/** What is wrong with a body's file; null when it can be read. @param folder what its path is relative to */
export function bodyFileProblem(bodyFile: string, folder: string): string | null {
  const file = path.resolve(folder, bodyFile);
  try {
    if (!statSync(file).isFile()) return `${file} is not a file`;
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `${file} does not exist` : `${file} cannot be read (${code})`;
  }
}

/** Every body file of a profile that cannot be read, with its place in the profile. */
export function bodyFileProblems({scenarios}: Profile, folder: string): ProfileProblem[] {
  return scenarios.flatMap(({flow}, scenario) =>
    flow.flatMap((step, index) => {
      if (step.kind === 'think' || step.request.bodyFile === null) return [];
      const message = bodyFileProblem(step.request.bodyFile, folder);
      return message === null ? [] : [{path: `scenarios[${scenario}].flow[${index}].request.bodyFile`, message}];
    }),
  );
}

/** The profile for another folder: its body files are named from there. */
export function rebaseBodyFiles(profile: Profile, folder: string): Profile {
  const from = profile.folder ?? process.cwd();
  const to = path.resolve(folder);
  if (from === to) return profile;
  return {
    ...profile,
    folder: to,
    scenarios: profile.scenarios.map((scenario) => ({
      ...scenario,
      flow: scenario.flow.map((step) =>
        step.kind === 'think' || step.request.bodyFile === null
          ? step
          : {...step, request: {...step.request, bodyFile: rebase(step.request.bodyFile, from, to)}},
      ),
    })),
  };
}

function rebase(bodyFile: string, from: string, to: string): string {
  return path.isAbsolute(bodyFile) ? bodyFile : path.relative(to, path.resolve(from, bodyFile));
}
