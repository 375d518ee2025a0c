import {expect, it} from 'vitest';
import type {DemoVariant} from '../../source/demo/variants/demo-variant.ts';
import {findTruth, saturationLevel, truthByCosts} from './queue-truth.ts';
import {noCosts} from './virtual-target.ts';

/** Two servers that take 20 ms, always: 100 requests a second and not one more. */
const exact: DemoVariant = {
  name: 'test',
  description: '',
  capacity: '',
  pool: {servers: 2, waitingLimit: 10_000, maxWaitMs: 60_000},
  endpoints: [
    {method: 'GET', path: '/', status: 200, serviceTime: {p50Ms: 20, p95Ms: 20}, poolTrips: 1, bodyBytes: 10},
  ],
};
const even = {model: 'open', arrivals: 'constant'} as const;
const thinkers = {model: 'closed', think: {kind: 'uniform', minMs: 480, maxMs: 480}} as const;
const common = {variant: exact, objective: 'http_req_duration: p(95)<30', repeats: 2, requests: 20_000} as const;

it('a queue without chance has the capacity that its definition says', () => {
  expect(saturationLevel({variant: exact, load: even})).toBe(100);
  expect(saturationLevel({variant: exact, load: thinkers})).toBe(50);
  const {level, plusMinus} = findTruth({...common, load: even, costs: noCosts});
  expect(level).toBeGreaterThanOrEqual(99);
  expect(level).toBeLessThanOrEqual(101);
  expect(plusMinus).toBeLessThan(1);
});

it('has less capacity by as much as its servers are held longer', () => {
  const truth = truthByCosts({...common, load: even});
  const bare = truth(noCosts);
  expect(truth({lateUs: 2000, wayUs: 0}) / bare).toBeGreaterThan(0.88);
  expect(truth({lateUs: 2000, wayUs: 0}) / bare).toBeLessThan(0.93);
  expect(truth({lateUs: 0, wayUs: 200}) / bare).toBeGreaterThan(0.99);
});
