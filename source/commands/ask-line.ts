import process from 'node:process';
import {createInterface} from 'node:readline/promises';
import {wantsSpokenLines} from '../tui/app/choose-output.ts';
import {stoppedEarly} from './stop-signals.ts';

/**
 * One line of the terminal; '' at the end of the input. For a screen reader the terminal's own line editing does: no
 * control codes. Rejects with PerftuiError (105) at ^C.
 */
export async function askLine(question: string): Promise<string> {
  const prompt = createInterface({
    input: process.stdin,
    output: process.stderr,
    ...(wantsSpokenLines(process.env) ? {terminal: false} : {}),
  });
  const unanswered = Promise.withResolvers<string>();
  prompt.once('SIGINT', () => unanswered.reject(stoppedEarly()));
  prompt.once('close', () => unanswered.resolve(''));
  let answered = false;
  try {
    const answer = await Promise.race([prompt.question(question), unanswered.promise]);
    answered = answer !== '';
    return answer;
  } finally {
    // What follows begins on a line of its own.
    if (!answered) process.stderr.write('\n');
    prompt.close();
  }
}
