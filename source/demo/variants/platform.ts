import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/** What four classes of users do all day: data, sessions, transactions on a chain, reports. */
export const platform: DemoVariant = {
  name: 'demo:platform',
  description: 'a platform for four classes of users: API, session, blockchain, admin',
  capacity:
    'carries user-classes up to its stress size (1,000 users, about 280 req/s); the pool is full at about 1,000 req/s',
  pool: {servers: 64, waitingLimit: 1000, maxWaitMs: 2000},
  endpoints: [
    {method: 'GET', path: '/api/items', status: 200, serviceTime: lognormal(18), poolTrips: 1, bodyBytes: 4 * kilo},
    {method: 'GET', path: '/api/items/:id', status: 200, serviceTime: lognormal(12), poolTrips: 1, bodyBytes: kilo},
    {
      method: 'POST',
      path: '/session/login',
      status: 200,
      serviceTime: lognormal(45),
      poolTrips: 1,
      bodyBytes: kilo / 2,
    },
    {method: 'POST', path: '/session/refresh', status: 200, serviceTime: lognormal(20), poolTrips: 1, bodyBytes: 256},
    {
      method: 'POST',
      path: '/chain/transactions',
      status: 202,
      serviceTime: lognormal(250),
      poolTrips: 1,
      bodyBytes: 512,
    },
    {
      method: 'GET',
      path: '/chain/blocks/:id',
      status: 200,
      serviceTime: lognormal(60),
      poolTrips: 1,
      bodyBytes: 2 * kilo,
    },
    {
      method: 'GET',
      path: '/admin/reports',
      status: 200,
      serviceTime: lognormal(150),
      poolTrips: 1,
      bodyBytes: 32 * kilo,
    },
  ],
};
