import {kilo, lognormal, type DemoVariant} from './demo-variant.ts';

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
export const shop: DemoVariant = {
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
      bodyBytes: 2 * kilo,
    },
    {
      method: 'POST',
      path: '/api/login',
      status: 200,
      serviceTime: lognormal(80),
      poolTrips: 1,
      bodyBytes: kilo / 2,
      fault: {share: 0.002, status: 429, error: 'too many logins'},
    },
    {
      method: 'GET',
      path: '/api/recommend',
      status: 200,
      serviceTime: lognormal(70),
      poolTrips: 1,
      bodyBytes: 16 * kilo,
      fault: {share: 0.001, status: 503, error: 'recommender unavailable'},
    },
    {method: 'POST', path: '/api/cart', status: 201, serviceTime: lognormal(52), poolTrips: 1, bodyBytes: kilo},
    {
      method: 'GET',
      path: '/api/products/:id',
      status: 200,
      serviceTime: lognormal(35),
      poolTrips: 1,
      bodyBytes: 4 * kilo,
    },
    {method: 'GET', path: '/api/cart', status: 200, serviceTime: lognormal(33), poolTrips: 1, bodyBytes: 3 * kilo},
    {method: 'GET', path: '/api/products', status: 200, serviceTime: lognormal(31), poolTrips: 1, bodyBytes: 12 * kilo},
    {method: 'GET', path: '/healthz', status: 200, serviceTime: lognormal(4), poolTrips: 0, bodyBytes: 64},
  ],
};
