import {exitCodes, PerftuiError, type ExitCode} from '../domain/errors.ts';
import {fileError} from '../files/atomic-write.ts';

type Output = Pick<NodeJS.WriteStream, 'on' | 'off'>;

export interface OutputGuard {
  /**
   * The exit code once everything has been written.
   * @throws PerftuiError (104) when nothing else was wrong and standard output did not take what it was given
   */
  settle(code: ExitCode): Promise<ExitCode>;
  dispose(): void;
}

/**
 * Keeps a reader that went away (`| head -1`, a closed terminal) from ending a run: whoever closes the pipe has read
 * enough, and files are still to be written. Only an output that fails by itself, as a full disk does, is a failure.
 */
export function guardOutput(stdout: Output, stderr: Output): OutputGuard {
  let failure: PerftuiError | null = null;
  const onStdout = (error: NodeJS.ErrnoException): void => {
    if (isGone(error)) return;
    failure ??= fileError('write', 'the standard output', error);
  };
  stdout.on('error', onStdout);
  stderr.on('error', ignore);
  return {
    async settle(code) {
      // A failed write is told on the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (failure !== null && code === exitCodes.ok) throw failure;
      return code;
    },
    dispose() {
      stdout.off('error', onStdout);
      stderr.off('error', ignore);
    },
  };
}

function isGone({code}: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
}

/** Nothing can be said on a standard error that fails. */
function ignore(): void {}
