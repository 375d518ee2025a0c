import process from 'node:process';
import {writeFileAtomically} from '../files/atomic-write.ts';
import {wantsSpokenLines} from '../tui/app/choose-output.ts';

/** Writes what a command says: whole into `file`, or to standard output. */
export async function writeOutput(text: string, file: string | null): Promise<void> {
  if (file === null) process.stdout.write(text);
  else await writeFileAtomically(file, text);
}

/** Columns that text may take there: a terminal's own, 80 elsewhere. */
export function outputWidth(stream: {readonly isTTY?: boolean; readonly columns?: number}): number {
  return stream.isTTY ? (stream.columns ?? 80) : 80;
}

/** Whether standard output takes colours, and wants them. */
export function hasColours(): boolean {
  const {stdout, env} = process;
  return stdout.isTTY && !env['NO_COLOR'] && !wantsSpokenLines(env) && stdout.getColorDepth(env) >= 8;
}
