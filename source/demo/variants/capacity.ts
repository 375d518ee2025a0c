import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/**
 * One endpoint over one pool, so that its capacity follows from the definition: 50 servers / 44.3 ms mean service time =
 * about 1,130 requests a second, which is about 1,180 users who think 1 s.
 */
export const capacity: DemoVariant = {
  name: 'demo:capacity',
  description: 'one endpoint over a pool of 50, with a known capacity',
  capacity: '1,130 req/s by construction, about 1,180 users with 1 s of think time',
  pool: {servers: 50, waitingLimit: 1500, maxWaitMs: 2000},
  endpoints: [
    {method: 'GET', path: '/api/work', status: 200, serviceTime: lognormal(40), poolTrips: 1, bodyBytes: kilo},
  ],
};
