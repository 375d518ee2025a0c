import type {CacheLimits} from '../cold-cache.ts';
import type {LeakLimits} from '../request-leak.ts';
import type {QueueLimits} from '../service-queue.ts';
import type {ServiceTime} from '../service-time.ts';

/** One endpoint of a variant. `path` may hold one `:parameter` as its last segment. */
export interface DemoEndpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly status: number;
  readonly serviceTime: ServiceTime;
  /** How often one request goes to the pool: each trip queues anew and takes an equal part of the service time. */
  readonly poolTrips: number;
  /** Turned away when this many wait already, if lower than the pool's own limit: a heavy request is shed first. */
  readonly waitingLimit?: number;
  readonly bodyBytes: number;
  /** A small share of requests that fail whatever the load, before reaching the pool. */
  readonly fault?: {readonly share: number; readonly status: number; readonly error: string};
}

export interface DemoVariant {
  readonly name: string;
  readonly description: string;
  /** What it was measured to carry, with the preset named. */
  readonly capacity: string;
  /** Absent: no pool, requests never wait for each other. */
  readonly pool?: QueueLimits;
  /** Absent: what it has received before makes no response slower. */
  readonly cache?: CacheLimits;
  /** Absent: it lets go of every request. */
  readonly leak?: LeakLimits;
  readonly endpoints: readonly DemoEndpoint[];
}

/** Bytes. */
export const kilo = 1024;

/** p95 is about twice the median everywhere, as on the screens. */
export function lognormal(p50Ms: number): ServiceTime {
  return {p50Ms, p95Ms: p50Ms * 2.1};
}
