import {lookup, type LookupAddress} from 'node:dns';
import type {LookupFunction} from 'node:net';

/** How long an answer serves every virtual user of a worker, ms. */
const keptMs = 30_000;

type Callback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/**
 * A lookup for `net.connect` that asks the resolver once for all who want the same name at the same time, and keeps
 * answers for 30 s: hundreds of users connecting measure the target, not the four threads of getaddrinfo. Errors are
 * not kept.
 */
export function createSharedLookup(nowMs: () => number): LookupFunction {
  const known = new Map<string, {readonly addresses: LookupAddress[]; readonly untilMs: number}>();
  const waiting = new Map<string, Callback[]>();

  function resolve(hostname: string, callback: Callback): void {
    const answer = known.get(hostname);
    if (answer !== undefined && nowMs() < answer.untilMs) {
      process.nextTick(callback, null, answer.addresses);
      return;
    }
    const others = waiting.get(hostname);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    const asking = [callback];
    waiting.set(hostname, asking);
    lookup(hostname, {all: true}, (error, addresses) => {
      waiting.delete(hostname);
      if (error === null) known.set(hostname, {addresses, untilMs: nowMs() + keptMs});
      for (const one of asking) one(error, addresses);
    });
  }

  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0);
      const fitting = family === 0 || error !== null ? addresses : addresses.filter((one) => one.family === family);
      if (error !== null) callback(error, '', 0);
      else if (options.all === true) callback(null, fitting);
      else callback(null, fitting[0]?.address ?? '', fitting[0]?.family ?? 0);
    });
  };
}
