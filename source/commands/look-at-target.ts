import {describeError} from '../domain/errors.ts';
import {formatLatency} from '../domain/format.ts';
import type {RunPlan} from '../domain/run-plan.ts';
import {isHostConfirmed} from '../files/local-consent.ts';
import {isLoopback} from '../files/resolve-target.ts';
import {preflight} from './preflight.ts';

export interface TargetLook {
  readonly outcome: 'ok' | 'warning' | 'failed';
  readonly text: string;
  /** The same beside the target's own name, where there is little room. */
  readonly brief: string;
}

/**
 * Opens one connection to the target and says how that went; no request is sent. A host that is not this machine is
 * left alone until somebody has said that it may be loaded. Never rejects.
 * @param yes it has been said on the command line
 * @param patienceMs for the connection, the proxy and the handshake each
 */
export async function lookAtTarget(
  plan: Pick<RunPlan, 'target' | 'tls' | 'proxy'>,
  {yes, patienceMs}: {readonly yes: boolean; readonly patienceMs: number},
): Promise<TargetLook> {
  const {target, proxy} = plan;
  const where = target.socketPath ?? `${target.hostname}:${target.port}`;
  for (const hostname of [target.isLocal ? null : target.hostname, proxyHost(proxy)]) {
    // eslint-disable-next-line no-await-in-loop -- two at most, from one file
    if (hostname === null || yes || (await isHostConfirmed(hostname))) continue;
    return {
      outcome: 'warning',
      text: `${hostname} is not this machine: you are asked before anything is sent`,
      brief: 'another machine: asked first',
    };
  }
  const startedMs = performance.now();
  try {
    await withinPatience(preflight(plan, patienceMs), patienceMs * 3);
  } catch (error) {
    return {outcome: 'failed', text: describeError(error), brief: 'cannot be reached'};
  }
  const took = formatLatency((performance.now() - startedMs) * 1000);
  const brief = `takes connections: ${took}`;
  return {outcome: 'ok', text: `${where} ${brief}`, brief};
}

function proxyHost(proxy: string | null): string | null {
  const hostname = proxy === null ? null : (URL.parse(proxy)?.hostname.replaceAll(/^\[|\]$/g, '') ?? null);
  return hostname === null || isLoopback(hostname) ? null : hostname;
}

/** A name server may take longer than anybody waits. */
async function withinPatience(work: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${Math.round(ms / 1000)}s`)), ms);
  work.catch(() => undefined);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
