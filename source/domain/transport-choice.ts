import type {RunPlan} from './run-plan.ts';

/** The ways perftui can speak HTTP. */
export const transportKinds = ['http1', 'http2', 'undici'] as const;
export type TransportKind = (typeof transportKinds)[number];

/** Which one carries a run, and why, for the person at the screen. */
export interface TransportChoice {
  readonly kind: TransportKind;
  readonly reason: string;
}

/** How connections are made and kept: one record for all transports. */
export interface TransportSettings {
  readonly choice: 'auto' | TransportKind;
  /** False: a new connection for every request. */
  readonly reuse: boolean;
  /** A connection older than this is replaced before its next request; null: never. */
  readonly maxAgeMs: number | null;
  /** Requests a connection carries before it is replaced; null: no limit. */
  readonly maxRequests: number | null;
  /** How long an answer of the resolver is used. */
  readonly dnsTtlMs: number;
  /** HTTP/2: virtual users that share one connection, each with a stream of its own. */
  readonly h2Streams: number;
}

export const defaultTransportSettings: TransportSettings = {
  choice: 'auto',
  reuse: true,
  maxAgeMs: null,
  maxRequests: null,
  dnsTtlMs: 30_000,
  h2Streams: 1,
};

const carriers: Readonly<Record<TransportKind, string>> = {
  http1: 'HTTP/1.1 on own sockets',
  http2: 'HTTP/2 on own sockets',
  undici: 'HTTP/1.1 by undici',
};

/**
 * The transport for a plan. `auto` is the own HTTP/1.1, the fastest, unless there is something that is beyond it: a
 * proxy, which only undici can use. HTTP/2 runs only where it was chosen: VUs that share connections load a server
 * differently, so it is never a matter of what the server offers.
 */
export function chooseTransport({transport: {choice}, proxy}: Pick<RunPlan, 'transport' | 'proxy'>): TransportChoice {
  if (proxy !== null) {
    return {
      kind: 'undici',
      reason: choice === 'undici' ? `chosen: ${carriers.undici}` : 'auto: undici, because of the proxy',
    };
  }
  return choice === 'auto'
    ? {kind: 'http1', reason: `auto: ${carriers.http1}`}
    : {kind: choice, reason: `chosen: ${carriers[choice]}`};
}
