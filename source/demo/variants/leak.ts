import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

/**
 * A small API that keeps 2 kB of every request: 50 requests a second are 360 MB an hour. Its own page, `/metrics`, says
 * what memory its process holds.
 */
export const leak: DemoVariant = {
  name: 'demo:leak',
  description: 'a small API that keeps 2 kB of every request, up to 2 GB: a memory leak to be found',
  capacity: 'bounded by one core of the machine only, as demo:fast',
  leak: {bytesPerRequest: 2 * kilo, mostBytes: 2 * kilo ** 3},
  endpoints: [
    {method: 'GET', path: '/api/status', status: 200, serviceTime: lognormal(2), poolTrips: 0, bodyBytes: 64},
    {method: 'GET', path: '/api/items', status: 200, serviceTime: lognormal(10), poolTrips: 0, bodyBytes: kilo},
    {method: 'POST', path: '/api/items', status: 201, serviceTime: lognormal(15), poolTrips: 0, bodyBytes: 128},
  ],
};
