import {PerftuiError} from '../domain/errors.ts';
import type {PreparedRun} from '../domain/run-plan.ts';
import {isHostConfirmed, rememberHost} from '../files/local-consent.ts';
import {isLoopback} from '../files/resolve-target.ts';
import {askLine} from './ask-line.ts';

interface Consent {
  readonly yes: boolean;
  readonly canAsk: boolean;
}

/**
 * Every host of a run that is not this machine needs a yes, once per person and host: the target, the proxy all requests
 * go through, the server that gives out tokens, the one that tells of the target's machine. `--yes` is one; without a terminal to ask on there is no other.
 * Throws PerftuiError: 104 when there is none, 105 when the question was answered with ^C.
 */
export async function confirmHosts(
  {plan, oauth2, targetMetrics}: Pick<PreparedRun, 'plan' | 'oauth2' | 'targetMetrics'>,
  options: Consent,
): Promise<void> {
  const {target, proxy} = plan;
  const asked = new Set<string>();
  const confirm = async (hostname: string, what: string): Promise<void> => {
    if (asked.has(hostname)) return;
    asked.add(hostname);
    await confirmHost(hostname, what, options);
  };
  // Behind a proxy "this machine" may be another one: the proxy's own host is asked for.
  if (!target.isLocal) await confirm(target.hostname, '');
  for (const [url, what] of [
    [proxy, 'the proxy '],
    [oauth2?.tokenUrl ?? null, 'the token server '],
    [targetMetrics?.url ?? null, 'the metrics server '],
  ] as const) {
    const hostname = url === null ? null : hostnameOf(url);
    if (hostname !== null && !isLoopback(hostname)) await confirm(hostname, what);
  }
}

function hostnameOf(url: string): string | null {
  return URL.parse(url)?.hostname.replaceAll(/^\[|\]$/g, '') ?? null;
}

async function confirmHost(hostname: string, what: string, options: Consent): Promise<void> {
  if (options.yes || (await isHostConfirmed(hostname))) return;
  if (!options.canAsk) {
    throw new PerftuiError('ERR_TARGET', `${what}${hostname} is not this machine and nobody is here to confirm it`, {
      hint: 'add --yes if you may load it',
    });
  }
  const answer = await askLine(
    `${what}${hostname} is not this machine. Only load systems you own or may test. Load it? [y/N] `,
  );
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new PerftuiError('ERR_TARGET', `${what}${hostname} was not confirmed`, {hint: 'nothing was sent'});
  }
  await rememberHost(hostname);
}
