import {describeError, exitCodeOf, exitCodes} from '../../domain/errors.ts';
import {leaveScreenSequence} from './leave-screen-sequence.ts';

export type StopSignal = 'SIGTERM' | 'SIGHUP' | 'SIGINT';

export interface TerminalGuard {
  /** Leaves the alternate screen and raw mode if the screen is up; any number of times, never throws. */
  readonly restore: () => void;
  /** The screen has given the terminal back itself (true) or taken it again (false). */
  readonly setReleased: (released: boolean) => void;
  /** Stops guarding. */
  readonly dispose: () => void;
}

export interface GuardedProcess {
  on(event: string, listener: (...values: never[]) => void): unknown;
  off(event: string, listener: (...values: never[]) => void): unknown;
  exit(code: number): void;
}

/**
 * Makes sure every way out leaves a usable terminal, short of SIGKILL (terminal-watcher.ts is for that). A signal is passed on (the session stops its
 * load and finishes); a second SIGINT or SIGTERM, and every crash, restores the terminal and ends the process with one
 * clear line. A terminal that goes away (EIO, EPIPE, end of input) counts as SIGHUP, which is never more than the first.
 */
export function guardTerminal(options: {
  readonly process: GuardedProcess;
  readonly stdin: Pick<NodeJS.ReadStream, 'setRawMode' | 'on' | 'off'>;
  readonly stdout: Pick<NodeJS.WriteStream, 'on' | 'off'>;
  /** To the terminal, whatever is diverted. */
  readonly writeTerminal: (text: string) => void;
  readonly writeError: (line: string) => void;
  readonly onSignal: (signal: StopSignal) => void;
  /** Told whether the screen has the terminal, after it has come to be so. */
  readonly onHeld?: (held: boolean) => void;
}): TerminalGuard {
  const {process, stdin, stdout} = options;
  let released = false;
  let signals = 0;
  const restore = (): void => {
    if (released) return;
    released = true;
    attempt(() => stdin.setRawMode(false));
    attempt(() => options.writeTerminal(leaveScreenSequence));
    attempt(() => options.onHeld?.(false));
  };
  const onSignal = (signal: StopSignal): void => {
    if (signals++ === 0) {
      options.onSignal(signal);
      return;
    }
    restore();
    process.exit(exitCodes.stoppedBySignal);
  };
  const onCrash = (error: unknown): void => {
    restore();
    attempt(() => options.writeError(describeError(error)));
    process.exit(exitCodeOf(error));
  };
  // One closed window is told in up to four ways, in any order: nobody has asked twice by it.
  const onGone = (): void => {
    if (signals === 0) onSignal('SIGHUP');
  };
  const own: readonly (readonly [string, (...values: never[]) => void])[] = [
    ['exit', restore],
    ['SIGTERM', () => onSignal('SIGTERM')],
    ['SIGHUP', onGone],
    ['SIGINT', () => onSignal('SIGINT')],
    ['uncaughtException', onCrash],
    ['unhandledRejection', onCrash],
  ];
  for (const [event, listener] of own) process.on(event, listener);
  stdout.on('error', onGone);
  stdin.on('error', onGone);
  stdin.on('end', onGone);
  return {
    restore,
    setReleased: (next) => {
      released = next;
      options.onHeld?.(!next);
    },
    dispose: () => {
      for (const [event, listener] of own) process.off(event, listener);
      stdout.off('error', onGone);
      stdin.off('error', onGone);
      stdin.off('end', onGone);
    },
  };
}

function attempt(action: () => unknown): void {
  try {
    action();
  } catch {
    // The terminal is gone: nothing is left to restore.
  }
}
