import process from 'node:process';
import type {ScreenOutput} from './screen-output.ts';
import {guardTerminal, type GuardedProcess, type StopSignal, type TerminalGuard} from './terminal-guard.ts';
import type {TerminalWatcher} from './terminal-watcher.ts';

export interface GuardedScreen {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Default: nothing watches. */
  readonly watcher?: TerminalWatcher;
  /** For tests. */
  readonly process?: GuardedProcess;
}

/** Guards the terminal a screen draws on. Begins before others' writes are diverted: what it says must come out. */
export function guardScreen(
  screen: GuardedScreen,
  output: ScreenOutput,
  onSignal: (signal: StopSignal) => void,
): TerminalGuard {
  const writeError = process.stderr.write.bind(process.stderr);
  return guardTerminal({
    process: screen.process ?? (process as unknown as GuardedProcess),
    stdin: screen.stdin,
    stdout: screen.stdout,
    writeTerminal: (text) => output.writeLast(text),
    writeError: (line) => writeError(`${line}\n`),
    onSignal,
    onHeld: (held) => screen.watcher?.setHeld(held ? 'screen' : null),
  });
}
