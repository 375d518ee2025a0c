import {PerftuiError} from '../domain/errors.ts';
import type {QueueLimits} from './service-queue.ts';
import type {ServiceTime} from './service-time.ts';

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
  readonly endpoints: readonly DemoEndpoint[];
}

const KILO = 1024;

/** p95 is about twice the median everywhere, as on the screens. */
function lognormal(p50Ms: number): ServiceTime {
  return {p50Ms, p95Ms: p50Ms * 2.1};
}

/**
 * A shop in front of a small database. Checkout makes two trips to the pool (reserve the stock, write the order) and
 * is shed first, so it waits, and fails, more than the rest once the pool is busy. /healthz never touches the pool.
 *
 * Measured with the demo-checkout mix, two cores, closed loop:
 *    VUs   req/s    p50    p95    p99   errors   checkout p50 / errors
 *     50      59   39ms  111ms  173ms    0.0%     110ms   0%
 *    200     232   56ms  149ms  231ms    0.0%     145ms   0%
 *    240     253  137ms  266ms  390ms    0.0%     297ms   0%
 *    260     252  227ms  431ms  545ms    1.0%     460ms   3%
 *    350     329  269ms  333ms  484ms   17.9%     shed   88%
 */
const shop: DemoVariant = {
  name: 'demo',
  description: 'a shop: 8 endpoints over a database pool of 12 connections',
  capacity: 'about 250 req/s with the demo-checkout mix, which is about 210 VUs with 800 ms of think time',
  pool: {servers: 12, waitingLimit: 96, maxWaitMs: 250},
  endpoints: [
    {
      method: 'POST',
      path: '/api/checkout',
      status: 201,
      serviceTime: lognormal(105),
      poolTrips: 2,
      waitingLimit: 72,
      bodyBytes: 2 * KILO,
    },
    {
      method: 'POST',
      path: '/api/login',
      status: 200,
      serviceTime: lognormal(80),
      poolTrips: 1,
      bodyBytes: KILO / 2,
      fault: {share: 0.002, status: 429, error: 'too many logins'},
    },
    {
      method: 'GET',
      path: '/api/recommend',
      status: 200,
      serviceTime: lognormal(70),
      poolTrips: 1,
      bodyBytes: 16 * KILO,
      fault: {share: 0.001, status: 503, error: 'recommender unavailable'},
    },
    {method: 'POST', path: '/api/cart', status: 201, serviceTime: lognormal(52), poolTrips: 1, bodyBytes: KILO},
    {
      method: 'GET',
      path: '/api/products/:id',
      status: 200,
      serviceTime: lognormal(35),
      poolTrips: 1,
      bodyBytes: 4 * KILO,
    },
    {method: 'GET', path: '/api/cart', status: 200, serviceTime: lognormal(33), poolTrips: 1, bodyBytes: 3 * KILO},
    {method: 'GET', path: '/api/products', status: 200, serviceTime: lognormal(31), poolTrips: 1, bodyBytes: 12 * KILO},
    {method: 'GET', path: '/healthz', status: 200, serviceTime: lognormal(4), poolTrips: 0, bodyBytes: 64},
  ],
};

const fast: DemoVariant = {
  name: 'demo:fast',
  description: 'a small API without a pool, for load in the thousands of requests per second',
  capacity: 'bounded by one core of the machine only; carries stages-50-100-200 at about 1,350 req/s',
  endpoints: [
    {method: 'GET', path: '/api/status', status: 200, serviceTime: lognormal(0), poolTrips: 0, bodyBytes: 64},
    {method: 'GET', path: '/api/items', status: 200, serviceTime: lognormal(3), poolTrips: 0, bodyBytes: KILO},
    {method: 'GET', path: '/api/items/:id', status: 200, serviceTime: lognormal(2), poolTrips: 0, bodyBytes: 256},
    {method: 'POST', path: '/api/items', status: 201, serviceTime: lognormal(5), poolTrips: 0, bodyBytes: 128},
  ],
};

/** Every built-in target a profile can name. */
export const demoVariants: readonly DemoVariant[] = [shop, fast];

/** The variant of that name; a wrong name is an error that lists the right ones. */
export function findVariant(name: string): DemoVariant {
  const variant = demoVariants.find((each) => each.name === name);
  if (variant !== undefined) return variant;
  const known = demoVariants.map((each) => each.name).join(', ');
  throw new PerftuiError('ERR_DEMO', `unknown demo target "${name}"`, {hint: `known demo targets: ${known}`});
}

/** The name requests to this endpoint are counted under, as in a profile: `GET /api/products/:id`. */
export function endpointName({method, path}: DemoEndpoint): string {
  return `${method} ${path}`;
}
