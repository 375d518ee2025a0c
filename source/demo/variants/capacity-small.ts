import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/**
 * As `demo:capacity`, with so few requests that several of them fit on a small machine beside what loads them: 12 servers
 * / 59.8 ms mean service time = about 200 requests a second, which is about 210 users who think 1 s.
 */
export const capacitySmall: DemoVariant = {
  name: 'demo:capacity-small',
  description: 'one endpoint over a pool of 12, with a known capacity a small machine can drive',
  capacity: '200 req/s by construction, about 210 users with 1 s of think time',
  pool: {servers: 12, waitingLimit: 400, maxWaitMs: 2000},
  endpoints: [
    {method: 'GET', path: '/api/work', status: 200, serviceTime: lognormal(54), poolTrips: 1, bodyBytes: kilo},
  ],
};
