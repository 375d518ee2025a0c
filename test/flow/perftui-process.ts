import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));
export const binPath = join(repositoryRoot, 'dist/bin.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder to run in; its own state and configuration folders keep a developer's own out of the test. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'perftui-test-'));
}

/** Environment of a child: no colour settings, no CI, XDG folders inside `folder`. */
export function cleanEnvironment(folder: string, extra: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined &&
      !/^(CI|GITHUB_STEP_SUMMARY|XDG_RUNTIME_DIR|NO_COLOR|FORCE_COLOR|COLORTERM|TERM|NODE_ENV|VITEST.*|PERFTUI_.*)$/.test(
        name,
      ),
  ) as [string, string][];
  return {
    ...Object.fromEntries(kept),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    ...extra,
  };
}

/** Starts the built perftui without a terminal. `mostFileBlocks`: no file it writes may become larger (`ulimit -f`). */
export function startPerftui(
  args: readonly string[],
  options: {cwd?: string; env?: Record<string, string>; mostFileBlocks?: number} = {},
): {child: ChildProcess; finished: Promise<Finished>} {
  const cwd = options.cwd ?? scratchFolder();
  const {mostFileBlocks: most} = options;
  const command = [process.execPath, binPath, ...args];
  const [program, ...rest] =
    most === undefined ? command : ['sh', '-c', `ulimit -f ${most}; exec "$@"`, 'sh', ...command];
  const child = spawn(program!, rest, {
    cwd,
    env: cleanEnvironment(cwd, options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({code, stdout, stderr}));
  });
  return {child, finished};
}

export async function runPerftui(
  args: readonly string[],
  options: {cwd?: string; env?: Record<string, string>} = {},
): Promise<Finished> {
  return startPerftui(args, options).finished;
}
