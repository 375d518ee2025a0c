import {describe, expect, test} from 'vitest';
import {EndpointService, type ServiceResult} from '../../source/demo/endpoint-service.ts';
import {ServiceQueue} from '../../source/demo/service-queue.ts';
import type {DemoEndpoint} from '../../source/demo/variants/demo-variant.ts';
import {ManualScheduler} from './manual-scheduler.ts';

// Without spread every draw is exactly the median, so the tests can say what happens when.
const CHECKOUT: DemoEndpoint = {
  method: 'POST',
  path: '/api/checkout',
  status: 201,
  serviceTime: {p50Ms: 90, p95Ms: 90},
  poolTrips: 3,
  bodyBytes: 100,
};
const PRODUCTS: DemoEndpoint = {...CHECKOUT, method: 'GET', path: '/api/products', status: 200, poolTrips: 1};

function setUp(servers: number) {
  const scheduler = new ManualScheduler();
  const queue = new ServiceQueue({servers, waitingLimit: 50, maxWaitMs: 250}, scheduler);
  const results: ServiceResult[] = [];
  const service = (endpoint: DemoEndpoint) => new EndpointService(endpoint, 1, queue, scheduler);
  const serve = (endpoint: DemoEndpoint) => service(endpoint).serve((result) => results.push(result));
  return {scheduler, queue, results, service, serve};
}

describe('EndpointService', () => {
  test('takes the drawn time, in as many trips to the pool as the endpoint makes', () => {
    const {scheduler, queue, results, serve} = setUp(1);
    serve(CHECKOUT);
    scheduler.advanceMs(89);
    expect([queue.busy, results.length]).toEqual([1, 0]);
    scheduler.advanceMs(1);
    expect(results).toMatchObject([{status: 201, waitedUs: 0, drawnUs: 90_000, servedUs: 90_000}]);
  });

  test('queues anew for every trip, and adds up the waits', () => {
    const {scheduler, results, serve} = setUp(1);
    serve(CHECKOUT);
    serve(PRODUCTS);
    scheduler.advanceMs(180);
    expect(results).toMatchObject([
      {status: 200, waitedUs: 30_000, servedUs: 90_000},
      {status: 201, waitedUs: 90_000, servedUs: 90_000},
    ]);
  });

  test('answers 503 with the time waited once the pool has kept it waiting too long', () => {
    const {scheduler, results, serve} = setUp(1);
    for (let sent = 0; sent < 4; sent += 1) serve(PRODUCTS);
    scheduler.advanceMs(1000);
    const failed = results.find((result) => result.status === 503);
    expect(results.map((result) => result.status)).toEqual([200, 200, 503, 200]);
    expect(failed?.body.toString()).toBe('{"error":"pool exhausted","waited_ms":250}');
    expect(failed).not.toHaveProperty('servedUs');
  });

  test('never answers who has left, frees their place, and makes no further trips for them', () => {
    const {scheduler, queue, results, serve} = setUp(1);
    const leave = serve(CHECKOUT);
    serve(PRODUCTS)();
    expect(queue.waiting).toBe(0);
    leave();
    scheduler.advanceMs(30);
    expect(queue.busy).toBe(0);
    scheduler.advanceMs(1000);
    expect(results).toEqual([]);
  });

  test('is not slowed by the pool if it makes no trips there', () => {
    const {scheduler, results, serve} = setUp(1);
    for (let sent = 0; sent < 5; sent += 1) serve({...PRODUCTS, poolTrips: 0});
    scheduler.advanceMs(90);
    expect(results.map((result) => result.waitedUs)).toEqual([0, 0, 0, 0, 0]);
  });

  test('fails the given share of requests whatever the load, the same ones for the same seed', () => {
    const faulty: DemoEndpoint = {...PRODUCTS, poolTrips: 0, fault: {share: 0.1, status: 429, error: 'too many'}};
    const statuses = (): number[] => {
      const {scheduler, results, service} = setUp(1);
      const one = service(faulty);
      for (let sent = 0; sent < 2000; sent += 1) {
        one.serve((result) => results.push(result));
        scheduler.advanceMs(90);
      }
      return results.map((result) => result.status);
    };
    const first = statuses();
    expect(first.filter((status) => status === 429).length / 2000).toBeCloseTo(0.1, 1);
    expect(statuses()).toEqual(first);
  });
});
