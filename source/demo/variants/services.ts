import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/** Seven services behind one address, each with the time a team would give it a budget for (p95 at about 0.7 of it). */
export const services: DemoVariant = {
  name: 'demo:services',
  description: 'seven services behind one address: gateway, auth, users, catalog, orders, payments, notifications',
  capacity:
    'carries service-budgets (50 users, about 140 req/s) within its budgets; the pool is full at about 2,200 req/s',
  pool: {servers: 64, waitingLimit: 512, maxWaitMs: 500},
  endpoints: [
    {method: 'GET', path: '/gateway/status', status: 200, serviceTime: lognormal(6), poolTrips: 0, bodyBytes: 128},
    {method: 'POST', path: '/auth/token', status: 200, serviceTime: lognormal(10), poolTrips: 1, bodyBytes: kilo / 2},
    {method: 'GET', path: '/users/:id', status: 200, serviceTime: lognormal(13), poolTrips: 1, bodyBytes: kilo},
    {method: 'GET', path: '/catalog', status: 200, serviceTime: lognormal(16), poolTrips: 1, bodyBytes: 8 * kilo},
    {method: 'POST', path: '/orders', status: 201, serviceTime: lognormal(20), poolTrips: 2, bodyBytes: kilo},
    {method: 'POST', path: '/payments', status: 201, serviceTime: lognormal(26), poolTrips: 1, bodyBytes: kilo / 2},
    {method: 'POST', path: '/notifications', status: 202, serviceTime: lognormal(16), poolTrips: 0, bodyBytes: 64},
  ],
};
