import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {PerftuiError} from '../domain/errors.ts';
import type {Environment} from '../files/user-folders.ts';

/**
 * Opens a file in the person's editor (VISUAL, EDITOR, else vi) on this terminal, and returns once it is left.
 * @throws PerftuiError when the editor cannot be started or fails
 */
export async function editFile(file: string, env: Environment): Promise<void> {
  const editor = [env['VISUAL'], env['EDITOR']].find((one) => one !== undefined && one.trim() !== '') ?? 'vi';
  // As git does: the variable may hold arguments, the file is never read by the shell.
  const child = spawn('sh', ['-c', `${editor} "$@"`, editor, file], {stdio: 'inherit'});
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code === 0) return;
  throw new PerftuiError(
    'ERR_USAGE',
    `the editor "${editor}" ${code === 127 ? 'is not there' : `ended with ${code}`}`,
    {
      hint: 'EDITOR names the one to use',
    },
  );
}
