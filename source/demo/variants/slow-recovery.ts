import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/**
 * How long it takes to recover follows from the definition: over 150 requests a second throw its cache out, and until
 * 45 s after the last such second every response is 200 ms later.
 */
export const slowRecovery: DemoVariant = {
  name: 'demo:slow-recovery',
  description: 'one endpoint behind a cache that a rush throws out, with a known recovery',
  capacity: '45 s of recovery from over 150 req/s by construction; 100 users with 1 s of think time are no rush',
  cache: {requestsPerSecond: 150, coldMs: 45_000, extraMs: 200},
  endpoints: [
    {method: 'GET', path: '/api/work', status: 200, serviceTime: lognormal(20), poolTrips: 0, bodyBytes: kilo},
  ],
};
