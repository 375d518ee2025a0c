import {expect, it} from 'vitest';
import {createPeakRate} from '../../source/session/peak-rate.ts';
import {profileOf} from './fixtures.ts';
import {SessionHarness} from './session-harness.ts';

it('is of so many seconds in a row, by what was measured of them', () => {
  const peak = createPeakRate(3);
  for (const ended of [10, 20]) peak.second(ended, 1000);
  expect(peak.perSecond).toBeNull();
  peak.second(30, 1000);
  expect(peak.perSecond).toBe(20);
  peak.second(10, 500);
  expect(peak.perSecond).toBe(60 / 2.5);
  for (const ended of [0, 0, 0]) peak.second(ended, 1000);
  expect(peak.perSecond).toBe(60 / 2.5);
});

it('holds the warm-up too, so that a run that was fast only then peaks no lower than its mean', () => {
  const run = new SessionHarness(profileOf({vus: 20})).start();
  run.traffic = {requests: 50, latencyUs: 1000};
  run.wait(3000);
  run.traffic = {requests: 1, latencyUs: 1000};
  run.wait(10_500);
  const {peakRequestsPerSecond, run: whole} = run.session.summary();
  expect(whole.requests[0]!.requestsPerSecond).toBeCloseTo(642 / 13.5);
  expect(peakRequestsPerSecond).toBeCloseTo((600 + 28) / 10);
});

it('of a run whose end is faster than any ten seconds before is at least its mean', () => {
  const run = new SessionHarness(profileOf({vus: 20})).start();
  run.traffic = {requests: 1, latencyUs: 1000};
  run.wait(10_250);
  run.traffic = {requests: 5000, latencyUs: 1000};
  run.wait(500);
  const {peakRequestsPerSecond, run: whole} = run.session.summary();
  expect(peakRequestsPerSecond).toBeGreaterThanOrEqual(whole.requests[0]!.requestsPerSecond);
});
