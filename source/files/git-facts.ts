import {execFile} from 'node:child_process';
import process from 'node:process';
import {promisify} from 'node:util';
import type {Snapshot} from '../domain/snapshot.ts';

const run = promisify(execFile);

/**
 * Commit, branch (null when detached) and whether a tracked file is changed, of the repository that holds `folder`. Null
 * when there is none, when it has no commit yet, or when git is missing or takes longer than `timeoutMs`.
 */
export async function gitFacts(folder: string, timeoutMs = 2000): Promise<Snapshot['git']> {
  try {
    const {stdout} = await run(
      'git',
      ['-C', folder, 'status', '--porcelain=v2', '--branch', '--untracked-files=no', '--ignore-submodules=dirty'],
      // Without optional locks this reading never gets into the way of the user's own git.
      {timeout: timeoutMs, maxBuffer: 16_000_000, env: {...process.env, GIT_OPTIONAL_LOCKS: '0'}, windowsHide: true},
    );
    return readStatus(stdout);
  } catch {
    return null;
  }
}

/** Reads `git status --porcelain=v2 --branch`. */
export function readStatus(text: string): Snapshot['git'] {
  const lines = text.split('\n');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const commit = header('oid');
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const branch = header('head');
  return {
    commit,
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    dirty: lines.some((line) => line !== '' && !line.startsWith('#')),
  };
}
