import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

export const fast: DemoVariant = {
  name: 'demo:fast',
  description: 'a small API without a pool, for load in the thousands of requests per second',
  capacity: 'bounded by one core of the machine only; carries stages-50-100-200 at about 1,350 req/s',
  endpoints: [
    {method: 'GET', path: '/api/status', status: 200, serviceTime: lognormal(0), poolTrips: 0, bodyBytes: 64},
    {method: 'GET', path: '/api/items', status: 200, serviceTime: lognormal(3), poolTrips: 0, bodyBytes: kilo},
    {method: 'GET', path: '/api/items/:id', status: 200, serviceTime: lognormal(2), poolTrips: 0, bodyBytes: 256},
    {method: 'POST', path: '/api/items', status: 201, serviceTime: lognormal(5), poolTrips: 0, bodyBytes: 128},
  ],
};
