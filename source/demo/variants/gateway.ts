import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/**
 * What stands at the front of a platform: a health check that touches nothing, and sign-in, sessions and routing over a
 * pool wide enough not to be felt below a few thousand requests a second. Holds many idle connections.
 */
export const gateway: DemoVariant = {
  name: 'demo:gateway',
  description: 'an API gateway: health, auth, session and routed calls over a wide pool',
  capacity:
    'bounded by one core of the machine: carries gateway-throughput (2,400 req/s) and ramp-15k (15,000 connections, 250 req/s)',
  pool: {servers: 96, waitingLimit: 2000, maxWaitMs: 1000},
  endpoints: [
    {method: 'GET', path: '/health', status: 200, serviceTime: lognormal(1), poolTrips: 0, bodyBytes: 64},
    {method: 'POST', path: '/auth/token', status: 200, serviceTime: lognormal(12), poolTrips: 1, bodyBytes: kilo / 2},
    {method: 'GET', path: '/session/:id', status: 200, serviceTime: lognormal(8), poolTrips: 1, bodyBytes: kilo},
    {method: 'GET', path: '/route', status: 200, serviceTime: lognormal(5), poolTrips: 1, bodyBytes: kilo},
  ],
};
