import process from 'node:process';
import {createInterface} from 'node:readline/promises';
import {PerftuiError} from '../domain/errors.ts';
import type {Target} from '../domain/run-plan.ts';
import {isHostConfirmed, rememberHost} from '../files/local-consent.ts';
import {stoppedEarly} from './stop-signals.ts';

/**
 * A target that is not this machine needs a yes, once per person and host. `--yes` is one; without a terminal to ask on
 * there is no other. Throws PerftuiError: 104 when there is none, 105 when the question was answered with ^C.
 */
export async function confirmHost(
  target: Target,
  options: {readonly yes: boolean; readonly canAsk: boolean},
): Promise<void> {
  if (target.isLocal || options.yes || (await isHostConfirmed(target.hostname))) return;
  if (!options.canAsk) {
    throw new PerftuiError('ERR_TARGET', `${target.hostname} is not this machine and nobody is here to confirm it`, {
      hint: 'add --yes if you may load it',
    });
  }
  const answer = await ask(
    `${target.hostname} is not this machine. Only load systems you own or may test. Load it? [y/N] `,
  );
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new PerftuiError('ERR_TARGET', `${target.hostname} was not confirmed`, {hint: 'nothing was sent'});
  }
  await rememberHost(target.hostname);
}

/** One line; '' at the end of the input. Rejects with PerftuiError (105) at ^C. */
async function ask(question: string): Promise<string> {
  const prompt = createInterface({input: process.stdin, output: process.stderr});
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
